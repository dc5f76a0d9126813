"""A table's rows → the blocks of the form: head, funds, goals, indicators, total, foot.

Blocks are known by the labels printed in them, never by their position.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from extractor.form.column_labels import column_labels
from extractor.form.fund_blocks import MONEY, Funds
from extractor.form.fund_zones import find_funds
from extractor.form.goal_zones import find_goals, find_whole_goals, has_both
from extractor.form.headers import Columns, columns_under
from extractor.form.level_columns import (
    divided,
    under_block,
    with_group_weights,
    with_level1,
    with_names,
    with_told_levels,
)
from extractor.form.lexicons import Lexicon
from extractor.form.row_labels import first_label, is_total
from extractor.form.sums import sums_over
from extractor.form.tables import Table

PAIR = 2
"""A row of so many cells is a label and its text."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Row numbers by block; a block that the form lacks has no rows."""

    head: tuple[int, ...]
    funds: Funds | None
    goals: tuple[int, ...]
    header: tuple[int, ...]
    columns: Columns
    indicators: tuple[int, ...]
    subtotals: tuple[int, ...]
    """Rows among the indicators that add some of them up, repeat the funds' score, or number the columns."""
    sums: frozenset[int]
    """Rows among the indicators that hold a group's name and what it adds up, if those below name none."""
    total: int | None
    foot: tuple[int, ...]
    indicator_rows: frozenset[int]
    """The same rows as `indicators`, to be asked for."""


def find_zones(table: Table, lexicon: Lexicon) -> Zones | None:
    """Return the blocks of a form; None where no row is a header of indicators."""
    labels = column_labels(table, lexicon)
    headers = labels.headers
    if not headers:
        return None
    columns = columns_under(
        table, headers[0], labels.fields, lexicon.blocks, surmises=lexicon.indicator_surmises
    )
    columns = under_block(divided(columns, table, headers[0]), table, headers[0], lexicon.blocks)
    columns = with_level1(columns, table, headers, lexicon.blocks)
    columns = with_names(columns, table, headers[0], lexicon.indicator_surmises)
    columns = with_told_levels(columns, table, headers[0])
    columns = with_group_weights(columns, lexicon.indicator_columns)
    before = range(headers[0].start)
    funds = find_funds(table, before, lexicon)
    free = [row for row in before if funds is None or row not in funds.rows]
    goals = find_goals(free, table, lexicon)
    header = tuple(row for rows in headers for row in rows)
    headed = frozenset(header)
    body = [row for row in range(headers[0].stop, table.rows) if row not in headed]
    if funds is None and (funds := _find_funds_amid(table, body, lexicon)):
        body = [row for row in body if row not in funds.rows]
    if not goals and (goals := _find_goals_below(table, body, columns, lexicon)):
        body = [row for row in body if row not in goals]
    total = _find_total(table, body, columns, lexicon)
    foot = _find_foot(table, body, total, lexicon)
    on_top = body[0] if total is None and body and is_total(table, body[0], lexicon) else None
    if total is not None and total + 1 < table.rows:
        below = range(total + 1, table.rows)
        funds = funds or find_funds(table, below, lexicon)
        foot = foot.difference(funds.rows if funds else ())
    rows = [row for row in body if row not in foot and row != on_top and (total is None or row < total)]
    lone = _lone_above(table, headers, free, lexicon) if "level1" not in columns.spans else None
    rows += [lone] if lone is not None else []
    over = sums_over(table, rows, columns, lexicon.fund_columns)
    sums = frozenset(row for row in over if not _has_level1(table, row + 1, columns))
    over -= sums
    subtotals = tuple(
        row
        for row in rows
        if row in over
        or _is_subtotal(table, row, columns, lexicon)
        or _repeats_rate(table, row, columns, funds, lexicon)
    )
    indicators = tuple(sorted({*rows}.difference(subtotals)))
    return Zones(
        head=tuple(row for row in free if row not in goals and row != lone),
        funds=funds,
        goals=tuple(sorted(goals)),
        header=header,
        columns=columns,
        indicators=indicators,
        subtotals=subtotals,
        sums=sums,
        total=on_top if total is None else total,
        foot=tuple(sorted(foot)),
        indicator_rows=frozenset(indicators),
    )


def _has_level1(table: Table, row: int, columns: Columns) -> bool:
    """Tell whether a row names its group in a column of its own."""
    return any(cell.text for _, cell in columns.split(table, row).get("level1", ()))


def _find_funds_amid(table: Table, body: Sequence[int], lexicon: Lexicon) -> Funds | None:
    """Return the block of funds between the indicators and the total, begun by a label of such a block."""
    for row in body:
        label = first_label(table, row)
        if lexicon.blocks.get(label) == "funds" and label not in lexicon.fund_columns:
            heads = {lexicon.fund_columns.get(table.keys[at]) for at, _ in table.opening(row)}
            return find_funds(table, range(row, table.rows), lexicon) if len(heads & MONEY) > 1 else None
    return None


def _find_goals_below(table: Table, body: Sequence[int], columns: Columns, lexicon: Lexicon) -> set[int]:
    """Return the rows of goals below the header: never an indicator's, whatever its cells say."""
    if not has_both(body, table, lexicon):
        return set()
    runs = groupby(body, lambda row: _is_indicator(table, row, columns))
    return {row for of_some, run in runs if not of_some for row in find_whole_goals([*run], table, lexicon)}


def _find_total(table: Table, body: Sequence[int], columns: Columns, lexicon: Lexicon) -> int | None:
    """Return the first row labelled as the total below the last indicator; a group's if no other is."""
    total, of_group = None, False
    for row in body:
        if total is not None and first_label(table, row) in lexicon.blocks:
            break  # funds below the total may be divided as indicators are
        if is_total(table, row, lexicon) or _has_total(table, row, columns, lexicon):
            if total is None or of_group:
                total, of_group = row, _is_of_group(table, row, columns)
        elif total is not None and _is_indicator(table, row, columns):
            total = None
    return total


def _is_of_group(table: Table, row: int, columns: Columns) -> bool:
    """Tell whether a row stands beside the name of a group that begins above it."""
    beside = columns.split(table, row).get("level1", ())
    return any(cell.top < row and cell.text for _, cell in beside)


def _has_total(table: Table, row: int, columns: Columns, lexicon: Lexicon) -> bool:
    """Tell whether a row of labels and numbers in turn holds a total behind others: 指标得分, 总分."""
    cells = table.opening(row)
    if len(cells) < PAIR + PAIR or not cells[1][1].text[:1].isdecimal():
        return False
    names = cells[::PAIR]
    if not all(cell.text[:1].isdecimal() for _, cell in cells[1::PAIR]):
        return False
    if not lexicon.is_total(table.keys[names[-1][0]]):
        return False
    in_turn = len(cells) % PAIR == 0 and not any(cell.text[:1].isdecimal() for _, cell in names)
    return in_turn or not _is_indicator(table, row, columns)


def _is_subtotal(table: Table, row: int, columns: Columns, lexicon: Lexicon) -> bool:
    """Tell whether a row is labelled as a sum of rows above; a total with rows below it is one too."""
    labels = [table.keys[number] for number, _ in table.opening(row)]
    if is_total(table, row, lexicon) and not _is_indicator(table, row, columns):
        return True
    if table.counts_columns(row):
        return True
    return any(label and lexicon.is_subtotal(label) for label in labels)


def _repeats_rate(table: Table, row: int, columns: Columns, funds: Funds | None, lexicon: Lexicon) -> bool:
    """Tell whether a row repeats the score that the funds have, and names no indicator: 预算执行率 10 9."""
    if funds is None or "score" not in funds.columns.spans:
        return False
    label = first_label(table, row).removesuffix("得分")
    return lexicon.fund_columns.get(label) == "rate" and not _is_indicator(table, row, columns)


def _is_indicator(table: Table, row: int, columns: Columns) -> bool:
    """Tell whether the cells of a row stand each in one column, a name and a value among them."""
    exact = {
        name
        for name, cells in columns.split(table, row).items()
        if len(cells) == 1
        and cells[0][1].lines
        and (cells[0][1].left, cells[0][1].right) == columns.spans[name]
    }
    return bool(exact & {"level2", "level3"}) and len(exact & {"target", "actual", "weight", "score"}) > 1


def _find_foot(table: Table, body: Sequence[int], total: int | None, lexicon: Lexicon) -> set[int]:
    """Return the rows below the total, those with a label of the foot, and the pairs at the end."""
    labelled = {row for row in body if first_label(table, row) in lexicon.foot and row != total}
    foot = {row for row in labelled if not _is_amidst(table, row, labelled)}
    foot.update(row for row in body if total is not None and row > total)
    for row in reversed(body):
        if row in foot or row == total:
            continue
        if len(table.by_row[row]) > PAIR or not (total is None or _is_pair(table, row, lexicon)):
            break
        foot.add(row)
    return foot


def _is_amidst(table: Table, row: int, labelled: Collection[int]) -> bool:
    """Tell whether a cell of a row above goes on past this one: it is amidst indicators, whatever it says."""
    cells = (table.cells[number] for number in table.by_row[row])
    return any(cell.top < row < cell.bottom - 1 and cell.top not in labelled for cell in cells)


def _lone_above(
    table: Table, headers: Sequence[range], free: Collection[int], lexicon: Lexicon
) -> int | None:
    """Return the row over the first of several headers that holds one cell alone, a group's name."""
    row = headers[0].start - 1
    if len(headers) == 1 or row not in free:
        return None
    cells = table.row(row)
    lone = len(cells) == 1 and cells[0][1].text and not lexicon.knows(table.keys[cells[0][0]])
    return row if lone else None


def _is_pair(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row above the total is a label with its text, and no sum."""
    label = first_label(table, row)
    known = is_total(table, row, lexicon) or lexicon.is_subtotal(label)
    return bool(label) and not known and len(table.opening(row)) == PAIR
