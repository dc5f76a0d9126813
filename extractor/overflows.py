"""Text that a page break leaves outside the rulings → the cells that it belongs to.

Chromium draws no side where a page break cuts a merged cell, and may print its
text below the last ruling; a merged label that is open at both breaks of a page has
no rulings there at all.
"""

import re
from collections.abc import Iterator, Sequence

from extractor.geometry import Cell, Grid, Word, joined, line_text
from extractor.tables import Table, make_table, with_line, without_first_line
from models.records import Note

Line = tuple[Word, ...]
Item = tuple[int, Line | Note]
"""What stands between two grids, and its page."""

SUNK = 0.25
"""A line that begins this share of its height above its cell is another's."""

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
    """Return a continuation with the last line of each cut cell in it, also where it stands on the next.

    Chromium may draw the rest of a cut cell too low for its text by a line.
    """
    for number, cell in table.opening(0):
        beneath = next((at for at, other in _under(table, cell) if _is_sunk(other)), None)
        if (cell.open_top or table.repeats) and cell.lines and beneath is not None:
            line = table.cells[beneath].lines[0]
            table = with_line(without_first_line(table, beneath), number, line)
    return table


def _under(table: Table, cell: Cell) -> Iterator[tuple[int, Cell]]:
    if cell.bottom < table.rows:
        yield from (
            (at, one)
            for at, one in table.opening(cell.bottom)
            if (one.left, one.right) == (cell.left, cell.right)
        )


def _is_sunk(cell: Cell) -> bool:
    """Tell whether the first of several lines stands on the upper side of a cell."""
    return len(cell.lines) > 1 and cell.box[1] - cell.lines[0][0].y0 > SUNK * (
        cell.lines[0][0].y1 - cell.lines[0][0].y0
    )


def _covers(table: Table, row: int, x: float) -> bool:
    return any(cell.box[0] <= x <= cell.box[2] for _, cell in table.row(row))


def _open_cell(table: Table, rows: int, cut: Cell, loose: Sequence[Line]) -> Cell:
    """Return the rest of a cut cell, which covers the first rows of a table that has none there."""
    covered = [cell for row in range(rows) for _, cell in table.row(row)]
    left, right = cut.box[0], cut.box[2]
    top, bottom = min(cell.box[1] for cell in covered), max(cell.box[3] for cell in covered)
    inside = [
        tuple(word for word in line if left <= word.x0 and word.x1 <= right)
        for line in loose
        if top <= line[0].middle[1] <= bottom
    ]
    lines = tuple(filter(None, inside))
    box = (left, top, right, bottom)
    goes_on = rows == table.rows
    return Cell(0, 0, rows, 1, covered[0].page, box, lines, joined(lines), True, goes_on)  # noqa: FBT003 - open above
