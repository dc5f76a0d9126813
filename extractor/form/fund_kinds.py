"""Rows of the funds that begin with a kind of amount each, its sources behind it → a line a source.

预算安排 300, 其中：财政资金 280, 自筹 20 stand in one row; 实际支出 279 and the same sources in another.
What stands behind the kind itself is the total's.
"""

from collections.abc import Sequence

from extractor.form.fund_crossings import Crossing, Place, names_source
from extractor.form.headers import EXTRA, Columns
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table
from extractor.value.numbers import parse_number, states_nothing

FEWEST_CELLS = 4
"""A kind, its amount, a source and that one's."""
FEWEST_ROWS = 2
Kind = tuple[int, Sequence[int]]
"""The row that a kind of amount has, and the numbers of its cells, labels and amounts in turn."""


def find_kinds(table: Table, before: range, lexicon: Lexicon) -> Crossing | None:
    """Return the block whose rows have the same sources behind kinds of amounts, one of them spent."""
    kinds: list[Kind] = []
    for row in before:
        cells = _kind_in(table, row, lexicon)
        if kinds and (not cells or _sources(table, cells) != _sources(table, kinds[0][1])):
            break
        if cells:
            kinds.append((row, cells))
    fields = [_field(table, cells[0], at, lexicon) for at, (_, cells) in enumerate(kinds)]
    if len(kinds) < FEWEST_ROWS or "executed" not in fields or len({*fields}) < len(fields):
        return None
    places: dict[int, Place] = {}
    for column, (_, cells) in enumerate(kinds, start=1):
        for line, number in enumerate(cells[1::2], start=1):
            places[number] = (line, column)
    first = kinds[0][1]
    places |= {number: (line, 0) for line, number in enumerate(first[2::2], start=2)}
    labels = {number for _, cells in kinds for number in cells[::2]} - places.keys()
    spans = {field: (at, at + 1) for at, field in enumerate(fields, start=1)}
    columns = Columns(spans, ("", *spans), frozenset(labels))
    return Crossing(places, len(first) // 2, columns, frozenset(row for row, _ in kinds))


def _kind_in(table: Table, row: int, lexicon: Lexicon) -> Sequence[int]:
    """Return the cells of a row that are labels and amounts in turn, sources behind the first; none else."""
    opening = [(number, cell) for number, cell in table.opening(row) if cell.text]
    if opening and opening[0][1].bottom > row + 1:
        del opening[0]  # the block's own label
    if len(opening) < FEWEST_CELLS or len(opening) % 2:
        return ()
    labels, amounts = opening[::2], opening[1::2]
    if not all(names_source(table.keys[number], lexicon) for number, _ in labels[1:]):
        return ()
    if not all(parse_number(cell.text) or states_nothing(cell.text) for _, cell in amounts):
        return ()
    return [number for number, _ in opening] if table.keys[labels[0][0]] else ()


def _sources(table: Table, cells: Sequence[int]) -> list[str]:
    return [table.keys[number] for number in cells[2::2]]


def _field(table: Table, number: int, at: int, lexicon: Lexicon) -> str:
    """Return the field of a kind of amount; the total of the money, first of all, is what was budgeted."""
    label = table.keys[number]
    if at == 0 and lexicon.fund_rows.get(label) == "total":
        return "initial_budget"
    return lexicon.fund_columns_among.get(label) or EXTRA + table.cells[number].text
