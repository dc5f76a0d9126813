"""Scores are expected where the rule gives one, at the decimals printed, and nowhere else."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.value.expectations import complete, expect
from extractor.value.values import parse_value
from models.records import Indicator
from tests.made_records import TRUTH, seed
from tests.test_values import cells

SEEDS = sorted(path.stem for path in TRUTH.glob("*.json"))

# target, actual, weight, score → expected score, difference
SCORES = {
    "trainings": ("5 场", "2 场", "6", "2.4", "2.4", "0"),
    "visits": ("2500 名学生走访", "2166 人次", "3", "2.6", "2.6", "0"),
    "visits, finer": ("2500 名学生走访", "2166 人次", "3", "2.60", "2.60", "0"),
    "visits, rounded down": ("2500 名学生走访", "2166 人次", "3", "2", "2.6", "-0.6"),
    "attendance": (">200人", "120人", "5", "3", "3", "0"),
    "met": ("≥90%", "95%", "10", "10", "10", "0"),
    "met but docked": ("≥90%", "95%", "10", "9", "10", "-1"),
    "missed but full": ("6个", "5个", "2", "2", "1.67", "0.33"),
    "missed but full, finer": ("6个", "5个", "2", "2.00", "1.67", "0.33"),
    "more than due": ("10场", "5场", "8", "6.0", "4.0", "2.0"),
    "nothing done": ("5场", "0场", "6", "0", "0", "0"),
    "points marked": ("5场", "2场", "6分", "2.4分", "2.4", "0"),
    "no score": ("5场", "2场", "6", "", "2.40", None),
    "no weight": ("5场", "2场", "", "2.4", None, None),
    "weight of words": ("5场", "2场", "高", "2.4", None, None),
    "over a limit": ("≤5次", "8次", "6", "3", None, None),
    "within a limit": ("≤5次", "3次", "6", "6", "6", "0"),
    "late": ("1-11月", "1-12月", "3", "2.7", None, None),
    "on time": ("12月底前", "11月", "3", "3", "3", "0"),
    "below a range": ("80%-90%", "60%", "8", "6", "6", "0"),
    "outside a tolerance": ("±5%", "8%", "8", "6", None, None),
    "two conditions, one missed": ("培训5场，演出10场", "培训6场，演出8场", "6", "5", None, None),
    "two conditions met": ("覆盖率≥90%且次数≥780次", "100%，813次", "6", "6", "6", "0"),
    "a bound": ("不少于3天", "不少于1天", "2", "0.5", None, None),
    "at a strict limit": (">90%", "90%", "10", "10", "10", "0"),
}
NONE = {
    "words": ("≥70%", "基本达成预期指标"),
    "words twice": ("得到提升", "得到提升"),
    "estimate": ("≥90%", "约90%"),
    "blank": ("5场", ""),
}
# target, actual of a form of 2023
NEXT_YEAR = {
    "month of which no year is named": ("12月", "1月"),
    "day of which no year is named": ("2023年12月底前", "2月5日"),
}
# target, actual, unit
TWO_UNITS = {
    "a share below %": ("90", "0.95", "%"),
    "a share below %, whole": ("100", "1", "%"),
    "a share as target below %": ("0.9", "95", "%"),
    "a share beside a rate": ("90%", "0.95", "%"),
    "yuan below ten thousands": ("≤500", "4800000", "万元"),
    "persons below ten thousands": ("10", "98000", "万人次"),
}
# target, actual, nature, unit → met
COLUMNS = {
    "sign and unit apart": ("90", "95", "≥", "%", True),
    "sign and unit apart, missed": ("90", "85", "≥", "%", False),
    "greatest amount": ("100", "120", "≤", "万元", False),
    "full-width sign": ("100", "90", "＜＝", "万元", True),
    "better low": ("5", "3", "反向指标", "次", True),
    "better low, missed": ("5", "8", "反向指标", "次", False),
    "better high": ("5", "8", "正向指标", "次", True),
    "quantitative": ("5", "8", "定量", "次", True),
    "sign in the cell too": ("≤5次", "3次", "≥", "次", True),
    "unit on one side": ("90%", "95", "≥", "%", True),
    "multiplier on one side": ("50", "48万元", "≥", "万元", False),
    "nothing below %": ("90", "0", "≥", "%", False),
    "shares on both sides": ("0.9", "0.95", "≥", "%", True),
    "a small rate": ("2", "0.5", "≤", "%", True),
    "many of one": ("1", "2000", "≥", "人次", True),
    "per cents of which one is small": ("1", "5", "≤", "%", False),
    "per cents, both small": ("0.5", "3", "≥", "%", True),
    "per mille on one side": ("≤5‰", "3.2", "", "", True),
    "per mille on the other side": ("5", "6‰", "≤", "", False),
    "unit of no meaning": ("50", "60", "≥", "—", True),
}


@pytest.mark.parametrize("case", SCORES.values(), ids=SCORES.keys())
def test_expects(case: tuple[str, str, str, str, str | None, str | None]):
    """A met target scores full, a missed amount in proportion; the rule says nothing of the rest."""
    target, actual, weight, score, due, difference = case
    found = expect(Indicator(target=target, actual=actual, weight=weight, score=score))
    assert found
    assert found.expected_score == (None if due is None else Decimal(due))
    assert found.difference == (None if difference is None else Decimal(difference))


@pytest.mark.parametrize("case", NONE.values(), ids=NONE.keys())
def test_expects_nothing(case: tuple[str, str]):
    """What cannot be compared gives no expectation."""
    assert expect(Indicator(target=case[0], actual=case[1], weight="5", score="5")) is None


@pytest.mark.parametrize(("target", "actual"), NEXT_YEAR.values(), ids=NEXT_YEAR.keys())
def test_early_month_may_be_of_the_next_year(target: str, actual: str):
    """January of a target of December may be early or late, unless its year is named."""
    row = Indicator(target=target, actual=actual, weight="5", score="5")
    assert expect(row, 2023) is None
    named = expect(replace(row, actual=f"2024年{actual}"), 2023)
    assert named
    assert not named.met
    assert expect(replace(row, actual="6月"), 2023)


@pytest.mark.parametrize(("target", "actual", "unit"), TWO_UNITS.values(), ids=TWO_UNITS.keys())
def test_two_units_below_one(target: str, actual: str, unit: str):
    """Numbers that cannot both be in their column's unit are not compared."""
    assert expect(Indicator(target=target, actual=actual, weight="5", score="5", unit=unit)) is None


def test_days_without_their_words():
    """12.31 and 12.20 under 时效指标 are days, or may be; elsewhere they are numbers."""
    row = Indicator(target="12.31", actual="12.20", weight="5", score="5", level2="数量指标")
    assert expect(row)
    timely = replace(row, level2="时效指标")
    assert expect(timely) is None
    assert expect(replace(timely, level3="响应时间", unit="小时"))


@pytest.mark.parametrize("case", COLUMNS.values(), ids=COLUMNS.keys())
def test_columns(case: tuple[str, str, str, str, bool]):
    """Sign and unit may stand in columns of their own; what the cell says itself goes first."""
    target, actual, nature, unit, met = case
    found = expect(Indicator(target=target, actual=actual, weight="5", score="5", nature=nature, unit=unit))
    assert found
    assert found.met is met


def test_completes():
    """A unit's column brings its multiplier and its kind."""
    (amount,) = complete(parse_value("12.5"), ">=", "万元").conditions
    assert (amount.low, amount.unit, amount.scale, amount.comparator) == (125_000, "元", 10_000, ">=")
    (rate,) = complete(parse_value("5"), "", "‰").conditions
    assert (rate.low, rate.unit, rate.kind) == (Decimal("0.5"), "%", "rate")


def test_seeds():
    """On real forms the rule is kept wherever one plain amount fell short."""
    missed = [
        found
        for name in SEEDS
        for indicator in seed(name).indicators
        if (found := expect(indicator)) and found.expected_score is not None and not found.met
    ]
    assert [(found.expected_score, found.difference) for found in missed] == [
        (Decimal("2.4"), 0),
        (Decimal("2.6"), 0),
        (Decimal(3), 0),
    ]


def test_documented_example():
    """The example of docs/values.md gives what its comments say."""
    text = (Path(__file__).parent.parent / "docs" / "values.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    exec("\n".join(line for line in code.splitlines() if "  # " not in line), names)  # noqa: S102
    shown = [line.split("  # ") for line in code.splitlines() if "  # " in line]
    assert [repr(eval(line, names)) for line, _ in shown] == [said for _, said in shown]  # noqa: S307
    assert len(shown) == code.count("#")


def test_row():
    """A row's group tells that less is better."""
    row = Indicator(level2="成本指标", level3="培训", target="50万元", actual="45万元", weight="5", score="5")
    found = expect(row)
    assert found
    assert (found.met, found.share, found.expected_score) == (True, 1, 5)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(1, 30), st.integers(0, 3))
def test_proportion(target: int, actual: int, weight: int, decimals: int):
    """The expected score never exceeds the weight, and lies within half a printed place of the proportion."""
    assume(actual < target)
    found = expect(
        Indicator(target=f"{target}人", actual=f"{actual}人", weight=str(weight), score=f"{0:.{decimals}f}")
    )
    assert found
    assert found.expected_score is not None
    assert 0 <= found.expected_score <= weight
    exact = Decimal(weight) * actual / target
    assert abs(found.expected_score - exact) * 2 <= Decimal(1).scaleb(-decimals)


@given(st.builds(Indicator, target=cells, actual=cells, weight=cells, score=cells, nature=cells, unit=cells))
def test_any_texts(indicator: Indicator):
    """No texts raise; a difference has an expected score beside it."""
    found = expect(indicator)
    assert found is None or found.difference is None or found.expected_score is not None


def test_dates_without_a_year_are_of_the_forms():
    """A target of 12月底前 is missed in the January after, where the form's year is known."""
    row = Indicator(target="12月底前", actual="2024年1月", weight="10", score="8")
    late = expect(row, 2023)
    assert late is not None
    assert not late.met
    assert late.expected_score is None
    in_time = expect(replace(row, actual="2023年12月"), 2023)
    assert in_time is not None
    assert in_time.met
    unknown = expect(row)
    assert unknown is not None
    assert unknown.met


OF_THE_NEXT_YEAR = {
    "a month": ("12月底前", "次年2月", False),
    "a day": ("2023年12月底前", "翌年1月15日", False),
    "due in it": ("下一年3月底前", "2024年2月", True),
    "due in it, as said": ("次年3月底前", "次年5月", False),
    "the end of a period": ("10月至次年3月", "10月至次年2月", None),
    "after a year that nobody names": ("12月底前", "第二年5月", None),
    "after the year of writing": ("12月底前", "明年5月", None),
    "a year of its own": ("12月底前", "次年2024年5月", None),
}


@pytest.mark.parametrize(("target", "actual", "met"), OF_THE_NEXT_YEAR.values(), ids=OF_THE_NEXT_YEAR)
def test_dates_of_the_next_year_are_after_the_forms(target: str, actual: str, *, met: bool | None):
    """次年2月 is the February after the form's year; where that is not known, nothing is judged."""
    row = Indicator(target=target, actual=actual, weight="10", score="10")
    found = expect(row, 2023)
    assert (found and found.met) is met
    assert expect(row) is None
