"""Text that a page break leaves outside the rulings → the cells that it belongs to.

Chromium draws no side where a page break cuts a merged cell, and may print its
text below the last ruling; a merged label that is open at both breaks of a page has
no rulings there at all.
"""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from extractor.form.lexicons import Lexicon, key
from extractor.form.tables import Table, lines_between, make_table, with_line, with_lines, without_first_line
from extractor.geometry import Cell, Grid, Word, joined, line_text
from models.records import Note

Line = tuple[Word, ...]
Item = tuple[int, Line | Note]
"""What stands between two grids, and its page."""

SUNK = 0.25
"""A line that begins this share of its height above its cell is another's."""
LEVEL = 1.5
"""Rooms that differ by no more points are equal."""
SAME = 0.5
"""Lines of one row begin no more points apart."""
OVER = 0.7
"""Lines of one text begin further apart than this share of their height."""
WIDER = 0.8
"""A cell of less than this share of another's width is the narrower one."""
EVEN = 0.05
"""Distances between lines are even where they differ by less than this share."""

_PAGE_NUMBER = re.compile(r"(?=\D*\d)[\d\s第页共/／—–-]*")


def with_overflow(grid: Grid, table: Table, waiting: list[Item]) -> tuple[Table, list[Item]]:
    """Return a table that goes on overleaf with the lines that hang out of its last cells, and the rest."""
    edge = grid.box[3]
    left: list[Item] = []
    for page, item in waiting:
        cells = None
        if not isinstance(item, Note) and page == grid.page and hangs_out(item, edge):
            cells = _cells_above(table, item)
        if cells is None or isinstance(item, Note):
            left.append((page, item))
            continue
        for number, words in cells.items():
            table = with_line(table, number, tuple(words))
        edge = item[0].y1
    return table, left


def hangs_out(line: Line, edge: float) -> bool:
    """Tell whether a line stands right under an edge, or on it, and is no page number."""
    size = line[0].y1 - line[0].y0
    return -size / 2 <= line[0].y0 - edge < size and not is_page_number(line)


def is_page_number(line: Line) -> bool:
    """Tell whether a line numbers its page."""
    return _PAGE_NUMBER.fullmatch(line_text(line)) is not None


def opens_note(line: Line, lexicon: Lexicon) -> bool:
    """Tell whether a line begins a note, as 说明：… does."""
    label, colon, _ = line_text(line).replace("：", ":").partition(":")
    return bool(colon) and key(label) in lexicon.foot


def without_tails(waiting: list[Item], grid: Grid, above: Table) -> list[Item]:
    """Return what stands above a continuation, without what Calc prints there again.

    It centres a merged label over all its pages, and clips it at each: the lines on
    this page's edge end the label in the table before the break.
    """
    cut = [cell.text for _, cell in above.row(above.rows - 1) if cell.text]
    return [
        (page, item)
        for page, item in waiting
        if isinstance(item, Note)
        or page != grid.page
        or not item[0].y0 < grid.box[1] < item[0].y1
        or not any(text.endswith(line_text(item)) for text in cut)
    ]


def _cells_above(table: Table, line: Line) -> dict[int, list[Word]] | None:
    """Return a line's words by the last cells of a table under which they stand; None where one has none."""
    cells: dict[int, list[Word]] = {}
    for word in line:
        number = next(
            (
                at
                for at, cell in table.row(table.rows - 1)
                if cell.box[0] <= word.x0 and word.x1 <= cell.box[2]
            ),
            None,
        )
        if number is None:
            return None
        cells.setdefault(number, []).append(word)
    return cells


def with_open_cells(table: Table, above: Table, loose: Sequence[Line]) -> tuple[Table, list[Word]]:
    """Return a continuation with the merged cells that stand open in it, and the words in them.

    Args:
        table: What the continuation's grid adds to the form.
        above: The table before the page break.
        loose: The lines of the continuation's page that stand in no cell.
    """
    cells: list[Cell] = []
    for _, cut in above.row(above.rows - 1):
        x = (cut.box[0] + cut.box[2]) / 2
        rows = next((row for row in range(table.rows) if _covers(table, row, x)), table.rows)
        if rows:
            cells.append(_open_cell(table, rows, cut, loose))
    taken = [word for cell in cells for line in cell.lines for word in line]
    if not cells:
        return table, taken
    return make_table(table.rows, table.columns, [*cells, *table.cells], repeats=table.repeats), taken


def with_sunk_lines(table: Table) -> Table:
    """Return a continuation with the last lines of each cut cell in it, also where they stand on the next.

    Chromium may draw the rest of a cut cell too low for its text.  Of a cut row, most
    cells are blank there.
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
        for line in _sunk(cell, table.cells[beneath]):
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


def with_hung_lines(table: Table, above: Table) -> tuple[Table, Table]:
    """Return a continuation, and the table before the page break with the last lines of its labels.

    Where nothing else of a cut label is left, Chromium prints its last line over the next
    row, on the upper side of a wider cell.
    """
    for number, cell in table.opening(0):
        if len(cell.lines) < 2 or cell.lines[0][0].y0 >= cell.box[1]:  # noqa: PLR2004
            continue
        line, *others = cell.lines
        for at, cut in above.row(above.rows - 1):
            narrow = cut.box[2] - cut.box[0] < WIDER * (cell.box[2] - cell.box[0])
            held = [_is_inside(one, cut) for one in (line, *others)]
            if narrow and cut.open_bottom and cut.lines and held[0] and not all(held):
                above, table = with_line(above, at, line), without_first_line(table, number)
                break
    return table, above


def _is_inside(line: Line, cell: Cell) -> bool:
    """Tell whether a line stands between the left and the right side of a cell."""
    return cell.box[0] <= line[0].x0 and line[-1].x1 <= cell.box[2]


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


def _sunk(cell: Cell, beneath: Cell) -> Sequence[Line]:
    """Return the first lines of a cell that are the last ones of the cut cell above it.

    They go on at the distance of its lines, or stand on the side between the two.
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
    elif begun and _is_overprinted(beneath):
        count = 0
    else:
        return ()
    while count < len(beneath.lines) and _goes_on(lines[: begun + count], beneath.lines[count]):
        count += 1
    return tuple(takewhile(lambda line: _is_inside(line, cell), beneath.lines[:count]))


def _lean(cell: Cell) -> float:
    """Return how many points more room a cell has above its text than below it."""
    return cell.lines[0][0].y0 - cell.box[1] - (cell.box[3] - cell.lines[-1][0].y1)


def _is_overprinted(cell: Cell) -> bool:
    """Tell whether the first two lines of a cell are printed over one another: one is not its own."""
    if len(cell.lines) == 1:
        return False
    first, second = cell.lines[0][0], cell.lines[1][0]
    return second.y0 - first.y0 < OVER * (first.y1 - first.y0)


def _goes_on(lines: Sequence[Line], line: Line) -> bool:
    """Tell whether a line stands as far from the last of some others as these from each other."""
    tops = [min(word.y0 for word in one) for one in (*lines[-2:], line)]
    pitch = tops[1] - tops[0] if len(lines) > 1 else lines[-1][0].y1 - lines[-1][0].y0
    return abs(tops[-1] - tops[-2] - pitch) < EVEN * pitch


def _has_room(cell: Cell, line: Line | None = None) -> bool:
    """Tell whether one line, its first or another, would fit a cell; several are in it by themselves."""
    first = line or cell.lines[0]
    return len(cell.lines) > 1 or cell.box[3] - cell.box[1] > first[0].y1 - first[0].y0


def _is_on_side(cell: Cell) -> bool:
    """Tell whether the first line stands on the upper side of a cell."""
    first = cell.lines[0][0]
    return cell.box[1] - first.y0 > SUNK * (first.y1 - first.y0)


def _covers(table: Table, row: int, x: float) -> bool:
    return any(cell.box[0] <= x <= cell.box[2] for _, cell in table.row(row))


def _open_cell(table: Table, rows: int, cut: Cell, loose: Sequence[Line]) -> Cell:
    """Return the rest of a cut cell, which covers the first rows of a table that has none there."""
    covered = [cell for row in range(rows) for _, cell in table.row(row)]
    middle = (cut.box[0] + cut.box[2]) / 2
    left = max([cut.box[0], *(cell.box[2] for cell in covered if cell.box[2] <= middle)])
    right = min([cut.box[2], *(cell.box[0] for cell in covered if cell.box[0] >= middle)])
    top, bottom = min(cell.box[1] for cell in covered), max(cell.box[3] for cell in covered)
    beside = (line for line in loose if top <= line[0].middle[1] <= bottom)
    lines = lines_between(beside, left, right)
    box = (left, top, right, bottom)
    goes_on = rows == table.rows
    return Cell(0, 0, rows, 1, covered[0].page, box, lines, joined(lines), True, goes_on)  # noqa: FBT003 - open above
