"""Categories that are not sure: who must look at their form, and who is blamed."""

import pytest

from extractor.proof.checks import recheck
from models.records import Label, Reason, Record
from tests.made_records import read_form, rows


@pytest.mark.parametrize(
    ("code", "confidence", "is_known"),
    [
        ("BOILERPLATE", 0.79, False),
        ("BOILERPLATE", 0.8, True),
        ("NO_REASON", 0.79, False),
        ("NO_REASON", 0.97, True),
        ("QUALITY_ROOM", 0.79, True),
        ("WEATHER", 0.3, True),
        ("WEATHER", 0.29, False),
        ("unclassified", 1.0, False),
    ],
)
def test_a_guess_that_a_reason_says_nothing(code: str, confidence: float, *, is_known: bool):
    """It goes to a person, as a reason that nobody knows does; a person's word, or a sure one, does not."""
    field = "/indicators/0/reason"
    sorted_as = Reason(field=field, labels=(Label(code=code, start=0, end=2, confidence=confidence),))
    record = Record(indicators=rows(("100", "90", "另有说明。")), total_score="90")
    form = recheck(read_form(record, reasons=(sorted_as,)))
    assert (f"unclassified:{field}" not in form.why_review) == is_known


@pytest.mark.parametrize(("confidence", "is_blamed"), [(0.49, False), (0.5, True), (1.0, True)])
def test_nobody_is_blamed_on_a_guess(confidence: float, *, is_blamed: bool):
    """A reason explains nothing only where its category is more likely right than wrong."""
    label = Label(code="QUALITY_ROOM", start=0, end=2, confidence=confidence)
    record = Record(indicators=rows(("100", "90", "家长有意见。")), total_score="90")
    form = recheck(read_form(record, reasons=(Reason(field="/indicators/0/reason", labels=(label,)),)))
    assert ("reason-explains-nothing" in {one.code for one in form.findings}) == is_blamed
    assert form.why_review == ()
