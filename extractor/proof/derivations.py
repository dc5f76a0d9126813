"""What follows from a record's values: its grade, the score due of each indicator, what nothing proves.

A ledger and its proofs enter; the record's derived part leaves.
"""

from collections.abc import Mapping
from decimal import Decimal

from extractor.proof.claims import Ledger
from extractor.proof.grade_rules import grade_of
from extractor.proof.target_rules import Row, compared_rows
from extractor.value.numbers import EXACT, plain, rounded
from models.records import Derived, Due, Pointer, Proof

SHARE_DECIMALS = 2
HUNDRED = Decimal(100)


def derive(ledger: Ledger, proofs: Mapping[Pointer, Proof]) -> Derived:
    """Return the derived part of a record.

    Args:
        ledger: The record's numeric cells, read.
        proofs: Those of its numbers.
    """
    return Derived(
        grade=grade_of(ledger.numbers.get("/total_score"), ledger.numbers.get("/total_weight")),
        indicators=tuple(_due(row) for row in compared_rows(ledger)),
        uncovered=tuple(pointer for pointer in ledger.numbers if proofs.get(pointer, "none") == "none"),
    )


def _due(row: Row) -> Due:
    expected, share = row.outcome.expected_score, row.outcome.share
    own = row.score is not None and row.weight is not None
    difference = row.outcome.difference if own else None
    return Due(
        row=row.at,
        met=row.met,
        share="" if share is None else f"{_short(EXACT.multiply(share, HUNDRED))}%",
        expected_score=plain(expected) if expected is not None and row.weight is not None else "",
        difference="" if difference is None else plain(difference),
    )


def _short(value: Decimal) -> str:
    """Return a value at no more than two decimals, without zeros at the end."""
    text = plain(rounded(value, SHARE_DECIMALS))
    return text.rstrip("0").rstrip(".") if "." in text else text
