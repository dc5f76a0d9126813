"""Text that a page break leaves outside the rulings → the cells that it belongs to.

Chromium draws no side where a page break cuts a merged cell, and may print its
text below the last ruling; a merged label that is open at both breaks of a page has
no rulings there at all.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.form.lexicons import Lexicon, key
from extractor.form.tables import (
    Table,
    lines_between,
    make_table,
    sides_of,
    with_line,
    with_lines,
    without_first_line,
)
from extractor.form.wraps import is_whole_name
from extractor.geometry import Cell, Grid, Word, line_text
from extractor.grid.stacked_figures import cell_text
from models.records import Note

Line = tuple[Word, ...]
Item = tuple[int, Line | Note]
"""What stands between two grids, and its page."""

REST = 3.0
"""So many heights of a line may be left free within a text at a page break."""
MOST_OVER = 3
"""Over so many rows at most the rest of a label is printed."""
WIDER = 0.8
"""A cell of less than this share of another's width is the narrower one."""

CLIPPED = 0.2
"""Of a line that a page break clips, more than this share is seen below it."""

_PAGE_NUMBER = re.compile(r"(?=\D*\d)[\d\s第页共/／—–-]*")


def with_overflow(
    grid: Grid, table: Table, waiting: list[Item], foot: float = 0.0
) -> tuple[Table, list[Item]]:
    """Return a table that goes on overleaf with the lines that hang out of its last cells, and the rest.

    Args:
        grid: The table's last one.
        table: What it gave.
        waiting: What stands below it.
        foot: Where the foot of its page begins: a line above that may also stand far under a cell left open.
    """
    edge = grid.box[3]
    left: list[Item] = []
    for page, item in waiting:
        cells = None
        if not isinstance(item, Note) and page == grid.page:
            near = hangs_out(item, edge) or (item[0].y1 < foot and _is_under_open_cell(table, item))
            cells = _cells_above(table, item) if near else None
        if cells is None or isinstance(item, Note):
            left.append((page, item))
            continue
        for number, words in cells.items():
            table = with_line(table, number, tuple(words))
        edge = item[0].y1
    return table, left


def _is_under_open_cell(table: Table, line: Line) -> bool:
    """Tell whether a line stands under a cell that is open below, and few are: its text is in its middle.

    Or it is the rest of a text of which the first lines are in the cell.
    """
    last = table.row(table.rows - 1)
    cells = _cells_above(table, line) or {}
    under = [table.cells[number] for number in cells]
    few = 2 * sum(cell.open_bottom for _, cell in last) < len(last)
    if len(under) != 1 or not few or not under[0].open_bottom:
        return False
    above = under[0].lines[-1:]
    return not above or line[0].y0 - above[0][0].y1 < REST * (line[0].y1 - line[0].y0)


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
            cells.append(_open_cell(table, rows, cut, above, loose))
    taken = [word for cell in cells for line in cell.lines for word in line]
    if not cells:
        return table, taken
    return make_table(table.rows, table.columns, [*cells, *table.cells], repeats=table.repeats), taken


def with_clipped_lines(table: Table, edge: float, waiting: list[Item]) -> tuple[Table, list[Item]]:
    """Return a continuation with the lines on its upper side, clipped there by the page break, and the rest.

    Calc prints the text of a cut cell in its middle; of a line at the break one page may hold most, but
    not its middle.
    """
    left: list[Item] = []
    for page, item in waiting:
        number = None
        if not isinstance(item, Note) and item[0].y0 < edge < item[-1].y1 - CLIPPED * (
            item[0].y1 - item[0].y0
        ):
            number = next((at for at, cell in table.opening(0) if _is_above(item, cell, page)), None)
        if number is None or isinstance(item, Note):
            left.append((page, item))
        else:
            table = with_lines(table, number, (item, *table.cells[number].lines))
    return table, left


def _is_above(line: Line, cell: Cell, page: int) -> bool:
    """Tell whether a line stands between the sides of a cell that is open above."""
    inside = cell.box[0] <= line[0].middle[0] and line[-1].middle[0] <= cell.box[2]
    return cell.open_top and cell.page == page and inside


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
            held = [is_inside(one, cut) for one in (line, *others)]
            if narrow and cut.open_bottom and cut.lines and held[0] and not all(held):
                above, table = with_line(above, at, line), without_first_line(table, number)
                break
    return table, above


def with_scattered_labels(table: Table, above: Table) -> tuple[Table, Table]:
    """Return a continuation, and the table before the page break with the ends of its labels that are names.

    Where no row of its own is left of a cut label, Chromium prints what lacks of it over the rows that
    follow, a line in each.  What stands there in its column makes it a name.
    """
    for at, cut in above.row(above.rows - 1):
        if not cut.open_bottom or not cut.lines or is_whole_name(cut.text):
            continue
        text = cut.text
        taken: list[tuple[int, Word]] = []
        for number, word in _scattered(table, cut):
            text += word.text
            taken.append((number, word))
            if is_whole_name(text):
                above = with_lines(above, at, (*cut.lines, *((word,) for _, word in taken)))
                table = _without(table, taken)
                break
    return table, above


def _scattered(table: Table, cut: Cell) -> list[tuple[int, Word]]:
    """Return the words that stand in a cut cell's column over the first rows, with the cell of each."""
    wide, middle = (cut.box[2] - cut.box[0]) / WIDER, (cut.box[0] + cut.box[2]) / 2
    found: list[tuple[int, Word]] = []
    for row in range(min(MOST_OVER, table.rows)):
        over = [item for item in table.row(row) if item[1].box[0] <= middle <= item[1].box[2]]
        if any(cell.box[2] - cell.box[0] < wide for _, cell in over):
            break
        for number, cell in over:
            words = [word for line in cell.lines for word in line if cell.top == row]
            found += [(number, word) for word in words if is_inside((word,), cut)]
    return sorted(found, key=lambda item: item[1].y0)


def _without(table: Table, taken: Sequence[tuple[int, Word]]) -> Table:
    """Return a table less some words of its cells."""
    words = {word for _, word in taken}
    for number in {number for number, _ in taken}:
        lines = (tuple(word for word in line if word not in words) for line in table.cells[number].lines)
        table = with_lines(table, number, tuple(filter(None, lines)))
    return table


def is_inside(line: Line, cell: Cell) -> bool:
    """Tell whether a line stands between the left and the right side of a cell."""
    return cell.box[0] <= line[0].x0 and line[-1].x1 <= cell.box[2]


def _covers(table: Table, row: int, x: float) -> bool:
    return any(cell.box[0] <= x <= cell.box[2] for _, cell in table.row(row))


def _open_cell(table: Table, rows: int, cut: Cell, above: Table, loose: Sequence[Line]) -> Cell:
    """Return the rest of a cut cell, which covers the first rows of a table that has none there.

    What stands there in several columns is a row, and no text of it.
    """
    covered = [cell for row in range(rows) for _, cell in table.row(row)]
    middle = (cut.box[0] + cut.box[2]) / 2
    left = max([cut.box[0], *(cell.box[2] for cell in covered if cell.box[2] <= middle)])
    right = min([cut.box[2], *(cell.box[0] for cell in covered if cell.box[0] >= middle)])
    top, bottom = min(cell.box[1] for cell in covered), max(cell.box[3] for cell in covered)
    beside = (line for line in loose if top <= line[0].middle[1] <= bottom)
    lines = lines_between(beside, left, right)
    lines = () if any(_is_row(line, above) for line in lines) else lines
    box = (left, top, right, bottom)
    goes_on = rows == table.rows
    return Cell(0, 0, rows, 1, covered[0].page, box, lines, cell_text(lines, box), True, goes_on)  # noqa: FBT003 - open above


def _is_row(line: Line, above: Table) -> bool:
    """Tell whether words stand apart, each in another column of the table above."""
    size = line[0].y1 - line[0].y0
    gaps = [(one.x1, other.x0) for one, other in pairwise(line) if other.x0 - one.x1 > size]
    return bool(gaps) and any(left <= x <= right for x in sides_of(above) for left, right in gaps)
