"""A header of amounts over one of sources → a line a source, as most forms print them.

年初预算数 then stands over 小计, 财政拨款 and 其他资金, 全年执行数 over the same again, and
all amounts in one row below.  What has no sources under it, such as 执行率, is the total's.
Or the sources stand behind the amounts that they are of: 预算总额, 其中：财政资金.
Or they stand before all amounts, and over what was budgeted of each: 合计, 中央, 地方, 执行数.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.form.headers import EXTRA, Columns, Span
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, with_cells_at
from extractor.geometry import Cell

BUDGETS = frozenset({"initial_budget", "adjusted_budget"})
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
    if header.stop in before and (first := _sources_first(table, header.stop, tops, lexicon)):
        return first
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


def _sources_first(
    table: Table, row: int, tops: Sequence[tuple[int, Cell]], lexicon: Lexicon
) -> Crossing | None:
    """Return the block whose header names sources, then amounts other than budgets, all over one row.

    The sources' own amounts are budgets, and the others are the total's.
    """
    names = [
        (at, cell.left, lexicon.fund_columns.get(table.keys[at], ""))
        for at, cell in tops
        if cell.bottom == row
    ]
    sources = [item for item in names if not item[2] and names_source(table.keys[item[0]], lexicon)]
    amounts = names[len(sources) :]
    fields = [name for _, _, name in amounts]
    if len(sources) <= FEWEST or names[: len(sources)] != sources or "executed" not in fields:
        return None
    if not all(fields) or len({*fields}) < len(fields) or BUDGETS & {*fields}:
        return None
    values = {cell.left: number for number, cell in table.opening(row)}
    if not values.keys() >= {left for _, left, _ in names}:
        return None
    total = [at for at, (number, _, _) in enumerate(sources) if _is_total(table, number, lexicon)]
    if len(total) != 1:
        return None
    places: dict[int, Place] = {}
    for line, (number, left, _) in enumerate(sources, start=1):
        places |= {number: (line, 0), values[left]: (line, 1)}
    places |= {values[left]: (total[0] + 1, at) for at, (_, left, _) in enumerate(amounts, start=2)}
    spans = {name: (at, at + 1) for at, name in enumerate(("initial_budget", *fields), start=1)}
    columns = Columns(spans, ("", *spans), frozenset(number for number, _, _ in amounts))
    top = table.cells[sources[0][0]].top
    return Crossing(places, len(sources), columns, frozenset(range(top, row + 1)))


def names_source(label: str, lexicon: Lexicon) -> bool:
    """Tell whether a key is the label of a source of funds, listed or not."""
    unlisted = label.endswith(lexicon.fund_row_endings) and not lexicon.knows(label)
    return unlisted or label in lexicon.fund_rows


def _is_total(table: Table, number: int, lexicon: Lexicon) -> bool:
    return lexicon.fund_rows.get(table.keys[number]) == "total"


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
