"""Uncertain readings and the form's arithmetic: proven repairs, and what is left to a person."""

from dataclasses import replace

import pytest

from extractor.checks import recheck
from extractor.repairs import repair
from models.pointers import all_values, with_values
from models.records import Evidence, Form, Fund, Indicator, Pointer, Record, Uncertain

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


def test_a_mistake_of_the_issuer_is_never_repaired():
    """In digital text nothing is uncertain, and what all readers saw alike is not changed for one sum."""
    wrong = replace(RECORD, total_score="95.38")
    assert repair(recognised({}, wrong, "text")).record == wrong
    form = recheck(repair(recognised({}, wrong)))
    assert form.record == wrong
    assert {found.code for found in form.findings} >= {"total-is-sum"}
