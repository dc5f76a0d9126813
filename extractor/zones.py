"""A table's rows → the blocks of the form: head, funds, goals, indicators, total, foot.

Blocks are known by the labels printed in them, never by their position.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.geometry import Cell
from extractor.lexicons import Lexicon, key
from extractor.tables import Table

Columns = Mapping[str, tuple[int, int]]
"""From a field's name to the columns (first, past the last) under its header."""

FEWEST_FUND_LABELS = 2
FEWEST_INDICATOR_LABELS = 3


@dataclass(frozen=True, slots=True)
class Zones:
    """Row numbers by block; a block that the form lacks has no rows."""

    head: tuple[int, ...]
    funds_header: tuple[int, ...]
    funds: tuple[int, ...]
    goals: tuple[int, ...]
    indicators_header: tuple[int, ...]
    indicators: tuple[int, ...]
    total: int | None
    foot: tuple[int, ...]


def find_zones(table: Table, lexicon: Lexicon) -> Zones | None:
    """Return the blocks of a form; None where no row is a header of indicators."""
    keys = [key(cell.text) for cell in table.cells]
    headers = [row for row in range(table.rows) if _is_indicator_header(table, row, keys, lexicon)]
    if not headers:
        return None
    first = headers[0]
    header = _header_rows(table, first, keys, lexicon.indicator_columns)
    before = range(first)
    funds_header, funds = _funds(table, before, keys, lexicon)
    goals = _goals([row for row in before if row not in (*funds_header, *funds)], table, keys, lexicon)
    head = tuple(row for row in before if row not in (*funds_header, *funds, *goals))
    body = range(header[-1] + 1, table.rows)
    total = next((row for row in reversed(body) if _is_total(table, row, keys, lexicon)), None)
    end = _end_of_rows(table, body) if total is None else total
    repeated = {
        row for again in headers[1:] for row in _header_rows(table, again, keys, lexicon.indicator_columns)
    }
    rows = tuple(row for row in body if row < end and row not in repeated)
    foot = tuple(range(end if total is None else total + 1, table.rows))
    header_rows = (*header, *sorted(repeated))
    return Zones(head, funds_header, funds, goals, header_rows, rows, total, foot)


def columns_under(
    table: Table, header: Sequence[int], labels: Mapping[str, str]
) -> tuple[dict[str, tuple[int, int]], set[int]]:
    """Return the columns of every field named in a header, and the cells that name them.

    A label that names no field makes a column of its own, `extras/<label>`.
    """
    columns: dict[str, tuple[int, int]] = {}
    cells = set()
    for number, cell in table.row(header[0]):
        text = cell.text
        field = labels.get(key(text)) or (text and f"extras/{text}")
        if field and field not in columns:
            columns[field] = (cell.left, cell.right)
            cells.add(number)
    return columns, cells


def by_column(table: Table, row: int, columns: Columns) -> dict[str, list[tuple[int, Cell]]]:
    """Return a row's cells by the field whose columns they share most of."""
    fields: dict[str, list[tuple[int, Cell]]] = {}
    for number, cell in table.row(row):
        shared = {
            field: min(cell.right, right) - max(cell.left, left) for field, (left, right) in columns.items()
        }
        field = max(shared, key=lambda name: shared[name])
        if shared[field] > 0:
            fields.setdefault(field, []).append((number, cell))
    return fields


def _is_indicator_header(table: Table, row: int, keys: list[str], lexicon: Lexicon) -> bool:
    fields = {
        lexicon.indicator_columns[keys[number]]
        for number, cell in table.row(row)
        if cell.top == row and keys[number] in lexicon.indicator_columns
    }
    return len(fields) >= FEWEST_INDICATOR_LABELS and bool(fields & {"level2", "level3"})


def _header_rows(table: Table, row: int, keys: list[str], labels: Mapping[str, str]) -> tuple[int, ...]:
    bottom = max(cell.bottom for number, cell in table.row(row) if keys[number] in labels)
    return tuple(range(row, bottom))


def _funds(
    table: Table, before: Iterable[int], keys: list[str], lexicon: Lexicon
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    for row in before:
        fields = [
            lexicon.fund_columns.get(keys[number]) for number, cell in table.row(row) if cell.top == row
        ]
        if len({field for field in fields if field}) >= FEWEST_FUND_LABELS:
            break
    else:
        return (), ()
    header = _header_rows(table, row, keys, lexicon.fund_columns)
    rows = tuple(
        below
        for below in before
        if below > header[-1] and any(keys[number] in lexicon.fund_rows for number, _ in table.row(below))
    )
    block = [cell for number, cell in table.row(row) if lexicon.blocks.get(keys[number]) == "funds"]
    covered = range(header[-1] + 1, max((cell.bottom for cell in block), default=0))
    return header, tuple(sorted({*rows, *covered}))


def _goals(rows: Sequence[int], table: Table, keys: list[str], lexicon: Lexicon) -> tuple[int, ...]:
    """Return the rows from the first that is labelled as goals on."""
    for index, row in enumerate(rows):
        for number, _ in table.row(row):
            if lexicon.blocks.get(keys[number]) == "goals" or _opens_goal(keys[number], lexicon):
                return tuple(rows[index:])
    return ()


def _opens_goal(label: str, lexicon: Lexicon) -> bool:
    return any(label == part or label.startswith(f"{part}:") for part in lexicon.goal_parts)


def _end_of_rows(table: Table, body: range) -> int:
    """Return the first row of the notes at the foot: rows of one pair or one cell."""
    end = body.stop
    while end > body.start and sum(1 for _ in table.row(end - 1)) <= 2:  # noqa: PLR2004 - label and text
        end -= 1
    return end


def _is_total(table: Table, row: int, keys: list[str], lexicon: Lexicon) -> bool:
    for number, cell in table.row(row):
        if keys[number] and cell.top == row:
            return keys[number].split(":")[0] in lexicon.total
    return False
