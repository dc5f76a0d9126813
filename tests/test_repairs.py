"""Uncertain readings and the form's arithmetic: proven repairs, and what is left to a person."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from benchmarks.perfect_forms import made_records
from benchmarks.plantings import cells_misread, misread, plant, printed
from benchmarks.repair import same
from extractor.proof.checks import check_record, echoes_of, recheck
from extractor.proof.confusions import completed, finer, misreadings
from extractor.proof.repairs import repair
from models.pointers import all_values, with_values
from models.records import Evidence, Form, Fund, Indicator, Pointer, Record, Uncertain
from tests.made_records import perfect_records

RECORD = Record(
    funds=(
        Fund(
            source="total", initial_budget="83.12", executed="82.12", weight="10", rate="98.80%", score="9.88"
        ),
        Fund(source="fiscal", initial_budget="83.12", executed="82.12", weight="—", rate="98.80%", score="—"),
    ),
    indicators=(
        Indicator(level3="培训场次", weight="50", score="46.5"),
        Indicator(level3="覆盖率", weight="30", score="30"),
        Indicator(level3="满意度", weight="10", score="8"),
    ),
    total_score="94.38",
)


def recognised(seen: dict[Pointer, tuple[str, ...]], record: Record = RECORD, source: str = "ocr") -> Form:
    """Return the form as recognised: some cells with what several readers saw, the first kept."""
    evidence = {
        field: Evidence(page=1, box=(0, at, 1, at + 1), source=source)  # type: ignore[arg-type] - ocr or text
        for at, field in enumerate(all_values(record))
    }
    uncertain = tuple(Uncertain(field=field, readings=readings) for field, readings in seen.items())
    texts = {field: readings[0] for field, readings in seen.items()}
    return Form(
        pages=(1,), template="", record=with_values(record, texts), evidence=evidence, uncertain=uncertain
    )


@pytest.mark.parametrize(
    ("field", "readings"),
    [
        ("/funds/0/initial_budget", ("8312", "83.12")),
        ("/funds/0/initial_budget", ("8312", "8312")),
        ("/indicators/2/score", ("3", "8")),
        ("/indicators/0/score", ("46,5", "46.S")),
        ("/indicators/1/weight", ("3O", "3O")),
        ("/funds/0/rate", ("98.80", "98.80%")),
        ("/total_score", ("94:38", "94.88")),
    ],
)
def test_one_answer_is_a_proven_repair(field: Pointer, readings: tuple[str, ...]):
    """What another reader saw, or one misreading explains, is taken where the checks leave nothing else."""
    form = repair(recognised({field: readings}))
    (one,) = form.uncertain
    assert all_values(form.record) == all_values(RECORD)
    assert one.readings == readings
    assert one.proven_by
    assert not one.choices


def test_a_value_that_the_checks_cannot_tell_goes_to_a_person():
    """Where no check covers a cell, or two answers are left, the record keeps what was read."""
    form = repair(recognised({"/indicators/0/score": ("46.8", "46.3")}))
    assert form.record.indicators[0].score == "46.8"
    assert form.uncertain[0].choices[:2] in (("46.5", "46.8"), ("46.8", "46.3"))
    assert not form.uncertain[0].proven_by


WRONG_SUMS = {
    "digital": (replace(RECORD, total_score="95.38"), {}, "text"),
    "recognised, read surely": (replace(RECORD, total_score="95.38"), {}, "ocr"),
    "a weight and its group": (
        with_values(RECORD, {"/indicators/0/weight": "56", "/indicators/1/weight": "80"}),
        {},
        "ocr",
    ),
    "beside a doubt": (replace(RECORD, total_score="95.38"), {"/funds/0/rate": ("98.80%", "98.30%")}, "ocr"),
    "a doubt in the sum": (replace(RECORD, total_score="95.38"), {"/indicators/2/score": ("8", "B")}, "ocr"),
}


@pytest.mark.parametrize(("record", "seen", "source"), WRONG_SUMS.values(), ids=WRONG_SUMS.keys())
def test_a_mistake_of_the_issuer_is_never_repaired(
    record: Record, seen: dict[Pointer, tuple[str, ...]], source: str
):
    """In digital text nothing is uncertain, and what all readers saw alike is not changed for a sum."""
    form = recheck(repair(recognised(seen, record, source)))
    assert form.record == record
    assert form.needs_review
    assert {found.code for found in form.findings} & {"total-is-sum", "weights-are-100"}


PARTED = {
    "joined in the left cell": ({"weight": "108", "score": ""}),
    "joined in the right cell, with a gap": ({"weight": "", "score": "10 8"}),
    "a sign too many": ({"weight": "1", "score": "08"}),
}


@pytest.mark.parametrize("seen", PARTED.values(), ids=PARTED.keys())
def test_texts_of_neighbours_are_parted(seen: dict[str, str]):
    """A weight and a score that were read as one text are each proven, and told apart from what was read."""
    fields = {f"/indicators/2/{name}": text for name, text in seen.items()}
    form = repair(recognised({}, with_values(RECORD, fields)))
    assert form.record == RECORD
    assert {one.field: one.readings for one in form.uncertain} == {
        field: (text,) for field, text in fields.items()
    }
    assert all(one.proven_by for one in form.uncertain)


LEFT_TO_A_PERSON = {
    "both readers saw the same digits": {"/indicators/0/score": ("49.5", "49,5")},
    "a total that may have lost a decimal": {"/total_score": ("94.3", "34.3")},
    "two cells that make up for one another": {
        "/indicators/0/score": ("48.5", "46.5"),
        "/indicators/1/score": ("28", "30"),
    },
    "a blank where 0 or nothing may stand": {"/funds/0/score": ("", "")},
    "digits that no reader saw, and one sum": {"/indicators/2/score": ("6", "9")},
    "another text that is no number": {"/indicators/2/score": ("合格", "合格")},
}


@pytest.mark.parametrize("seen", LEFT_TO_A_PERSON.values(), ids=LEFT_TO_A_PERSON.keys())
def test_what_is_not_proven_goes_to_a_person(seen: dict[Pointer, tuple[str, ...]]):
    """Nothing is proven, the record keeps what was read, and every reading is among the choices."""
    before = recognised(seen)
    form = repair(before)
    assert form.record == before.record
    assert {one.field for one in form.uncertain} == seen.keys()
    for one in form.uncertain:
        assert not one.proven_by
        assert set(one.readings) <= set(one.choices)


@pytest.mark.parametrize("readings", [("8", "18"), ("18", "8"), ("18", "18")])
def test_a_digit_dropped_is_not_proven_by_one_sum(readings: tuple[str, ...]):
    """Readers lose digits sooner than they gain them, and one sum may hold for another reason."""
    (one,) = repair(recognised({"/indicators/2/score": readings})).uncertain
    assert one.proven_by == ()
    assert "8" in one.choices


RESTING = {
    "on a digit that no reader saw": {"/indicators/1/score": ("80", "30"), "/indicators/2/score": ("3",)},
    "a cell without a number on one": {"/indicators/1/score": ("", "30"), "/indicators/2/score": ("3",)},
}


@pytest.mark.parametrize("seen", RESTING.values(), ids=RESTING.keys())
def test_no_proof_rests_on_a_change_that_is_not_proven(seen: dict[Pointer, tuple[str, ...]]):
    """A sum that holds only if another cell holds what nothing proves is no proof: both go to a person."""
    form = repair(recognised(seen))
    assert {one.field: one.readings[0] for one in form.uncertain} == {
        field: all_values(form.record)[field] for field in seen
    }
    assert {one.field: one.choices[0] for one in form.uncertain} == {
        field: all_values(RECORD)[field] for field in seen
    }
    assert not any(one.proven_by for one in form.uncertain)


def test_a_blank_is_not_proven_by_a_sum():
    """A 0 that no reader saw adds up as nothing does, so a person looks."""
    values = {"/indicators/2/score": "0", "/total_score": "86.38"}
    form = repair(recognised({"/indicators/2/score": ("", "")}, with_values(RECORD, values)))
    (one,) = form.uncertain
    assert not one.proven_by
    assert form.record.indicators[2].score == ""


@pytest.mark.parametrize(
    ("text", "readings", "proof"),
    [("0", (), "consistent"), ("0", ("0", "o"), "consistent"), ("0.00", (), "proven")],
)
def test_a_lone_nought_is_not_proven_by_a_sum(text: str, readings: tuple[str, ...], proof: str):
    """A piece of a seal in a blank cell is read as 0, even by both readers, and adds up; not as 0.00."""
    carried = Fund(source="carried_over", executed=text)
    record = replace(RECORD, funds=(*RECORD.funds, carried))
    field = "/funds/2/executed"
    form = recheck(repair(recognised({field: readings} if readings else {}, record)))
    assert form.evidence[field].proof == proof
    assert not any(one.proven_by for one in form.uncertain)


@pytest.mark.parametrize("text", ["-0", "−0.00", "－0"])
def test_minus_nought_is_no_number(text: str):
    """It adds up as 0 does, yet is never proven as it stands: the sum makes it 0, or a person does."""
    values = {"/indicators/2/score": text, "/indicators/2/reason": "停电"}
    fits = recheck(repair(recognised({}, with_values(RECORD, values | {"/total_score": "86.38"}))))
    (one,) = fits.uncertain
    assert fits.record.indicators[2].score == text.lstrip("-−－")
    assert (one.readings, one.proven_by) == ((text,), ("total-is-sum",))
    alone = recheck(repair(recognised({}, with_values(RECORD, values | {"/total_score": ""}))))
    (one,) = alone.uncertain
    assert (one.choices, one.proven_by) == ((text.lstrip("-−－"), text), ())
    assert alone.evidence[one.field].proof != "proven"


def test_a_warned_score_may_have_been_misread_alike():
    """An 8 for a 3 that lost marks without a reason may make up for 41.5 in the place of 46.5."""
    record = with_values(RECORD, {"/total_score": "89.38"})
    form = repair(recognised({"/indicators/0/score": ("46.5", "41.5")}, record))
    (one,) = form.uncertain
    assert one.choices[:2] == ("41.5", "46.5")
    full = replace(record, indicators=(*record.indicators[:2], replace(record.indicators[2], reason="停电")))
    (one,) = repair(recognised({"/indicators/0/score": ("46.5", "41.5")}, full)).uncertain
    assert one.proven_by == ("total-is-sum",)


def test_what_all_readers_misread_alike_is_asked_with_choices():
    """The record keeps it; each cell that one misreading would mend is shown what that would make of it."""
    misread_alike = with_values(RECORD, {"/indicators/2/score": "3"})
    form = repair(recognised({}, misread_alike))
    assert form.record == misread_alike
    choices = {one.field: one.choices for one in form.uncertain}
    assert choices["/indicators/2/score"][:2] == ("3", "8")
    assert len(choices) <= 6
    assert not any(one.proven_by for one in form.uncertain)
    assert not repair(recognised({}, with_values(RECORD, {"/total_score": "12"}))).uncertain


@st.composite
def read_forms(draw: st.DrawFn) -> tuple[Form, Record]:
    """Draw a form of which some text is digital and some recognised, misread here and there."""
    record = draw(perfect_records())
    dice = draw(st.randoms(use_true_random=False))
    planted = plant(page := printed(record), cells_misread(draw(st.integers(0, 4)))(page, dice))
    form = planted.form
    share = draw(st.sampled_from([0.0, 0.3, 1.0]))
    boxes = {seen.box for seen in form.evidence.values()}
    typed = {box for box in sorted(boxes) if dice.random() < share}
    digital = {field for field, seen in form.evidence.items() if seen.box in typed}
    evidence = {
        field: structs.replace(seen, source="text") if field in digital else seen
        for field, seen in form.evidence.items()
    }
    uncertain = tuple(one for one in form.uncertain if one.field not in digital)
    return replace(form, evidence=evidence, uncertain=uncertain), record


@given(read_forms())
@settings(max_examples=30, deadline=None)
def test_only_recognised_doubts_change_and_only_to_what_explains_them(drawn: tuple[Form, Record]):
    """A repaired value is a reading, a misreading of one, or a part of neighbours' texts; repairing ends."""
    before, _ = drawn
    after = repair(before)
    values, read = all_values(after.record), all_values(before.record)
    entries = {one.field: one for one in after.uncertain}
    origins = echoes_of(before)
    for field in (field for field in values if values[field] != read[field]):
        assert before.evidence[field].source == "ocr"
        one = entries[origins.get(field, field)]
        assert one.proven_by
        assert any(values[field] in _explained(reading) for reading in one.readings) or values[
            field
        ] in "".join(read.values())
    assert repair(after) == after
    if not before.uncertain and not check_record(before.record).findings:
        assert after.record == before.record


def _explained(reading: str) -> set[str]:
    return {reading, *(one.text for one in misreadings(reading)), *completed(reading), *finer(reading)}


@given(perfect_records(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_misreading_that_the_second_reader_saw_through(record: Record, dice: random.Random):
    """The value printed is taken, or a person is asked: never is another value proven."""
    page = printed(record)
    field = dice.choice(page.numbers)
    true = page.texts[field]
    form = recheck(repair(plant(page, {field: (misread(true, dice), true)}).form))
    (one,) = (one for one in form.uncertain if one.field == field)
    assert true in one.choices or (one.proven_by and same(all_values(form.record)[field], true))


def test_time_is_bounded_on_large_forms():
    """Where every cell of 80 rows is in doubt the search is given up, and everything is asked."""
    page = printed(next(made_records(3, 80)))
    seen = {field: (f"1{page.texts[field]}", page.texts[field]) for field in page.numbers}
    before = time.process_time()
    form = repair(plant(page, seen).form)
    assert time.process_time() - before < 10
    assert all(one.choices or one.proven_by for one in form.uncertain)
    assert len(form.uncertain) >= 160
