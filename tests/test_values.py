"""Cells are read as what they state, with spans into the text as printed, and nothing else is."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.value.conditions import Condition
from extractor.value.values import SHORT, parse_value

DATA = Path(__file__).parent / "values"
CELLS = [json.loads(line) for line in (DATA / "cells.jsonl").read_text(encoding="utf-8").splitlines()]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

# Signs, words and numerals that cells are made of, joined at random: far likelier to trip than any text.
PIECES = (
    *"0123456789.,-~%‰:/*+±()（）《〔 \n。；、，≥≤><=¥一二三十百千万亿半零两",
    *"成第约余多内前后底月日年号分人次场个天元至到每近",
    *(
        "2019",
        "12",
        "不少于",
        "以上",
        "以内",
        "左右",
        "百分之",
        "全年",
        "年底",
        "季度",
        "小时",
        "工作日",
        "万元",
        "m²",
        "km",
    ),
    *(
        "达到预期指标",
        "满意度",
        "GB",
        "A",
        "1 2",
        "2 000",
        "1-12月",
        "2019年12月31日前",
        "90%",
        "5场",
        "七百",
        "\u3000",
        "①",
    ),
)
# Pieces that tempt a pattern to try again from each of their characters.
LONG = (
    "9",
    "9,",
    "9 ",
    " ",
    "≥",
    "达到",
    "不",
    "未能没有",
    "《",
    "【",
    "百分之",
    "第",
    "年",
    "1-",
    "(含",
    "a1",
    "好",
    "一百二十",
    "0.",
)

cells = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def told(text: str, condition: Condition) -> dict[str, Any]:
    """Return a condition as the case table writes it: what is empty is left out."""
    shown: dict[str, Any] = {"kind": condition.kind, "text": text[condition.start : condition.end]}
    if condition.kind == "range":
        shown |= {"low": plain(condition.low), "high": plain(condition.high)}
    elif condition.amount is not None:
        shown["amount"] = plain(condition.amount)
    if condition.period:
        shown["period"] = "/".join("{:04}-{:02}-{:02}".format(*day) for day in condition.period)
    if condition.scale != 1:
        shown["scale"] = condition.scale
    name = "" if condition.kind == "qualitative" else condition.name
    rest = {"comparator": condition.comparator, "unit": condition.unit, "name": name, "noun": condition.noun}
    return shown | {key: value for key, value in rest.items() if value}


def plain(amount: Decimal) -> str:
    """Return an amount without trailing zeros or an exponent."""
    return f"{amount.normalize():f}"


def bare(text: str) -> list[Condition]:
    """Return the conditions of a text without their places."""
    return [condition._replace(start=0, end=0) for condition in parse_value(text).conditions]


@pytest.mark.parametrize("case", CELLS, ids=[case["name"] for case in CELLS])
def test_reads(case: dict[str, Any]):
    """Each cell of the table states exactly what stands beside it."""
    value = parse_value(case["text"])
    assert [told(case["text"], condition) for condition in value.conditions] == case["conditions"]


def test_names_are_unique():
    """No case of the table hides another."""
    assert len({case["name"] for case in CELLS}) == len(CELLS) >= 300


@given(st.one_of(st.text(), cells))
@example("2月30日")
@example("二" * 30)
def test_any_text(text: str):
    """No text raises; spans are not empty, in order, and lie within the text."""
    spans = [(condition.start, condition.end) for condition in parse_value(text).conditions]
    flat = [0, *(place for span in spans for place in span), len(text)]
    assert flat == sorted(flat)
    assert all(start < end for start, end in spans)


@given(cells)
def test_spans_stand_alone(text: str):
    """The words of a span say the same amount without the text around them."""
    for condition in parse_value(text).conditions:
        if condition.kind in {"quantity", "rate", "range"}:
            again = parse_value(text[condition.start : condition.end]).conditions
            assert [(found.low, found.high) for found in again] == [(condition.low, condition.high)]


@given(cells, st.sampled_from(["", " ", "\u3000", "\n ", "\t"]), st.sampled_from(["", " ", "\r\n", "\u3000"]))
def test_outer_spaces(text: str, left: str, right: str):
    """Spaces around a text move its spans and change nothing else."""
    moved = tuple(
        condition._replace(start=condition.start + len(left), end=condition.end + len(left))
        for condition in parse_value(text).conditions
    )
    assert parse_value(left + text + right).conditions == moved


@given(cells)
def test_full_width(text: str):
    """Full-width characters say what their half-width forms say, at the same places."""
    assert parse_value(text.translate(WIDE)) == parse_value(text)


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["", ","]),
    st.sampled_from([("≥", ">="), ("不超过", "<="), ("＜", "<"), ("约", "~"), ("至少", ">="), ("", "")]),
    st.sampled_from(
        [
            ("人次", 1, "人次"),
            ("万元", 10_000, "元"),
            ("亿元", 10**8, "元"),
            ("%", 1, "%"),
            ("千户", 1000, "户"),
        ]
    ),
    st.sampled_from(["", " "]),
)
def test_round_trip(
    amount: Decimal, separator: str, sign: tuple[str, str], unit: tuple[str, int, str], gap: str
):
    """Whatever is printed with a comparator, separators, a multiplier and a unit is read back."""
    text = f"{sign[0]}{gap}{amount:{separator}.2f}{gap}{unit[0]}".strip()
    (condition,) = parse_value(text).conditions
    assert (condition.amount, condition.comparator) == (amount * unit[1], sign[1])
    assert (condition.unit, condition.scale) == (unit[2], unit[1])
    assert text[condition.start : condition.end] == text


@given(st.integers(1, 99_999_999))
def test_chinese_numerals(amount: int):
    """A whole number in Chinese numerals, everyday or formal, is read back."""
    text = in_chinese(amount)
    formal = text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert [found.low for found in parse_value(f"不少于{text}人次").conditions] == [amount]
    assert [found.low for found in parse_value(f"{formal}元").conditions] == [amount]


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from(["-", "至", "—", "～", "到"]), st.booleans())
def test_months(first: int, second: int, to: str, dated: bool):  # noqa: FBT001 - drawn, not passed
    """A stretch of months is read back, in its year where one is printed."""
    early, late = sorted((first, second))
    text = f"{'2020年' if dated else ''}{early}月{to}{late}月"
    (condition,) = parse_value(text).conditions
    assert condition.period
    assert condition.period.begin == (2020 * dated, early, 1)
    assert condition.period.end[:2] == (2020 * dated, late)


@given(st.decimals(0, 100, places=1), st.decimals(0, 100, places=1), st.sampled_from(["-", "～", "至"]))
def test_ranges(first: Decimal, second: Decimal, to: str):
    """A range of two rates is read back whichever dash parts them, with % once or twice."""
    low, high = sorted((first, second))
    for text in (f"{low}%{to}{high}%", f"{low}{to}{high}%"):
        expected = [(low, high)] if low < high else []
        ranges = [found for found in parse_value(text).conditions if found.kind == "range"]
        assert [(found.low, found.high) for found in ranges] == expected


@pytest.mark.parametrize("piece", LONG)
def test_long_texts(piece: str):
    """A page of one piece is read to its end: no pattern starts anew from each of its characters."""
    text = piece * (100_000 // len(piece))
    assert all(condition.end <= len(text) for condition in parse_value(f"{text}。共 5 场").conditions[:-1])
    assert parse_value(f"{text}。共 5 场").conditions[-1].low == 5


@pytest.mark.parametrize("places", ["千", "百千"])
def test_a_run_of_places_is_no_multiplier(places: str):
    """More places in a row than any number has are not multiplied: their product has no bound."""
    conditions = parse_value("6" + places * 20_000).conditions
    assert all(condition.scale <= 10**24 for condition in conditions)


@given(cells)
def test_kept_readings(text: str):
    """A text too long to be kept reads as a short one does."""
    padded = text + "。" + " " * SHORT
    assert [condition.low for condition in bare(padded)] == [condition.low for condition in bare(text + "。")]


def in_chinese(amount: int) -> str:
    """Return a number below 10**8 in Chinese numerals."""
    high, low = divmod(amount, 10_000)
    if not high:
        return _section(low)
    zero = "零" if 0 < low < 1000 else ""
    return _section(high) + "万" + zero + (_section(low) if low else "")


def _section(amount: int) -> str:
    text = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = amount // place % 10
        if digit:
            text += "零一二三四五六七八九"[digit] + name
        elif text and amount % place and not text.endswith("零"):
            text += "零"
    return text
