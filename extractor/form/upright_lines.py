"""Names of groups written down in several columns, the first on the right → the same names in their order.

Narrow cells hold such names: 满意度, and 指标 left of it.  Read as lines their signs make no sense; that a
cell is to be read downwards is told by how it ends then, as names of groups do, and by its height: lines
that begin with 指 and 标 may end so too, but are longer than the cell has lines.
"""

from collections.abc import Iterator

from msgspec import structs

from extractor.form.tables import Table, make_table
from extractor.geometry import Cell

ENDS = ("指标", "目标")
"""Names of groups end so."""
LAST = "标"
NEAR = 0.5
"""Signs of one column stand within this share of their width."""


def with_upright_lines(table: Table) -> Table:
    """Return the table with such names in their order."""
    numbers = [
        number
        for number, label in enumerate(table.keys)
        if LAST in label and not any(end in label for end in ENDS) and len(table.cells[number].lines) > 1
    ]
    names = {number: name for number in numbers if (name := _down(table.cells[number])).endswith(ENDS)}
    if not names:
        return table
    cells = [
        structs.replace(cell, text=names.get(number, cell.text)) for number, cell in enumerate(table.cells)
    ]
    return make_table(table.rows, table.columns, cells, table.starts, table.repeats)


def _down(cell: Cell) -> str:
    """Return what a cell says column by column from the right; nothing where it is wider than high."""
    columns: list[list[tuple[float, str]]] = []
    edge = 0.0
    for x, y, width, sign in sorted(_signs(cell), reverse=True):
        if not columns or x < edge - NEAR * width:
            columns.append([])
            edge = x
        columns[-1].append((y, sign))
    if len(columns) > max(map(len, columns)):
        return ""
    return "".join(sign for column in columns for _, sign in sorted(column))


def _signs(cell: Cell) -> Iterator[tuple[float, float, float, str]]:
    """Yield each sign with its left side, its middle and its width; those of a word share its box evenly."""
    for word in (word for line in cell.lines for word in line):
        x0, y0, x1, y1, text = word
        width = (x1 - x0) / len(text)
        for at, sign in enumerate(text):
            yield x0 + at * width, (y0 + y1) / 2, width, sign
