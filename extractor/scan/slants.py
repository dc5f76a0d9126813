"""Grey page → how its lines lie: their common angle, and how they bend and draw together.

All of it is measured on a small copy of the page.  Rulings tell most; where there are
few, lines of text tell the angle.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.whitenings import Grey

Floats = NDArray[np.float64]
Basis = tuple[tuple[int, int], ...]

SMALL = 1.4
"""Pixels a point of the small copy."""
STEEPEST = 6.0
"""Pages lie askew by no more than this many degrees."""
COARSE, FINE = 0.25, 0.05
MOST_INK = 40_000
"""So many dark pixels tell the angle."""
DARK, FAINTEST = 0.3, 16.0
"""Ink is darker than this share of the darkest there is, and than so much of 255."""
WINDOW = 6.0
"""A ruling's darkness is its mean over so many points along it."""
NARROW = 4.5
"""A ruling is narrower than this many points."""
PIECE, LONGEST_STROKE = 16.0, 40.0
"""Rulings are found by unbroken pieces of so many points; the longer ones are no strokes of characters."""
PALE, PALEST = 0.4, 8.0
"""A ruling is no paler than this share of the page's unbroken lines, and darker than so much of 255."""
HARDLY_SEEN, GRAINS = 4.0, 4.0
"""On clean paper it may be paler: darker than so much, and than so many times the paper's grain."""
ROUGH = 0.3
"""What goes up and down by so many pixels from place to place is a line of text."""
STEEP = np.ones((2, 1), np.uint8)
"""A line that descends steps from row to row: two rows are looked at as one."""
STEP = 8
"""Pixels between the places where a ruling is looked at."""
POWERS = ((1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2))
"""How a line's height changes with the place along it (first power) and across it (second)."""
FINE_WAVES = tuple((first, second) for first in range(1, 9) for second in range(4))
"""The same, as half waves along the page and across it: what powers leave."""
STIFFNESS = 0.3
"""How much a term beyond the plain slope must explain."""
ASKEW, SHORT = 0.012, 0.35
"""What descends by more than so much of its length, and is shorter than this share of all, may be stamped."""
RIPPLE = 0.01
"""How much more the shorter of waves must explain: by the square of their number."""
ROUNDS = 6


class Trace(NamedTuple):
    """Places on the rulings of one direction: along them, across them, and of which ruling each is."""

    along: Floats
    across: Floats
    ruling: NDArray[np.int64]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return self.along.size > 0


def common_angle(dark: Grey) -> float:
    """Return how many degrees the lines of a small page descend to the right, modulo a quarter turn.

    Args:
        dark: The darkness of a small page: 0 is paper.

    Source:
        W. Postl, Detection of linear oblique structures and skew scan in digitized documents, ICPR 1986.
    """
    ys, xs = np.nonzero(inked(dark))
    if ys.size > MOST_INK:
        chosen = np.linspace(0, ys.size - 1, MOST_INK).astype(np.int64)
        xs, ys = xs[chosen], ys[chosen]
    if not ys.size:
        return 0.0
    places = np.stack([xs, ys]).astype(np.float64)
    rough = _sharpest(places, np.arange(-STEEPEST, STEEPEST + COARSE / 2, COARSE))
    return _sharpest(places, np.arange(rough - COARSE, rough + COARSE + FINE / 2, FINE))


def inked(dark: Grey) -> NDArray[np.bool_]:
    """Return where a page is not paper."""
    return dark > max(FAINTEST, DARK * float(np.percentile(dark, 99.5)))


def _sharpest(places: Floats, angles: Floats) -> float:
    """Return the angle under which ink falls into the fewest rows and columns."""
    scores = []
    reach = int(np.abs(places).sum(0).max()) + 2
    for angle in np.radians(angles):
        cosine, sine = np.cos(angle), np.sin(angle)
        across = np.bincount((places[1] * cosine - places[0] * sine + reach).astype(np.int64))
        down = np.bincount((places[0] * cosine + places[1] * sine + reach).astype(np.int64))
        scores.append(float((across**2).sum() + (down**2).sum()))
    return float(angles[int(np.argmax(scores))])


def trace(dark: Grey) -> Trace:
    """Return where the rulings across a small page run; the page must lie within a degree or two."""
    narrow = cv2.getStructuringElement(cv2.MORPH_RECT, (1, round(NARROW * SMALL) | 1))
    smooth = cv2.blur(dark, (round(WINDOW * SMALL), 1))
    lines = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, narrow), np.uint8)
    palest = _palest(lines)
    strong = lines > max(palest, PALE * _usual_darkness(lines, palest))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(PIECE * SMALL), 1))
    thick = cv2.dilate(strong.astype(np.uint8), STEEP)
    pieces = cv2.bitwise_and(cv2.morphologyEx(thick, cv2.MORPH_OPEN, kernel), thick)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (width >= LONGEST_STROKE * SMALL) & (height <= 3 * SMALL + 0.04 * width)
    kept[0] = False
    ys, xs = np.nonzero(kept[labels] & strong)
    return _places(xs, ys, labels[ys, xs].astype(np.int64), lines[ys, xs].astype(np.float64))


def _palest(lines: Grey) -> float:
    """Return how dark the palest ruling is that can be told from the paper's grain."""
    return min(PALEST, HARDLY_SEEN + GRAINS * float(np.median(lines)))


def _usual_darkness(lines: Grey, palest: float) -> float:
    """Return how dark unbroken lines are: a text is paler, where it is palest, and counts for less."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(LONGEST_STROKE * SMALL), 1))
    unbroken = np.asarray(cv2.morphologyEx(cv2.dilate(lines, STEEP), cv2.MORPH_OPEN, kernel), np.float64)
    unbroken = unbroken[unbroken > palest]
    return float((unbroken**2).sum() / unbroken.sum()) if unbroken.size else 0.0


def _places(
    xs: NDArray[np.int64], ys: NDArray[np.int64], labels: NDArray[np.int64], weights: Floats
) -> Trace:
    """Return the middle of each ruling at every STEP pixels."""
    if not xs.size:
        return Trace(np.empty(0), np.empty(0), np.empty(0, np.int64))
    columns = int(xs.max()) // STEP + 1
    bins, where = np.unique(labels * columns + xs // STEP, return_inverse=True)
    total = np.bincount(where, weights)
    along = np.bincount(where, weights * xs) / total
    across = np.bincount(where, weights * ys) / total
    return _smooth(Trace(along, across, bins // columns))


def _smooth(found: Trace) -> Trace:
    """Return a trace without lines of text, whose heights change from sign to sign."""
    _, rulings = np.unique(found.ruling, return_inverse=True)
    same = rulings[2:] == rulings[:-2]
    bends = np.abs(found.across[2:] - 2 * found.across[1:-1] + found.across[:-2])[same]
    counts = np.bincount(rulings[2:][same], minlength=rulings.max() + 1)
    rough = np.bincount(rulings[2:][same], bends, rulings.max() + 1) > ROUGH * counts
    kept = ~rough[rulings]
    return Trace(found.along[kept], found.across[kept], found.ruling[kept])


def without_stamped(found: Trace) -> Trace:
    """Return a trace without short lines that are straight, yet lie askew: they were stamped.

    What runs over a bent page is bent with it.
    """
    if not found:
        return found
    _, rulings = np.unique(found.ruling, return_inverse=True)
    count = np.bincount(rulings)
    along, across = (
        one - (np.bincount(rulings, one) / count)[rulings] for one in (found.along, found.across)
    )
    slope = np.bincount(rulings, along * across) / np.maximum(np.bincount(rulings, along**2), 1e-9)
    off, reach = np.zeros(count.size), np.zeros(count.size)
    np.maximum.at(off, rulings, np.abs(across - slope[rulings] * along))
    np.maximum.at(reach, rulings, np.abs(along))
    short = 2 * reach < SHORT * float(np.ptp(found.along))
    kept = ~(short & (np.abs(slope) > ASKEW) & (off < 1))[rulings]
    return Trace(found.along[kept], found.across[kept], found.ruling[kept])


class Bend(NamedTuple):
    """How much higher or lower than straight a line runs at each place: a polynomial."""

    terms: Floats
    """One for each of the basis."""
    middle: tuple[float, float]
    """The place, along and across, where nothing is moved."""
    unit: float
    basis: Basis = POWERS

    def at(self, along: Floats, across: Floats) -> Floats:
        """Return how far lines must be moved at some places to become straight."""
        return np.asarray(_powers(self, along, across) @ self.terms)

    def spread(self, along: Floats) -> Floats:
        """Return how far places must be moved along the lines that draw together at one end.

        A camera that sees one end of a page from further off shows there what is across closer
        together, and what is along as well: by the same share.
        """
        if self.basis is not POWERS:
            return np.zeros_like(along)
        return np.asarray(self.terms[POWERS.index((1, 1))] * ((along - self.middle[0]) / self.unit) ** 2)


def bend_of(found: Trace, shape: tuple[int, int], basis: Basis = POWERS) -> Bend | None:
    """Return the bend that makes rulings straight, by least squares; None if there are too few of them.

    Args:
        found: Where the rulings run.
        shape: How long the page is along the rulings, and across them.
        basis: POWERS for the page as a whole, FINE_WAVES for what these leave.
    """
    bend = Bend(np.zeros(len(basis)), (shape[0] / 2, shape[1] / 2), max(shape) / 2, basis)
    if not found or found.along.size * STEP < shape[0]:
        return None
    _, rulings = np.unique(found.ruling, return_inverse=True)
    counts = np.bincount(rulings)
    stiff = STIFFNESS**2 * found.along.size * _stiffness(basis)
    weights = np.ones(found.along.size)
    terms = bend.terms
    powers = _powers(bend, found.along, found.across)
    for _ in range(ROUNDS):
        sums = np.maximum(np.bincount(rulings, weights), 1e-9)
        columns = np.column_stack([powers, found.across])
        means = np.stack([np.bincount(rulings, weights * one) / sums for one in columns.T], 1)
        centred = (columns - means[rulings]) * np.sqrt(weights)[:, None]
        products = centred.T @ centred
        terms = np.asarray(np.linalg.solve(products[:-1, :-1] + stiff, -products[:-1, -1]), np.float64)
        off = columns[:, -1] - means[rulings, -1] + (columns[:, :-1] - means[rulings, :-1]) @ terms
        spread = max(1.5 if basis is FINE_WAVES else 0.3, 1.5 * float(np.median(np.abs(off))))
        weights = np.minimum(1.0, counts[rulings] / 10.0) / (1 + (off / spread) ** 2)
    return bend._replace(terms=terms)


def _powers(bend: Bend, along: Floats, across: Floats) -> Floats:
    one, two = (along - bend.middle[0]) / bend.unit, (across - bend.middle[1]) / bend.unit
    if bend.basis is POWERS:
        return np.stack([one**first * two**second for first, second in POWERS], axis=-1)
    half = np.pi / 2
    return np.stack(
        [
            np.cos(first * half * (one + 1)) * np.cos(second * half * (two + 1))
            for first, second in bend.basis
        ],
        axis=-1,
    )


def _stiffness(basis: Basis) -> Floats:
    """Return how little each term may tell that explains little."""
    if basis is POWERS:
        return np.diag([0.0] + [0.01] * (len(POWERS) - 1))
    return RIPPLE * np.diag([float(first**2 + second**2) for first, second in basis])
