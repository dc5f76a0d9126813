"""Records are set side by side as a person would, and each of their cells counts once."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluation.collations import Collation, align, bare, collate, worst_first
from extractor.evaluation.file_scores import FieldScore, sum_up
from models.pointers import all_values
from models.records import Record
from models.tallies import share
from tests.made_records import changed, odd_records, seed

FORM, OTHER = seed("1-sunshine-community"), seed("4-volunteer-fund")


def _outcomes(one: Collation) -> Counter[str]:
    return Counter(cell.outcome for cell in one.cells)


def test_the_truth_is_read_rightly():
    """Every printed value that is not blank is one right cell."""
    one = collate([FORM, OTHER], [FORM, OTHER])
    printed = [
        text
        for record in (FORM, OTHER)
        for pointer, text in all_values(record).items()
        if text and not pointer.endswith("/source")
    ]
    assert _outcomes(one) == {"right": len(printed)}
    assert (one.forms, one.rows) == (share(2, 2), share(len(FORM.indicators + OTHER.indicators), 27))


CHANGES = {
    "another number": ({"/total_score": "1"}, "/total_score", "wrong"),
    "a blank": ({"/indicators/3/score": ""}, "/indicators/3/score", "missing"),
    "white space": ({"/goals/planned": f" {FORM.goals.planned}\n"}, None, None),
}


@pytest.mark.parametrize(("changes", "field", "outcome"), CHANGES.values(), ids=CHANGES.keys())
def test_one_change_is_one_cell(changes: dict[str, str], field: str | None, outcome: str | None):
    """The cell that was changed is the only one that is not right, and is named by its place in the truth."""
    one = collate([FORM], [changed(FORM, changes)])
    faulty = [(cell.field, cell.outcome) for cell in one.cells if cell.outcome != "right"]
    assert faulty == ([(field, outcome)] if field else [])


def test_what_should_be_blank_is_surplus():
    """A value that nobody printed counts as surplus, not against what was wanted."""
    one = collate([changed(FORM, {"/total_score": ""})], [FORM])
    assert [(cell.field, cell.outcome) for cell in one.cells if cell.outcome != "right"] == [
        ("/total_score", "surplus")
    ]


@pytest.mark.parametrize("at", [0, 5, len(FORM.indicators) - 1])
def test_a_lost_row_loses_no_other(at: int):
    """Rows after one that was lost, or was one too many, are compared with their own."""
    rows = FORM.indicators
    fewer = replace(FORM, indicators=rows[:at] + rows[at + 1 :])
    lost, extra = collate([FORM], [fewer]), collate([fewer], [FORM])
    assert lost.rows == share(len(rows) - 1, len(rows))
    assert {cell.field.rpartition("/")[0] for cell in lost.cells if cell.outcome != "right"} == {
        f"/indicators/{at}"
    }
    assert (extra.rows.share, extra.surplus_rows) == (1.0, 1)
    assert _outcomes(extra)["surplus"] == _outcomes(lost)["missing"]


def test_a_lost_form_loses_no_other():
    """Forms are told apart by what they say, not by their number."""
    one = collate([FORM, OTHER], [OTHER])
    assert one.forms == share(1, 2)
    assert {cell.form for cell in one.cells if cell.outcome != "right"} == {1}
    more = collate([OTHER], [FORM, OTHER])
    assert (more.forms, more.surplus_forms) == (share(1, 1), 1)


def test_nothing_read():
    """A file that gave no form has all its values missing."""
    one = collate([FORM], [])
    assert set(_outcomes(one)) == {"missing"}
    assert (one.forms.right, one.rows.right) == (0, 0)


@settings(max_examples=50)
@given(st.lists(odd_records, max_size=3), st.lists(odd_records, max_size=3))
def test_every_value_is_counted_once(wanted: list[Record], read: list[Record]):
    """What was wanted is right, wrong or missing, and what was read right, wrong or surplus: nothing else."""
    outcomes = _outcomes(collate(wanted, read))
    assert outcomes["right"] + outcomes["wrong"] + outcomes["missing"] == _printed(wanted)
    assert outcomes["right"] + outcomes["wrong"] + outcomes["surplus"] == _printed(read)


def _printed(records: list[Record]) -> int:
    """Return how many values say anything; labels of extras that differ by white space alone are one."""
    return sum(
        len({bare(pointer) for pointer, text in all_values(record).items() if bare(text)} - _sources(record))
        for record in records
    )


def _sources(record: Record) -> set[str]:
    return {f"/funds/{at}/source" for at in range(len(record.funds))}


@settings(max_examples=30)
@given(st.lists(odd_records, max_size=3))
def test_any_record_equals_itself(records: list[Record]):
    """The truth against itself has nothing but right cells."""
    assert set(_outcomes(collate(records, records))) <= {"right"}


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_alignment_keeps_order_and_pairs_what_is_alike(left: str, right: str):
    """Each place stands once, in order; equal signs are paired, as many as can be."""
    pairs = align(left, right, lambda one, other: int(one == other))
    assert [one for one, _ in pairs if one is not None] == list(range(len(left)))
    assert [other for _, other in pairs if other is not None] == list(range(len(right)))
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    assert all(left[one] == right[other] for one, other in both)
    assert len(both) == _longest_common(left, right)


def _longest_common(left: str, right: str) -> int:
    if not left or not right:
        return 0
    if left[0] == right[0]:
        return 1 + _longest_common(left[1:], right[1:])
    return max(_longest_common(left[1:], right), _longest_common(left, right[1:]))


def test_the_worst_are_the_farthest():
    """Misread cells come first, the least alike before others; then what is lost, then what is too much."""
    truth = replace(changed(FORM, {"/total_score": "89.00", "/year": "2019"}), department_code="")
    read = changed(
        truth, {"/total_score": "89.01", "/project_name": "x", "/year": "", "/department_code": "1"}
    )
    assert [cell.field for cell in worst_first(collate([truth], [read]).cells)] == [
        *("/project_name", "/total_score", "/year", "/department_code")
    ]


def test_sums_over_files():
    """Fields and files add up to the whole; a file that failed has its code."""
    score = sum_up(
        [
            ("a.pdf", "", collate([FORM], [changed(FORM, {"/total_score": "1"})])),
            ("b.pdf", "", collate([OTHER], [OTHER])),
            ("c.pdf", "no-text-layer", collate([OTHER], [])),
        ]
    )
    assert (score.perfect, score.forms) == (share(1, 3), share(2, 3))
    assert sum_up([("d.pdf", "unknown-form", collate([], []))]).perfect == share(0, 1)
    assert score.fields["total_score"] == FieldScore(right=1, wrong=1, missing=1, surplus=0, exact=1 / 3)
    assert sum(one.right for one in score.fields.values()) == score.cells.right
    assert sum(one.cells.missing for one in score.files) == score.cells.missing
    assert (score.worst[0].file, score.worst[0].cell.field, score.files[2].error) == (
        *("a.pdf", "/total_score"),
        "no-text-layer",
    )
