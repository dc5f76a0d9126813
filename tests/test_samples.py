"""Labelled lines are read whole, or the line that is not is named with its cause."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadRequest
from models.records import Indicator
from models.samples import Sample, read_samples

CODES = ("BUDGET_CUT", "OTHER")
GOOD = {"text": "经费压减", "labels": ["BUDGET_CUT"]}


def _read(*lines: object) -> list[Sample]:
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(read_samples(encoded, "set", CODES))


def test_a_line_says_all_there_is():
    """Evidence, what it explains and every other text come along; blank lines count for the line's number."""
    line = GOOD | {"evidence": [[0, 4, "BUDGET_CUT"]], "explains": True, "slice": "negation", "weight": 3}
    assert _read(b"  ", line) == [
        Sample(
            place="set:2",
            text="经费压减",
            labels=frozenset({"BUDGET_CUT"}),
            evidence=((0, 4, "BUDGET_CUT"),),
            explains=True,
            tags={"slice": "negation"},
        )
    ]


def test_what_is_not_said_is_not_known():
    """Without evidence and explains there is None, which is not the same as none."""
    (bare, marked) = _read(GOOD, GOOD | {"evidence": []})
    assert (bare.evidence, bare.explains, marked.evidence) == (None, None, ())


def test_a_row_has_the_text_in_it():
    """The row of a reason is read as a record's rows are, blank where nothing is said."""
    (one,) = _read(GOOD | {"row": {"target": "5场", "actual": "6场"}})
    assert one.row == Indicator(target="5场", actual="6场", reason="经费压减")
    assert one.tags == {}


FAULTS = {
    "no JSON": (b"{", "no labelled reason"),
    "no UTF-8": (b'{"text": "\xff", "labels": []}', "no labelled reason"),
    "no object": ([1], "no labelled reason"),
    "no labels": ({"text": "x"}, "labels"),
    "labels of the wrong kind": (GOOD | {"labels": "BUDGET_CUT"}, "labels"),
    "a row of the wrong kind": (GOOD | {"row": {"target": 5}}, "row"),
    "too deep": (b"[" * 100_000, "no labelled reason"),
    "an unknown category": (GOOD | {"labels": ["RAIN"]}, "no such category: RAIN"),
    "words beyond the end": (GOOD | {"evidence": [[0, 5, "BUDGET_CUT"]]}, "no such words: 0 to 5"),
    "words that are none": (GOOD | {"evidence": [[2, 2, "BUDGET_CUT"]]}, "no such words: 2 to 2"),
    "words of what is not labelled": (GOOD | {"evidence": [[0, 2, "OTHER"]]}, "not among the labels"),
}


@pytest.mark.parametrize(("line", "cause"), FAULTS.values(), ids=FAULTS.keys())
def test_a_broken_line_is_named(line: object, cause: str):
    """File, number and cause of the first line that is no sample."""
    with pytest.raises(BadRequest, match=r"^set:2: ") as caught:
        _read(GOOD, line)
    assert cause in caught.value.message


@given(st.binary(max_size=60) | st.text(max_size=30).map(str.encode))
def test_any_bytes_are_a_sample_or_an_error(line: bytes):
    """Nothing but a coded error comes of bytes that are no sample."""
    try:
        found = _read(line)
    except BadRequest:
        return
    assert all(sample.labels <= set(CODES) for sample in found)
