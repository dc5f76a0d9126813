"""A target or actual as printed → its `Value`: amounts, rates, ranges, dates, words of quality.

Text enters; typed conditions with character spans leave, or honestly none.
Never raises, and reads each character a bounded number of times.
"""

import re
from functools import lru_cache

from extractor.text.foldings import Folded
from extractor.text.spacings import fold_spacing
from extractor.value.comparators import before
from extractor.value.conditions import Condition, Value
from extractor.value.dates import find_date, mentions_dates
from extractor.value.impostors import LONGEST_NAME, Spot
from extractor.value.numerals import SIGNS
from extractor.value.quantities import Found, read_count, read_quantity, tidy

# Cells repeat (≥90%, 1-12月, 达到预期指标), so readings of texts up to this length are kept.
SHORT = 40

_BREAKS = frozenset(',;。、!?()“”" ')
_SPOT = re.compile(
    rf"[,;。、!?()“”\" ]|[0-9]|[{SIGNS}]|无|未发生|未出现|第|全年|[上下]半年|年[底末内初]|[本当]年"
)
_DEGREES = (
    "已经|已|全部|全面|基本|大部分|部分|较好地?|圆满|如期|正在|逐步|不断|进一步|明显|显著|大幅|有所|得到|取得|实现|"
    "一定程度|一定|较为|比较|非常|更加|充分|严格|切实|按[期时要计][求划]?|及时|顺利|持续|稳步|有效|长期|能够|可以"
)
_ENDS = (
    "达到|达成|达标|完成|执行|落实|良好|优秀|优良|较好|较高|较低|不合格|合格|及格|提[升高]|增[强加长]|改善|改进|促进|推进|推动|保障|"
    "保证|扩大|减少|降低|下降|提供|满意|显著|明显|有效|稳定|健全|完善|规范|正常|到位|符合|及时|按[期时]|顺利|完整|清晰|真实|可靠|"
    "节省|节约|优化|形成|建立|持续|长期|稳步|充分|达[到成]?|[优良中差高低好是否有无](?![\u4e00-\u9fff])"
)
_OBJECTS = "(?:预[期定设])?(?:年度)?(?:指标|目标|要求|标准|任务|效果|成效|水平)|预期"
_NEGATIONS = "未能?|没有?|尚|不"
# Each run is bounded, so that a page of 不不不 costs no more than any page.
_QUALITIES = re.compile(
    f"(?:{_DEGREES}|{_NEGATIONS}){{0,6}}(?:{_ENDS})(?:{_OBJECTS})?|(?:{_DEGREES})(?:{_DEGREES}){{0,6}}"
)
_DATE_STARTS = frozenset("第全上下年本当")


def parse_value(text: str) -> Value:
    """Return what a target or actual states; no condition where it states nothing that can be told.

    Args:
        text: The cell as printed, any width and spacing.
    """
    return _parse_short(text) if len(text) <= SHORT else _parse(text)


def _parse(text: str) -> Value:
    folded = fold_spacing(text)
    conditions = _scan(folded.text) or _qualities(folded.text)
    return Value(tuple(_placed(folded, condition) for condition in conditions))


_parse_short = lru_cache(maxsize=4096)(_parse)


def _scan(text: str) -> list[Condition]:
    """Return the conditions of a folded text that can be measured, with folded spans."""
    conditions: list[Condition] = []
    dated = mentions_dates(text)
    at = clause = floor = 0
    while found := _SPOT.search(text, at):
        start = found.start()
        if text[start] in _BREAKS:
            at = clause = start + 1
            continue
        read = _read(Spot(text, start, clause, floor), dated=dated)
        at = max(read.end, start + 1)
        if read.condition:
            conditions.append(read.condition)
            floor = at
    return conditions


def _read(spot: Spot, *, dated: bool) -> Found:
    """Return the date or quantity that begins at a spot."""
    text, start = spot.text, spot.start
    if dated and (date := find_date(text, start, spot.clause)):
        placed = before(text, start, spot.floor)
        comparator = date.comparator or placed.comparator
        begin = placed.at if comparator == placed.comparator else start
        name = tidy(text[max(spot.clause, spot.floor, begin - LONGEST_NAME) : begin])
        return Found(
            Condition("date", begin, date.end, name=name, comparator=comparator, period=date.period), date.end
        )
    sign = text[start]
    if sign.isdigit():
        return read_quantity(spot)
    if sign in _DATE_STARTS:
        return Found(None, start + 1)
    return read_count(spot)


def _qualities(text: str) -> list[Condition]:
    """Return the words of quality that a text without amounts says, at most one condition."""
    found = _QUALITIES.search(text)
    return [Condition("qualitative", found.start(), found.end(), name=found[0])] if found else []


def _placed(folded: Folded, condition: Condition) -> Condition:
    start, end = folded.printed(condition.start, condition.end)
    if start == condition.start and end == condition.end:
        return condition
    return condition._replace(start=start, end=end)
