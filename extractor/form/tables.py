"""The grids of one form → one table, whatever pages they stand on.

Columns are matched by their x on the page, since a column that a page does not
use shifts the indexes there.  Rows are numbered through.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from msgspec import structs

from extractor.form.lexicons import key
from extractor.geometry import Cell, Grid, Word
from extractor.grid.edges import nearest
from extractor.grid.stacked_figures import cell_text
from models.records import Box

SAME_X = 3.0
"""Column edges closer than this many points are one edge, from page to page."""
FEWEST_COUNTED = 4
"""A row that numbers columns has so many numbers."""
NEAR_X = 6.0
"""So are edges closer than this many points of which no page has both."""


# As of Cell, a form has hundreds.
class Found(msgspec.Struct, frozen=True, gc=False):
    """One printed value and its place."""

    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row and column, and the key of each.

    `starts` are the rows that begin a later page; `repeats` those of them above which
    the page showed rows again that the form had already.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    keys: tuple[str, ...]
    by_row: tuple[tuple[int, ...], ...]
    """The numbers of the cells that cover a row, from left to right."""
    starts: frozenset[int] = frozenset()
    repeats: frozenset[int] = frozenset()

    def row(self, row: int) -> list[tuple[int, Cell]]:
        """Return (number, cell) of every cell that covers a row, from left to right."""
        cells = self.cells
        return [(number, cells[number]) for number in self.by_row[row]]

    def opening(self, row: int) -> list[tuple[int, Cell]]:
        """Return (number, cell) of every cell that begins in a row."""
        cells = self.cells
        return [(number, cells[number]) for number in self.by_row[row] if cells[number].top == row]

    def sides(self, row: int) -> list[tuple[int, int]]:
        """Return between which columns the cells that cover a row stand."""
        return [(cell.left, cell.right) for _, cell in self.row(row)]

    def counts_columns(self, row: int) -> bool:
        """Tell whether a row only numbers the columns: 栏次, 1, 2, 3 and so on."""
        cells = [cell.text for _, cell in self.opening(row) if cell.text]
        counted = cells if cells[:1] == ["1"] else cells[1:]
        return len(counted) >= FEWEST_COUNTED and counted == [str(at) for at in range(1, len(counted) + 1)]

    def above(self, cell: Cell) -> int | None:
        """Return the number of the cell as wide as another that ends where that begins."""
        place = (cell.left, cell.right, cell.top)
        rows = self.row(cell.top - 1) if cell.top else ()
        return next((at for at, other in rows if (other.left, other.right, other.bottom) == place), None)

    def below(self, cell: Cell) -> int | None:
        """Return the number of the cell as wide as another that begins where that ends."""
        rows = self.opening(cell.bottom) if cell.bottom < self.rows else ()
        return next((at for at, other in rows if (other.left, other.right) == (cell.left, cell.right)), None)


def table_of(grid: Grid) -> Table:
    """Return one grid as a table."""
    return make_table(grid.rows, grid.columns, grid.cells)


def make_table(
    rows: int,
    columns: int,
    cells: Sequence[Cell],
    starts: frozenset[int] = frozenset(),
    repeats: frozenset[int] = frozenset(),
) -> Table:
    """Return a table with its look-ups."""
    keys = tuple([key(cell.text) if cell.text else "" for cell in cells])
    return Table(rows, columns, tuple(cells), keys, _by_row(rows, cells, range(len(cells))), starts, repeats)


def join_tables(tables: Sequence[Table]) -> Table:
    """Return the tables of one form's grids, in reading order, as one.

    Raises:
        ValueError: There is no table.
    """
    if len(tables) == 1:
        return tables[0]
    sides = sorted({(x, at) for at, table in enumerate(tables) for x in sides_of(table)})
    edges = _edges(sides)
    column = {x: nearest(edges, x) for x, _ in sides}
    cells: list[Cell] = []
    keys: list[str] = []
    starts, repeats = set(), set()
    offset = 0
    for table in tables:
        if offset:
            starts.add(offset)
            repeats.update([row + offset for row in table.repeats])
        for cell in table.cells:
            left = column[cell.box[0]]
            right = max(column[cell.box[2]], left + 1)
            if offset or (left, right) != (cell.left, cell.right):
                top, bottom = cell.top + offset, cell.bottom + offset
                cells.append(structs.replace(cell, top=top, left=left, bottom=bottom, right=right))
            else:
                cells.append(cell)
        keys += table.keys
        offset += table.rows
    by_row = _by_row(offset, cells, range(len(cells)))
    return Table(
        offset, len(edges) - 1, tuple(cells), tuple(keys), by_row, frozenset(starts), frozenset(repeats)
    )


def without_rows(table: Table, count: int) -> Table:
    """Return a table less its first rows, repeated ones, and less the cells that end in them."""
    cells = [
        structs.replace(cell, top=max(cell.top - count, 0), bottom=cell.bottom - count)
        for cell in table.cells
        if cell.bottom > count
    ]
    return make_table(table.rows - count, table.columns, cells, repeats=frozenset({0}))


def under_repeated(table: Table) -> Table:
    """Return a table that stands under rows which the form has already."""
    return replace(table, repeats=frozenset({0}))


def with_line(table: Table, number: int, line: tuple[Word, ...]) -> Table:
    """Return a table with one more line of text at the end of a cell."""
    return with_lines(table, number, (*table.cells[number].lines, line))


def without_first_line(table: Table, number: int) -> Table:
    """Return a table less the first line of a cell."""
    return with_lines(table, number, table.cells[number].lines[1:])


def with_lines(table: Table, number: int, lines: tuple[tuple[Word, ...], ...]) -> Table:
    """Return a table with other lines of text in a cell."""
    cells = list(table.cells)
    cells[number] = structs.replace(cells[number], lines=lines, text=cell_text(lines, cells[number].box))
    return make_table(table.rows, table.columns, cells, table.starts, table.repeats)


def transposed(table: Table, rows: Collection[int]) -> Table:
    """Return some rows of a table as columns; its cells keep their numbers."""
    kept = [number for number, cell in enumerate(table.cells) if cell.top in rows]
    cells = [
        structs.replace(cell, top=cell.left, left=cell.top, bottom=cell.right, right=cell.bottom)
        for cell in table.cells
    ]
    return Table(table.columns, table.rows, tuple(cells), table.keys, _by_row(table.columns, cells, kept))


def with_cells_at(table: Table, places: Mapping[int, tuple[int, int]], rows: int, columns: int) -> Table:
    """Return a table of some cells, each alone at a row and column; all keep their numbers."""
    cells = list(table.cells)
    for number, (row, column) in places.items():
        cells[number] = structs.replace(cells[number], top=row, left=column, bottom=row + 1, right=column + 1)
    return Table(rows, columns, tuple(cells), table.keys, _by_row(rows, cells, places))


def _by_row(rows: int, cells: Sequence[Cell], numbers: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    by_row: list[list[int]] = [[] for _ in range(rows)]
    lefts = [cell.left for cell in cells]
    for number in sorted(numbers, key=lefts.__getitem__):
        cell = cells[number]
        by_row[cell.top].append(number)
        for row in range(cell.top + 1, cell.bottom):
            by_row[row].append(number)
    return tuple(map(tuple, by_row))


def sides_of(table: Table) -> set[float]:
    """Return where the cells of a table begin and end, across the page."""
    boxes = [cell.box for cell in table.cells]
    return {left for left, _, _, _ in boxes} | {right for _, _, right, _ in boxes}


def _edges(sides: Iterable[tuple[float, int]]) -> list[float]:
    """Return where columns end, from the sides of all cells in order, each with its table's number.

    Borders apart from each other may put an edge further off where a page shows but one of them.
    """
    edges: list[float] = []
    having: set[int] = set()
    for x, number in sides:
        if not edges or x - edges[-1] > (SAME_X if number in having else NEAR_X):
            edges.append(x)
            having = set()
        having.add(number)
    if not edges:
        raise ValueError("a table has at least one cell")
    return edges


def lines_between(
    lines: Iterable[tuple[Word, ...]], left: float, right: float
) -> tuple[tuple[Word, ...], ...]:
    """Return the words of some lines that stand between two places across the page, line by line."""
    inside = [tuple(word for word in line if left <= word.x0 and word.x1 <= right) for line in lines]
    return tuple(filter(None, inside))


def found(cell: Cell) -> Found:
    """Return a cell's text and place."""
    return Found(cell.text, cell.page, cell.box)


def blank_at(cell: Cell) -> Found:
    """Return no text at the place of a cell: a label whose value lacks stands there."""
    return Found("", cell.page, cell.box)
