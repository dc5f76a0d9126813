"""Texts on both sides of a page break → whether one goes on in the other."""

from collections.abc import Sequence

from extractor.geometry import Cell

FULL = 2.0
"""A cell is full when less than so many line heights are left, padding and all."""
UNENDED = "，、：（《“(,"
"""No text ends with these."""
UNBEGUN = "，。、；：！？）》”,.;:)"
"""No text begins with these."""


def flow_over(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Tell whether the texts of a row go on beyond a page break.

    Every cell with text on both sides is full above it, all with as many lines; or
    one breaks off where no text ends, or goes on with what begins none.

    Args:
        pairs: The row's cells that meet at the break.
    """
    filled = [(above, below) for above, below in pairs if above.lines and below.lines]
    if any(goes_on(above, below) for above, below in filled):
        return True
    heights = {len(above.lines) for above, _ in filled}
    return len(heights) == 1 and heights != {1} and all(is_full(above) for above, _ in filled)


def goes_on(above: Cell, below: Cell) -> bool:
    """Tell whether the texts of two cells, neither of them blank, are one by their punctuation."""
    return above.text[-1] in UNENDED or below.text[0] in UNBEGUN


def is_full(cell: Cell) -> bool:
    """Tell whether no more text would fit a cell: neither behind nor under its last line."""
    first, last = cell.lines[-1][0], cell.lines[-1][-1]
    left, _, right, bottom = cell.box
    size, length = last.y1 - last.y0, last.x1 - first.x0
    return length > max((right - left) / 2, right - left - FULL * size) and bottom - last.y1 < FULL * size
