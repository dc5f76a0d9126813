"""Lines that a page break leaves below the rest of their cell, overleaf → in it again.

Chromium may draw what is left of a cut cell too low for its text: the last lines stand in the next one.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from extractor.form.flows import pitch_of, rooms_of
from extractor.form.overflows import Line, is_inside
from extractor.form.tables import Table, with_line, with_lines, without_first_line
from extractor.geometry import Cell

SUNK = 0.25
"""A line that begins this share of its height above its cell is another's."""
LEVEL = 1.5
"""Rooms that differ by no more points are equal."""
SAME = 0.5
"""Lines of one row begin no more points apart."""
OVER = 0.7
"""Lines of one text begin further apart than this share of their height."""
PARTED = 1.8
"""Lines of one text begin no further apart than this times their height."""
MOSTLY = 0.8
"""A table centres its texts that so many of those that have room stand in the middle."""
EVEN = 0.05
"""Distances between lines are even where they differ by less than this share."""


def with_sunk_lines(table: Table, above: Table) -> Table:
    """Return a continuation with the last lines of each cut cell in it, also where they stand on the next.

    Chromium may draw the rest of a cut cell too low for its text.  Of a cut row, most
    cells are blank there.  The lines `above` the page break tell how far apart those are.
    """
    opening = table.opening(0)
    if 2 * sum(1 for _, cell in opening if cell.lines) > len(opening):
        return table
    for number, cell in opening:
        beneath = _beneath(table, cell) if cell.open_top or table.repeats else None
        if beneath is None:
            continue
        table = _with_parted_line(table, beneath)
        if len(cell.lines) > 1 and _is_level(table, beneath):
            continue
        lower = table.cells[beneath]
        is_off = bool(cell.lines) and _is_at_top(lower) and _centres(table, beneath)
        for line in _sunk(cell, lower, _pitch_above(above, cell), is_off=is_off):
            table = with_line(without_first_line(table, beneath), number, line)
    return table


def _with_parted_line(table: Table, number: int) -> Table:
    """Return a table with the first line of a cell as two where it is two, printed over one another."""
    first, *others = table.cells[number].lines
    lefts = sorted(first, key=lambda word: word.x0)
    if all(word.x1 - SAME <= after.x0 for word, after in pairwise(lefts)):
        return table
    top = min(word.y0 for word in first)
    lines = [tuple(word for word in first if (word.y0 - top < SAME) == upper) for upper in (True, False)]
    return with_lines(table, number, (*filter(None, lines), *others))


def _beneath(table: Table, cell: Cell) -> int | None:
    """Return the number of the next cell with text below another, past blank ones that are torn."""
    row = cell.bottom
    while row < table.rows:
        over = ((at, one) for at, one in table.row(row) if one.left <= cell.left and cell.right <= one.right)
        number, other = next(over, (-1, None))
        if other is None or other.lines:
            return number if other else None
        if not other.open_side:
            return None
        row = other.bottom
    return None


def _is_level(table: Table, number: int) -> bool:
    """Tell whether a cell's first line stands as high as one beside it, and so is its own."""
    cell = table.cells[number]
    beside = (other.lines for at, other in table.opening(cell.top) if at != number)
    return any(abs(line[0].y0 - cell.lines[0][0].y0) < SAME for lines in beside for line in lines)


def _pitch_above(above: Table, cell: Cell) -> float:
    """Return how far apart lines are above a page break, where a cell begins; 0 where nothing tells."""
    middle = (cell.box[0] + cell.box[2]) / 2
    for _, cut in above.row(above.rows - 1):
        if cut.box[0] <= middle <= cut.box[2] and len(cut.lines) > 1:
            return pitch_of(cut)
    return 0.0


def _is_at_top(cell: Cell) -> bool:
    """Tell whether a text leaves more room below it in its cell than above, by a line and more."""
    over, under = rooms_of(cell)
    return under - over > 2 * (cell.lines[0][0].y1 - cell.lines[0][0].y0)


def _centres(table: Table, without: int) -> bool:
    """Tell whether texts stand in the middle of their cells, where they have room, one cell left out."""
    whole = [
        cell
        for at, cell in enumerate(table.cells)
        if cell.lines and cell.top and cell.bottom < table.rows and at != without
    ]
    rooms = [rooms_of(cell) for cell in whole]
    least = min(map(sum, rooms), default=0.0)
    roomy = [(over, under) for over, under in rooms if over + under > least + LEVEL]
    centred = sum(abs(over - under) <= LEVEL for over, under in roomy)
    return centred > 1 and centred >= MOSTLY * len(roomy)


def _sunk(cell: Cell, beneath: Cell, pitch: float, *, is_off: bool) -> Sequence[Line]:
    """Return the first lines of a cell that are the last ones of the cut cell above it.

    They go on at the distance of its lines, or stand on the side between the two.

    Args:
        cell: What is left of the cut cell.
        beneath: The next one with text below it.
        pitch: How far apart the lines are above the page break, where that is known.
        is_off: Whether the text of the lower one stands otherwise than that of others does.
    """
    lines = [*cell.lines, *beneath.lines]
    begun = len(cell.lines)
    if begun > 1:
        alike = min(abs(_lean(beneath)), abs(_lean(beneath) - _lean(cell))) <= LEVEL
        if alike and not _is_overprinted(beneath):
            return ()  # it stands in the middle of its own cell, or as high as the other in its
        count = 0
    elif _is_on_side(beneath) and (_has_room(beneath) if begun else not _has_room(cell, lines[0])):
        count = 1
    elif begun and (is_off or _is_overprinted(beneath) or _is_parted(beneath)):
        count = 0
    else:
        return ()
    while count < len(beneath.lines) and _goes_on(lines[: begun + count], beneath.lines[count], pitch):
        count += 1
    return tuple(takewhile(lambda line: is_inside(line, cell), beneath.lines[:count]))


def _lean(cell: Cell) -> float:
    """Return how many points more room a cell has above its text than below it."""
    return cell.lines[0][0].y0 - cell.box[1] - (cell.box[3] - cell.lines[-1][0].y1)


def _is_overprinted(cell: Cell) -> bool:
    """Tell whether the first two lines of a cell are printed over one another: one is not its own."""
    if len(cell.lines) == 1:
        return False
    first, second = cell.lines[0][0], cell.lines[1][0]
    return second.y0 - first.y0 < OVER * (first.y1 - first.y0)


def _is_parted(cell: Cell) -> bool:
    """Tell whether the first line of a cell stands apart from its others: it is not their text's."""
    if len(cell.lines) == 1:
        return False
    first, second = cell.lines[0][0], cell.lines[1][0]
    return second.y0 - first.y0 > PARTED * (first.y1 - first.y0)


def _goes_on(lines: Sequence[Line], line: Line, pitch: float) -> bool:
    """Tell whether a line stands as far from the last of some others as these from each other.

    Where there is one other, so far as the `pitch` above the page break, or else as the line is high.
    """
    tops = [min(word.y0 for word in one) for one in (*lines[-2:], line)]
    if len(lines) > 1:
        pitch = tops[1] - tops[0]
    pitch = pitch or lines[-1][0].y1 - lines[-1][0].y0
    return abs(tops[-1] - tops[-2] - pitch) < EVEN * pitch


def _has_room(cell: Cell, line: Line | None = None) -> bool:
    """Tell whether one line, its first or another, would fit a cell; several are in it by themselves."""
    first = line or cell.lines[0]
    return len(cell.lines) > 1 or cell.box[3] - cell.box[1] > first[0].y1 - first[0].y0


def _is_on_side(cell: Cell) -> bool:
    """Tell whether the first line stands on the upper side of a cell."""
    first = cell.lines[0][0]
    return cell.box[1] - first.y0 > SUNK * (first.y1 - first.y0)
