"""Texts on both sides of a page break → whether one goes on in the other."""

from collections.abc import Sequence

from extractor.geometry import Cell
from extractor.wraps import next_width

FULL = 2.0
"""A cell is full when less than so many line heights are left under its text, padding and all."""
INSET = 12.0
"""So many points of a cell's width may be padding."""
UNENDED = "，、：（《“(,"
"""No text ends with these."""
UNBEGUN = "，。、；：！？）》”,.;:)"
"""No text begins with these."""


def flow_over(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Tell whether the texts of a row go on beyond a page break.

    Every cell with text on both sides is full above it, all with as many lines; or
    breaks off where no text ends, or goes on with what begins none.

    Args:
        pairs: The row's cells that meet at the break.
    """
    filled = [(above, below) for above, below in pairs if above.lines and below.lines]
    loose = [pair for pair in filled if not goes_on(*pair)]
    if not all(is_full(*pair) for pair in loose):
        return False
    heights = {len(above.lines) for above, _ in loose}
    return len(loose) < len(filled) or (len(heights) == 1 and heights != {1})


def goes_on(above: Cell, below: Cell) -> bool:
    """Tell whether the texts of two cells, neither of them blank, are one by their punctuation."""
    return above.text[-1] in UNENDED or below.text[0] in UNBEGUN


def is_full(above: Cell, below: Cell) -> bool:
    """Tell whether no more would fit a cell before a break: neither behind nor under its last line.

    Args:
        above: The cell before the break, not blank.
        below: The one that it meets, not blank.
    """
    first, last = above.lines[-1][0], above.lines[-1][-1]
    left, _, right, bottom = above.box
    if bottom - last.y1 >= FULL * (last.y1 - last.y0):
        return False
    widest = max(line[-1].x1 - line[0].x0 for line in (*above.lines, *below.lines))
    room = max(right - left - INSET, widest) - (last.x1 - first.x0)
    return room < next_width(above.lines[-1], below.lines[0])


def hangs_out(cell: Cell) -> bool:
    """Tell whether a cell's last line stands below it, for want of room."""
    return bool(cell.lines) and cell.lines[-1][-1].middle[1] > cell.box[3]
