"""What a font gives no meaning, or a wrong one, never passes for a value."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from extractor.page.layers import UNKNOWN
from extractor.pipeline import extract_or_error, load_kit
from extractor.proof.checks import check_record, recheck
from models.pointers import all_values
from models.records import Form, Fund, Indicator, Record
from tests.generators.cases import Case, draw_case
from tests.generators.fontmaps import mapped
from tests.generators.picks import Dice
from tests.generators.readings import read_back

KIT = replace(load_kit(), recognise=None)
RECORD = Record(
    project_name="河道清淤",
    funds=(Fund(source="total", executed="800", score="8"),),
    indicators=(Indicator(level3="清淤长度", actual="8公里", score="40"),),
)


def _whys(**values: str) -> tuple[str, ...]:
    return recheck(Form(pages=(1,), template="t", record=replace(RECORD, **values))).why_review


UNREADABLE = {"unknown": "河道清\ufffd", "private": "河道清\ue863", "beyond the symbols": "河道清\uf8ff"}


@pytest.mark.parametrize("name", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_value_of_unknown_characters_goes_to_a_person(name: str):
    """It is named until somebody has written what the page shows."""
    assert "unreadable:/project_name" in _whys(project_name=name)
    assert "unreadable:/project_name" not in _whys(project_name="河道清淤\uf0fc")


SYMBOLS = {
    "at least": ("\uf0b395.5", True),
    "a sign of its own behind a number": ("95\uf025", True),
    "a bullet behind a number": ("95\uf0b7次", False),
    "an empty box": ("\uf0a31.一次性", False),
    "a bullet": ("\uf0b795", False),
    "a tick": ("\uf0fc 95次", False),
}


@pytest.mark.parametrize(("actual", "is_told"), SYMBOLS.values(), ids=SYMBOLS.keys())
def test_what_a_font_of_symbols_says_of_a_number_goes_to_a_person(actual: str, *, is_told: bool):
    """Its bullets and ticks do not."""
    indicator = replace(RECORD.indicators[0], actual=actual)
    assert ("unreadable:/indicators/0/actual" in _whys(indicators=(indicator,))) == is_told


FAILED = {
    "divided": "#DIV/0!",
    "lost": "＃REF!",
    "not found": "#N/A",
    "amid a text": "完成#VALUE!公里",
    "narrow": "####",
    "narrow and broken": "## ##",
    "divided, set apart": "#DIV / 0!",
    "a name alone": "#NAME",
    "a name broken": "#NA\nME?",
    "divided, broken": "#DI\nV/0!",
    "a name amid a text": "完成 #NAME? 公里",
    "of LibreOffice": "Err:502",
    "of LibreOffice in Chinese": "错误：508",
}
NOT_FAILED = ("3#楼", "C#NUMBER", "购#NAMEX设备", "完成#NAME项目", "采购#VALUEs", "见Err:502的说明")


@pytest.mark.parametrize("printed", FAILED.values(), ids=FAILED.keys())
@pytest.mark.parametrize("field", ["target", "actual", "score"])
def test_what_a_spreadsheet_could_not_compute_or_print_is_no_value(printed: str, field: str):
    """It is told wherever a value belongs."""
    assert _is_told(field, printed)


@pytest.mark.parametrize("printed", NOT_FAILED)
@pytest.mark.parametrize("field", ["target", "actual", "score"])
def test_a_number_sign_of_a_name_is_none_of_a_spreadsheet(printed: str, field: str):
    """It may stand before or within any word."""
    assert not _is_told(field, printed)


def test_one_number_sign_stands_for_a_number_only_where_one_belongs():
    """In a target or an actual it may be a mark."""
    assert [_is_told(field, "#") for field in ("target", "actual", "score")] == [False, False, True]


def _is_told(field: str, text: str) -> bool:
    record = replace(RECORD, indicators=(replace(RECORD.indicators[0], **{field: text}),))
    found = [one for one in check_record(record).findings if one.code == "not-a-number"]
    return "error" in {one.severity for one in found}


@pytest.fixture(scope="module")
def case() -> Case:
    """A drawn form whose embedded font tells what its signs mean."""
    return draw_case(Dice(1, without=("named font",)), "pymupdf")


def test_a_digit_without_a_meaning_is_told(case: Case):
    """A font whose map lacks one digit leaves values that nobody takes for whole ones."""
    data = mapped(case.data, lambda text: text.replace("8", UNKNOWN))
    for form in extract_or_error(data, "a.pdf", KIT).forms:
        broken = {field for field, text in all_values(form.record).items() if UNKNOWN in text}
        assert broken
        assert {f"unreadable:{field}" for field in broken} <= {*form.why_review}


SAID = {
    "no width": lambda text: f"{text}\u200b" if text.isdigit() else text,
    "direction and form": lambda text: f"{text}\u2069\ufe0e" if text in "0元" else text,
    "hyphens": lambda text: "\xad" if text == "-" else text,
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID.keys())
def test_what_prints_nothing_is_no_part_of_a_value(case: Case, said: Callable[[str], str]):
    """Marks of no width and of direction go, with a note; a soft hyphen that is drawn is a hyphen."""
    whole, read = (read_back(data).forms for data in (case.data, mapped(case.data, said)))
    assert [form.record for form in read] == [form.record for form in whole]


STRANGE = ("B", "lO", "POO")


def test_numbers_that_are_letters_are_told():
    """Letters and signs in most numeric cells are digits that a font misnames; a single one is printed."""
    strange = tuple(Fund(source="total", executed=text) for text in ("①②.⑤", "٢١", "¹⁰"))
    assert {one.severity for one in check_record(Record(funds=strange)).findings} == {"error"}
    funds = tuple(Fund(source="total", executed=text) for text in STRANGE)
    assert {one.severity for one in check_record(Record(funds=funds)).findings} == {"error"}
    numbers = tuple(Fund(source="total", executed=text) for text in ("8", "10", "900"))
    found = check_record(Record(funds=funds[:1] + numbers)).findings
    assert [one.severity for one in found if one.code == "not-a-number"] == ["info"]
    words = tuple(Fund(source="total", executed=text) for text in ("优", "良", "中"))
    assert {one.severity for one in check_record(Record(funds=words)).findings} == {"info"}


PRINTED = {
    "several": ("120000000 100.00 2,315.49 -", "error"),
    "two": ("8 10", "error"),
    "one and what it was changed to": ("88改为90", "error"),
    "two run together": ("526.4477.7", "error"),
    "two shares run together": ("90%10", "error"),
    "one whose digit is a letter": ("l2.5", "error"),
    "one whose noughts are letters": ("1O.OO%", "error"),
    "one whose point is a full stop": ("12。5", "error"),
    "one in a font of symbols": ("\uf031\uf032.5", "error"),
    "one with a letter more": ("A12", "info"),
    "letters alone": ("lO", "info"),
    "one with its unit": ("8 公里", "info"),
    "one with a point too many": ("8..5", "info"),
    "one in words": ("约 8", "info"),
}


@pytest.mark.parametrize(("text", "severity"), PRINTED.values(), ids=PRINTED.keys())
def test_several_numbers_in_a_cell_go_to_a_person(text: str, severity: str):
    """They stand there where a table has no line between its columns."""
    (found,) = check_record(Record(funds=(Fund(source="total", executed=text),))).findings
    assert (found.code, found.severity) == ("not-a-number", severity)
