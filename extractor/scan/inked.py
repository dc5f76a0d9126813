"""Straight page → the boxes of the strokes that rule it, as `extractor.page.strokes` gives them of drawings.

Lines across and lines down are found alike, the latter on the transposed page.  What may be
a ruling is looked for by its length alone (`_candidates`); whether it is one, its crossings
decide (`extractor.scan.meshes`).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.geometry import Page
from extractor.grid.rulings import find_rulings
from extractor.scan.coincidences import without_crumbs
from extractor.scan.densities import CLEAN, Floats, Line, Piece, Profiles
from extractor.scan.meshes import bundled, darkness_of, meshed
from extractor.scan.shades import without_shades
from extractor.scan.slants import NARROW
from extractor.scan.straightenings import Straight
from extractor.scan.whitenings import Grey
from models.records import Box

FINEST = 160 / 72
"""Rulings are looked for at no more than so many pixels a point."""
SMALLEST = 20.0
"""A page of fewer points either way holds no table."""
BESIDE = 2.2
"""So many points beside its middle a ruling has paper."""
LONG, APART, ALONGSIDE, FEW_DOUBLE = 30.0, 3.0, 0.6, 0.2
"""Lines of so many points, so near, alongside for this share, are halves of double ones, if so many are."""
SHADE = 14.0
"""What is darker over so many points across a line is a shade, and no line that crosses."""
LEVEL = 1.0
"""A ruling is smoothed over so many points along it."""
CREST = 5.0
"""Where a line is darkest, across it, is told over so many points along it."""
BESIDE_IT = np.ones((3, 1), np.uint8)
SOLID_ACROSS, SOLID_DOWN = 14.0, 9.0
"""An unbroken line of so many points may be a ruling; rows are lower than columns are wide."""
PALEST_PIECE = 0.45
"""An unbroken line is nowhere paler than this share of its darkest place nearby."""
WINDOW, LEAST_BROKEN = 12.0, 20.0
"""Dashes and dots are seen as one over the first many points, and make a ruling of at least the second."""
LEAST_DUTY = 0.22
"""The share of a dotted line that is ink."""
HALF, LEAST = 0.5, 0.6
"""A line ends where its ink is paler than that share of it; what is shorter than the other is a splinter."""
STEEPEST, LOWEST_RISE = 0.012, 1.2
"""What descends by more than so much of its length, and by so many points, was stamped askew."""
GAP = 0.1
"""What is so much paler than the mean of a line is a gap of it."""
MIDDLE = 0.5
"""The middle of a pixel is that much past its number."""
FAINTEST, GRAINS = 8.0, 5.0
"""A ruling is darker than paper by this much of 255, and by so many times the paper's grain."""
HARDLY_SEEN, FAINTER = 3.0, 1.0
"""Where rulings are not so many times as dark as that, paler ones are looked for: by this much of 255."""
FEWEST_FAINT = 3
"""Fewer of them either way are no table's."""


def ruled(page: Page, straight: Straight) -> Page:
    """Return a page as it was made straight: what rules it, and nothing else that it held."""
    strokes = tuple(find_strokes(straight))
    return replace(
        page,
        width=straight.width,
        height=straight.height,
        words=(),
        strokes=strokes,
        down=tuple(find_rulings(strokes, along=1)),
        shades=(),
        notes=(),
        turn=0,
        warp=straight.warp,
        bulge=straight.bulge(),
    )


def find_strokes(page: Straight) -> list[Box]:
    """Return the strokes that rule a straight page, in points from its top left."""
    if min(page.width, page.height) < SMALLEST:
        return []
    scale = min(page.scale, FINEST)
    grey = page.grey
    if scale < page.scale:
        size = (round(page.width * scale), round(page.height * scale))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    dark = without_shades(~grey, scale)
    seen = _Both(
        _Seen.of(dark.across, scale, SOLID_ACROSS),
        _Seen.of(np.ascontiguousarray(dark.down.T), scale, SOLID_DOWN),
    )
    found = _rulings(seen, scale)
    if seen.hardly_shows(found):
        paler = _rulings(seen.fainter(), scale)
        found = paler if min(len(lines) for lines in paler) >= FEWEST_FAINT else found
    pieces = [[piece for line in lines for piece in line.pieces] for lines in found]
    across, down = without_crumbs(pieces[0], pieces[1], scale)
    boxes = [(start, at, end, at) for at, start, end in across]
    boxes += [(at, start, at, end) for at, start, end in down]
    placed = [[(side + MIDDLE) / scale for side in box] for box in boxes]
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in placed]


def _rulings(seen: "_Both", scale: float) -> tuple[list[Line], list[Line]]:
    """Return the rulings across and down."""
    lines = [one.lines(scale) for one in seen]
    if apart := max(_double(one, scale) for one in lines):
        seen = _Both(*(one.beyond(BESIDE * scale + apart) for one in seen))
        lines = [one.lines(scale) for one in seen]
    return meshed(lines[0], lines[1], (seen.across.profiles, seen.down.profiles), scale)


class _Seen(NamedTuple):
    """What is seen along one direction: profiles, where lines are darkest, and what lies a little beside."""

    profiles: Profiles
    wide: Grey
    """The ink of each row and those next to it."""
    crests: NDArray[np.bool_]
    beside: Grey
    least: float
    """What is shorter, in points, is no ruling, even if unbroken."""

    @classmethod
    def of(cls, dark: Grey, scale: float, least: float) -> "_Seen":
        narrow = cv2.getStructuringElement(cv2.MORPH_RECT, (1, round(NARROW * scale) | 1))
        thin = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, narrow), np.uint8)
        shade = cv2.getStructuringElement(cv2.MORPH_RECT, (1, round(SHADE * scale) | 1))
        # Of two lines side by side each has its own crest.
        crest = cv2.blur(thin, (round(CREST * scale), 1))
        highest = cv2.subtract(cv2.dilate(crest, BESIDE_IT), crest // 16)
        # Paper alone has none: two lines side by side would be one where both end.
        crests = np.asarray((crest > 0) & (crest >= highest), np.bool_)
        beside = np.asarray(cv2.blur(dark, (1, round(scale) | 1)), np.uint8)
        wide = np.asarray(cv2.dilate(thin, BESIDE_IT), np.uint8)
        dark = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_TOPHAT, shade), np.uint8)
        profiles = Profiles(thin, _sides(beside, BESIDE * scale), dark, _faintest(wide))
        return cls(profiles, wide, crests, beside, least)

    def beyond(self, distance: float) -> "_Seen":
        """Return the same, what lies beside a line looked for so many pixels from it."""
        return self._replace(profiles=self.profiles._replace(sides=_sides(self.beside, distance)))

    def fainter(self) -> "_Seen":
        """Return the same, paler lines looked for."""
        return self._replace(profiles=self.profiles._replace(faintest=_faintest(self.wide, FAINTER)))

    def lines(self, scale: float) -> list[Line]:
        """Return what may be rulings."""
        return bundled(_candidates(self, scale), scale)

    def darkness(self, lines: Sequence[Line]) -> float:
        """Return how much darker than what is taken for paper lines are; 0 where there is none."""
        pieces = [darkness_of(piece, self.profiles) for line in lines for piece in line.pieces]
        return float(np.median(pieces)) / self.profiles.faintest if pieces else 0.0


class _Both(NamedTuple):
    """What is seen across and down."""

    across: _Seen
    down: _Seen

    def fainter(self) -> "_Both":
        """Return the same, paler lines looked for."""
        return _Both(self.across.fainter(), self.down.fainter())

    def hardly_shows(self, found: tuple[Sequence[Line], Sequence[Line]]) -> bool:
        """Tell whether the rulings found are few, or hardly darker than paper: there may be more."""
        return min(one.darkness(lines) for one, lines in zip(self, found, strict=True)) < HARDLY_SEEN


def _sides(beside: Grey, distance: float) -> Grey:
    """Return what is darker of the two places so many pixels above and below each."""
    offset = round(distance)
    sides = np.zeros_like(beside)
    sides[offset:] = beside[:-offset]
    sides[:-offset] = cv2.max(sides[:-offset], beside[offset:])
    return sides


def _double(lines: Sequence[Line], scale: float) -> float:
    """Return how far the two halves of double lines stand apart; 0 where rulings are single."""
    long = [line for line in lines if line.longest >= LONG * scale]
    apart = [after.at - before.at for before, after in pairwise(long) if _is_double(before, after, scale)]
    return float(np.median(apart)) if len(apart) >= FEW_DOUBLE * len(long) and apart else 0.0


def _is_double(line: Line, other: Line, scale: float) -> bool:
    """Tell whether two lines run side by side, no further apart than borders of neighbouring cells."""
    shared = sum(
        max(0.0, min(end, last) - max(start, first))
        for _, start, end in line.pieces
        for _, first, last in other.pieces
    )
    return other.at - line.at <= APART * scale and shared >= ALONGSIDE * min(line.length, other.length)


def _candidates(seen: _Seen, scale: float) -> list[Piece]:
    """Return the middle, start and end, in pixels, of each line long enough to be a ruling."""
    ink, faintest = seen.wide, seen.profiles.faintest
    along = cv2.getStructuringElement(cv2.MORPH_RECT, (round(seen.least * scale), 1))
    even = cv2.morphologyEx(cv2.blur(ink, (round(LEVEL * scale), 1)), cv2.MORPH_OPEN, along)
    darkest = cv2.dilate(ink, along)
    solid = (even > faintest) & (even > PALEST_PIECE * np.asarray(darkest, np.float32))
    clean = ink.copy()
    clean[seen.profiles.sides > CLEAN * ink.astype(np.float32)] = 0
    mean = cv2.blur(clean, (round(WINDOW * scale), 1))
    broken = ((mean > faintest) & (mean > LEAST_DUTY * np.asarray(darkest, np.float32))).astype(np.uint8)
    along = cv2.getStructuringElement(cv2.MORPH_RECT, (round(LEAST_BROKEN * scale), 1))
    mask = cv2.bitwise_or(solid.astype(np.uint8), cv2.morphologyEx(broken, cv2.MORPH_OPEN, along))
    mask[~seen.crests] = 0
    return _middles(np.asarray(mask, np.uint8), ink, scale, seen.least)


def _faintest(ink: Grey, least: float = FAINTEST) -> float:
    """Return the darkness of the palest line that is no grain of the paper."""
    low, middle = np.percentile(ink[::5, ::5], (16, 50))
    return float(middle + GRAINS * (middle - low) / 3 + least)


def _middles(mask: Grey, ink: Grey, scale: float, least: float) -> list[Piece]:
    """Return the middle, start and end of each line of a mask, as far as its ink goes."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    ys, xs = np.nonzero(mask)
    owners, dark = labels[ys, xs], ink[ys, xs].astype(np.float64)
    weights = np.bincount(owners, dark**2, count)
    middles = np.bincount(owners, dark**2 * ys, count) / np.maximum(weights, 1e-9)
    usual = _usual(dark, owners, count)
    inked = dark > HALF * usual[owners]
    starts, ends = np.full(count, mask.shape[1]), np.zeros(count, np.int64)
    np.minimum.at(starts, owners[inked], xs[inked])
    np.maximum.at(ends, owners[inked], xs[inked] + 1)
    lengths = ends - starts
    kept = (lengths >= LEAST * least * scale) & (
        stats[:, cv2.CC_STAT_HEIGHT] <= NARROW * scale + 0.01 * lengths
    )
    kept[0] = False
    slopes = _slopes(xs, ys, dark**2, owners, count)
    kept &= (slopes <= STEEPEST) | (slopes * lengths <= LOWEST_RISE * scale)
    return [(float(middles[one]), float(starts[one]), float(ends[one])) for one in np.flatnonzero(kept)]


def _usual(dark: Floats, owners: NDArray[Any], count: int) -> Floats:
    """Return how dark each line usually is; a stroke of text that one ends at tells little."""
    mean = np.bincount(owners, dark, count) / np.maximum(np.bincount(owners, minlength=count), 1)
    told = dark >= np.maximum(1.0, GAP * mean[owners])
    sums = np.bincount(owners[told], np.log(dark[told]), count)
    typical = np.exp(sums / np.maximum(np.bincount(owners[told], minlength=count), 1))
    return np.asarray(np.minimum(mean, typical), np.float64)


def _slopes(
    xs: NDArray[np.int64], ys: NDArray[np.int64], weights: Floats, owners: NDArray[Any], count: int
) -> Floats:
    """Return how steeply each line descends or climbs: by least squares."""
    total = np.maximum(np.bincount(owners, weights, count), 1e-9)
    along = xs - (np.bincount(owners, weights * xs, count) / total)[owners]
    across = ys - (np.bincount(owners, weights * ys, count) / total)[owners]
    spread = np.maximum(np.bincount(owners, weights * along**2, count), 1e-9)
    return np.abs(np.bincount(owners, weights * along * across, count) / spread)
