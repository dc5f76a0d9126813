"""A cell's ink → the same less what its rulings left there: thick, slanting, double or ragged ones.

What stays is the text's alone, however near to a side it begins.
"""

import numpy as np
import numpy.typing as npt

from extractor.scan.inks import Mask
from extractor.scan.shapes import Span, runs_of

# In points.
SHADOW = 3.0
"""Where a ruling is thicker or askew, it is looked for so far into the cell."""
BESIDE = 1.5
"""A bar that ends so near to both sides is a ruling: the second of a double one, or a crease."""
SLENDER, MOST, TALLEST, THINNEST = 1.5, 0.9, 14.0, 0.6
"""What stands at a side, narrower than the first, over so much of the cell or higher than any digit, is one
too, and whatever is thinner than any stroke."""

ALONG, UPRIGHT = 0.6, 0.85
"""A row or a column at a cell's side with so much ink is a ruling's: a 1 in a low cell has less."""
SOLID, SOME = 0.9, 0.2
"""Rows of a line of small, blurred text may be as full: they have less than the first, and the line's other
rows more than the second, so that together they are higher than rulings are looked for."""


def clear_rulings(ink: Mask, scale: float) -> tuple[Span, Span]:
    """Blank the rows and columns at the sides that a thick or slanting ruling fills.

    Where all ink of a cell lies at its upper or lower side, it is a ruling's.

    Args:
        ink: Of one cell; what is a ruling's is blanked there.
        scale: Pixels a point.

    Returns:
        The rows and columns that are left.
    """
    depth = round(SHADOW * scale)
    above, below = (_cleared(side, depth, ALONG) for side in (ink, ink[::-1]))
    inner = ink[above : len(ink) - below]
    sides = inner.T, inner.T[::-1]
    left, right = (max(_cleared(side, depth, UPRIGHT), _sliver(side, depth)) for side in sides)
    for side in (inner, inner[::-1], *sides):
        _clear_spurs(side, depth)
    rows = np.flatnonzero(ink.any(axis=1))
    if rows.size and 4 * depth < len(ink) and (rows[-1] < depth or rows[0] >= len(ink) - depth):
        ink[:] = False
    return Span(above, len(ink) - below), Span(left, ink.shape[1] - right)


def _cleared(side: Mask, depth: int, along: float) -> int:
    """Blank what rulings fill of the first rows; return how many rows are blanked."""
    filled = _filled(side[: 2 * depth], depth, along)
    rows = min(len(side), int(filled[-1]) + 2) if filled.size else 0
    side[:rows] = False
    return rows


def _filled(side: Mask, depth: int, along: float) -> npt.NDArray[np.intp]:
    """Return which of the first rows rulings fill: not those of a line of text."""
    shares = side.mean(axis=1) if side.size else np.zeros(0)
    ruled = shares > SOLID
    for start, end in runs_of((shares > SOME)[:, None], 1):
        if end - start <= depth:
            ruled[start:end] = shares[start:end] > along
    return np.flatnonzero(ruled[:depth])


def _clear_spurs(side: Mask, depth: int) -> None:
    """Blank what reaches into the first rows by less than any stroke is thick: a corner of rulings."""
    thin = max(1, round(THINNEST * depth / SHADOW))
    if len(side) > thin:
        side[:thin, side[0] & ~side[thin]] = False


def _sliver(side: Mask, depth: int) -> int:
    """Blank what rests of a ruling in the first columns; return how many are blanked."""
    columns = next(runs_of(side[: depth + 1], 1), Span(0, depth + 1))
    places = np.flatnonzero(side[: columns.end].any(axis=0))
    slack = depth / SHADOW
    if not places.size or columns.start > BESIDE * slack or columns.size > SLENDER * slack:
        return 0
    reach = int(places[-1] - places[0]) + 1
    is_edge = columns.start <= 1 and columns.size <= THINNEST * slack
    if not is_edge and reach < min(MOST * side.shape[1], TALLEST * slack):
        return 0
    side[: columns.end] = False
    return columns.end
