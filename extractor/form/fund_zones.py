"""The rows above the indicators → those of the funds, and what each of their columns holds.

The labels of the amounts stand across, a source of money a line; or down, a source a
column; or each before its amount, the same source several times a line.
"""

from collections.abc import Iterable, Sequence

from extractor.form.fund_blocks import MONEY, Funds, is_mark
from extractor.form.fund_crossings import Crossing, find_crossing, names_source
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
from extractor.form.fund_pairs import find_paired
from extractor.form.headers import Columns, columns_under, find_headers
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, transposed
from extractor.geometry import Cell

FEWEST_FUND_LABELS = 2
PART = "其中"
"""What begins the label of a part of the line above."""
FEWEST_FUND_ROWS = 2
"""Sources named in one row head the columns of a funds block whose labels stand down."""


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
    if paired := find_paired(table, before, lexicon):
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

    It begins with what may name a source, where lines are not `named` otherwise, with what says that it is a
    part of the one above, or with an amount: the rest of a line, or one for a person.
    """
    opening = [number for number, cell in table.opening(row) if cell.text]
    if not opening or table.sides(row) != table.sides(row - 1) or not is_amounts(table, row, columns):
        return False
    label = table.keys[opening[0]]
    if not label or named or table.cells[opening[0]].text.startswith(PART):
        return True
    return names_source(label, lexicon) and label not in lexicon.fund_rows


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
