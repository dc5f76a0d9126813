"""Funds of which each amount stands behind a label of its own, the same source several times a line."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.form.fund_blocks import MONEY, Funds, is_mark
from extractor.form.fund_crossings import names_source
from extractor.form.fund_figures import is_amount
from extractor.form.headers import EXTRA, Columns, Span
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table
from extractor.geometry import Cell

FEWEST_PAIRS = 2
Pair = tuple[int, Cell, Cell]
"""The number of a label, the label, and the cell behind it."""


def find_paired(table: Table, before: range, lexicon: Lexicon) -> Funds | None:
    """Return such a block among some rows; None where there is none."""
    found = (_paired_from(table, row, before, lexicon) for row in before[:-1])
    return next((funds for funds in found if funds), None)


def _paired_from(table: Table, first: int, before: range, lexicon: Lexicon) -> Funds | None:
    """Return the block that begins with a row, which holds the total's amounts, each behind its label.

    In the lines below the same source stands before each of its amounts.
    """
    pairs = _amount_pairs(table, first, lexicon)
    if len(pairs) < FEWEST_PAIRS:
        return None
    sides = [(label.left, label.right) for _, label, _ in pairs]
    of_money = [
        span for span, (at, _, _) in zip(sides, pairs, strict=True) if not is_mark(table.keys[at], lexicon)
    ]
    last = first
    while last + 1 < before.stop and _is_source_again(table, last + 1, of_money, lexicon):
        last += 1
    if last == first:
        return None
    top = first - 1 if first and _is_above(table, first - 1, pairs, lexicon) else first
    named = [number for number, _, _ in pairs]
    spans: dict[str, Span] = {}
    for number, _, value in pairs:
        label = table.keys[number]
        spans[lexicon.fund_columns.get(label, EXTRA + label)] = (value.left, value.right)
    heads = table.opening(top) if top < first else []
    for number, cell in heads:
        label = table.keys[number]
        if label and label not in lexicon.blocks:
            named.append(number)
            if cell.left >= pairs[-1][2].right:
                spans[lexicon.fund_columns.get(label, EXTRA + label)] = (cell.left, cell.right)
    owners = [""] * table.columns
    for name, (left, right) in spans.items():
        owners[left:right] = [name] * (right - left)
    columns = Columns(spans, tuple(owners), frozenset(named))
    rows = range(first, last + 1)
    return Funds(tuple(rows), columns, sides[0][1], frozenset({top, *rows}), paired=True)


def _amount_pairs(table: Table, row: int, lexicon: Lexicon) -> list[Pair]:
    """Return the labels of a row that an amount stands behind, if two of them name kinds of amounts."""
    cells = table.opening(row)
    pairs = [
        (number, label, value)
        for (number, label), (_, value) in pairwise(cells)
        if table.keys[number] and label.right == value.left
        if is_amount(value.text) and not is_amount(label.text)
    ]
    known = {lexicon.fund_columns.get(table.keys[number]) for number, _, _ in pairs}
    return pairs if len(known & MONEY) >= FEWEST_PAIRS else []


def _is_source_again(table: Table, row: int, sides: Iterable[Span], lexicon: Lexicon) -> bool:
    """Tell whether one source stands in a row at each of some places."""
    keys = {(cell.left, cell.right): table.keys[number] for number, cell in table.opening(row)}
    found = {keys.get(span, "") for span in sides}
    return len(found) == 1 and all(names_source(label, lexicon) for label in found)


def _is_above(table: Table, row: int, pairs: Sequence[Pair], lexicon: Lexicon) -> bool:
    """Tell whether a row has a heading over each of some pairs, and is none of the head's."""
    if any(table.keys[number] in lexicon.head for number, _ in table.opening(row)):
        return False
    over = {(cell.left, cell.right) for _, cell in table.opening(row) if cell.text}
    return all((label.left, value.right) in over for _, label, value in pairs)
