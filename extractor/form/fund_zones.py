"""The rows above the indicators → those of the funds, and what each of their columns holds.

The labels of the amounts stand across, a source of money a line; or down, a source a
column; or each before its amount, the same source several times a line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.form.fund_crossings import BUDGETS, Crossing, find_crossing, names_source
from extractor.form.fund_figures import (
    first_amount,
    has_figures,
    has_names,
    is_amount,
    is_amounts,
    names_end,
    names_parts,
    without_amounts,
)
from extractor.form.fund_kinds import find_kinds
from extractor.form.headers import EXTRA, Columns, Span, columns_under, find_headers
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, transposed
from extractor.geometry import Cell

MONEY = BUDGETS | {"executed"}
MARKS = frozenset({"rate", "weight", "score"})
FEWEST_FUND_LABELS = 2
FEWEST_FUND_ROWS = 2
"""Sources named in one row head the columns of a funds block whose labels stand down."""
FEWEST_PAIRS = 2
Pair = tuple[int, Cell, Cell]
"""The number of a label, the label, and the cell behind it."""


@dataclass(frozen=True, slots=True)
class Funds:
    """The funds block: its lines, one source each, and the columns that its header names.

    `labels_end` is the column past the labels of the lines.  Where the labels of the
    amounts stand `down` instead of across, all this is said of the transposed table.
    So it is of the table as a `crossing` puts it.  Where each amount stands behind a label
    of its own, the lines are `paired`.
    """

    lines: tuple[int, ...]
    columns: Columns
    labels_end: int
    rows: frozenset[int]
    """The rows of the form's table that the block takes up."""
    down: bool = False
    paired: bool = False
    crossing: Crossing | None = None
    unlisted: frozenset[int] = frozenset()
    """The cells of the block's own label, where that is in no list."""

    def view(self, table: Table) -> Table:
        """Return the form's table so that the labels of the amounts stand across."""
        if self.crossing:
            return self.crossing.view(table)
        return transposed(table, self.rows) if self.down else table

    def has_source(self, table: Table, row: int) -> bool:
        """Tell whether a line begins with the name of its source; the rest of a cut one does not."""
        return any(cell.text and cell.right <= self.labels_end for _, cell in table.opening(row))


def find_funds(table: Table, before: range, lexicon: Lexicon) -> Funds | None:
    """Return the block of funds among some rows, those before the indicators; None where there is none."""
    rows = ((),) * before.start + table.by_row[before.start : before.stop]
    part = Table(before.stop, table.columns, table.cells, table.keys, rows)
    known = [
        (row, cell)
        for row in before
        for number, cell in table.row(row)
        if table.keys[number] in lexicon.fund_rows
    ]
    headers = [
        without_amounts(table, header)
        for header in find_headers(part, lexicon.fund_columns, MONEY, FEWEST_FUND_LABELS)
    ]
    firsts = (table.keys[table.opening(header.start)[0][0]] for header in headers)
    named = [one for one, label in zip(headers, firsts, strict=True) if lexicon.blocks.get(label) == "funds"]
    for header in _with_sources(headers, [row for row, _ in known]) or named or headers:
        if crossing := find_crossing(table, header, before, lexicon):
            return _funds_crossed(table, crossing, lexicon)
        amounts = has_figures(table, header.start)
        if not amounts and (across := _funds_across(table, header, before, known, lexicon)):
            return across
    if kinds := find_kinds(table, before, lexicon):
        return _funds_crossed(table, kinds, lexicon)
    for row in before[:-1]:
        if paired := _funds_paired(table, row, before, lexicon):
            return paired
    for row in before:
        sources = [number for number, _ in table.opening(row) if table.keys[number] in lexicon.fund_rows]
        if len(sources) >= FEWEST_FUND_ROWS and not has_figures(table, row):
            return _funds_down(table, row, before, lexicon)
    return None


def _with_sources(headers: Sequence[range], sources: Sequence[int]) -> list[range]:
    """Return the headers of funds that have rows of known sources below, before the next one."""
    past = max(sources, default=0) + 1
    ends = [*(header.start for header in headers), past][1:]
    return [
        header
        for header, end in zip(headers, ends, strict=True)
        if any(header.stop <= row < end for row in sources)
    ]


def _funds_crossed(table: Table, crossing: Crossing, lexicon: Lexicon) -> Funds:
    """Return a block whose cells are put elsewhere, with what stands beside all its rows."""
    top = min(crossing.rows)
    placed = crossing.columns.named.union(crossing.places)
    beside = {number for number, cell in table.opening(top) if cell.text and cell.bottom > top + 1} - placed
    return Funds(
        tuple(range(1, crossing.lines + 1)),
        crossing.columns,
        1,
        crossing.rows,
        crossing=crossing,
        unlisted=frozenset(number for number in beside if table.keys[number] not in lexicon.blocks),
    )


def _funds_across(
    table: Table, header: range, before: range, known: Iterable[tuple[int, Cell]], lexicon: Lexicon
) -> Funds | None:
    """Return the block whose header names the amounts, one source a row below.

    Sources are looked for among the `known` ones of all rows.
    None where its lines have names of which none is a source's: a list of tasks and their costs.
    Projects within the form's own, each with its amounts, are lines as sources are.
    """
    first = first_amount(table, header, lexicon)
    sources = [(row, cell) for row, cell in known if row >= header.stop and cell.left <= first]
    beside = [
        (at, cell) for at, cell in table.row(header.start) if _is_block(table.keys[at], cell, header, lexicon)
    ]
    block = [cell for _, cell in beside]
    projects = not sources and _heads_projects(table, header, before, first, lexicon)
    if not sources and not block and not projects and has_names(table, header.stop, before, first):
        return None
    stop = max([row + 1 for row, _ in sources] + [min(cell.bottom, before.stop) for cell in block], default=0)
    labels_end = max((cell.right for _, cell in sources), default=0) or names_end(table, header.stop, first)
    columns = columns_under(
        table,
        header,
        lexicon.fund_columns_among,
        lexicon.blocks,
        labels_end,
        surmises=lexicon.fund_surmises,
        seconds=lexicon.fund_seconds,
    )
    if stop <= header.stop < before.stop and is_amounts(table, header.stop, columns):
        stop = header.stop + 1
    while header.stop < stop < before.stop and (
        _goes_on(table, stop, columns, lexicon, named=projects) or _holds_marks(table, stop, lexicon)
    ):
        stop += 1
    lines = tuple(range(header.stop, max(stop, header.stop)))
    unlisted = frozenset(at for at, _ in beside if table.keys[at] not in lexicon.blocks)
    return Funds(lines, columns, labels_end, frozenset({*header, *lines}), unlisted=unlisted)


def _is_block(label: str, cell: Cell, header: range, lexicon: Lexicon) -> bool:
    """Tell whether a label is a block's, listed or not; one that nobody listed stands beside lines too.

    So does the name of a source: 政府性基金 beside the header and all lines.
    """
    return label in lexicon.blocks or (
        cell.bottom > header.stop
        and (label.endswith(lexicon.fund_block_endings) or label in lexicon.fund_rows)
    )


def _heads_projects(table: Table, header: range, before: range, first: int, lexicon: Lexicon) -> bool:
    """Tell whether names of projects stand left of the amounts: several, or one beside the form's own."""
    names = lexicon.project_names
    heads = [cell for at, cell in table.row(header.start) if cell.right <= first and table.keys[at] in names]
    if not heads:
        return False
    above = (table.keys[at] for row in range(before.start, header.start) for at, _ in table.opening(row))
    second = header.stop + 1
    several = (
        second in before and table.sides(second) == table.sides(header.stop) and has_figures(table, second)
    )
    return several or any(label in names for label in above)


def _goes_on(table: Table, row: int, columns: Columns, lexicon: Lexicon, *, named: bool = False) -> bool:
    """Tell whether a line of funds of an unlisted source follows: divided as the one above, with amounts.

    It begins with what may name a source, where lines are not `named` otherwise, or with an amount: the
    rest of a line, or one for a person.
    """
    opening = [number for number, cell in table.opening(row) if cell.text]
    if not opening or table.sides(row) != table.sides(row - 1) or not is_amounts(table, row, columns):
        return False
    label = table.keys[opening[0]]
    return not label or named or (names_source(label, lexicon) and label not in lexicon.fund_rows)


def is_mark(label: str, lexicon: Lexicon) -> bool:
    """Tell whether a key names a rate, a weight or a score of the funds, and no source."""
    return lexicon.fund_columns.get(label) in MARKS and label not in lexicon.fund_rows


def _holds_marks(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row begins with a mark of the funds, and its value; a score below may be the form's."""
    cells = table.opening(row)
    if len(cells) < 2 or not is_amount(cells[1][1].text):  # noqa: PLR2004 - label and value
        return False
    label = table.keys[cells[0][0]]
    inside = lexicon.fund_columns.get(label) == "rate" or any(cell.top < row for _, cell in table.row(row))
    return inside and is_mark(label, lexicon)


def _funds_down(table: Table, first: int, before: range, lexicon: Lexicon) -> Funds | None:
    """Return the block whose header names the sources, one kind of amount a row below."""
    rows = [first, first + 1] if names_parts(table, first, lexicon) else [first]
    labels_end = rows[-1] + 1
    while rows[-1] + 1 < before.stop and any(
        table.keys[number] in lexicon.fund_columns for number, _ in table.row(rows[-1] + 1)
    ):
        rows.append(rows[-1] + 1)
    turned = transposed(table, rows)
    headers = find_headers(turned, lexicon.fund_columns, MONEY, 1)
    if not headers:
        return None
    columns = columns_under(turned, headers[0], lexicon.fund_columns, lexicon.blocks, labels_end)
    lines = tuple(range(headers[0].stop, turned.rows))
    return Funds(lines, columns, labels_end, frozenset(rows), down=True)


def _funds_paired(table: Table, first: int, before: range, lexicon: Lexicon) -> Funds | None:
    """Return the block whose first line holds the total's amounts, each behind its label.

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
