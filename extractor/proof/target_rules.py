"""The rules of 指标值, 完成值 and the 得分 they make due: a ledger enters, claims leave.

Nothing is claimed where target and actual cannot honestly be compared, nor of a
score or weight that several rows share.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.proof.claims import (
    ZERO,
    Claim,
    Fault,
    Ledger,
    Match,
    fault_claim,
    match,
    shortened,
)
from extractor.proof.marks import scores_exceed_shares
from extractor.proof.reason_rules import has_reason
from extractor.value.comparisons import Judgement
from extractor.value.conditions import Condition
from extractor.value.directions import find_direction
from extractor.value.expectations import Expectation, expect, year_of
from extractor.value.numbers import EXACT, Number, plain, rounded
from extractor.value.pairings import Couple
from extractor.value.values import parse_value
from models.records import Indicator, Pointer

WHOLE_PERCENT = 2
"""Issuers often round a rate of completion to so many decimals before they multiply."""

_NONE = frozenset({"无", "没有", "均无", "无。", "零"})
"""Cells that say that there was none of what is measured."""


class Row(NamedTuple):
    """One indicator whose target and actual can be compared, with its points where they are its own.

    `points` are 得分 and 分值, None where one is missing or nothing can be scored.
    """

    at: int
    indicator: Indicator
    outcome: Expectation
    score: Number | None
    weight: Number | None
    met: bool
    points: tuple[Decimal, Decimal] | None

    def cells(self, *names: str) -> tuple[Pointer, ...]:
        """Return pointers to the row's cells."""
        return tuple(f"/indicators/{self.at}/{name}" for name in names)


@lru_cache(maxsize=2)
def compared_rows(ledger: Ledger) -> tuple[Row, ...]:
    """Return the indicators whose target and actual can be compared."""
    rows = []
    year = year_of(ledger.record)
    for at, indicator in enumerate(ledger.record.indicators):
        if outcome := expect(indicator, year):
            score = own_number(ledger, f"/indicators/{at}/score")
            weight = own_number(ledger, f"/indicators/{at}/weight")
            is_scored = score and weight and weight.value > 0 and not scores_exceed_shares(ledger)
            points = (score.value, weight.value) if score and weight and is_scored else None
            rows.append(Row(at, indicator, outcome, score, weight, outcome.met, points))
    return tuple(rows)


def own_number(ledger: Ledger, cell: Pointer) -> Number | None:
    """Return the number of a cell, or None where it has none or several rows share it."""
    return None if cell in ledger.merged else ledger.numbers.get(cell)


def claim_proportions(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every target missed by an amount, marks lost: 得分 = 分值 x 完成值 / 指标值."""
    for row in compared_rows(ledger):
        points, due = row.points, row.outcome.expected_score
        if points is None or due is None or row.met or points[0] >= points[1]:
            continue
        found = _proportion(row)
        if found != "equal":
            saying = found if found != "apart" else "over" if points[0] > due else "under"
            if row.score and found in ("truncated", "near"):
                due = rounded(due, row.score.decimals)
            fault = Fault(saying=saying, seen=plain(points[0]), expected=plain(due))
            yield fault_claim(row.cells("score", "weight", "target", "actual"), fault)


def claim_full_scores(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every row at full marks: its target was met."""
    for row in compared_rows(ledger):
        points, outcome = row.points, row.outcome
        if not row.met and points and points[0] >= points[1] and not _rounds_to_full(row):
            judged = next(one for one in outcome.comparison.judgements if not one.met)
            seen, expected = _texts(row.indicator, judged)
            fault = Fault(saying="broken" if judged.exact else "about", seen=seen, expected=expected)
            yield fault_claim(row.cells("score", "weight", "target", "actual"), fault)


def lost_in_rounding(ledger: Ledger) -> Decimal:
    """Return by how much the proportional scores of all rows are more than the rounded ones printed."""
    lost = ZERO
    for row in compared_rows(ledger):
        if row.score and row.points and row.outcome.share and not row.met and _proportion(row) == "equal":
            due = EXACT.multiply(row.points[1], row.outcome.share)
            lost = EXACT.add(lost, EXACT.subtract(due, row.points[0]))
    return lost


def _rounds_to_full(row: Row) -> bool:
    """Return whether a target is missed by what rounding hides: share and points due are full as printed.

    `>90%` against 90% misses by nothing: ＞ is often printed for ≥.  A limit is a limit: what exceeds it is
    excused only as the rounded figure of a finer one.
    """
    share = row.outcome.share
    judgements = row.outcome.comparison.judgements
    limits = [one for one in judgements if one.direction == "down" and one.gap and not one.met]
    if not all(map(_is_rounded, limits)):
        return False
    if share is None or not (row.score and row.weight) or rounded(share, WHOLE_PERCENT) < 1:
        return False
    due = EXACT.multiply(row.weight.value, share)
    return rounded(due, max(row.score.decimals, row.weight.decimals)) >= row.weight.value


def _is_rounded(judged: Judgement) -> bool:
    """Return whether an actual is its target at fewer decimals: 526.24万元, or 526.24, of 526.237786万元."""
    actual, gap = judged.actuals[0], judged.gap
    exponent = actual.low.as_tuple().exponent
    if gap is None or not isinstance(exponent, int):
        return False
    step = EXACT.multiply(Decimal(actual.scale), Decimal(1).scaleb(exponent))
    return 2 * abs(gap) <= Couple(judged.target, judged.actuals).converted(step)


def claim_docked_scores(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every row whose target was met: full marks were given.

    A target exceeded by far is another matter: marks may be taken for it, with a reason.
    """
    for row in compared_rows(ledger):
        points, outcome = row.points, row.outcome
        if not (row.met and points and points[0] < points[1]):
            continue
        reason = has_reason(ledger, row.at)
        if not (reason and outcome.comparison.over_achieved):
            saying = "explained" if reason or not outcome.comparison.exact else "broken"
            fault = Fault(saying=saying, seen=plain(points[0]), expected=plain(points[1]))
            yield fault_claim(row.cells("score", "weight", "target", "actual"), fault)


def claim_excesses(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every row: its target was not exceeded by 30 % and more, or a reason says why."""
    for row in compared_rows(ledger):
        if row.outcome.comparison.over_achieved and not has_reason(ledger, row.at):
            seen, expected = _texts(row.indicator, row.outcome.comparison.judgements[0])
            fault = Fault(saying="broken", seen=seen, expected=expected)
            yield fault_claim(row.cells("actual", "target"), fault)


def claim_quantities(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every target that is an amount or a date: the actual is one, not words of quality.

    Of what there should be little of, 无 says that there was none.
    """
    compared = {row.at for row in compared_rows(ledger)}
    for at, indicator in enumerate(ledger.record.indicators):
        if at in compared or not indicator.actual or "定性" in indicator.nature:
            continue
        planned = parse_value(indicator.target).measured
        if not planned or (indicator.actual.strip() in _NONE and _is_unwanted(planned, indicator)):
            continue
        done = parse_value(indicator.actual)
        if done.conditions and not done.measured:
            amounts = any(condition.kind != "date" for condition in planned)
            fault = Fault(
                saying="broken" if amounts else "dated",
                seen=shortened(indicator.actual),
                expected=shortened(indicator.target),
            )
            yield fault_claim((f"/indicators/{at}/actual", f"/indicators/{at}/target"), fault)


def _is_unwanted(planned: Sequence[Condition], indicator: Indicator) -> bool:
    """Return whether all that a target speaks of is better low."""
    name = indicator.level2 + indicator.level3
    return all(one.kind != "date" and find_direction(one, name) == "down" for one in planned)


def _proportion(row: Row) -> Match:
    """Return how a score agrees with the proportional one; `near` if the share was rounded first."""
    score, weight, share = row.score, row.weight, row.outcome.share
    if score is None or weight is None or share is None:
        return "apart"
    found = match(score, EXACT.multiply(weight.value, share))
    if found == "apart":
        rough = EXACT.multiply(weight.value, rounded(share, WHOLE_PERCENT))
        return "near" if match(score, rough) == "equal" else "apart"
    return found


def _texts(indicator: Indicator, judged: Judgement) -> tuple[str, str]:
    """Return what was done and what was to be done, as printed."""
    done = "、".join(indicator.actual[one.start : one.end] for one in judged.actuals)
    return shortened(done), shortened(indicator.target[judged.target.start : judged.target.end])
