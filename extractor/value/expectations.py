"""An indicator's printed texts → the score that its target and actual make due.

Texts enter; an `Expectation` leaves, or None where target and actual cannot
honestly be compared.  A score is expected only where the rule gives one.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.text.spacings import fold_spacing
from extractor.value.comparators import PREFIXES
from extractor.value.comparisons import Comparison, compare
from extractor.value.conditions import PER_MILLE, PERCENT, Comparator, Condition, Value
from extractor.value.dates import dated
from extractor.value.numbers import EXACT, Number, parse_number, rounded
from extractor.value.values import parse_value
from models.records import Indicator, Record

POINT_MARKS = frozenset({"", "分"})
DECIMALS = 2
"""How finely a score is expected, unless more decimals are printed or fewer say the same."""

SHORT = 400
"""Outcomes of rows whose texts are no longer than this are kept."""

_RATE_AT_MOST, _NEARLY = 1, (50, 200)
"""A share of one, and by how much it is exceeded by as many per cent or about as many: 0.95 by 90."""
_FAR_APART = 1000
"""Numbers below one column of units that are so far apart were not both printed in it."""

# 12.31 of a deadline is a day of a month, or for all we know a number.
_DAY = re.compile(r"\s*(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12][0-9]|3[01])\s*前?\s*")
_OF_TIME = re.compile("时效|时间|时限|期限|日期")

_EARLY, _LATE = 3, 10
"""The last month that may be of the year after, and the first for which that would be late."""

_YEAR = re.compile("[12][0-9]{3}")
_BETTER_HIGH = ("正向", "正指标", "越高越好")
_BETTER_LOW = ("反向", "负向", "逆向", "负指标", "越低越好")


class Expectation(NamedTuple):
    """What one indicator's score should be.

    Attributes:
        comparison: How its actual stands to its target.
        expected_score: The score due; the printed one where that is it rounded; None without a rule.
        difference: The printed score less the expected one; None where either is missing.
    """

    comparison: Comparison
    expected_score: Decimal | None = None
    difference: Decimal | None = None

    @property
    def met(self) -> bool:
        """Whether the target was met."""
        return self.comparison.met

    @property
    def share(self) -> Decimal | None:
        """Which part of the target was reached, at most 1."""
        return self.comparison.share


def year_of(record: Record) -> int:
    """Return the year that a form prints, 0 where it prints none."""
    return int(record.year) if _YEAR.fullmatch(record.year) else 0


def expect(indicator: Indicator, year: int = 0) -> Expectation | None:
    """Return what an indicator's score should be: full if its target is met, else weight x actual / target.

    Args:
        indicator: One row as printed; 指标性质 (≥, ≤, =, 正向, 反向) and 度量单位 count where the cells
            themselves have no comparator or no unit, level 2 tells of costs.
        year: The form's, for dates that name none; 0 where it is not known.

    Source:
        财预〔2020〕10号: a quantitative indicator that reaches its value scores full marks, one that
        does not scores in proportion.
    """
    texts = (indicator.target, indicator.actual, indicator.level2, indicator.level3)
    return (_expect_short if sum(map(len, texts)) <= SHORT else _expect)(indicator, year)


def _expect(indicator: Indicator, year: int) -> Expectation | None:
    target = parse_value(indicator.target)
    if not target.measured:
        return None
    actual = parse_value(indicator.actual)
    of_thousand = PER_MILLE in indicator.target + indicator.actual
    unit = indicator.unit if indicator.unit.strip() or not of_thousand else PER_MILLE
    if _may_be_days(indicator):
        return None
    if unit.strip() and _are_of_two_units(target, actual, unit):
        return None
    planned = _of_year(complete(target, _sign(indicator.nature), unit), year)
    done = _of_year(_without_early(complete(actual, "", unit), target), year)
    comparison = compare(planned, done, name=indicator.level2 + indicator.level3)
    if comparison is None:
        return None
    full, printed = _points(indicator.weight), _points(indicator.score)
    due = _due(comparison, full) if full else None
    if full is None or due is None:
        return Expectation(comparison)
    shown = full.value if comparison.met else _shown(due, printed or full, full)
    return Expectation(comparison, shown, EXACT.subtract(printed.value, shown) if printed else None)


def _shown(due: Decimal, printed: Number, full: Number) -> Decimal:
    """Return a score due as printed where that is it rounded, not full; else at two decimals less zeros."""
    if rounded(due, printed.decimals) == printed.value != full.value:
        return printed.value
    fine = rounded(due, max(DECIMALS, printed.decimals))
    coarse = (rounded(due, places) for places in range(printed.decimals, DECIMALS))
    return next((one for one in coarse if one == fine), fine)


# Several checks ask for the same row, one after the other.
_expect_short = lru_cache(maxsize=1024)(_expect)


def complete(value: Value, comparator: Comparator, unit: str) -> Value:
    """Return a value whose sole amount has the comparator and the unit that columns of their own print.

    Args:
        value: What a cell states.
        comparator: What stands to the amount where the cell itself says nothing.
        unit: The unit as printed, its multiplier too (万元), where the cell has none.
    """
    if len(value.measured) != 1 or value.measured[0].kind == "date":
        return value
    (condition,) = value.measured
    if not condition.comparator and condition.kind != "range":
        condition = condition._replace(comparator=comparator)
    if unit.strip() and not condition.unit:
        condition = _with_unit(condition, unit)
    return Value((condition,))


def _of_year(value: Value, year: int) -> Value:
    """Return a value whose dates that name no year are of one, without those of a year that is not known."""
    if all(one.period is None for one in value.conditions):
        return value
    periods = (one.period and dated(one.period, year) for one in value.conditions)
    return Value(
        tuple(
            one._replace(period=period)
            for one, period in zip(value.conditions, periods, strict=True)
            if period or not one.period
        )
    )


def _without_early(done: Value, target: Value) -> Value:
    """Return what was done without months of no named year, if they may be of the next: 1月 for 12月."""
    ends = [one.period.end.month for one in target.conditions if one.period]
    if max(ends, default=0) < _LATE:
        return done
    return Value(
        tuple(
            one
            for one in done.conditions
            if one.period is None or one.period.end.year or one.period.end.month > _EARLY
        )
    )


def _are_of_two_units(target: Value, actual: Value, unit: str) -> bool:
    """Return whether a bare number is not in its column's unit, as 0.95 beside 90 in % or 元 in 万元."""
    one = _one_of(unit)
    if len(one) != 1 or len(target.measured) != 1 or len(actual.measured) != 1:
        return False
    wish, fact = target.measured[0], actual.measured[0]
    if one[0].unit == PERCENT:
        return any(
            not bare.unit
            and 0 < bare.low <= _RATE_AT_MOST
            and _NEARLY[0] <= EXACT.divide(other.low, bare.low) <= _NEARLY[1]
            for bare, other in ((wish, fact), (fact, wish))
        )
    if one[0].scale == 1 or wish.unit or fact.unit or wish.scale != fact.scale:
        return False
    least, most = sorted((wish.low, fact.low))
    return least > 0 and most >= least * _FAR_APART


def _may_be_days(indicator: Indicator) -> bool:
    """Return whether target and actual of a deadline may be days without their words (12.31 and 12.20)."""
    days = _DAY.fullmatch(indicator.target) and _DAY.fullmatch(indicator.actual)
    named = not indicator.unit.strip() and _OF_TIME.search(indicator.level2 + indicator.level3)
    return bool(days and named)


def _one_of(unit: str) -> Sequence[Condition]:
    """Return what one of a unit states; not one condition alone where that is no unit."""
    return parse_value(f"1{unit.strip()}").measured


def _with_unit(condition: Condition, unit: str) -> Condition:
    """Return a bare amount in a unit, which is read as one of it would be; as it is if that is no unit."""
    one = _one_of(unit)
    if len(one) != 1 or not one[0].unit or one[0].amount is None:
        return condition
    scale = one[0].scale if condition.scale == 1 else 1
    size = one[0].low if one[0].low < 1 else Decimal(scale)
    return condition._replace(
        kind=one[0].kind if condition.kind == "quantity" else condition.kind,
        low=EXACT.multiply(condition.low, size),
        high=EXACT.multiply(condition.high, size),
        unit=one[0].unit,
        scale=condition.scale * scale,
    )


def _sign(nature: str) -> Comparator:
    """Return the comparator that a column 指标性质 prints, or that its words mean."""
    folded = fold_spacing(nature).text
    if folded in PREFIXES:
        return PREFIXES[folded]
    if folded.startswith(_BETTER_LOW):
        return "<="
    return ">=" if folded.startswith(_BETTER_HIGH) else ""


def _points(text: str) -> Number | None:
    """Return the points that a cell prints."""
    number = parse_number(text)
    return number if number and number.mark in POINT_MARKS and number.value >= 0 else None


def _due(comparison: Comparison, full: Number) -> Decimal | None:
    """Return the exact score due, or None where the rule says nothing.

    It speaks of one amount that fell short; not of what exceeded a limit, of dates, of
    several conditions of which some were met, nor of bounds and estimates.
    """
    if comparison.met:
        return full.value
    if len(comparison.judgements) != 1 or comparison.unpaired:
        return None
    (judged,) = comparison.judgements
    short = judged.direction in {"up", "band"} and judged.gap is not None and judged.gap <= 0
    if not (short and judged.exact) or judged.share is None:
        return None
    return EXACT.multiply(full.value, judged.share)
