"""One grid that holds several forms, one right under the other → a grid each."""

from collections.abc import Iterator

from msgspec import structs

from extractor.form.column_labels import indicator_headers
from extractor.form.lexicons import Lexicon, key
from extractor.form.tables import Table, table_of
from extractor.form.zones import first_label, is_total
from extractor.geometry import Grid, union


def parted(grid: Grid, lexicon: Lexicon) -> list[Grid]:
    """Return the grid in parts that begin where a project is named below another form's indicators or total.

    Rows of one cell above the name, a title and its year, are the next form's.
    """
    named = {
        cell.top
        for cell in grid.cells
        if cell.top and cell.text and key(cell.text).partition(":")[0] in lexicon.project_names
    }
    if not named:
        return [grid]
    table = table_of(grid)
    starts = list(_starts(table, sorted(named), lexicon))
    return [_rows(grid, *rows) for rows in zip([0, *starts], [*starts, grid.rows], strict=True)]


def _starts(table: Table, named: list[int], lexicon: Lexicon) -> Iterator[int]:
    """Yield the rows that begin another form; no cell stands on both sides of one."""
    ends = {header.start for header in indicator_headers(table, lexicon)}
    ends |= {
        row
        for row in range(table.rows)
        if is_total(table, row, lexicon) and first_label(table, row) not in lexicon.fund_rows
    }
    begun = 0
    for row in named:
        opens = first_label(table, row) in lexicon.project_names
        if not opens or not any(begun <= end < row for end in ends):
            continue
        start = row
        while start > begun and _is_lone(table, start - 1, lexicon) and start - 1 not in ends:
            start -= 1
        if len(table.opening(start)) == len(table.by_row[start]):
            yield start
            begun = row


def _is_lone(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row is one cell that may head a form, and is no note of the form above."""
    return len(table.by_row[row]) == 1 and first_label(table, row) not in lexicon.foot


def _rows(grid: Grid, first: int, end: int) -> Grid:
    """Return some rows of a grid as a grid."""
    cells = tuple(
        structs.replace(cell, top=cell.top - first, bottom=cell.bottom - first)
        for cell in grid.cells
        if first <= cell.top < end
    )
    return Grid(grid.page, union([cell.box for cell in cells]), end - first, grid.columns, cells)
