"""Segments cover the text, and the cheapest way through it is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reason.scenes import Segment
from extractor.reason.segments import cut
from extractor.reason.tries import Roots
from tests.made_groups import made_group

WORDS = ("培训", "培训费", "费用", "用", "资金", "到位", "未")
KNOWN = Roots({word: frozenset({word}) for word in WORDS}, [made_group("unpaid", "金未到")])


CUTS = {
    "a lone sign costs more than a word": ("培训费用", ["培训", "费用"]),
    "an unknown sign costs most": ("资金到", ["资金", "□"]),
    "a long word where nothing is left": ("培训费", ["培训费"]),
    "what lies between": ("资金仍未到位", ["资金", "□", "未", "到位"]),
    "punctuation": ("资金，到位。", ["资金", "PAUSE", "到位", "STOP"]),
    "a number with its point and sign": ("资金12.5%到位", ["资金", "NUMBER", "到位"]),
    "more than all of it": ("资金到位108.5%", ["资金", "到位", "NUMBER+OVER"]),
    "all of it": ("100.00%", ["NUMBER"]),
    "less than all of it": ("99%", ["NUMBER"]),
    "no share": ("120", ["NUMBER"]),
    "a number in words": ("资金三十万到位", ["资金", "NUMBER", "到位"]),
    "a full stop is no decimal point": ("12.", ["NUMBER", "STOP"]),
    "points of joined lines": ("1.资金2.培训", ["BULLET+FIRST", "资金", "BULLET", "培训"]),
    "points with brackets": ("1）资金12）培训", ["BULLET+FIRST", "资金", "BULLET", "培训"]),
    "points with commas": ("1、资金2、培训", ["BULLET+FIRST", "资金", "BULLET", "培训"]),
    "numbers of a list are no points": ("3、4培训", ["NUMBER", "ENUM", "NUMBER", "培训"]),
    "a bracket that closes another": ("（资金2）培训", ["□", "资金", "NUMBER", "□", "培训"]),
    "a year is no point": ("2019.培训", ["NUMBER", "STOP", "培训"]),
    "a list": ("资金、培训", ["资金", "ENUM", "培训"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("text", "names"), CUTS.values(), ids=CUTS.keys())
def test_cuts(text: str, names: list[str]):
    """Known words, punctuation and numbers by what they are, unknown runs as one sign."""
    assert [_name(segment) for segment in cut(text, KNOWN)[0]] == names


def _name(segment: Segment) -> str:
    return "+".join(sorted(segment.concepts)) or "□"


def test_phrases_stand_where_they_are_written():
    """Wherever, and as often; words beside them or over their edges do not hide them."""
    _, phrases = cut("资金未到位，金未到", KNOWN)
    assert sorted((group.id, start, end) for group, start, end in phrases) == [
        ("unpaid", 1, 4),
        ("unpaid", 6, 9),
    ]


@given(st.text(alphabet="培训费用资金到位未，。、1.%甲乙", max_size=40))
def test_segments_tile_the_text(text: str):
    """Segments are in order, not empty, without gap or overlap."""
    segments, _ = cut(text, KNOWN)
    assert "".join(text[segment.start : segment.end] for segment in segments) == text
    assert all(segment.start < segment.end for segment in segments)
