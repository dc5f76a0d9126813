"""A form without a header of indicators → the same under the header of the form above it.

Of several forms in one table the first alone may show the labels of the columns.
"""

from collections.abc import Sequence

from msgspec import structs

from extractor.form.column_labels import indicator_headers
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, join_tables, make_table
from extractor.geometry import Cell


def header_of(table: Table, lexicon: Lexicon) -> Table | None:
    """Return the first header of indicators of a table as a table of its own."""
    rows = next(iter(indicator_headers(table, lexicon)), None)
    if rows is None:
        return None
    cells = [
        structs.replace(cell, top=cell.top - rows.start, bottom=cell.bottom - rows.start)
        for cell in table.cells
        if rows.start <= cell.top and cell.bottom <= rows.stop
    ]
    return make_table(len(rows), table.columns, cells)


def titles_over(header: Table, tables: Sequence[Table]) -> list[Cell] | None:
    """Return the rows of one cell over a header that ends a form's only table; None where it holds more."""
    (table, *more), labels = tables, len(header.keys)
    above = table.by_row[: table.rows - header.rows]
    is_more = more or table.keys[-labels:] != header.keys or any(len(row) > 1 for row in above)
    return None if is_more else list(table.cells[:-labels])


def under_header(header: Table, table: Table, lexicon: Lexicon) -> Table:
    """Return a form's table with a header put over the first row that has a cell under each label.

    It is left as it is where no row does, or none without a label of its own.
    """
    both, height = join_tables([header, table]), header.rows
    sides = both.sides(height - 1)
    fitting = (
        row
        for row in range(height, both.rows)
        if [(cell.left, cell.right) for _, cell in both.opening(row)] == sides
        and not any(lexicon.knows(both.keys[number]) for number, _ in both.opening(row))
    )
    first = next(fitting, None)
    if first is None:
        return table
    over = first - height
    cells = [
        structs.replace(cell, top=cell.top + by, bottom=cell.bottom + by)
        for cell in both.cells
        for by in (over if cell.top < height else -height if cell.top < first else 0,)
    ]
    starts = frozenset(row + height * (row >= over) for row in table.starts)
    repeats = frozenset(row + height * (row >= over) for row in table.repeats)
    return make_table(both.rows, both.columns, cells, starts, repeats)
