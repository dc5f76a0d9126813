"""The rules of the 项目资金 block: a sheet enters, claims leave.

Amounts in 万元 are themselves rounded figures, so where only their rounding
explains a difference the fault is `near`, not `broken`.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from extractor.claims import Claim, Fault, Judge, Match, Sheet, add_up, best, match, rounding_room
from extractor.numbers import EXACT, YUAN, Number, plain, rounded
from models.records import Pointer

HUNDRED = Decimal(100)
SAYINGS: dict[Match, str] = {"truncated": "truncated", "near": "near", "apart": "broken"}
COLUMNS = ("initial_budget", "adjusted_budget", "executed")


def claim_rates(sheet: Sheet) -> Iterator[Claim]:
    """Claim for every fund row: 执行率 = 全年执行数 / (全年预算数, else 年初预算数)."""
    for at in range(len(sheet.record.funds)):
        rate, amounts = f"/funds/{at}/rate", _amounts(sheet, at)
        if rate in sheet.numbers and amounts:
            yield _claim(sheet, (rate, *amounts), partial(_judge_rate, sheet=sheet))


def claim_rate_scores(sheet: Sheet) -> Iterator[Claim]:
    """Claim for every fund row with 分值 and 得分: 得分 = 分值 x rate, at most full.

    The rate is the printed one or that of the printed amounts: issuers use either.
    """
    for at in range(len(sheet.record.funds)):
        score, weight, rate = (f"/funds/{at}/{name}" for name in ("score", "weight", "rate"))
        if not {score, weight} <= sheet.numbers.keys() or rate in sheet.unreadable:
            continue
        amounts, printed = _amounts(sheet, at), rate in sheet.numbers
        if amounts or printed:
            fields = (score, weight, *amounts, *([rate] if printed else []))
            yield _claim(sheet, fields, partial(_judge_score, sheet=sheet, printed=printed))


def claim_fund_sums(sheet: Sheet) -> Iterator[Claim]:
    """Claim for every column: total row = fiscal + carried over + other; blanks and — are nothing."""
    rows = [fund.source for fund in sheet.record.funds]
    if "total" not in rows:
        return
    parts = [at for at, source in enumerate(rows) if source != "total"]
    for column in COLUMNS:
        total = f"/funds/{rows.index('total')}/{column}"
        if total not in sheet.numbers:
            continue
        terms = sheet.terms((f"/funds/{at}/{column}" for at in parts), sheet.numbers[total].decimals)
        if terms is None or not any(pointer in sheet.numbers for pointer in terms.pointers):
            continue
        claim = Claim(
            fields=(total, *terms.pointers),
            numbers=(sheet.numbers[total], *terms.numbers),
            judge=partial(_judge_sum, sheet=sheet),
        )
        # Two rows of one source are often a row and its 其中: their sum proves, but never accuses.
        nested = len(set(rows)) < len(rows)
        if _in_one_unit(claim.numbers, sheet) and not (nested and claim.fault()):
            yield claim


def percent_readings(rate: Number) -> tuple[Number, ...]:
    """Return a printed rate in percent: as it stands, and where no % stands there also as a ratio."""
    if rate.mark:
        return (rate,)
    return (rate, rate.times(100))


def _claim(sheet: Sheet, fields: tuple[Pointer, ...], judge: Judge) -> Claim:
    return Claim(fields=fields, numbers=tuple(sheet.numbers[field] for field in fields), judge=judge)


def _amounts(sheet: Sheet, at: int) -> tuple[Pointer, ...]:
    """Return the pointers of B and A of one fund row; empty if no rate follows from them."""
    executed, adjusted, initial = (
        f"/funds/{at}/{name}" for name in ("executed", "adjusted_budget", "initial_budget")
    )
    budget = initial if adjusted in sheet.nothing else adjusted
    if not {executed, budget} <= sheet.numbers.keys():
        return ()
    return (executed, budget) if _quotient([sheet.numbers[executed], sheet.numbers[budget]], sheet) else ()


def _in_one_unit(amounts: Sequence[Number], sheet: Sheet) -> tuple[Number, ...] | None:
    """Return the amounts in one unit; None if a cell's own unit cannot be set against the form's."""
    if len({amount.mark for amount in amounts}) == 1:
        return tuple(amounts)
    units = [amount.mark or sheet.record.amount_unit.strip() for amount in amounts]
    if not YUAN.keys() >= set(units):
        return None
    return tuple(amount.times(YUAN[unit]) for amount, unit in zip(amounts, units, strict=True))


def _quotient(amounts: Sequence[Number], sheet: Sheet) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return B/A in percent: as printed, and least and most if B and A were rounded figures."""
    scaled = _in_one_unit(amounts, sheet)
    if scaled is None:
        return None
    executed, budget = scaled
    (fewest, most), (small, large) = executed.room(), budget.room()
    if small <= 0:
        return None
    return (
        _percent(executed.value, budget.value),
        _percent(max(fewest, Decimal(0)), large),
        _percent(most, small),
    )


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.divide(part, whole), HUNDRED)


def _judge_rate(numbers: Sequence[Number], sheet: Sheet) -> Fault | None:
    rate, *amounts = numbers
    quotient = _quotient(amounts, sheet)
    if quotient is None:
        return Fault(saying="broken", seen=plain(rate.value), expected="")
    due, low, high = quotient
    found = best(match(reading, due, (low, high)) for reading in percent_readings(rate))
    return _fault(found, rate, due)


def _judge_score(numbers: Sequence[Number], sheet: Sheet, *, printed: bool) -> Fault | None:
    score, weight, *rest = numbers
    amounts, rates = (rest[:-1], percent_readings(rest[-1])) if printed else (rest, ())
    spans = [(rate.value, *rate.room()) for rate in rates]
    if amounts and (quotient := _quotient(amounts, sheet)):
        spans.insert(0, (quotient[0], quotient[0], quotient[0]))
    points = [[_points(weight, rate) for rate in span] for span in spans]
    found = best(match(score, due, (low, high)) for due, low, high in points)
    return _fault(found, score, points[0][0] if points else weight.value)


def _points(weight: Number, rate: Decimal) -> Decimal:
    share = min(max(rate, Decimal(0)), HUNDRED)
    return EXACT.divide(EXACT.multiply(weight.value, share), HUNDRED)


def _judge_sum(numbers: Sequence[Number], sheet: Sheet) -> Fault | None:
    scaled = _in_one_unit(numbers, sheet)
    if scaled is None:
        return Fault(saying="broken", seen=plain(numbers[0].value), expected="")
    total, *parts = scaled
    due = add_up(parts)
    if due == total.value:
        return None
    near = abs(EXACT.subtract(total.value, due)) < rounding_room((total, *parts))
    return Fault(saying="near" if near else "broken", seen=plain(total.value), expected=plain(due))


def _fault(found: Match, printed: Number, due: Decimal) -> Fault | None:
    if found == "equal":
        return None
    expected = plain(rounded(due, printed.decimals))
    return Fault(saying=SAYINGS[found], seen=plain(printed.value), expected=expected)
