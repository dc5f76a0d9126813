"""Printed cells are read as the numbers they state, and nothing else is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.value.numbers import MOST_DIGITS, Number, parse_number, rounded, states_nothing, truncated

NUMBERS = {
    "whole": ("6", "6", 0, ""),
    "decimals kept": ("10.00", "10.00", 2, ""),
    "thousands": ("2,315.49", "2315.49", 2, ""),
    "full width": ("２，３１５．４９", "2315.49", 2, ""),
    "percent": ("100%", "100", 0, "%"),
    "full-width percent": ("99.96％", "99.96", 2, "%"),
    "points": ("50分", "50", 0, "分"),
    "ten thousand yuan, spaced": (" 526.44 万元 ", "526.44", 2, "万元"),
    "yuan": ("5264400.00元", "5264400.00", 2, "元"),
    "sign of the yuan": ("￥343,000.00元", "343000.00", 2, "元"),
    "minus": ("-0.5", "-0.5", 1, ""),
    "minus sign": ("\N{MINUS SIGN}3", "-3", 0, ""),
    "no whole part": (".50", "0.50", 2, ""),
    "Excel's bare point": ("10.", "10", 0, ""),
}
NO_NUMBERS = {
    "blank": "",
    "dash": "—",
    "words": "达到预期指标",
    "comparator": ">90%",
    "bad grouping": "2,31.5",
    "two points": "2.315.49",
    "superscript": "5²",
    "circled": "①",
    "Arabic-Indic digits": "٤٢",
    "range": "1-12月",
    "exponent": "1e5",
    "not a number": "NaN",
    "inner space": "8 8",
    "too long": "9" * (MOST_DIGITS + 1),
    "point alone": ".",
}


@pytest.mark.parametrize(("text", "value", "decimals", "mark"), NUMBERS.values(), ids=NUMBERS.keys())
def test_reads(text: str, value: str, decimals: int, mark: str):
    """A number is read with its exact value, its printed decimals and its mark."""
    assert parse_number(text) == Number(value=Decimal(value), decimals=decimals, mark=mark)


@pytest.mark.parametrize("text", NO_NUMBERS.values(), ids=NO_NUMBERS.keys())
def test_refuses(text: str):
    """What is not plainly one number is none."""
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["", "  ", "—", "——", "-", "/", "－", "　"])
def test_nothing(text: str):
    """Blanks and dashes state nothing."""
    assert states_nothing(text)


@pytest.mark.parametrize("text", ["0", "无", "-5", "达到"])
def test_something(text: str):
    """A zero, a word and a negative number state something."""
    assert not states_nothing(text)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["", ","]), st.sampled_from(["", "%", "万元"]))
def test_round_trip(value: Decimal, separator: str, mark: str):
    """Whatever is printed with two decimals is read back unchanged."""
    text = f"{value:{separator}.2f}{mark}"
    wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert parse_number(text) == parse_number(wide) == Number(value=value, decimals=2, mark=mark)


@given(st.text())
def test_any_text(text: str):
    """No text raises, and none is both a number and nothing."""
    assert not (parse_number(text) is not None and states_nothing(text))


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 6))
def test_rounding_and_truncation(value: Decimal, decimals: int):
    """Rounding stays within half a unit of the last place, truncation within one and nearer to zero."""
    step = Decimal(1).scaleb(-decimals)
    assert abs(rounded(value, decimals) - value) * 2 <= step
    assert 0 <= abs(value) - abs(truncated(value, decimals)) < step


def test_room():
    """99.29 stands for everything from 99.285 to 99.295, 1.5 万 for as much in yuan."""
    number = Number(value=Decimal("99.29"), decimals=2)
    assert number.room() == (Decimal("99.285"), Decimal("99.295"))
    assert Number(value=Decimal("1.5"), decimals=1).times(10_000).room() == (14_500, 15_500)
