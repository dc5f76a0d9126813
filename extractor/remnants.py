"""A cell's ink → the same less what its rulings left there: thick, slanting, double or ragged ones.

What stays is the text's alone, however near to a side it begins.
"""

import numpy as np
import numpy.typing as npt

from extractor.inks import Mask
from extractor.shapes import Span, runs_of

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
BENEATH, GOES_ON = 1.0, 0.7
"""Rows so near below a ruling, in points, have less than this share of its ink; text goes on as dense."""


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
    """Blank what rulings fill of the first rows; return how many rows are blanked.

    Small text close to the side may have a row as full, but then its next rows are nearly so.
    """
    if not side.size:
        return 0
    reach = max(2, round(BENEATH * depth / SHADOW))
    dense = side[: depth + 2 + reach].mean(axis=1)
    filled = [int(row) for row in np.flatnonzero(dense[:depth] > along)]
    while filled and dense[filled[-1]] <= UPRIGHT and _goes_on(dense[filled[-1] :], reach):
        filled.pop()
    rows = min(len(side), filled[-1] + 2) if filled else 0
    side[:rows] = False
    return rows


def _goes_on(dense: npt.NDArray[np.float64], reach: int) -> bool:
    """Tell whether the rows below one are nearly as full of ink."""
    below = dense[2 : 2 + reach]
    return bool(below.size) and float(below.mean()) > GOES_ON * float(dense[0])


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
