"""What strangers' texts become in a spreadsheet's cells."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review_ui.cells import CUT, LONGEST, defused, exact_number, restored, shown, typed

DEFUSED = {
    "formula": ("=1+1", "'=1+1"),
    "plus": ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    "minus with words": ("-2+3", "'-2+3"),
    "at": ("@SUM(A1)", "'@SUM(A1)"),
    "tab": ("\t=1", "'\t=1"),
    "carriage return": ("\r=1", "'\r=1"),
    "behind blanks": ("  =1", "'  =1"),
    "behind a full-width blank": ("　=1", "'　=1"),
    "full width": ("＝1＋1", "'＝1＋1"),
    "full-width at": ("＠SUM", "'＠SUM"),
    "behind an apostrophe": ("'=1", "''=1"),
    "behind a control character": ("\x1b=1", "␛=1"),
    "negative number": ("-5", "-5"),
    "negative amount": ("-2,315.49", "-2,315.49"),
    "negative percentage": ("-3.5%", "-3.5%"),
    "positive sign": ("+5", "'+5"),
    "dash": ("—", "—"),
    "plain": ("40 人", "40 人"),
}


@pytest.mark.parametrize(("text", "cell"), DEFUSED.values(), ids=DEFUSED.keys())
def test_defuses(text: str, cell: str):
    """A cell that a spreadsheet would run gets an apostrophe, and nothing else does."""
    assert defused(text) == cell


hostile = st.text(st.one_of(st.sampled_from("=+-@\t\r\n '＝＋－＠19.,%"), st.characters()))


@given(hostile)
@example("'＝")
def test_defused_is_reversible(text: str):
    """No cell begins like a formula, and the text can be had back."""
    cell = defused(text)
    begins = cell.lstrip()[:1]
    assert begins not in set("=+@＝＋－＠") or not begins
    assert begins != "-" or exact_number(cell) or cell.endswith("%")
    assert cell[:1] not in {"\t", "\r", "\n"} or not cell[:1]
    assert restored(cell) == shown(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("\0\x1b\x7f", "␀␛␡"), ("a\tb\nc", "a\tb\nc"), ("\ud800\uffff", "\ufffd\ufffd"), ("表", "表")],
)
def test_control_characters_are_shown(text: str, kept: str):
    """A character that XML forbids is shown, not dropped."""
    assert shown(text) == kept


def test_typed():
    """Excel's limit of characters is kept, with a word about it; XlsxWriter's raw markup stays text."""
    cut = typed("😀" * 20_000)
    assert cut == "😀" * (LONGEST // 2) + CUT
    assert typed("字" * LONGEST) == "字" * LONGEST
    assert typed("<r><t>x</t></r>") == "<r><t>x</t></r> "


NUMBERS = {"6": True, "87.40": True, "2,315.49": True, "-0.5": True, "": False, "—": False, "100%": False}
NUMBERS |= {"0.1234567890123456789": False, "123456789012345678": False, "526.44万元": False}


@pytest.mark.parametrize(("text", "exact"), NUMBERS.items(), ids=NUMBERS.keys())
def test_exact_number(text: str, exact: bool):  # noqa: FBT001 - a table's column
    """A number is written as one only if nothing is lost by it."""
    assert (exact_number(text) is not None) == exact
