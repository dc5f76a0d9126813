"""A line that may be a ruling → how dense its ink is, stretch by stretch, and whether text made it.

Rulings are solid, or dashed evenly, and have paper on both hands; rows of text are neither.
Lengths are pixels unless they say points.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.whitenings import Grey

Piece = tuple[float, float, float]
"""Where it is across the line, its start and end along it."""
Floats = NDArray[np.float64]
CLEAN, ENOUGH_CLEAN = 0.35, 0.25
"""Beside a line is paper if lighter than the first share of it; the second, of a stretch, must have it."""
DARK, GAP = 0.35, 4.5
"""Ink is darker than this share of the line; dashes and dots stand nearer than so many points."""
SOLID, UNBROKEN, CLEAN_INK = 0.78, 0.8, 0.5
"""A line is solid from this density on; else its gaps are narrow and its ink has paper on both hands."""
PALEST, LONG_SOLID = 0.55, 120.0
"""A solid line of fewer points is nowhere much paler; that tells it from the upper strokes of figures."""
RAGGED = (0.95, 0.6)
"""So much of a line that holds together has no wide gap, and so much of its ink has paper beside it."""
INK, FAINT = 0.45, 0.35
"""Ink is darker than the first share of what a quarter of the stretch is darker than; that, of the line's."""
LONG_WHOLE, HARDLY_BROKEN = 40.0, 0.93
"""A piece of so many points that is inked but for so little is no text."""
MAIN = 0.7
"""What a line is like, its pieces of at least this share of the longest tell: shorter ones may be strokes."""
AS_PLAIN = 0.8
"""Of those, the pieces tell that are inked, with paper beside, for so much as the best is: text is not."""
BLACK = 3.0
"""What is so many times as dark as its line is no part of it."""
BEYOND, GAPLESS = (6.0, 40.0), 25
"""What goes on past a table is looked at so many points from it; so many percent of it may be gaps."""
EDGES = (8.0, 22.0)
"""What goes on at the edges of the image is looked at so many points from them."""
NEAR, PALE, USUAL = 24.0, 0.16, 0.8
"""A line may be paler where all that is so near is, down to the second share of it."""
EVEN, EVENLY, FEWEST_STEPS = 0.3, 0.7, 5
"""Dashes follow each other at one distance, give or take the first share of it; so many do."""
STEPS = np.arange(-2, 3)
"""A line is looked for so many pixels beside where it is elsewhere."""
HOLD = 3
"""The palest place of a stretch is told over so many pixels."""


class Line(NamedTuple):
    """The pieces of what may be one ruling, by their starts."""

    at: float
    pieces: tuple[Piece, ...]

    @property
    def longest(self) -> float:
        """How long its longest piece is."""
        return max(end - start for _, start, end in self.pieces)

    @property
    def length(self) -> float:
        """How long its pieces are together."""
        return sum(end - start for _, start, end in self.pieces)

    @property
    def ends(self) -> tuple[float, float]:
        """Where its first piece starts, and where the last one ends."""
        return min(start for _, start, _ in self.pieces), max(end for _, _, end in self.pieces)

    def reaches(self, place: float, slack: float) -> bool:
        """Tell whether a piece covers a place along the line, or ends near it."""
        return any(start - slack <= place <= end + slack for _, start, end in self.pieces)


class Profiles(NamedTuple):
    """The darkness of thin lines along the first axis, of what lies beside them, and of everything."""

    ink: Grey
    sides: Grey
    dark: Grey
    faintest: float
    """The darkness, of 255, of the palest line that is no grain of the paper."""


class Density(NamedTuple):
    """How dark each place of a line is, as a share of its ink, whether paper is beside, and where it goes on.

    It goes on over gaps as narrow as those between dashes.  All three are told of the line's own
    height and of those next to it, by rows: a line may step from one to the next.
    """

    ink: Floats
    wide: Floats
    """The same, of each row and those next to it: a long line may slant a little."""
    dark: Floats
    """The same, crossing lines as well."""
    black: NDArray[np.bool_]
    """Where it is far darker than its line."""
    clean: NDArray[np.bool_]
    unbroken: NDArray[np.bool_]
    duty: float
    """The density of its own pieces."""
    strength: float
    """How dark it is, of 255."""
    is_line: bool
    """Its own pieces are no row of text."""
    is_plain: bool
    """Paper is beside enough of them."""
    step: float = 0.0
    """How far its dashes begin from each other."""
    is_ragged: bool = False
    """It is long and holds together, yet is broken irregularly, as a fax breaks thin lines."""

    def of(self, start: float, end: float, margin: float, *, long: bool) -> "Stretch":
        """Return what a stretch of the line shows; so many pixels before and after it, other lines cross."""
        part = slice(max(0, round(start)), max(round(start) + 1, round(end)))
        if not self.ink[0, part].size:
            return Stretch(0.0, 0.0, 0.0, 0.0, np.inf, 0.0, 0.0, 0.0, 0.0, clean=True)
        best = int(self.ink[:, part].sum(1).argmax())
        wide, unbroken, clean = self.wide[best, part], self.unbroken[best, part], self.clean[best, part]
        level = _darker(wide)
        dark = wide > INK * max(FAINT, level)
        ink = wide if long else self.ink[best, part]
        # A thin line between two rows of pixels is paler than one upon a row.
        ink = np.minimum(1.0, ink / max(FAINT, level if long else _darker(ink)))
        count = int(np.count_nonzero(clean))
        is_clean = count >= ENOUGH_CLEAN * clean.size
        on_paper = float(ink @ clean)
        return Stretch(
            on_paper / count if is_clean else float(ink.mean()),
            float((unbroken & clean).sum()) / count if is_clean else float(unbroken.mean()),
            self._palest(best, start - margin, end + margin),
            on_paper / max(1e-9, float(ink.sum())),
            _longest(~dark),
            _longest(dark),
            float(dark.mean()),
            level,
            float((self.black[best, part] & dark).sum()) / max(1, int(dark.sum())),
            is_clean,
            bool(dark[: round(margin) + 1].any() or dark[-round(margin) - 1 :].any()),
        )

    def _palest(self, row: int, start: float, end: float) -> float:
        """Return how dark the palest place is, crossing lines as well."""
        sums = np.cumsum(self.dark[row, max(0, round(start)) : round(end) + 1])
        if sums.size <= HOLD:
            return 0.0
        return float((sums[HOLD:] - sums[:-HOLD]).min()) / HOLD

    def beyond(self, start: float, end: float, scale: float, *, default: float = 0.0) -> float:
        """Return how dark it goes on past the places where a table starts and ends: as a crease does.

        Text there has gaps.  Where the image ends there, nothing can be told: `default`.
        """
        near, far = round(BEYOND[0] * scale), round(BEYOND[1] * scale)
        first, last = round(start), round(end)
        tails = [
            self.wide[:, max(0, first - far) : max(0, first - near)],
            self.wide[:, last + near : last + far],
        ]
        told = [np.percentile(tail, GAPLESS, axis=1).max() for tail in tails if tail.shape[1] >= near]
        return float(min(told, default=default))

    def reaches_edges(self, crossed: Sequence[float], least: float, scale: float) -> bool:
        """Tell whether it is so dark at both edges of the image, beyond all that it crosses."""
        near, far = round(EDGES[0] * scale), round(EDGES[1] * scale)
        tails = [self.wide[:, near:far], self.wide[:, -far:-near]]
        if not crossed or min(crossed) < far or max(crossed) > self.wide.shape[1] - far:
            return False
        return all(float(np.percentile(tail, GAPLESS, axis=1).max()) >= least for tail in tails)


def _darker(ink: Floats) -> float:
    """Return what a quarter of some places is darker than."""
    at = 3 * ink.size // 4
    return float(np.partition(ink, at)[at])


def _longest(mask: NDArray[np.bool_]) -> float:
    """Return the longest run of places of a mask."""
    others = np.flatnonzero(~mask)
    if not others.size:
        return float(mask.size)
    inner = int((others[1:] - others[:-1]).max()) - 1 if others.size > 1 else 0
    return float(max(inner, others[0], mask.size - 1 - others[-1]))


class Stretch(NamedTuple):
    """How dense the ink of a stretch is, how much of it is unbroken, and how dark at its palest place."""

    ink: float
    unbroken: float
    palest: float
    beside: float
    """How much of the ink has paper beside it."""
    gap: float
    """The longest run without ink, in pixels."""
    run: float
    """The longest run with ink, in pixels."""
    whole: float
    """The share that has ink."""
    level: float
    """How dark that is, as a share of the line's ink."""
    black: float
    """The share of the ink that is far darker than the line."""
    clean: bool
    """Beside enough of it is paper: what is told is told of those places."""
    met: bool = False
    """It has ink next to a line that crosses."""


def density_of(line: Line, profiles: Profiles, scale: float) -> Density:
    """Return a line's ink and the paper beside it, all along the image."""
    rows, places = _rows_along(line, profiles.ink)
    ink, sides = profiles.ink[rows, places].astype(np.float64), profiles.sides[rows, places]
    level = STEPS.size // 2
    own = _own_places(line, ink[level - 1 : level + 2], sides[level])
    strength = max(1.0, float(np.percentile(ink[level - 1 : level + 2, own].max(0), 80)))
    black = ink > BLACK * strength
    ink, clean = np.minimum(1.0, ink / strength), sides < CLEAN * strength
    wide = np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8)), np.float64)
    deep = np.minimum(1.0, profiles.dark[rows, places] / strength)
    dark = wide > _paler(wide, profiles.faintest / strength, scale)
    gap = np.ones((1, round(GAP * scale)), np.uint8)
    closed = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, gap).astype(bool)
    # Where another line crosses, nothing can be told.
    told = own[clean[level, own]]
    if not (is_plain := told.size >= ENOUGH_CLEAN * own.size):
        told = own
    duty = float(wide[level, told].mean())
    seen = Density(ink, wide, deep, black, clean, closed, duty, strength, is_line=True, is_plain=is_plain)
    pale = line.longest < LONG_SOLID * scale and float(np.percentile(wide[level, told], 6)) < PALEST
    step = _dash_step(wide[level, own], clean[level, own], closed[level, own])
    if seen.duty >= SOLID:
        return seen._replace(is_line=not pale)
    ragged = line.longest >= LONG_SOLID * scale and float(closed[level, own].mean()) >= RAGGED[0]
    ragged = ragged and float((clean & dark)[level, own].sum()) >= RAGGED[1] * float(dark[level, own].sum())
    whole = line.longest >= LONG_WHOLE * scale and _is_whole(line, dark[level])
    return seen._replace(is_line=step > 0 or ragged or whole, is_ragged=ragged or whole, step=step)


def _rows_along(line: Line, ink: Grey) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of an image that a line runs along, by steps and places, and its places."""
    places = np.arange(ink.shape[1])
    starts, ends = (np.array([piece[side] for piece in line.pieces]) for side in (1, 2))
    nearest = np.maximum(starts - places[:, None], places[:, None] - ends).argmin(1)
    own_row = np.rint([at for at, _, _ in line.pieces]).astype(np.int64)[nearest]
    return np.clip(own_row + STEPS[:, None], 0, ink.shape[0] - 1), places


def _own_places(line: Line, ink: Floats, sides: Grey) -> NDArray[np.int64]:
    """Return the places that tell what a line is like: on its long pieces, but for strokes level with it.

    Args:
        line: In pieces.
        ink: At its own height and at those next to it.
        sides: What lies beside.
    """
    long = [
        np.arange(round(start), min(round(end), sides.size))
        for _, start, end in line.pieces
        if end - start >= MAIN * line.longest
    ]
    plain = [_plain_share(ink[:, piece].max(0), sides[piece]) for piece in long]
    best = max(plain)
    return np.concatenate([piece for piece, one in zip(long, plain, strict=True) if one >= AS_PLAIN * best])


def _plain_share(ink: Floats, sides: Grey) -> float:
    """Return the share of some places that have ink, and paper beside it."""
    strength = max(1.0, float(np.percentile(ink, 80)))
    return float(np.minimum(1.0, ink / strength)[sides < CLEAN * strength].sum()) / ink.size


def _paler(ink: Floats, faintest: float, scale: float) -> Floats:
    """Return how dark a line must be at each place, where it may be paler than elsewhere: upon shades."""
    local = cv2.blur(ink, (round(NEAR * scale), 1))
    return np.clip(DARK * local / USUAL, np.clip(faintest, PALE, DARK), DARK)


def _is_whole(line: Line, dark: NDArray[np.bool_]) -> bool:
    """Tell whether the longest piece of a line has hardly a gap, though some of it may be paler."""
    _, start, end = max(line.pieces, key=lambda piece: piece[2] - piece[1])
    return float(dark[round(start) : round(end)].mean()) >= HARDLY_BROKEN


def _dash_step(ink: Floats, clean: NDArray[np.bool_], closed: NDArray[np.bool_]) -> float:
    """Return how far dashes on paper begin from each other; 0 where they are uneven, or strokes of text."""
    dark = ink > np.percentile(ink, (10, 90)).mean()
    beside = float((clean & dark).sum()) / max(1, int(dark.sum()))
    steps = np.diff(np.flatnonzero(dark[1:] & ~dark[:-1]))
    if steps.size < FEWEST_STEPS or closed.mean() < UNBROKEN or beside < CLEAN_INK:
        return 0.0
    usual = float(np.median(steps))
    even = float((np.abs(steps - usual) <= max(1.0, EVEN * usual)).mean())
    return usual if even >= EVENLY else 0.0
