"""Columns of the indicators and the funds → those that a form lacks while an unknown label may be theirs."""

import re
from collections.abc import Iterator, Sequence

from extractor.form.column_labels import GROUPS, MARKS
from extractor.form.fund_crossings import BUDGETS
from extractor.form.headers import EXTRA, Columns
from extractor.form.lexicons import Lexicon, key
from extractor.form.parts import Part, Row
from extractor.form.sums import VALUES
from extractor.form.tables import Table
from extractor.form.zones import Zones
from extractor.value.numbers import parse_number, states_nothing

_UNFILLED = re.compile(r"(?:[一二三]级)?(?:指标)?[\d一二三四五六七八九十]{0,3}\W*")
_DIGIT = re.compile(r"\d")
VALUED = MARKS.union(VALUES)
AMOUNTS = "funds/0/"
"""What begins an amount of the total that has no field."""


def lacking_columns(table: Table, zones: Zones, title: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the columns that no label names while another one may be theirs.

    Of the marks one alone is lacking beside a column of numbers; a form may well print neither.
    One with marks alone lacks both targets and actual values if nothing says that the unit gave them
    itself: others may have, in an evaluation of theirs.  Without a title, actual values that a word
    alone names may be something else.
    """
    columns = zones.columns
    named = columns.fields(lexicon.indicator_columns)
    lacking = [name for name in VALUES if name not in named]
    marks = MARKS - named
    if not title and _is_surmised(table, columns, lexicon):
        yield "actual"
    if len(lacking) == len(VALUES) and not lexicon.says_own((title, *table.keys)):
        yield from lacking
        return
    if not lacking and len(marks) != 1:
        return
    unknown = [name for name in columns.spans if name.startswith(EXTRA) and _may_name(name, lexicon)]
    if not unknown:
        return
    filled = {name: texts for name in unknown if (texts := _texts(table, zones, columns, name))}
    numbers = {name for name, texts in filled.items() if all(map(parse_number, texts))}
    if filled:
        yield from lacking
    if len(marks) == 1 and numbers:
        yield from marks


def lone_names(columns: Columns, indicators: Sequence[Row]) -> Iterator[str]:
    """Yield the targets of indicators that have a name alone.

    Such a name may be the group's of the rows below; it is an indicator's where none has a value.  Where
    columns have those of all groups it may be what the form prints for one that nobody filled in: 指标2：.
    """
    if VALUED.isdisjoint(columns.spans):
        return
    lone = [
        at for at, row in enumerate(indicators) if not any(row[name].text for name in VALUED & row.keys())
    ]
    if columns.spans.keys() >= set(GROUPS):
        lone = [at for at in lone if not _is_unfilled(indicators[at])]
    for at in lone if len(lone) < len(indicators) else ():
        yield f"missing:/indicators/{at}/target"


def lacking_amounts(whole: Part, funds: Sequence[Row], lexicon: Lexicon) -> Iterator[str]:
    """Yield what was spent or budgeted where funds have no column of it while an unknown one has digits.

    Where there are no funds but a list that has a column of what was spent, that lacks.
    """
    if not funds:
        columns = (key(label.rpartition("/")[2]) for label in whole.extras if "/" in label)
        if any(lexicon.fund_columns.get(column) == "executed" for column in columns):
            yield "missing:/funds/0/executed"
        return
    unknown = [place.text for label, place in whole.extras.items() if label.startswith(AMOUNTS)]
    if not any(map(_DIGIT.search, unknown)):
        return
    if not any("executed" in row for row in funds):
        yield "missing:/funds/0/executed"
    if not any(BUDGETS & row.keys() for row in funds):
        yield "missing:/funds/0/adjusted_budget"


def _is_unfilled(row: Row) -> bool:
    """Tell whether a row's name says nothing: blank, …, or what numbers it."""
    name = row["level3"].text if "level3" in row else ""
    return states_nothing(name) or _UNFILLED.fullmatch("".join(name.split())) is not None


def _is_surmised(table: Table, columns: Columns, lexicon: Lexicon) -> bool:
    """Tell whether only a word in its label makes a column that of the actual values."""
    return any(
        lexicon.tells(table.keys[number], "actual")
        and columns.owner(table.cells[number]) == "actual"
        and not lexicon.knows(table.keys[number])
        for number in columns.named
    )


def _may_name(name: str, lexicon: Lexicon) -> bool:
    """Tell whether a label that nobody knows may be that of a value: no 完成率, 评分细则 or 上年完成值.

    It may where another column has the field that its ending tells, if that is a value.
    """
    label = key(name.removeprefix(EXTRA))
    surmises = lexicon.indicator_surmises
    told = surmises.ending(label) and surmises.by_ending(label) not in VALUES
    return bool(label) and not (lexicon.knows(label) or told or surmises.is_other(label))


def _texts(table: Table, zones: Zones, columns: Columns, name: str) -> list[str]:
    return [
        cell.text
        for row in zones.indicators
        for _, cell in columns.split(table, row).get(name, ())
        if cell.top == row and cell.text
    ]
