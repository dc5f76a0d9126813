"""Rows that name the group of the indicators below them, in a form that has no column for such names.

They say nothing of targets and actual values: 一、产出指标, 产出指标（50分）, or 产出指标 beside
the marks that its indicators add up to.  One under another is of the second level.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.form.column_labels import GROUPS, MARKS
from extractor.form.headers import EXTRA, Span
from extractor.form.level_names import GROUP, is_level, level_of, may_be_either, may_stand_under
from extractor.form.lexicons import Lexicon
from extractor.form.sums import VALUES
from extractor.form.tables import Table
from extractor.form.zones import Zones
from extractor.geometry import Cell
from extractor.value.numbers import parse_number, states_nothing

Item = tuple[int, Cell]
LEVEL = "level"
MOST_WEIGHT = 100
"""A group's weight is at most the whole; a greater number in brackets is none."""
_WEIGHT = r"(\d(?:\s?\d)*(?:\s?\.\s?\d(?:\s?\d)*)?(?:\s*+[%％])?)\s*+(分?)"
"""Labels set wide have spaces between all characters."""
_GROUP_WEIGHT = re.compile(rf"^(.*?)\s*[(（]\s*{_WEIGHT}\s*+[)）]?\s*+$", re.DOTALL)
"""The bracket at its end may be cut off by the end of a page, or not be seen on a scan."""
_BARE_WEIGHT = re.compile(rf"^(.*?指标)\s*[:：]?\s*{_WEIGHT}$", re.DOTALL)

_COUNTS = {
    "一": r"第?[一二三四五六七八九十]{1,3}[、.．]?(?![^\W\d_])|[一二三四五六七八九十]{1,2}[、.．]",
    "(一)": r"[(（][一二三四五六七八九十]{1,2}[)）]",
    "1.1": r"\d{1,2}(?:[.．]\d{1,2})+(?!\d)[.．、]?",
    "1": r"\d{1,2}[.．、](?!\d)|\d{1,2}(?=$)",
    "(1)": r"[(（]\d{1,2}[)）]",
    "①": r"[①-⑳]",
    "Ⅰ": r"[Ⅰ-Ⅻ][、.．]?",
    "A": r"[A-Z][、.．]|[A-Z](?=$)",
}
"""The ways to count, each with the pattern of its numbers."""
_COUNT = re.compile("|".join(f"({pattern})" for pattern in _COUNTS.values()))


class GroupRow(NamedTuple):
    """A row that names a group."""

    name: Item
    level: int
    """1, or 2 for a group within the one above; 0 where the rows below name their groups themselves."""
    weight: Item | None
    others: Sequence[Item]
    """What else stands in it: the number of the group, its marks."""


class _Candidate(NamedTuple):
    name: Item
    counted: str
    """How its number counts, `""` where it has none."""
    weighted: bool
    marks: Mapping[str, Item]
    others: Sequence[Item]
    level: int
    """Of the column of groups that its name stands in, 0 in another one."""


def group_rows(table: Table, zones: Zones, lexicon: Lexicon) -> dict[int, GroupRow]:
    """Return the rows that name groups, by their number.

    Args:
        table: A form's.
        zones: Its blocks; a row alone that holds a text over most columns names a group.  One that names
            it in the column of the names says so by what it is called, by its number or its marks.  In a
            column of groups a name alone is of the rows below that have none.
        lexicon: Tells labels that name no group: 预算执行率.
    """
    candidates = dict(_candidates(table, zones, lexicon))
    groups: dict[int, GroupRow] = {}
    spans = zones.columns.spans
    first: _Candidate | None = None
    second: _Candidate | None = None
    for at, row in enumerate(zones.indicators if candidates else ()):
        one = candidates.get(row)
        if one is None:
            continue
        last = at + 1 == len(zones.indicators)
        after = None if last else candidates.get(zones.indicators[at + 1])
        if one.marks and not one.level and (last or (after and not _is_within(after, one, None, waits=True))):
            continue  # it is an indicator that has no other name
        waits = bool(at) and zones.indicators[at - 1] in groups
        if waits and first and second and len({first.counted, second.counted, one.counted}) > 2:  # noqa: PLR2004
            continue  # a third level, for a person
        within = _is_within(one, first, second, waits=waits, leads=after is not None)
        first, second = (first, one) if within else (one, None)
        weight = None if within or one.weighted else one.marks.get("weight")
        marks = [item for item in one.marks.values() if item is not weight]
        level = one.level if "level1" in spans else 2 if within and "level2" not in spans else 1
        groups[row] = GroupRow(one.name, level, weight, [*one.others, *marks])
    return groups


def weight_of(text: str) -> re.Match[str] | None:
    """Return a group's name, its weight and 分 of 产出指标（50分）, 产出指标(50%) or 产出指标 50分."""
    weight = None
    if "(" in text or "（" in text:
        weight = _GROUP_WEIGHT.match(text)
    elif text.endswith(("分", "%", "％")):
        weight = _BARE_WEIGHT.match(text)
    return weight if weight and float(closed(weight[2]).rstrip("%％")) <= MOST_WEIGHT else None


def closed(number: str) -> str:
    """Return a number that is set wide without its spaces."""
    return "".join(number.split())


def count_of(text: str) -> str:
    """Return in which way the number before a text counts, `""` where there is none."""
    count = _COUNT.match(text.strip())
    return [*_COUNTS][count.lastindex - 1] if count and count.lastindex else ""


def _candidates(table: Table, zones: Zones, lexicon: Lexicon) -> Iterator[tuple[int, _Candidate]]:
    """Yield the rows that may name a group."""
    told: set[str] | None = None
    for row in zones.indicators:
        one = _candidate(table, zones, row)
        if one is None:
            continue
        label = table.keys[one.name[0]]
        if _leads(table, zones, row, one):
            yield row, one
        elif _is_banner(table, zones, row, one):
            inner = one.level > 1 and _has_inner_groups(zones)
            yield row, one if inner else one._replace(level=0)
        elif not _stands_first(one, zones) or label in lexicon.fund_columns:
            continue
        elif one.weighted or row in zones.sums:
            yield row, one
        elif one.counted or is_level(label):
            told = _told_of_indicators(table, zones) if told is None else told
            second = "level2" in zones.columns.spans and level_of(label) > 1
            named = is_level(label) and LEVEL not in told and not second
            if named or (one.counted and one.counted not in told):
                yield row, one


def _is_banner(table: Table, zones: Zones, row: int, one: _Candidate) -> bool:
    """Tell whether a row holds but a text over most columns, or over all from the names on."""
    spans, (_, cell) = zones.columns.spans, one.name
    if one.marks or len(table.by_row[row]) > len(spans) // 2 + 2:
        return False
    over = sum(left < cell.right and cell.left < right for left, right in spans.values())
    inner = one.level > 1 and _has_inner_groups(zones)
    return 2 * over > len(spans) or (inner and over > 1 and cell.right == table.columns)


def _stands_first(one: _Candidate, zones: Zones) -> bool:
    """Tell whether a name stands where groups without a column of their own do: in the first one of names."""
    spans = zones.columns.spans
    if "level1" in spans:
        return one.level > 1 and _has_inner_groups(zones)
    return one.name[1].left <= min(
        [at for name, (at, _) in spans.items() if not name.startswith(EXTRA)], default=0
    )


def _candidate(table: Table, zones: Zones, row: int) -> _Candidate | None:
    """Return the parts of a row that has but a name, its number and marks."""
    names: list[Item] = []
    others: list[Item] = []
    marks: dict[str, Item] = {}
    counted, remarked = "", False
    own = [(number, cell) for number, cell in table.opening(row) if cell.text]
    if _has_inner_groups(zones) and len(own) > 1 and zones.columns.owner(own[0][1]) == "level1":
        del own[0]  # it covers this row and those below
    for number, cell in own:
        owner = zones.columns.owner(cell)
        if names and (owner == "reason" or states_nothing(cell.text)):
            remarked = remarked or not states_nothing(cell.text)
            others.append((number, cell))
        elif owner in MARKS and owner not in marks and parse_number(cell.text):
            marks[owner] = number, cell
        elif owner.startswith(EXTRA) and not names and count_of(cell.text):
            counted = count_of(cell.text)
            others.append((number, cell))
        elif names:
            return None
        else:
            names.append((number, cell))
    if not names or not table.keys[names[0][0]]:
        return None
    ((number, cell),) = names
    weight = weight_of(cell.text)
    weighted = bool(weight and (weight[3] or weight[1].endswith(GROUP) or count_of(cell.text)))
    level = _level_at(cell, zones.columns.spans)
    counted = "" if remarked else counted or count_of(cell.text)
    return _Candidate((number, cell), counted, weighted, marks, others, level)


def _has_inner_groups(zones: Zones) -> bool:
    """Tell whether the first level alone has a column, so that groups of the second may be amid the names."""
    spans = zones.columns.spans
    return "level1" in spans and "level2" not in spans and "level3" in spans


def _level_at(cell: Cell, spans: Mapping[str, Span]) -> int:
    """Return of which column of groups a cell covers the beginning, 0 where of none.

    Where the second has no column, its groups stand amid the names.
    """
    if "level1" not in spans:
        return 0
    names = ("level1", "level2" if "level2" in spans else "level3")
    covered = (name in spans and cell.left <= spans[name][0] < cell.right for name in names)
    return next((at for at, covers in enumerate(covered, start=1) if covers), 0)


def _leads(table: Table, zones: Zones, row: int, one: _Candidate) -> bool:
    """Tell whether a name alone in a column of groups is that of the rows below, which have none there.

    One with marks is if it is a level's name, or if those below add up to them.
    """
    number, _ = one.name
    if not one.level or GROUPS[one.level - 1] not in zones.columns.spans:
        return False
    if one.marks and not (is_level(table.keys[number]) or row in zones.sums):
        return False
    if row + 1 not in zones.indicator_rows:
        return False
    below = zones.columns.split(table, row + 1).get(GROUPS[one.level - 1], ())
    return all(item == one.name or not item[1].text for item in below)


def _told_of_indicators(table: Table, zones: Zones) -> set[str]:
    """Return how indicators with targets or actual values are counted, and whether levels name them."""
    told: set[str] = set()
    left = min(zones.columns.spans.get(name, (table.columns, 0))[0] for name in VALUES)
    for row in zones.indicators:
        fields = zones.columns.split(table, row)
        values = [cell.text for name in VALUES for _, cell in fields.get(name, ()) if cell.text]
        if not all(map(states_nothing, values)):
            names = [cells for name, cells in fields.items() if name not in GROUPS]
            texts = [cell.text for cells in names for _, cell in cells if cell.right <= left]
            told.update(map(count_of, texts))
            told.update(LEVEL for text in texts if is_level(text))
    return told


def _is_within(
    one: _Candidate, first: _Candidate | None, second: _Candidate | None, *, waits: bool, leads: bool = True
) -> bool:
    """Tell whether a group is part of the first level's last one.

    Args:
        one: The group.
        first: The last one of the first level, if any.
        second: The last one within that.
        waits: Whether no indicator stands between this group and the one above.
        leads: Whether none stands between it and the one below.
    """
    if one.level or first is None:
        return one.level > 1
    if one.counted and first.counted:
        return one.counted != first.counted
    text = one.name[1].text
    if level := level_of(text):
        return level > 1 and bool(waits or second) and may_stand_under(text, first.name[1].text)
    if may_be_either(text) and second:
        return not leads
    marks, above = _look(one), _look(first)
    if second:
        return marks == _look(second) != above
    return waits and (marks != above or not any(marks))


def _look(one: _Candidate) -> tuple[str, bool]:
    return one.counted, one.weighted
