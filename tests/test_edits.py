"""Edits are pure: values, categories and evidence after a change, and back again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import edits
from models.errors import BadRequest
from models.events import Deed
from models.pointers import all_values
from models.records import Form, Label, Reason, Uncertain
from tests.made_forms import CUT, POINTER, REASON, WEATHER, flag_total, made_form

MOVES = {
    "unchanged": (REASON, [(1, 3), (3, 5)]),
    "pushed on": ("确因天气原因未完成", [(2, 4), (4, 6)]),
    "words gone": ("因人手不足", [(0, 0), (0, 0)]),
    "one gone": ("因天气不好", [(1, 3), (0, 0)]),
    "the later of two": ("原因：天，原因天气", [(7, 9), (5, 7)]),
    "the nearer of two": ("天天气气，天气原因", [(1, 3), (7, 9)]),
    "emptied": ("", [(0, 0), (0, 0)]),
}

REFUSED_VALUES = {
    "no such field": ("/nothing", "1"),
    "no such row": ("/indicators/9/score", "1"),
    "a whole row": ("/indicators/0", "1"),
    "no pointer": ("total_score", "1"),
    "the whole record": ("", "1"),
    "a fixed word": ("/funds/0/source", "sky"),
    "nul": ("/total_score", "1\0"),
    "escape": ("/total_score", "\x1b[1m"),
    "surrogate": ("/total_score", "\udc80"),
    "too long": ("/total_score", "1" * 10_001),
}


def _spans(form: Form) -> list[tuple[int, int]]:
    return [(label.start, label.end) for label in form.reasons[0].labels]


@pytest.mark.parametrize(("text", "spans"), MOVES.values(), ids=MOVES.keys())
def test_evidence_is_found_again(text: str, spans: list[tuple[int, int]]) -> None:
    """A label follows its words to their nearest place; without them it stays, with no place."""
    form = edits.corrected(made_form(), POINTER, text)
    assert form.record.indicators[0].reason == text
    assert _spans(form) == spans
    assert [label.code for label in form.reasons[0].labels] == [WEATHER.code, CUT.code]


@pytest.mark.parametrize("value", ["9.6", "9.8"])
def test_a_person_makes_certain(value: str) -> None:
    """A corrected value, or one confirmed as it is, is uncertain no more; others stay so."""
    doubts = tuple(Uncertain(field=field, readings=("9.6", "9.8")) for field in ("/total_score", POINTER))
    form = replace(edits.corrected(made_form(), "/total_score", "9.6"), uncertain=doubts)
    assert edits.corrected(form, "/total_score", value).uncertain == doubts[1:]


@given(st.text(st.sampled_from("因天气原未完成"), max_size=40))
def test_evidence_is_the_same_words(text: str) -> None:
    """Wherever a label ends up, its words are those it had; no place means that they are gone."""
    form = edits.corrected(made_form(), POINTER, text)
    for before, after in zip((WEATHER, CUT), form.reasons[0].labels, strict=True):
        words = REASON[before.start : before.end]
        assert text[after.start : after.end] == (words if words in text else "")


@given(st.data())
def test_one_value_changes_alone(data: st.DataObject) -> None:
    """A correction changes the value that it names and no other, and is undone by the old value."""
    form = made_form()
    values = dict(all_values(form.record))
    pointer = data.draw(st.sampled_from([name for name in values if name != "/funds/0/source"]))
    new = data.draw(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30))
    changed = edits.corrected(form, pointer, new)
    assert all_values(changed.record) == values | {pointer: new}
    assert edits.corrected(changed, pointer, values[pointer]).record == form.record


@pytest.mark.parametrize(("pointer", "value"), REFUSED_VALUES.values(), ids=REFUSED_VALUES.keys())
def test_refuses_what_cannot_be(pointer: str, value: str) -> None:
    """A field that is not there and a value that cannot be are the request's fault."""
    with pytest.raises(BadRequest):
        edits.corrected(made_form(), pointer, value)


def test_categories() -> None:
    """All are sure; those that stay keep their evidence, new ones have none, others go, each code once."""
    form = edits.categorised(made_form(), POINTER, ["FUND_DELAY", CUT.code, "FUND_DELAY"])
    new = Label(code="FUND_DELAY", start=0, end=0, confidence=1.0)
    assert form.reasons == (Reason(field=POINTER, labels=(replace(CUT, confidence=1.0), new), explains=True),)


def test_categories_decide_whether_a_reason_explains() -> None:
    """Without a category, or with praise alone, a reason explains nothing."""
    assert not edits.categorised(made_form(), POINTER, []).reasons[0].explains
    assert not edits.categorised(made_form(), POINTER, ["BOILERPLATE"]).reasons[0].explains


def test_a_reason_that_had_no_categories() -> None:
    """A reason field that the machine left out can be categorised; other reasons stay in place."""
    form = replace(made_form(), reasons=())
    assert [reason.field for reason in edits.categorised(form, POINTER, [CUT.code]).reasons] == [POINTER]


def test_a_category_that_is_no_more() -> None:
    """A reason may keep one that it has, or had when it was saved; it explains nothing and is not new."""
    gone = edits.categorised(made_form(), POINTER, ["GONE"])
    assert (gone.reasons[0].labels[0].code, gone.reasons[0].explains) == ("GONE", False)
    edits.check_codes(gone, POINTER, ["WEATHER", "GONE"])
    with pytest.raises(BadRequest, match="GONE"):
        edits.check_codes(made_form(), POINTER, ["WEATHER", "GONE"])


REFUSED_CODES = {
    "not a reason": ("/total_score", ["BUDGET_CUT"]),
    "no field": ("/indicators/9/reason", ["BUDGET_CUT"]),
}


@pytest.mark.parametrize(("pointer", "codes"), REFUSED_CODES.values(), ids=REFUSED_CODES.keys())
def test_refuses_categories(pointer: str, codes: list[str]) -> None:
    """Only on a reason."""
    with pytest.raises(BadRequest):
        edits.categorised(made_form(), pointer, codes)


@given(st.lists(st.sampled_from(["BUDGET_CUT", "FUND_DELAY", "WEATHER"])))
def test_codes_survive_an_event(codes: list[str]) -> None:
    """Codes joined for an event and split again are the same, each once."""
    assert edits.split_codes(edits.join_codes(codes)) == list(dict.fromkeys(codes))


def test_no_edit_is_the_reading() -> None:
    """Without a standing edit a form is exactly what the machine read, findings included."""
    form = replace(made_form(), why_review=("as read",))
    assert edits.replay(form, [], flag_total) == form


def test_a_typed_value_is_no_mistake_of_the_issuer() -> None:
    """A rule that breaks on what a person typed has nobody to blame; on what is printed, the issuer."""
    typed = Deed(kind="correct", field="/total_score", new="80")
    other = Deed(kind="correct", field="/project_name", new="桥梁养护")
    printed = made_form(total="80")
    printed = edits.corrected(printed, "/indicators/0/score", "81")
    assert [finding.blame for finding in edits.replay(made_form(), [typed], flag_total).findings] == [
        "unknown"
    ]
    assert [finding.blame for finding in edits.replay(printed, [other], flag_total).findings] == ["issuer"]
