"""Rows of the indicators that add up those below them, known by their arithmetic alone."""

from collections.abc import Container, Sequence
from decimal import Decimal

from extractor.form.headers import Columns
from extractor.form.lexicons import LEVELS
from extractor.form.tables import Table
from extractor.value.numbers import parse_number

VALUES = ("target", "actual")
FEWEST_LEVELS = 2


def sums_over(
    table: Table, rows: Sequence[int], columns: Columns, others: Container[str] = ()
) -> frozenset[int]:
    """Return the rows that hold a group's name over all levels and the sum of the weights of its indicators.

    Such are 产出指标 50 over indicators of 30 and 20, with neither target nor actual value.

    Args:
        table: A form's.
        rows: Those of its indicators.
        columns: Theirs.
        others: Labels that name no group: 预算执行率, whose points may be those of the one below by chance.
    """
    levels = [span for name, span in columns.spans.items() if name in LEVELS]
    if not levels or (len(levels) < FEWEST_LEVELS and columns.spans.keys().isdisjoint(VALUES)):
        return frozenset()
    wide = min(left for left, _ in levels), max(right for _, right in levels)
    wide_rows = {
        cell.top
        for label, cell in zip(table.keys, table.cells, strict=True)
        if (cell.left, cell.right) == wide and cell.text and label not in others
    }
    named = {row for row in rows if row in wide_rows and _has_no_values(table, row, columns)}
    groups: list[tuple[int, list[Decimal]]] = []
    for row in rows if named else ():
        weights = _weights(table, row, columns)
        if row in named and weights:
            groups.append((row, weights))
        elif groups:
            groups[-1][1].extend(weights)
    return frozenset(row for row, (first, *rest) in groups if rest and first == sum(rest, Decimal(0)))


def _has_no_values(table: Table, row: int, columns: Columns) -> bool:
    fields = columns.split(table, row)
    return not any(cell.text for name in VALUES for _, cell in fields.get(name, ()))


def _weights(table: Table, row: int, columns: Columns) -> list[Decimal]:
    cells = [cell for _, cell in columns.split(table, row).get("weight", ()) if cell.top == row]
    return [number.value for cell in cells if (number := parse_number(cell.text))]
