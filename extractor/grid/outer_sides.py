"""The rulings down a page near a table's end → how far that side is drawn, and beside which cells it is not.

There a page break, or a cut between sheets, leaves cells open.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from extractor.geometry import Page, Ruling
from extractor.grid.rulings import JOIN

GAP = 6.0
"""A row or column narrower than this many points that holds no word is a gap between borders."""
STUB = 2.0
"""A side that goes along a cell for more points than this is its own."""
PART = 0.15
"""If it covers more than this share of it: the side of the cell above may be drawn so far into it."""

Drawn = Sequence[tuple[float, float]]
"""From where to where something is drawn, in order, apart from each other."""


def outer_side(page: Page, down: Sequence[Ruling], at: float, ys: Sequence[float]) -> Drawn:
    """Return along which stretches an outer side is drawn.

    Args:
        page: What is too short on it for a ruling tells where a cell begins.
        down: The table's rulings down the page, sorted by `at`.
        at: Where the side stands.
        ys: The edges of the table's rows.
    """
    near = down[bisect_left(down, (at - GAP,)) : bisect_right(down, (at + GAP,))]
    spans = _joined((start, end) for _, start, end in near)
    if not spans or (len(spans) == 1 and spans[0][0] < ys[1] - STUB and spans[0][1] > ys[-2] + STUB):
        return spans
    return _joined([*spans, *((y0, y1) for x0, y0, x1, y1 in page.strokes if at - GAP < x0 <= x1 < at + GAP)])


def is_open(side: Drawn, top: float, bottom: float) -> bool:
    """Tell whether an outer side is not drawn along a cell, not even in part."""
    for start, end in side:
        if start <= top and bottom <= end:
            return bottom - top <= STUB
    drawn = max([min(end, bottom) - max(start, top) for start, end in side], default=0.0)
    return drawn <= max(STUB, PART * (bottom - top))


def _joined(spans: Iterable[tuple[float, float]]) -> Drawn:
    """Return stretches in order, those that all but touch as one."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + JOIN:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
