"""A table torn at page breaks → the same table with the torn cells whole again.

WeasyPrint and Chromium close a merged cell that goes on overleaf under its text, or
under one of its rows there, and leave the rest of it without sides.
"""

from extractor.geometry import Cell
from extractor.tables import Table, make_table


def with_torn_cells(table: Table) -> Table:
    """Return the table with each merged cell whole of which a part beside a page break has no outer side."""
    cells: dict[int, Cell] = {}
    gone: set[int] = set()
    wholes: dict[int, int] = {}
    for number, cell in _torn(table):
        at = next((at for at, other in table.row(cell.top - 1) if _stands_on(other, cell)), None)
        if at is None:
            continue
        at = wholes.get(at, at)
        upper = cells.get(at, table.cells[at])
        if not upper.open_side and (cell.open_bottom or upper.open_top):
            cells[at] = upper._replace(bottom=cell.bottom, open_bottom=cell.open_bottom)
            wholes[number] = at
            gone.add(number)
    if not gone:
        return table
    kept = [cells.get(at, cell) for at, cell in enumerate(table.cells) if at not in gone]
    return make_table(table.rows, table.columns, kept, table.starts, table.repeats)


def _torn(table: Table) -> list[tuple[int, Cell]]:
    """Return the blank cells without outer side that begin on no page, from the top."""
    torn = [
        (number, cell)
        for number, cell in enumerate(table.cells)
        if cell.open_side and not cell.lines and cell.top and cell.top not in table.starts
    ]
    return sorted(torn, key=lambda item: item[1].top)


def _stands_on(upper: Cell, lower: Cell) -> bool:
    return (upper.left, upper.right, upper.bottom) == (lower.left, lower.right, lower.top)
