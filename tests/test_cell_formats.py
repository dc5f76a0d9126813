"""A spreadsheet's numbers as they are shown."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.page.cell_formats import shown
from extractor.value.numbers import parse_number

CASES: dict[str, tuple[object, str, str]] = {
    "a text": ("≥90%", "0.00", "≥90%"),
    "nothing": (None, "General", ""),
    "a whole": (10, "General", "10"),
    "a whole float": (10.0, "General", "10"),
    "a fraction": (526.44, "General", "526.44"),
    "a binary rest": (0.1 + 0.2, "General", "0.3"),
    "a long whole": (120000000.0, "General", "120000000"),
    "a long fraction": (526.237786123456, "General", "526.23778612"),
    "as text": (12.5, "@", "12.5"),
    "two decimals": (10, "0.00", "10.00"),
    "rounded half up": (2.675, "0.00", "2.68"),
    "grouped": (2315.49, "#,##0.00", "2,315.49"),
    "grouped wholes": (1234567, "#,##0", "1,234,567"),
    "a percentage": (0.9996, "0.00%", "99.96%"),
    "a whole percentage": (1, "0%", "100%"),
    "decimals as needed": (2.5, "0.##", "2.5"),
    "no decimals needed": (2, "0.##", "2"),
    "with a unit": (526.44, '0.00"万元"', "526.44万元"),
    "with an escaped sign": (5, r"0\场", "5场"),
    "ten thousands by a point of its own": (123456, '0!.0,"万元"', "12.3万元"),
    "ten thousands in full": (123456, '0"."0000', "12.3456"),
    "less than one of them": (500, r"0\.0000", "0.0500"),
    "a point of its own in tens": (125, '0"."#', "12.5"),
    "less than one of these": (5, '0"."#', "0.5"),
    "fewer digits than may be parted": (55, '#"."###', ".55"),
    "thousands": (1234567, '#,##0.00,"千元"', "1,234.57千元"),
    "millions": (123456789, '0.00,,"百万"', "123.46百万"),
    "digits parted and grouped": (1234567, "#,##0!.0000", "1234567"),
    "digits parted by more": (1234567, "# ##0.00", "1234567"),
    "no digit before the point": (0.5, ".00", ".50"),
    "none needed before it": (12.5, "#.##", "12.5"),
    "a sign of its own behind": (5, "0!%", "5%"),
    "zeros before it": (5, "000", "005"),
    "nothing by no zero": (0, "#.##", "0"),
    "with room for brackets": (12.5, "#,##0.00_);(#,##0.00)", "12.50"),
    "negative in brackets": (-12.5, "#,##0.00_);(#,##0.00)", "(12.50)"),
    "negative": (-12.5, "0.0", "-12.5"),
    "coloured": (-3, "0;[Red]-0", "-3"),
    "with a currency": (5, "[$¥-804]#,##0.00", "¥5.00"),
    "a fraction's format": (0.5, "# ?/?", "0.5"),
    "an exponent's format": (1500, "0.00E+00", "1500"),
    "no number": (float("inf"), "0.00", "inf"),
    "a day": (datetime(2019, 12, 31, 8, 0), "yyyy-mm-dd", "2019年12月31日"),  # noqa: DTZ001 - as files have it
    "a month": (date(2019, 12, 1), 'yyyy"年"m"月"', "2019年12月"),
    "a word that is no day": (date(2019, 12, 1), 'yyyy"d"m', "2019年12月"),
    "a truth": (True, "0.00", "TRUE"),
}


@pytest.mark.parametrize(("value", "number_format", "text"), CASES.values(), ids=CASES.keys())
def test_shown(value: object, number_format: str, text: str):
    """A cell's text is what the spreadsheet program shows."""
    assert shown(value, number_format) == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4), st.booleans())
def test_decimals(value: Decimal, decimals: int, grouped: bool):  # noqa: FBT001 - drawn
    """A number in a plain format is a number again, with so many decimals, within half its last place."""
    text = shown(float(value), f"{'#,##' if grouped else ''}0{'.' if decimals else ''}{'0' * decimals}")
    number = parse_number(text)
    assert number
    assert number.decimals == decimals
    assert abs(number.value - value) <= number.step / 2 + Decimal("0.00001")


@given(
    st.one_of(st.floats(), st.integers(), st.booleans(), st.none()),
    st.text('0#?.,%;_"\\[]E@g/万 *-()', max_size=12),
)
def test_never_fails(value: object, number_format: str):
    """Whatever stands in a file, its text is some text."""
    assert isinstance(shown(value, number_format), str)
