"""Recognised text has one form: signs as Chinese text has them, numbers in ASCII."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scan.house_forms import house_form
from extractor.value.numbers import parse_number

FORMS = {
    "brackets and colons are wide": ("项目资金(万元):", "项目资金（万元）："),
    "commas and stops end clauses": ("完成,达标.", "完成，达标。"),
    "a thousands separator stays": ("1,234,567.80", "1,234,567.80"),
    "a wide thousands separator": ("１，２３４.５", "1,234.5"),
    "a comma read for a point": ("9，93", "9.93"),
    "a code in square brackets": ("教育局［856536］", "教育局[856536]"),
    "a raised point": ("1,010·00", "1,010.00"),
    "points for thousands separators": ("1.234.567.80", "1,234,567.80"),
    "a point for one thousands separator": ("-8,033.589,188.49", "-8,033,589,188.49"),
    "a colon for the decimal point": ("-7,570,199,716:14", "-7,570,199,716.14"),
    "a speck behind a number": ("555.77.", "555.77"),
    "points with a stroke lost": ("效益指标(40刀)", "效益指标（40分）"),
    "a strength": ("风力7力", "风力7力"),
    "an ordinal": ("3.", "3."),
    "numbers in a row": ("100,200,30", "100,200，30"),
    "square metres are two signs": ("50㎡", "50m²"),
    "a ring read twice": ("≤74°℃", "≤74℃"),
    "degrees as two signs": ("25°C", "25℃"),
    "kilowatt hours": ("96kwh", "96kWh"),
    "a date with points": ("2020.12.31", "2020.12.31"),
    "a version": ("1.2.3", "1.2.3"),
    "the time of day": ("9:30", "9:30"),
    "one sign of comparison": ("≧９０％", "≥90%"),
    "what is left of a per cent sign": ("≥90%6", "≥90%"),
    "a per cent sign before other figures": ("5%6.2", "5%6.2"),
    "spaces between ideographs": ("产 出 指标 1 个", "产出指标1个"),
    "letters of one word apart": ("P P PP 项目 IT Service", "PPPP项目IT Service"),
    "spaces between words": ("Adobe  PDF 文件", "Adobe PDF文件"),
    "straight quotation marks": ('"精准"与"帮扶"', "“精准”与“帮扶”"),
    "marks that only close": ("；”精准”规划", "；“精准”规划"),
    "a mark opened in the line above": ("管理”和“办法”", "管理”和“办法”"),
    "of two opening marks the second closes": ("“精准“规划，“帮扶”", "“精准”规划，“帮扶”"),
    "a point read twice": ("98.．5%", "98.5%"),
    "an ellipsis": ("等....", "等...."),
    "元 with a stroke lost": ("526.24万兀", "526.24万元"),
    "元 with a stroke lost, below its figure": ("兀", "元"),
    "元 with a stroke lost, before a bracket": ("兀)", "元）"),
    "a mountain": ("突兀", "突兀"),
    "a bird": ("兀鹫栖息地监测", "兀鹫栖息地监测"),
    "Roman figures counted twice": ("达到ⅢIIII类", "达到III类"),
    "Roman figures": ("达到Ⅲ类", "达到III类"),
    "Roman figures of too many strokes": ("达到IⅢ类", "达到III类"),
    "no Roman figure": ("型号IIIIA", "型号IIIIA"),
    "a dash between numbers read as one": ("3一5天", "3-5天"),
    "an ordinal stays": ("第一季度", "第一季度"),
}


@pytest.mark.parametrize(("seen", "house"), FORMS.values(), ids=FORMS.keys())
def test_signs_take_their_usual_form(seen: str, house: str):
    """Width, separators and spaces follow the text around, whatever the reader gave."""
    assert house_form(seen) == house


SIGNS = st.text(
    st.sampled_from('09%6,，.。·:：;；()（）"“”- —一～~≥＞ \u3000Aaz万元项目［[】?!'), max_size=12
)


@given(SIGNS)
def test_a_house_form_is_its_own(text: str):
    """What is in its house form already does not change any more."""
    house = house_form(text)
    assert house_form(house) == house


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.booleans(), st.booleans())
def test_numbers_keep_their_value(value: Decimal, thousands: bool, wide: bool):  # noqa: FBT001 - drawn by Hypothesis
    """Whatever width its signs were read in, a number states what it stated."""
    printed = f"{value:,.2f}%" if thousands else f"{value:.2f}"
    seen = "".join(chr(ord(sign) + 0xFEE0) for sign in printed) if wide else printed
    assert parse_number(house_form(seen)) == parse_number(printed)
