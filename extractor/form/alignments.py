"""A table of several pages → the same with cells divided that page breaks leave undivided.

A side that a page break leaves short may not be drawn; what the cell meets on the
other page tells where it stood.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import structs

from extractor.form.tables import Table, lines_between, make_table
from extractor.geometry import Cell
from extractor.grid.stacked_figures import cell_text


def align(table: Table) -> Table:
    """Return the table with cells left open at page breaks divided as the cells that they meet.

    A side that a page break leaves short may not be drawn between two cells; no text
    stands across it.
    """
    cells = list(table.cells)
    for row in table.starts:
        above = [(number, cell) for number, cell in table.row(row - 1) if cell.bottom == row]
        below = table.opening(row)
        is_untold = row in table.repeats and any(cell.open_bottom for _, cell in above)
        for ones, others in ((above, below), (below, above)):
            for number, cell in ones:
                is_open = cell.open_bottom if ones is above else cell.open_top
                closed = not is_open and (ones is above or not is_untold)
                if closed or cells[number] is not cell:  # or divided at the page's other end
                    continue
                met = [other for _, other in others]
                pieces = _pieces(cell, met, table.columns) or _blank_pieces(cell, met)
                # Under a repeated row every cell looks closed; one with texts side by side is.
                if pieces and (is_open or sum(1 for piece in pieces if piece.lines) < 2):  # noqa: PLR2004
                    cells[number] = pieces[0]
                    cells += pieces[1:]
    if len(cells) == len(table.cells):
        return table
    return make_table(table.rows, table.columns, cells, table.starts, table.repeats)


def _pieces(cell: Cell, others: Sequence[Cell], columns: int) -> list[Cell]:
    """Return a cell in pieces as wide as the cells that it meets; none where it is of one piece."""
    inner = [other for other in others if cell.left <= other.left and other.right <= cell.right]
    if len(inner) < 2 or _width(inner) != _width([cell]):  # noqa: PLR2004 - nothing to divide
        return []
    torn = not cell.lines  # what has no side within either is no cell but room that a page break leaves
    pieces = [_piece(cell, other, outer=torn or not other.left or other.right == columns) for other in inner]
    if sum(len(line) for piece in pieces for line in piece.lines) != sum(map(len, cell.lines)):
        return []
    return pieces


def _blank_pieces(cell: Cell, others: Sequence[Cell]) -> list[Cell]:
    """Return a blank cell in pieces where sides of the cells that it meets divide it."""
    if cell.lines:
        return []
    inside = {(other.left, other.box[0]) for other in others if cell.left < other.left < cell.right}
    sides = [(cell.left, cell.box[0]), *sorted(inside), (cell.right, cell.box[2])]
    if len(sides) == 2:  # noqa: PLR2004 - its own
        return []
    _, top, _, bottom = cell.box
    return [
        structs.replace(cell, left=left, right=right, box=(x0, top, x1, bottom), open_side=False)
        for (left, x0), (right, x1) in pairwise(sides)
    ]


def _width(cells: Sequence[Cell]) -> int:
    return sum(cell.right - cell.left for cell in cells)


def _piece(cell: Cell, other: Cell, *, outer: bool) -> Cell:
    left, right = other.box[0], other.box[2]
    lines = lines_between(cell.lines, left, right)
    box = (left, cell.box[1], right, cell.box[3])
    piece = structs.replace(
        cell, left=other.left, right=other.right, box=box, lines=lines, text=cell_text(lines, box)
    )
    return structs.replace(piece, open_side=cell.open_side and outer)
