"""The rules of 分值 and 得分: a ledger enters, claims leave.

A sum in which a cell stays blank proves what it adds up to when it comes out
right, but never accuses when it does not: the blank may be ours or the form's.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby

from extractor.proof.claims import (
    ZERO,
    Claim,
    Fault,
    Judge,
    Ledger,
    Terms,
    add_up,
    always,
    lies_in,
    match,
    rounding_room,
)
from extractor.proof.fund_rules import unrounded_points
from extractor.proof.marks import scored_rows, weights_are_shares
from extractor.proof.sidelines import marks_beside
from extractor.proof.target_rules import lost_in_rounding
from extractor.value.numbers import EXACT, Number, half_step, plain
from models.records import Pointer

FULL, ONE, HUNDREDTH = Decimal(100), Decimal(1), Decimal("0.01")
# 财预〔2020〕10号: the execution rate carries 10 points; some templates print them nowhere.
WITHOUT_RATE = Decimal(90)
RATE = "执行率"


def claim_total(ledger: Ledger) -> Iterator[Claim]:
    """Claim: 总分 = the execution rate's score + every indicator's 得分.

    Marks for other things may count too; of a form that gives such, nothing is said to be wrong.
    """
    total = ledger.numbers.get("/total_score")
    if total is None:
        return
    rate, own = _rate_cells(ledger, "score"), _column(ledger, "score")
    terms = ledger.terms((*rate, *own), total.decimals)
    if terms and any(cell in ledger.numbers for cell in own):
        beside = marks_beside(ledger.record, "score")
        sure = (rate or _indicators_make(ledger, FULL)) and not beside
        judge = partial(_judge_total, beside=beside) if beside else _judge_total
        claims = list(_sum_claim(("/total_score",), terms, judge, ledger, accuses=bool(sure)))
        if not claims and not beside and _indicators_make(ledger, WITHOUT_RATE):
            judge = partial(_judge_total, room=EXACT.subtract(FULL, WITHOUT_RATE))
            bounds = _sum_claim(("/total_score",), terms, judge, ledger)
            claims = [claim._replace(sharp=False) for claim in bounds]
        yield from (_of_unrounded(claim, ledger) for claim in claims)


def _of_unrounded(claim: Claim, ledger: Ledger) -> Claim:
    """Return the claim of a total, which may be computed from scores with more decimals than are printed."""
    fault = claim.fault()
    if fault is None or fault.saying != "broken" or not ledger.recognised.isdisjoint(claim.fields):
        return claim
    most = sum(half_step(number.decimals) for number in claim.numbers[1:])
    total, due = claim.numbers[0], add_up(claim.numbers[1:])
    if abs(EXACT.subtract(total.value, due)) > most:
        return claim
    lost = lost_in_rounding(ledger)
    for at in range(len(ledger.record.funds)):
        score = f"/funds/{at}/score"
        if score in claim.fields and (points := unrounded_points(ledger, at)) is not None:
            lost = EXACT.add(lost, EXACT.subtract(points, ledger.numbers[score].value))
    is_sum = match(total, EXACT.add(due, lost)) == "equal"
    return claim._replace(judge=partial(always, fault._replace(saying="near"))) if is_sum else claim


def claim_weights(ledger: Ledger) -> Iterator[Claim]:
    """Claim: all 分值 add to 100, and so does a printed total of them."""
    rate, own = _rate_cells(ledger, "weight"), _column(ledger, "weight")
    beside = marks_beside(ledger.record, "weight")
    unit = HUNDREDTH if weights_are_shares(ledger) else ONE
    whole = tuple(EXACT.multiply(one, unit) for one in ((FULL,) if rate else (FULL, WITHOUT_RATE)))
    judge = partial(_judge_whole, whole=whole)
    terms = ledger.terms((*rate, *own), 0)
    printed = ledger.numbers.get("/total_weight")
    # 90 beside a printed 100: ten points stand nowhere, whether the rate's or a row's.
    short = (
        printed and printed.value == FULL and not (rate or beside) and _indicators_make(ledger, WITHOUT_RATE)
    )
    if terms and not short and any(cell in ledger.numbers for cell in own):
        with_these = partial(judge, beside=beside) if beside else judge
        claim = Claim(fields=terms.pointers, numbers=terms.numbers, judge=with_these, sharp=True)
        if not (terms.blank or beside) or claim.fault() is None:
            yield claim
    if printed:
        yield Claim(fields=("/total_weight",), numbers=(printed,), judge=judge, sharp=True)


def claim_groups(ledger: Ledger) -> Iterator[Claim]:
    """Claim: a printed group weight such as 产出指标 (50分) equals its rows' 分值 together."""
    rows = range(len(ledger.record.indicators))
    for _, run in groupby(rows, key=lambda at: ledger.record.indicators[at].level1):
        members = list(run)
        terms = ledger.terms((f"/indicators/{at}/weight" for at in members), 0)
        if terms is None or not any(cell in ledger.numbers for cell in terms.pointers):
            continue
        # The merged cell is printed once and stands on each of its rows; a correction may part them.
        printed: dict[Number, tuple[Pointer, ...]] = {}
        for cell in (f"/indicators/{at}/level1_weight" for at in members):
            if number := ledger.numbers.get(cell):
                printed[number] = (*printed.get(number, ()), cell)
        for cells in printed.values():
            yield from _sum_claim(cells, terms, _judge_group, ledger)


def claim_score_bounds(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every scored row: 0 ≤ 得分 ≤ 分值."""
    for score, weight in scored_rows(ledger):
        scored, full = ledger.numbers[score], ledger.numbers[weight]
        # Both bounds are a unit of its last place away from no score, unless the weight is that small.
        sharp = None if full.value < 2 * scored.step else False
        yield Claim(fields=(score, weight), numbers=(scored, full), judge=_judge_bounds, sharp=sharp)


def _column(ledger: Ledger, name: str) -> tuple[Pointer, ...]:
    return tuple(f"/indicators/{at}/{name}" for at in range(len(ledger.record.indicators)))


def _rate_cells(ledger: Ledger, name: str) -> tuple[Pointer, ...]:
    """Return where the execution rate's 分值 or 得分 stands: the total row, else whichever row has one.

    Nowhere beside the indicators where one of those that make the whole is the rate again.
    """
    if any(RATE in row.level3 for row in ledger.record.indicators) and _indicators_make(ledger, FULL):
        return ()
    cells = [(f"/funds/{at}/{name}", fund.source) for at, fund in enumerate(ledger.record.funds)]
    filled = [(cell, source) for cell, source in cells if cell not in ledger.nothing]
    total = tuple(cell for cell, source in filled if source == "total")
    return total[:1] or tuple(cell for cell, _ in filled)


def _indicators_make(ledger: Ledger, whole: Decimal) -> bool:
    """Return whether the indicators' weights alone make so much: 100 if nothing else is scored."""
    return (
        add_up(ledger.numbers[cell] for cell in _column(ledger, "weight") if cell in ledger.numbers) == whole
    )


def _sum_claim(
    cells: tuple[Pointer, ...], terms: Terms, judge: Judge, ledger: Ledger, *, accuses: bool = True
) -> Iterator[Claim]:
    numbers = (ledger.numbers[cells[0]], *terms.numbers)
    claim = Claim(
        fields=(cells[0], *terms.pointers),
        numbers=numbers,
        judge=judge,
        echoes=cells[1:],
        # A total rounds its parts: a place finer than its own may change unnoticed.
        sharp=all(part.decimals <= numbers[0].decimals for part in terms.numbers) or None,
    )
    if (accuses and not terms.blank) or claim.fault() is None:
        yield claim


def _judge_total(numbers: Sequence[Number], beside: Decimal = ZERO, room: Decimal = ZERO) -> Fault | None:
    """Judge a total by its parts, marks beside them, and how much more something unprinted may score."""
    total, *parts = numbers
    due = add_up(parts)
    found = match(total, due)
    if beside and found != "equal":
        due = EXACT.add(due, beside)
        found = match(total, due)
    most = EXACT.add(due, room)
    if found == "equal" or (room and lies_in((due, most), total)):
        return None
    saying = "truncated" if found == "truncated" else "broken"
    expected = f"{plain(due)}–{plain(most)}" if room else plain(due)
    return Fault(saying=saying, seen=plain(total.value), expected=expected)


def _judge_whole(
    numbers: Sequence[Number], whole: tuple[Decimal, ...], beside: Decimal = ZERO
) -> Fault | None:
    found = add_up(numbers)
    if found in whole or EXACT.add(found, beside) in whole:
        return None
    near = any(abs(EXACT.subtract(found, full)) < rounding_room(numbers) for full in whole)
    return Fault(saying="near" if near else "broken", seen=plain(found), expected=plain(whole[0]))


def _judge_group(numbers: Sequence[Number]) -> Fault | None:
    group, *parts = numbers
    due = add_up(parts)
    if due == group.value:
        return None
    near = abs(EXACT.subtract(group.value, due)) < rounding_room(numbers)
    return Fault(saying="near" if near else "group", seen=plain(group.value), expected=plain(due))


def _judge_bounds(numbers: Sequence[Number]) -> Fault | None:
    score, weight = numbers
    if 0 <= score.value <= weight.value:
        return None
    if weight.value < 0:
        return Fault(saying="negative", seen=plain(weight.value), expected="0")
    return Fault(saying="broken", seen=plain(score.value), expected=f"0–{plain(weight.value)}")
