"""Amounts that lost their point, or won a digit, on a scan: no sum lets them through."""

import pytest

from extractor.proof.checks import recheck
from extractor.proof.repairs import repair
from models.pointers import all_values, with_values
from tests.test_repairs import RECORD, recognised

TOTAL, PART = "/funds/0/initial_budget", "/funds/1/initial_budget"


@pytest.mark.parametrize("readings", [("83.12", "83.62"), ("83.12",)])
def test_a_point_that_all_readers_saw_stays(readings: tuple[str, ...]):
    """A sum that surely lost its point changes no part in which every reader saw one: a person does."""
    form = recheck(repair(recognised({PART: readings}, with_values(RECORD, {TOTAL: "8312"}))))
    assert all_values(form.record)[PART] == "83.12"
    assert not any(one.proven_by for one in form.uncertain)
    assert f"uncertain:{PART}" in form.why_review


def test_a_point_where_a_reader_saw_another_goes_to_a_person():
    """No sum proves one elsewhere: the record keeps what was read, every reading is among the choices."""
    before = recognised({PART: ("831200.00", "83120000")})
    form = repair(before)
    assert form.record == before.record
    (one,) = form.uncertain
    assert (one.field, one.proven_by) == (PART, ())
    assert set(one.readings) <= set(one.choices)


@pytest.mark.parametrize("total", ["83.121", "83.1"])
def test_a_sum_of_one_part_is_that_part(total: str):
    """On a scan, what rounding would explain is a misreading: nobody rounds what he copies."""
    record = with_values(RECORD, {TOTAL: total})
    assert "finding:funds-add-up" in recheck(recognised({}, record)).why_review
    assert "finding:funds-add-up" not in recheck(recognised({}, record, source="text")).why_review


def test_a_sum_of_several_parts_may_be_rounded():
    """Where more than one part is added up, rounding explains what it always did."""
    other = RECORD.funds[1]
    several = type(other)(source="other", initial_budget="5.555", executed="0")
    record = with_values(RECORD, {TOTAL: "88.7"})
    form = recheck(recognised({}, type(RECORD)(funds=(*record.funds, several), indicators=RECORD.indicators)))
    assert "finding:funds-add-up" not in form.why_review
    assert [one.code for one in form.findings if one.fields[0] == TOTAL] == ["funds-add-up"]
