"""Recognised values: what of them is proven, what goes to a person, and that nobody is blamed for them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from msgspec import structs

from extractor.proof.checks import recheck
from models.pointers import with_value, with_values
from models.records import Form, Fund, Indicator, Pointer, Record, Uncertain
from tests.made_records import read_form, seed

UNCERTAIN = {
    "open": (
        Uncertain(field="/total_score", readings=("89.00", "39.00")),
        "consistent",
        ("uncertain:/total_score",),
    ),
    "proven": (
        Uncertain(field="/total_score", readings=("39.00", "89.00"), proven_by=("total-is-sum",)),
        "proven",
        (),
    ),
    "of no number": (Uncertain(field="/title", readings=("表", "夫")), "proven", ("uncertain:/title",)),
}


@pytest.mark.parametrize(("doubt", "proof", "why"), UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_uncertain(doubt: Uncertain, proof: str, why: tuple[str, ...]):
    """What was not read surely goes to a person and is proven no more, unless its sums singled it out."""
    form = recheck(read_form(seed("4-volunteer-fund"), uncertain=(doubt,)))
    assert (form.why_review, form.needs_review) == (why, bool(why))
    assert form.evidence["/total_score"].proof == proof
    assert form.evidence["/indicators/0/score"].proof == "proven"


def test_uncertain_in_conflict():
    """An uncertain value in a broken sum stays in conflict."""
    doubt = Uncertain(field="/total_score", readings=("39.00",))
    form = recheck(
        read_form(with_value(seed("4-volunteer-fund"), "/total_score", "39.00"), uncertain=(doubt,))
    )
    assert form.evidence["/total_score"].proof == "conflict"
    assert form.why_review == ("finding:total-is-sum", "uncertain:/total_score")


def _recognised(record: Record, *doubts: Pointer) -> Form:
    form = read_form(record, uncertain=tuple(Uncertain(field=field, readings=("1",)) for field in doubts))
    return replace(
        form, evidence={at: structs.replace(seen, source="ocr") for at, seen in form.evidence.items()}
    )


def test_recognised_text_is_proven_by_what_is_sure():
    """A rule with a doubtful cell in it proves none of its recognised cells; other rules go on proving."""
    record = seed("4-volunteer-fund")
    scores = [f"/indicators/{at}/score" for at in range(len(record.indicators))]
    sure, doubtful = recheck(_recognised(record)), recheck(_recognised(record, scores[0]))
    assert {sure.evidence[score].proof for score in scores} == {"proven"}
    assert {doubtful.evidence[score].proof for score in scores} == {"consistent"}
    assert doubtful.evidence["/indicators/0/weight"].proof == "proven"
    broken = recheck(_recognised(with_value(record, "/indicators/1/weight", "3")))
    assert broken.evidence["/total_score"].proof == "consistent"
    read = recheck(read_form(with_value(record, "/indicators/1/weight", "3")))
    assert read.evidence["/total_score"].proof == "proven"


def test_recognised_blank_is_not_proven():
    """A blank may be a nought that was overlooked: it adds up alike."""
    record = seed("1-sunshine-community")
    assert recheck(read_form(record)).evidence["/funds/2/executed"].proof == "proven"
    assert recheck(_recognised(record)).evidence["/funds/2/executed"].proof == "consistent"


def test_recognised_text_blames_nobody():
    """Where one of a broken rule's numbers was recognised, not read, the fault may be ours."""
    form = read_form(with_value(seed("4-volunteer-fund"), "/total_score", "1"))
    doubtful = {"/indicators/0/score": structs.replace(form.evidence["/indicators/0/score"], source="ocr")}
    assert [one.blame for one in recheck(form).findings] == ["issuer"]
    assert [one.blame for one in recheck(replace(form, evidence=form.evidence | doubtful)).findings] == [
        "unknown"
    ]


def test_what_contradicts_a_recognised_figure_asks_a_person():
    """No sum proves a target or actual: where the marks given do not fit it, a digit may be lost."""
    record = with_value(seed("4-volunteer-fund"), "/indicators/5/actual", "28个")
    assert "finding:missed-but-full" in recheck(_recognised(record)).why_review
    assert recheck(read_form(record)).why_review == ()
    words = recheck(_recognised(with_value(record, "/indicators/5/actual", "达到预期")))
    assert [one.code for one in words.findings if one.severity == "warning"] == ["not-quantified"]
    assert words.why_review == ()


def test_a_recognised_total_may_have_lost_its_decimals():
    """What a printed total or rate is excused for by its decimals or its base may be a misreading here."""
    funds = (
        Fund(source="total", executed="2315"),
        Fund(source="fiscal", executed="2000.49"),
        Fund(source="other", executed="315.00"),
    )
    row = Indicator(target="90场", actual="84场", weight="10", score="9.33", reason="疫情")
    scores = Record(
        funds=(Fund(source="total", weight="10", rate="100%", score="10"),),
        indicators=(row,) * 9,
        total_score="94.00",
    )
    adjusted = Fund(source="total", initial_budget="100", adjusted_budget="160", executed="80", rate="80%")
    records = {
        "funds-add-up": Record(funds=funds),
        "total-is-sum": scores,
        "rate-is-executed-over-budget": Record(funds=(adjusted,)),
    }
    for code, record in records.items():
        assert f"finding:{code}" in recheck(_recognised(record)).why_review
        assert f"finding:{code}" not in recheck(read_form(record)).why_review


@pytest.mark.parametrize(("source", "proof"), [("ocr", "consistent"), ("text", "proven")])
def test_recognised_minus_nought_is_not_proven(source: str, proof: str):
    """It adds up as the 0 does for which it may stand; what was read from a file is what was printed."""
    record = seed("4-volunteer-fund")
    score = "/indicators/0/score"
    rest = Decimal(record.total_score) - Decimal(record.indicators[0].score)
    form = _recognised(with_values(record, {score: "-0", "/total_score": str(rest)}))
    evidence = {at: structs.replace(seen, source=source) for at, seen in form.evidence.items()}
    assert recheck(replace(form, evidence=evidence)).evidence[score].proof == proof
