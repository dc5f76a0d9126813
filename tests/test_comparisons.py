"""Targets and actuals are compared where that is honest, and judged by how far they are apart."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.value.comparisons import OVER, compare
from extractor.value.values import parse_value
from tests.test_values import cells

DATA = Path(__file__).parent / "values" / "pairs.jsonl"
PAIRS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]

amounts = st.decimals(0, 10**6, places=1)


def told(target: str, actual: str, indicator: str = "") -> dict[str, Any] | None:
    """Return a comparison as the case table writes it: what is usual is left out."""
    found = compare(parse_value(target), parse_value(actual), name=indicator)
    if found is None:
        return None
    shown: dict[str, Any] = {"met": found.met}
    if found.share is not None:
        shown["share"] = f"{round(found.share, 4).normalize():f}"
    shown["gaps"] = [None if one.gap is None else f"{one.gap.normalize():f}" for one in found.judgements]
    shown["directions"] = [one.direction for one in found.judgements]
    rest = {"over": found.over_achieved, "exact": found.exact, "unpaired": len(found.unpaired)}
    usual = {"over": False, "exact": True, "unpaired": 0}
    return shown | {key: value for key, value in rest.items() if value != usual[key]}


@pytest.mark.parametrize("case", PAIRS, ids=[case["name"] for case in PAIRS])
def test_compares(case: dict[str, Any]):
    """Each pair of the table comes out as it says there; null where nothing honest can be said."""
    assert told(case["target"], case["actual"], case.get("indicator", "")) == case["expected"]


def test_names_are_unique():
    """No pair of the table hides another."""
    assert len({case["name"] for case in PAIRS}) == len(PAIRS)


@given(cells, cells, cells)
def test_any_texts(target: str, actual: str, name: str):
    """No texts raise; a share lies between 0 and 1, and is 1 where a target is met."""
    found = compare(parse_value(target), parse_value(actual), name=name)
    for judged in found.judgements if found else ():
        assert judged.share is None or 0 <= judged.share <= 1
        assert judged.share == 1 or judged.direction is None or not judged.met


@given(cells)
def test_itself(text: str):
    """What was planned and done to the letter is never said to be missed by a plain amount."""
    found = compare(parse_value(text), parse_value(text))
    assert (
        found is None
        or found.met
        or any(one.target.comparator in {"<", ">", "~"} for one in found.judgements)
    )


@given(amounts, amounts, amounts, st.sampled_from(["", "≥", "＞", "不少于"]))
def test_more_is_no_worse(target: Decimal, first: Decimal, second: Decimal, sign: str):
    """Where more is better, doing more is never judged worse; where less is, doing less."""
    assume(target > 0)
    less, more = sorted((first, second))
    low, high = (compare(parse_value(f"{sign}{target}人"), parse_value(f"{done}人")) for done in (less, more))
    assert low
    assert high
    assert low.met <= high.met
    assert (low.share or 0) <= (high.share or 0)
    low, high = (compare(parse_value(f"≤{target}次"), parse_value(f"{done}次")) for done in (less, more))
    assert low
    assert high
    assert low.met >= high.met
    assert (low.share or 0) >= (high.share or 0)


@given(amounts, amounts)
def test_share_and_ratio(target: Decimal, done: Decimal):
    """The ratio is the quotient of the amounts, the share the same up to 1, over-achieved from 1.3."""
    assume(target > 0)
    found = compare(parse_value(f"{target}万人次"), parse_value(f"{done}万人次"))
    assert found
    assert found.ratio == done / target
    assert found.share == min(done / target, Decimal(1))
    assert found.met == (done >= target)
    assert found.over_achieved == (done >= target * OVER)


@given(amounts, st.sampled_from([("公里", "米", 1000), ("小时", "分钟", 60), ("吨", "公斤", 1000)]))
def test_units_convert(amount: Decimal, units: tuple[str, str, int]):
    """The same amount in a larger and a smaller unit meets a least and a greatest target exactly."""
    large, small, factor = units
    for sign in ("≥", "≤"):
        found = compare(parse_value(f"{sign}{amount}{large}"), parse_value(f"{amount * factor}{small}"))
        assert found
        assert found.met
        assert found.judgements[0].gap == 0
