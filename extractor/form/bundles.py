"""One grid that holds several forms, one right under the other → a grid each."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from msgspec import structs

from extractor.form.column_labels import indicator_headers
from extractor.form.lexicons import Lexicon, key
from extractor.form.row_labels import first_label, is_total
from extractor.form.tables import Table, table_of
from extractor.geometry import Cell, Grid, union

FEWEST_CELLS = 6
"""A row of indicators has so many cells."""


def parted(grid: Grid, lexicon: Lexicon) -> list[Grid]:
    """Return the grid in parts that begin where a project is named below another form's indicators or total.

    Rows of one cell above the name, a title and its year, are the next form's, and so are those
    with the same labels as the rows above the first name.
    """
    named = {
        cell.top
        for cell in grid.cells
        if cell.text and key(cell.text).partition(":")[0] in lexicon.project_names
    }
    if not any(named):
        return [grid]
    table = table_of(grid)
    starts = [0, *_starts(table, sorted(named), lexicon)]
    parts: list[list[Cell]] = [[] for _ in starts]
    for cell in grid.cells:
        parts[bisect_right(starts, cell.top) - 1].append(cell)
    ends = [*starts[1:], grid.rows]
    return [_rows(grid, *part) for part in zip(parts, starts, ends, strict=True)]


def _starts(table: Table, named: list[int], lexicon: Lexicon) -> Iterator[int]:
    """Yield the rows that begin another form; no cell stands on both sides of one.

    Another form's indicators are above one, by their header, their total or a row of their own.
    """
    ends = {header.start for header in indicator_headers(table, lexicon)}
    ends |= {
        row
        for row in range(table.rows)
        if is_total(table, row, lexicon) and first_label(table, row) not in lexicon.fund_rows
    }
    ends |= {row for row in range(named[-1]) if _is_unlabelled(table, row, lexicon)}
    begun, first = 0, named[0]
    openers = {*lexicon.project_names, first_label(table, first)}
    for row in named:
        if first_label(table, row) not in openers or not any(begun <= end < row for end in ends):
            continue
        start = row
        while start > begun and start - 1 not in ends and _heads(table, start - 1, first - row, lexicon):
            start -= 1
        if len(table.opening(start)) == len(table.by_row[start]):
            yield start
            begun = row


def _heads(table: Table, row: int, first: int, lexicon: Lexicon) -> bool:
    """Tell whether a row above a name heads its form, as one so many rows away does the first name's."""
    label = first_label(table, row)
    again = label and row + first >= 0 and label == first_label(table, row + first)
    return again or _is_lone(table, row, lexicon)


def _is_unlabelled(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row has as many cells as one of indicators, and no label."""
    numbers = table.by_row[row]
    return len(numbers) >= FEWEST_CELLS and not any(lexicon.knows(table.keys[number]) for number in numbers)


def _is_lone(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row is one cell that may head a form, and is no note of the form above."""
    return len(table.by_row[row]) == 1 and first_label(table, row) not in lexicon.foot


def _rows(grid: Grid, part: Iterable[Cell], first: int, end: int) -> Grid:
    """Return the cells of some rows of a grid as a grid."""
    cells = tuple(structs.replace(cell, top=cell.top - first, bottom=cell.bottom - first) for cell in part)
    return Grid(grid.page, union([cell.box for cell in cells]), end - first, grid.columns, cells)
