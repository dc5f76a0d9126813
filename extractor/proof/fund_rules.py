"""The rules of the 项目资金 block: a ledger enters, claims leave.

Amounts in 万元 are themselves rounded figures, so where only their rounding
explains a difference the fault is `near`, not `broken`.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import combinations

from extractor.proof.claims import (
    ZERO,
    Claim,
    Fault,
    Judge,
    Ledger,
    Match,
    Test,
    add_up,
    best,
    lies_in,
    match,
    rounding_room,
)
from extractor.proof.marks import scores_exceed_shares
from extractor.value.numbers import EXACT, YUAN, Number, half_step, plain, rounded
from models.records import Pointer

HUNDRED = Decimal(100)
SAYINGS: dict[Match, str] = {"truncated": "truncated", "near": "near", "apart": "broken"}
COLUMNS = ("initial_budget", "adjusted_budget", "executed")
MOST_RATIO = 2
"""A rate printed without % is at most this where it is a ratio: 0.9996 for 99.96."""
MOST_INNER = 8
"""Of more rows that may be parts of others nothing is said."""
_WHOLE_RATIO = 2
"""A ratio without decimals (1) is the rate to so many decimals of a per cent."""

_BANDED = 10
"""A weight of fewer points has no bands: there a whole point is much."""


def claim_rates(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every fund row: 执行率 = 全年执行数 / (全年预算数, else 年初预算数)."""
    for at in range(len(ledger.record.funds)):
        rate, amounts = f"/funds/{at}/rate", _amounts(ledger, at)
        if rate in ledger.numbers and amounts:
            # Of recognised amounts the adjusted one may be misread, which is mostly the initial one again.
            digital = ledger.recognised.isdisjoint((rate, *amounts))
            initial = ledger.numbers.get(f"/funds/{at}/initial_budget") if digital else None
            judge = partial(_judge_rate, ledger=ledger, initial=initial)
            test = partial(_is_rate, ledger=ledger)
            yield _claim(ledger, (rate, *amounts), judge, test)


def claim_rate_scores(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every fund row with 分值 and 得分: 得分 = 分值 x rate, at most full.

    The rate is the printed one or that of the printed amounts: issuers use either.  In digital text
    whole points of a large weight are told apart: some give them by bands of rates, with decimals.  Full
    marks and none are no such points: they say that all was spent, or nothing.
    """
    for at in range(len(ledger.record.funds)):
        if (fields := _score_fields(ledger, at)) and not scores_exceed_shares(ledger):
            printed = fields[-1].endswith("/rate")
            digital = ledger.recognised.isdisjoint(fields)
            judge = partial(_judge_score, ledger=ledger, printed=printed, digital=digital)
            yield _claim(ledger, fields, judge, partial(_is_score, ledger=ledger, printed=printed))


def unrounded_points(ledger: Ledger, at: int) -> Decimal | None:
    """Return the exact points of which a fund row prints the rounded ones; None if it prints others."""
    fields = _score_fields(ledger, at)
    if not fields:
        return None
    numbers = [ledger.numbers[field] for field in fields]
    dues = _dues(numbers, ledger, printed=fields[-1].endswith("/rate"))
    return next((due for due in dues if match(numbers[0], due) == "equal"), None)


def claim_fund_sums(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every column: total row = fiscal + carried over + other; blanks and — are nothing."""
    rows = [fund.source for fund in ledger.record.funds]
    if "total" not in rows:
        return
    parts = [at for at, source in enumerate(rows) if source != "total"]
    inner, twice = _inner(ledger, parts), len(set(rows)) < len(rows)
    for column in COLUMNS:
        total = f"/funds/{rows.index('total')}/{column}"
        if total not in ledger.numbers:
            continue
        terms = ledger.terms((f"/funds/{at}/{column}" for at in parts), ledger.numbers[total].decimals)
        if terms is None or not any(pointer in ledger.numbers for pointer in terms.pointers):
            continue
        fields = (total, *terms.pointers)
        digital = ledger.recognised.isdisjoint(fields)
        claim = Claim(
            fields=fields,
            numbers=(ledger.numbers[total], *terms.numbers),
            judge=partial(_judge_sum, ledger=ledger, digital=digital),
            sharp=True,
        )
        if not _in_one_unit(claim.numbers, ledger):
            continue
        if claim.fault() and (inner or twice):
            within = [n for n, cell in enumerate(claim.fields) if cell.removesuffix(f"/{column}") in inner]
            judge = partial(_judge_nested, judge=claim.judge, within=within)
            claim = claim._replace(judge=judge, sharp=None)
            # The blank may be ours, and which of two totals is meant nobody knows.
            if (twice and terms.blank) or rows.count("total") > 1 or claim.fault() is None:
                continue
        yield claim


def _inner(ledger: Ledger, parts: Sequence[int]) -> frozenset[Pointer]:
    """Return the fund rows that may be parts of a row above.

    They are those of its source, and 其中 below the first part, with what is carried over below that.
    """
    above: set[str] = set()
    inner, opened = [], False
    for at in parts:
        fund = ledger.record.funds[at]
        opened = opened or bool(above and "其中" in fund.label)
        is_within = "其中" in fund.label or fund.source == "carried_over"
        if fund.source in above or (opened and is_within):
            inner.append(f"/funds/{at}")
        above.add(fund.source)
    return frozenset(inner)


def percent_readings(rate: Number) -> tuple[Number, ...]:
    """Return a printed rate in percent: as it stands, and where it may be one without % also as a ratio."""
    if rate.mark or rate.value > MOST_RATIO:
        return (rate,)
    ratio = rate.times(100)
    return (rate, ratio if rate.decimals else ratio._replace(decimals=_WHOLE_RATIO))


def _score_fields(ledger: Ledger, at: int) -> tuple[Pointer, ...]:
    """Return a fund row's 得分, 分值 and what tells it, a printed rate last; empty if nothing does."""
    score, weight, rate = (f"/funds/{at}/{name}" for name in ("score", "weight", "rate"))
    if not {score, weight} <= ledger.numbers.keys() or rate in ledger.unreadable:
        return ()
    amounts, printed = _amounts(ledger, at), rate in ledger.numbers
    return (score, weight, *amounts, *([rate] if printed else [])) if amounts or printed else ()


def _claim(ledger: Ledger, fields: tuple[Pointer, ...], judge: Judge, test: Test) -> Claim:
    numbers = tuple(ledger.numbers[field] for field in fields)
    return Claim(fields=fields, numbers=numbers, judge=judge, test=test)


def _amounts(ledger: Ledger, at: int) -> tuple[Pointer, ...]:
    """Return the pointers of B and A of one fund row; empty if no rate follows from them."""
    executed, adjusted, initial = (
        f"/funds/{at}/{name}" for name in ("executed", "adjusted_budget", "initial_budget")
    )
    budget = initial if adjusted in ledger.nothing else adjusted
    if not {executed, budget} <= ledger.numbers.keys():
        return ()
    return (executed, budget) if _ratio([ledger.numbers[executed], ledger.numbers[budget]], ledger) else ()


def _in_one_unit(amounts: Sequence[Number], ledger: Ledger) -> tuple[Number, ...] | None:
    """Return the amounts in one unit; None if a cell's own unit cannot be set against the form's."""
    if len({amount.mark for amount in amounts}) == 1:
        return tuple(amounts)
    units = [amount.mark or ledger.record.amount_unit.strip() for amount in amounts]
    if not YUAN.keys() >= set(units):
        return None
    return tuple(amount.times(YUAN[unit]) for amount, unit in zip(amounts, units, strict=True))


def _ratio(amounts: Sequence[Number], ledger: Ledger) -> tuple[Number, Number] | None:
    """Return B and A in one unit; None if no rate follows from them."""
    scaled = _in_one_unit(amounts, ledger)
    if scaled is None:
        return None
    executed, budget = scaled
    return (executed, budget) if budget.value > half_step(budget.decimals) else None


def _span(executed: Number, budget: Number) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest B/A in percent if B and A were rounded figures."""
    (fewest, most), (small, large) = executed.room(), budget.room()
    return _percent(max(fewest, ZERO), large), _percent(most, small)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.divide(part, whole), HUNDRED)


def _is_rate(numbers: Sequence[Number], ledger: Ledger) -> bool:
    rate, *amounts = numbers
    ratio = _ratio(amounts, ledger)
    if ratio is None:
        return False
    due = _percent(ratio[0].value, ratio[1].value)
    return any(rounded(due, reading.decimals) == reading.value for reading in percent_readings(rate))


def _judge_rate(numbers: Sequence[Number], ledger: Ledger, initial: Number | None) -> Fault | None:
    if _is_rate(numbers, ledger):
        return None
    rate, *amounts = numbers
    ratio = _ratio(amounts, ledger)
    if ratio is None:
        return Fault(saying="broken", seen=plain(rate.value), expected="")
    due = _percent(ratio[0].value, ratio[1].value)
    readings = percent_readings(rate)
    found = best([match(reading, due) for reading in readings])
    if found == "apart":
        span = _span(*ratio)
        found = "near" if any(lies_in(span, reading) for reading in readings) else found
    fault = _fault(found, rate, due)
    is_other = fault and found == "apart" and initial and _is_rate((rate, amounts[0], initial), ledger)
    return fault._replace(saying="initial") if fault and is_other else fault


def _is_score(numbers: Sequence[Number], ledger: Ledger, *, printed: bool) -> bool:
    score = numbers[0]
    return any(rounded(due, score.decimals) == score.value for due in _dues(numbers, ledger, printed=printed))


def _judge_score(numbers: Sequence[Number], ledger: Ledger, *, printed: bool, digital: bool) -> Fault | None:
    if _is_score(numbers, ledger, printed=printed):
        return None
    score, weight, rates = numbers[0], numbers[1], percent_readings(numbers[-1]) if printed else ()
    dues = list(_dues(numbers, ledger, printed=printed))
    found = best(match(score, due) for due in dues)
    if found == "apart" and any(lies_in(_points_span(weight, rate), score) for rate in rates):
        found = "near"
    fault = _fault(found, score, dues[0] if dues else weight.value)
    is_banded = digital and found == "apart" and weight.value >= _BANDED and 0 < score.value < weight.value
    is_whole = is_banded and any(rounded(due, 0) == score.value for due in dues)
    return fault._replace(saying="whole") if fault and is_whole else fault


def _dues(numbers: Sequence[Number], ledger: Ledger, *, printed: bool) -> Iterator[Decimal]:
    """Yield the points due by the printed amounts, if there are any, and by each reading of the rate."""
    _, weight, *rest = numbers
    amounts = rest[:-1] if printed else rest
    if amounts and (ratio := _ratio(amounts, ledger)):
        yield _points(weight, _percent(ratio[0].value, ratio[1].value))
    if printed:
        for reading in percent_readings(rest[-1]):
            yield _points(weight, reading.value)


def _points(weight: Number, rate: Decimal) -> Decimal:
    share = HUNDRED if rate >= HUNDRED else rate if rate > 0 else ZERO
    return EXACT.divide(EXACT.multiply(weight.value, share), HUNDRED)


def _points_span(weight: Number, rate: Number) -> tuple[Decimal, Decimal]:
    least, most = rate.room()
    return _points(weight, least), _points(weight, most)


def _judge_sum(numbers: Sequence[Number], ledger: Ledger, *, digital: bool) -> Fault | None:
    """Judge a total of funds: a digital one may have been printed with fewer decimals than its parts."""
    scaled = _in_one_unit(numbers, ledger)
    if scaled is None:
        return Fault(saying="broken", seen=plain(numbers[0].value), expected="")
    total, *parts = scaled
    due = add_up(parts)
    if due == total.value:
        return None
    near = abs(EXACT.subtract(total.value, due)) < rounding_room((total, *parts))
    near = near or (digital and match(total, due) == "equal")
    return Fault(saying="near" if near else "broken", seen=plain(total.value), expected=plain(due))


def _judge_nested(numbers: Sequence[Number], judge: Judge, within: Sequence[int]) -> Fault | None:
    """Judge a sum in which some terms may be parts of others: it may come out without some of these."""
    fault = judge(numbers)
    if fault is None or len(within) > MOST_INNER:
        return None
    without = (left for n in range(1, len(within) + 1) for left in combinations(within, n))
    sums = (judge([number for n, number in enumerate(numbers) if n not in left]) for left in without)
    return None if any(one is None or one.saying == "near" for one in sums) else fault


def _fault(found: Match, printed: Number, due: Decimal) -> Fault | None:
    if found == "equal":
        return None
    expected = plain(rounded(due, printed.decimals))
    return Fault(saying=SAYINGS[found], seen=plain(printed.value), expected=expected)
