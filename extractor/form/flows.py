"""Texts on both sides of a page break → whether one goes on in the other."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from extractor.form.wraps import next_width
from extractor.geometry import Cell

FULL = 2.0
"""A cell is full when less than so many line heights are left under its text, padding and all."""
INSET = 12.0
"""So many points of a cell's width may be padding."""
LEVEL = 1.0
"""Text stands in the middle of a cell where the rooms above and below it differ by no more points."""
NEXT = 0.9
"""A line fits in this share of the distance of lines: none is drawn exactly."""
KEPT = 2
"""So many lines stay together behind a page break."""
NO_ROOM = (0.0, 0.0)
BRACKETS = (("（", "）"), ("《", "》"), ("“", "”"), ("(", ")"))
"""What one text opens and the next one closes stands in both."""
UNENDED = "，、：（《“(,"
"""No text ends with these."""
UNBEGUN = "，。、；：！？）》”,.;:)"
"""No text begins with these."""

Rooms = tuple[float, float]
"""Points above and below."""


def flow_over(pairs: Sequence[tuple[Cell, Cell]], least: Rooms = NO_ROOM) -> bool:
    """Tell whether the texts of a row go on beyond a page break.

    Every cell with text on both sides is full above it, all with as many lines; or
    breaks off where no text ends, or goes on with what begins none.

    Args:
        pairs: The row's cells that meet at the break.
        least: As for `is_full`.
    """
    filled = [(above, below) for above, below in pairs if above.lines and below.lines]
    loose = [pair for pair in filled if not goes_on(*pair)]
    if not all(is_full(*pair, least) for pair in loose):
        return False
    heights = {len(above.lines) for above, _ in loose}
    return len(loose) < len(filled) or (len(heights) == 1 and heights != {1})


def goes_on(above: Cell, below: Cell) -> bool:
    """Tell whether the texts of two cells, neither of them blank, are one by their punctuation."""
    if above.text[-1] in UNENDED or below.text[0] in UNBEGUN:
        return True
    return any(
        above.text.rfind(opening) > above.text.rfind(closing)
        and -1 < below.text.find(closing) < (below.text + opening).find(opening)
        for opening, closing in BRACKETS
    )


def is_full(above: Cell, below: Cell, least: Rooms = NO_ROOM) -> bool:
    """Tell whether no more would fit a cell before a break: neither behind nor under its last line.

    Args:
        above: The cell before the break, not blank.
        below: The one that it meets, not blank.
        least: The rooms above and under the text of the fullest cell of the row: its padding.
    """
    first, last = above.lines[-1][0], above.lines[-1][-1]
    left, _, right, bottom = above.box
    if bottom - last.y1 >= FULL * (last.y1 - last.y0) or _has_room(above, below, least):
        return False
    widest = max(line[-1].x1 - line[0].x0 for line in (*above.lines, *below.lines))
    room = max(right - left - INSET, widest) - (last.x1 - first.x0)
    return room < next_width(above.lines[-1], below.lines[0])


def _has_room(above: Cell, below: Cell, least: Rooms) -> bool:
    """Tell whether one more line would fit a cell before a break, however its text is aligned there.

    Of the lines below the break a word processor keeps two together, and leaves a line's room.

    Args:
        above: Of more than one line, which tell how far apart they are; else nothing is told.
        below: The cell that it meets, not blank.
        least: As for `is_full`.
    """
    if len(above.lines) < 2:  # noqa: PLR2004
        return False
    over, under = (room - padding for room, padding in zip(rooms_of(above), least, strict=True))
    is_centred = abs(over - under) <= LEVEL
    return under + over * is_centred > NEXT * pitch_of(above) * (1 + (len(below.lines) == KEPT))


def pitch_of(cell: Cell) -> float:
    """Return how far apart the lines of a cell are, of which there are several."""
    return (cell.lines[-1][0].y0 - cell.lines[0][0].y0) / (len(cell.lines) - 1)


def rooms_of(cell: Cell) -> Rooms:
    """Return how many points are left above the text of a cell, and under it."""
    return cell.lines[0][0].y0 - cell.box[1], cell.box[3] - cell.lines[-1][-1].y1


def least_rooms(cells: Iterable[Cell]) -> Rooms:
    """Return the rooms of the fullest of some cells that hold their text."""
    rooms = [rooms_of(cell) for cell in cells if cell.lines and not lines_out(cell)]
    return min(rooms, key=itemgetter(1), default=NO_ROOM)


def lines_out(cell: Cell) -> int:
    """Return how many of a cell's lines stand below it, for want of room."""
    return sum(1 for line in cell.lines if line[-1].middle[1] > cell.box[3])
