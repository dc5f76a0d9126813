"""What the desk says of proofs and of scores that are due."""

from dataclasses import replace

import pytest

from extractor.proof.checks import recheck
from models.records import Derived, Due, Form, Fund, Indicator, Record
from review_ui import proofs
from review_ui.dues import hints
from review_ui.languages import load_words
from tests.made_records import read_form, seed

ZH, EN = load_words("zh"), load_words("en")


def due(**known: object) -> Form:
    """Return a form whose one row is due something, its score printed 6."""
    row = replace(Due(row=0, met=True), **known)  # type: ignore[arg-type] - the callers name fields of Due
    record = Record(indicators=(Indicator(level3="场次", score="6"),))
    return Form(pages=(1,), template="t", record=record, derived=Derived(indicators=(row,)))


HINTS = {
    "met and paid": ({"expected_score": "6", "difference": "0"}, ("达标",), "目标已达到；应得 6，印为 6"),
    "met and docked": (
        {"expected_score": "10", "difference": "-4"},
        ("达标", "应 10", "少 4"),
        "目标已达到；应得 10，印为 6",
    ),
    "unmet and overpaid": (
        {"met": False, "share": "40%", "expected_score": "2.4", "difference": "3.6"},
        ("未达 40%", "应 2.4", "多 3.6"),
        "目标未达到（完成 40%）；应得 2.4，印为 6",
    ),
    "unmet and due": (
        {"met": False, "share": "40%", "expected_score": "6.0", "difference": "0.0"},
        ("未达 40%", "应 6.0"),
        "目标未达到（完成 40%）；应得 6.0，印为 6",
    ),
    "beyond an open bound": ({"met": False, "share": "100%"}, ("未达",), "目标未达到（完成 —）"),
    "no number due": ({"met": False}, ("未达",), "目标未达到（完成 —）"),
}


@pytest.mark.parametrize(("known", "lines", "words"), HINTS.values(), ids=HINTS.keys())
def test_hints(known: dict[str, object], lines: tuple[str, ...], words: str):
    """Met or not always, the score due where it says something, the difference where there is one."""
    hint = hints(due(**known), ZH)["/indicators/0/score"]
    assert (hint.lines, hint.words) == (lines, words)


def test_hints_in_english():
    """The same in English."""
    form = due(met=False, share="40%", expected_score="2.4", difference="3.6")
    assert hints(form, EN)["/indicators/0/score"].lines == ("unmet 40%", "due 2.4", "3.6 over")


def test_a_row_that_is_gone_has_no_hint():
    """What is derived of a row that the record lacks is not shown."""
    assert hints(due(row=3), ZH) == {}


def test_printed_numbers_are_counted_once():
    """A merged cell is one number; a blank is none; what no rule covers is counted apart."""
    form = recheck(read_form(seed("5-targeted-aid")))
    found = proofs.counts(form)
    assert (found["conflict"], found["none"]) == (0, 0)
    rows = len(form.record.indicators)
    assert 2 * rows < found["proven"] + found["consistent"] < 2 * rows + 20
    names = ("total", "fiscal", "other")
    funds = tuple(
        Fund(source=name, initial_budget=text) for name, text in zip(names, ("12.5", "12.5", ""), strict=True)
    )
    assert proofs.counts(recheck(read_form(Record(funds=funds))))["proven"] == 2
    alone = Record(funds=(Fund(source="total", label="年度资金总额", initial_budget="12.5"),))
    assert proofs.counts(recheck(read_form(alone))) == {
        "proven": 0,
        "consistent": 0,
        "conflict": 0,
        "none": 1,
    }
