"""A reason that explains nothing is said to, wherever it counts; one that nobody could sort is left alone."""

from dataclasses import replace

import pytest

from extractor.proof.checks import UNCLASSIFIED, recheck
from models.records import Label, Pointer, Reason, Record
from tests.made_records import read_form, rows

CODE = "reason-explains-nothing"


def _faults(record: Record, explains: dict[int, bool], *, code: str = "ROOM") -> list[tuple[Pointer, ...]]:
    label = Label(code=code, start=0, end=1, confidence=1.0)
    reasons = tuple(
        Reason(field=f"/indicators/{at}/reason", labels=(label,), explains=explains)
        for at, explains in explains.items()
    )
    form = recheck(replace(read_form(record), reasons=reasons))
    return [one.fields for one in form.findings if one.code == CODE]


def test_no_cause():
    """Praise beside lost marks is a fault of the reason cell; the same words at full marks are none."""
    record = Record(indicators=rows(("10", "8", "效果较好。"), ("10", "10", "效果较好。")))
    assert _faults(record, {0: False, 1: False}) == [
        ("/indicators/0/reason", "/indicators/0/score", "/indicators/0/weight")
    ]
    assert _faults(record, {0: True, 1: True}) == []


def test_message():
    """The message shows the words, shortened, and asks for nothing of a person who only reviews."""
    record = Record(indicators=rows(("100", "98", "好" * 200)))
    reason = Reason(
        field="/indicators/0/reason", labels=(Label(code="ROOM", start=0, end=1, confidence=1.0),)
    )
    form = recheck(read_form(record, reasons=(reason,)))
    (found,) = (one for one in form.findings if one.code == CODE)
    assert (found.severity, len(found.seen), found.expected) == ("warning", 80, "")
    assert form.needs_review is False


def test_unsorted():
    """Of a reason without category nobody knows what it explains."""
    record = Record(indicators=rows(("10", "8", "效果较好。")))
    assert _faults(record, {}) == []
    assert _faults(record, {0: False}, code=UNCLASSIFIED) == []


def test_same_as_above():
    """同上 takes over what the reason above explains, and both are named."""
    record = Record(indicators=rows(("10", "10", "效果较好。"), ("10", "8", "同上")))
    assert _faults(record, {0: False, 1: True}) == [
        ("/indicators/1/reason", "/indicators/0/reason", "/indicators/1/score", "/indicators/1/weight")
    ]
    assert _faults(record, {0: True, 1: False}) == []
    nearest = Record(indicators=rows(("10", "10", "延期。"), ("10", "10", "效果较好。"), ("10", "8", "〃")))
    assert [fields[1] for fields in _faults(nearest, {0: True, 1: False})] == ["/indicators/1/reason"]


def test_same_as_above_and_more():
    """What a cell adds to the one above it is a reason of its own, also for the rows below."""
    record = Record(
        indicators=rows(("10", "10", "效果较好。"), ("10", "8", "同上（资金不足）"), ("10", "8", "同上一条"))
    )
    assert _faults(record, {0: False, 1: True}) == []
    assert [fields[:2] for fields in _faults(record, {0: True, 1: False})] == [
        ("/indicators/1/reason", "/indicators/1/score"),
        ("/indicators/2/reason", "/indicators/1/reason"),
    ]


def test_merged_cell():
    """A merged cell's reason stands on all its rows: each that lost marks is named."""
    record = Record(
        indicators=rows(("10", "8", "效果较好。"), ("10", "9", "效果较好。"), ("10", "10", "效果较好。"))
    )
    assert [fields[0] for fields in _faults(record, dict.fromkeys(range(3), False))] == [
        "/indicators/0/reason",
        "/indicators/1/reason",
    ]


@pytest.mark.parametrize("extras", [{"存在问题": "进度滞后。"}, {"indicators/0/偏差原因": "进度滞后。"}])
def test_said_elsewhere(extras: dict[str, str]):
    """What the foot or another column says may explain what the reason cell does not."""
    record = Record(indicators=rows(("10", "8", "效果较好。")), extras=extras)
    assert _faults(record, {0: False}) == []
