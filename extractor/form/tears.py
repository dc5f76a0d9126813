"""A table torn at page breaks → the same table with the torn cells whole again.

WeasyPrint and Chromium close a merged cell that goes on overleaf under its text, or
under one of its rows there, and leave the rest of it without sides.
"""

from msgspec import structs

from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, make_table
from extractor.geometry import Cell
from extractor.grid.stacked_figures import cell_text


def with_torn_cells(table: Table, lexicon: Lexicon) -> Table:
    """Return the table with each merged cell whole of which a part beside a page break has no outer side.

    What is blank at a page's end says nothing by itself: what follows overleaf tells.  But
    on the left stand labels, and none of them is blank: what no other one follows overleaf
    ends the label above.  The name of a column ends where it is closed.
    """
    cells: dict[int, Cell] = {}
    wholes: dict[int, int] = {}
    untold: set[int] = set()
    for number, cell in _torn(table):
        at = table.above(cell)
        if at is None or (table.keys[at] in lexicon.indicator_columns and cell.top not in table.starts):
            continue
        first = wholes.get(at, at)
        upper = cells.get(first, table.cells[first])
        if upper.open_side:
            continue
        if cell.lines:
            if _goes_on(table, upper) and upper.lines:
                cells[first] = _with_rest(upper, cell)
                wholes[number] = first
            continue
        ends_label = cell.open_bottom and not cell.left and not _has_text_below(table, cell)
        goes_on = _goes_on(table, upper) or cell.top in table.starts or (at in wholes and at not in untold)
        if goes_on or ends_label:
            cells[first] = structs.replace(upper, bottom=cell.bottom, open_bottom=cell.open_bottom)
            untold.discard(at)
        elif cell.open_bottom:
            untold.add(number)
        else:
            continue
        wholes[number] = first
    gone = wholes.keys() - untold
    if not gone:
        return table
    kept = [cells.get(at, cell) for at, cell in enumerate(table.cells) if at not in gone]
    return make_table(table.rows, table.columns, kept, table.starts, table.repeats)


def _goes_on(table: Table, cell: Cell) -> bool:
    """Tell whether a cell goes on from the page before; under rows that a page repeats it may look closed."""
    if cell.open_top or cell.top not in table.repeats:
        return cell.open_top
    at = table.above(cell)
    return at is not None and table.cells[at].open_bottom


def _has_text_below(table: Table, cell: Cell) -> bool:
    at = table.below(cell)
    return at is not None and bool(table.cells[at].text)


def _with_rest(upper: Cell, rest: Cell) -> Cell:
    """Return the end of a cut cell with the text that stands below it: Chromium may close it too high."""
    lines = (*upper.lines, *rest.lines)
    return structs.replace(
        upper, bottom=rest.bottom, open_bottom=rest.open_bottom, lines=lines, text=cell_text(lines, upper.box)
    )


def _torn(table: Table) -> list[tuple[int, Cell]]:
    """Return the cells without outer side, from the top."""
    torn = [(number, cell) for number, cell in enumerate(table.cells) if cell.open_side]
    return sorted(torn, key=lambda item: item[1].top)
