"""The rulings down a page near a table's end → along which of its rows that side is drawn.

Where it is not, a page break or a cut between sheets leaves cells open.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from extractor.geometry import Page, Ruling

GAP = 6.0
"""A row or column narrower than this many points that holds no word is a gap between borders."""
STUB = 2.0
"""A side that goes into a row by this many points is drawn there."""
FOOT = 0.15
"""If it covers this share of a row from above, at least."""


def outer_sides(page: Page, down: Sequence[Ruling], at: float, ys: Sequence[float]) -> int:
    """Return the rows (bits) along which an outer side is drawn, if only in part."""
    rows = _along(down[bisect_left(down, (at - GAP,)) : bisect_right(down, (at + GAP,))], ys)
    if 0 < rows < (1 << len(ys) - 1) - 1:
        # What is too short for a ruling tells where a cell begins.
        rows |= _along(
            [Ruling(x0, y0, y1) for x0, y0, x1, y1 in page.strokes if at - GAP < x0 <= x1 < at + GAP], ys
        )
    return rows


def _along(down: Iterable[Ruling], ys: Sequence[float]) -> int:
    rows = 0
    for _, start, end in down:
        first, last = max(bisect_right(ys, start + STUB) - 1, 0), bisect_left(ys, end - STUB)
        if first < last < len(ys) and end - ys[last - 1] < FOOT * (ys[last] - ys[last - 1]):
            last -= 1  # the side of the cell above, drawn apart from it
        if first < last:
            rows |= (1 << last) - (1 << first)
    return rows
