"""A header of amounts over one of sources → a line a source, as most forms print them.

年初预算数 then stands over 小计, 财政拨款 and 其他资金, 全年执行数 over the same again, and
all amounts in one row below.  What has no sources under it, such as 执行率, is the total's.
Or the sources stand behind the amounts that they are of: 预算总额, 其中：财政资金.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.form.headers import EXTRA, Columns, Span
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, with_cells_at
from extractor.geometry import Cell

FEWEST = 2
"""So many sources stand under one label of amounts, at least."""
Place = tuple[int, int]
"""Row and column."""
Head = tuple[int, int, int]
"""The column that a label is the head of, the number of its cell, and the left side of that."""


class Crossing(NamedTuple):
    """Where each cell of the block stands if a source has a line, and what its columns then hold."""

    places: Mapping[int, Place]
    lines: int
    columns: Columns
    rows: frozenset[int]
    """The rows of the form's table that the block takes up."""

    def view(self, table: Table) -> Table:
        """Return the form's table with the block's cells in their places; all keep their numbers."""
        return with_cells_at(table, self.places, self.lines + 1, len(self.columns.owners))


def find_crossing(table: Table, header: range, before: range, lexicon: Lexicon) -> Crossing | None:
    """Return the block whose header of amounts, from some row on, stands over one of sources."""
    tops = [
        (number, cell)
        for number, cell in table.opening(header.start)
        if cell.text and table.keys[number] not in lexicon.blocks
    ]
    if (heads := _behind(table, tops, lexicon)) and header.stop in before:
        named = [number for _, number, _ in heads if table.keys[number] in lexicon.fund_columns]
        return _placed(table, header.stop, heads, named, lexicon, own=1)
    under = _lowest(table, tops, lexicon)
    if under is None or under + 1 not in before:
        return None
    heads, named = list[Head](), list[int]()
    for column, (top, upper) in enumerate(tops, start=1):
        named.append(top)
        inside = [item for item in table.opening(under) if upper.left <= item[1].left < upper.right]
        if any(table.keys[number] in lexicon.fund_rows for number, _ in inside):
            heads += [(column, number, cell.left) for number, cell in inside]
        else:
            heads.append((column, top, upper.left))
    return _placed(table, under + 1, heads, named, lexicon)


def _behind(table: Table, tops: Sequence[tuple[int, Cell]], lexicon: Lexicon) -> list[Head]:
    """Return the heads of a row of amounts with the same source behind several of them; none else."""
    heads: list[Head] = []
    sources: list[str] = []
    column = 0
    for number, cell in tops:
        label = table.keys[number]
        if label in lexicon.fund_columns:
            column += 1
        elif column and label in lexicon.fund_rows:
            sources.append(label)
        else:
            return []
        heads.append((column, number, cell.left))
    return heads if len(sources) >= FEWEST and len({*sources}) < len(sources) else []


def _lowest(table: Table, tops: Sequence[tuple[int, Cell]], lexicon: Lexicon) -> int | None:
    """Return the row of the sources: each of them stands under one of some labels of amounts."""
    money = [cell for number, cell in tops if table.keys[number] in lexicon.fund_columns]
    row = min([cell.bottom for cell in money], default=table.rows)
    if row >= table.rows:
        return None
    sources = [cell for number, cell in table.opening(row) if table.keys[number] in lexicon.fund_rows]
    over = [sum(one.left <= cell.left < one.right for cell in sources) for one in money if one.bottom == row]
    return row if max(over, default=0) >= FEWEST and sum(over) == len(sources) > FEWEST else None


def _placed(  # noqa: PLR0913 - a block is placed by that many things
    table: Table, row: int, heads: Sequence[Head], named: list[int], lexicon: Lexicon, *, own: int = 0
) -> Crossing | None:
    """Return the block whose amounts stand in a row; the total's may have a line of their `own`."""
    values = {cell.left: number for number, cell in table.opening(row)}
    sources = list(dict.fromkeys(table.keys[at] for _, at, _ in heads if at not in named))
    first = next((at for at, one in enumerate(sources) if lexicon.fund_rows.get(one) == "total"), 0)
    places: dict[int, Place] = {}
    spans: dict[str, Span] = {}
    for column, number, left in heads:
        value = values.get(left)
        if value is None:
            return None
        source = table.keys[number]
        line = 1 + (first if number in named else own + sources.index(source))
        places[value] = (line, column)
        if number not in named and (line, 0) not in places.values():
            places[number] = (line, 0)
    for column, number in enumerate(named, start=1):
        label = table.cells[number]
        name = lexicon.fund_columns.get(table.keys[number], EXTRA + label.text)
        spans[name if name not in spans else EXTRA + label.text] = (column, column + 1)
    again = {number for _, number, _ in heads if number not in places}
    columns = Columns(spans, ("", *spans), frozenset({*named, *again}))
    top = min(table.cells[number].top for number in named)
    return Crossing(places, own + len(sources), columns, frozenset(range(top, row + 1)))
