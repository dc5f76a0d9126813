"""Weights that are shares of one, and those that are points of a hundred."""

import pytest

from models.records import Fund, Record
from tests.made_records import found_in_sums, rows

WEIGHTS = {
    "weights that are shares": (
        Record(indicators=rows(*[("0.1", "0.1", "")] * 10), total_score="1"),
        [],
    ),
    "weights that are shares and do not make one": (
        Record(indicators=rows(*[("0.10", "0.10", "")] * 11)),
        [("weights-are-100", "error", "/indicators/0/weight")],
    ),
    "weights that are shares of scores in points": (
        Record(
            funds=(Fund(source="total", weight="0.1", rate="95%", score="9.5"),),
            indicators=rows(*[("0.1", "10", "")] * 8, ("0.1", "8", "")),
            total_score="97.5",
        ),
        [],
    ),
    "one weight alone beside scores in points": (
        Record(indicators=rows(("1", "5", ""), ("", "30", ""), ("", "60", "")), total_weight="100"),
        [("score-within-weight", "error", "/indicators/0/score")],
    ),
    "weights that are no shares of a printed hundred": (
        Record(indicators=rows(("0.5", "0.5", ""), ("0.5", "5", "")), total_weight="100"),
        [
            ("weights-are-100", "error", "/indicators/0/weight"),
            ("score-within-weight", "error", "/indicators/1/score"),
        ],
    ),
}


@pytest.mark.parametrize(("record", "expected"), WEIGHTS.values(), ids=WEIGHTS.keys())
def test_weights_bound_scores_and_make_a_whole_in_their_own_measure(
    record: Record, expected: list[tuple[str, str, str]]
):
    """Shares are no points that fail to make a hundred, nor do they bound scores that are points."""
    assert found_in_sums(record) == expected
