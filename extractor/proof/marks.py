"""A ledger → its rows that have 得分 and 分值, and whether these are points of a hundred."""

from decimal import Decimal
from functools import lru_cache

from extractor.proof.claims import Ledger, add_up
from extractor.value.numbers import Number
from models.records import Pointer

MOST_SHARES = 2
"""Weights that are shares add to one, or to less than this by mistake."""
NEARLY_ALL = Decimal("0.8")
"""Fewer weights than this share of the scores do not tell what all of them add to."""


@lru_cache(maxsize=2)
def scored_rows(ledger: Ledger) -> tuple[tuple[Pointer, Pointer], ...]:
    """Return the pointers of 得分 and 分值 of every row that prints both as numbers."""
    record, numbers = ledger.record, ledger.numbers
    if scores_exceed_shares(ledger):
        return ()
    rows = [f"/funds/{at}" for at in range(len(record.funds))]
    rows += [f"/indicators/{at}" for at in range(len(record.indicators))]
    cells = [(f"{row}/score", f"{row}/weight") for row in rows]
    return tuple([(score, weight) for score, weight in cells if score in numbers and weight in numbers])


@lru_cache(maxsize=2)
def weights_are_shares(ledger: Ledger) -> bool:
    """Return whether the indicators' weights are shares of one (0.1), not points of a hundred."""
    weights, printed = _indicators_have(ledger, "weight"), ledger.numbers.get("/total_weight")
    if len(weights) < NEARLY_ALL * len(_indicators_have(ledger, "score")):
        return False
    if any(weight.mark or weight.value > 1 for weight in weights) or (
        printed and printed.value >= MOST_SHARES
    ):
        return False
    return 0 < add_up(weights) < MOST_SHARES


@lru_cache(maxsize=2)
def scores_exceed_shares(ledger: Ledger) -> bool:
    """Return whether scores are points while weights are shares: then neither bounds the other."""
    return weights_are_shares(ledger) and any(score.value > 1 for score in _indicators_have(ledger, "score"))


def _indicators_have(ledger: Ledger, name: str) -> list[Number]:
    cells = (f"/indicators/{at}/{name}" for at in range(len(ledger.record.indicators)))
    return [ledger.numbers[cell] for cell in cells if cell in ledger.numbers]
