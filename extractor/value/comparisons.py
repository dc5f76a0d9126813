"""A target and an actual, both read → whether it was met, and by how much.

Two `Value`s enter; a `Comparison` leaves, or None where they cannot honestly be
compared: words against numbers, other units, an estimate on either side of the
target.  All arithmetic is decimal.
"""

from decimal import Decimal
from typing import NamedTuple

from extractor.value.conditions import Condition, Period, Value
from extractor.value.dates import days_between, undated
from extractor.value.directions import Direction, find_direction
from extractor.value.numbers import EXACT
from extractor.value.pairings import Couple, pair

ONE = Decimal(1)
OVER = Decimal("1.3")
"""From this ratio on, 财预〔2020〕10号 asks why a target was exceeded so far."""

_INFINITE = Decimal("Infinity")
# How far 约, 近 and 左右 are taken to reach.
_ABOUT = Decimal("0.05")
_ABOUT_TARGET = Decimal("0.9")


class Judgement(NamedTuple):
    """How one condition of a target came out.

    Attributes:
        target: The condition.
        actuals: What was done for it; more than one only where they add up to it.
        direction: Which way is better; None for dates.
        met: Whether it was met.
        share: Which part of it was reached, at most 1; None for dates, bands and targets of nothing.
        ratio: What was done over what was to be done, however much; None as above, or where less is better.
        gap: What was done less what was to be done, in the target's unit; days late for dates.
        exact: False where the actual is a bound or an estimate, so that share and gap are too.
    """

    target: Condition
    actuals: tuple[Condition, ...]
    direction: Direction | None
    met: bool
    share: Decimal | None = None
    ratio: Decimal | None = None
    gap: Decimal | None = None
    exact: bool = True


class Comparison(NamedTuple):
    """How a whole target came out.

    Attributes:
        judgements: One for each condition of the target that found its actual.
        unpaired: The conditions that found none; where there are any, `met` is never true, dates apart.
        met: Whether all conditions were met.
    """

    judgements: tuple[Judgement, ...]
    unpaired: tuple[Condition, ...]
    met: bool

    @property
    def share(self) -> Decimal | None:
        """The least share of all conditions; None where one has none."""
        shares = [judged.share for judged in self.judgements if judged.share is not None]
        return min(shares) if len(shares) == len(self.judgements) else None

    @property
    def ratio(self) -> Decimal | None:
        """The least ratio of all conditions; None where one has none."""
        ratios = [judged.ratio for judged in self.judgements if judged.ratio is not None]
        return min(ratios) if len(ratios) == len(self.judgements) else None

    @property
    def exact(self) -> bool:
        """Whether every actual is one plain amount."""
        return all(judged.exact for judged in self.judgements)

    @property
    def over_achieved(self) -> bool:
        """Whether what was done is at least 130 % of every target."""
        return self.met and self.ratio is not None and self.ratio >= OVER


def compare(target: Value, actual: Value, *, name: str = "") -> Comparison | None:
    """Return how an actual stands to its target, or None where nothing honest can be said.

    Args:
        target: The target, read.
        actual: The actual, read.
        name: The indicator's name, its groups' before it: it tells whether less is better.
    """
    couples, alone = pair(target, actual, name)
    judged = [(couple, _judge(couple, name)) for couple in couples]
    # What was reckoned by the year (每月1次, 3次) is missed only if the count is the year's.
    judged = [
        (couple, one if one and (one.met or couple.target in target.conditions) else None)
        for couple, one in judged
    ]
    judgements = tuple(judgement for _, judgement in judged if judgement)
    open_ = [couple.target for couple, judgement in judged if judgement is None]
    # 12月底前完成5场 against 5场: the actual says nothing of when, and need not.
    unpaired = tuple(one for one in (*alone, *open_) if one.kind != "date" or one in open_)
    if not judgements:
        return None
    if not all(judgement.met for judgement in judgements):
        return Comparison(judgements, unpaired, met=False)
    return None if unpaired else Comparison(judgements, unpaired, met=True)


def _judge(couple: Couple, name: str) -> Judgement | None:
    target = couple.target
    if target.period and couple.actuals[0].period:
        return _judge_date(couple, target.period, couple.actuals[0].period)
    if len(couple.actuals) > 1:
        return Judgement(target, couple.actuals, "up", met=True, share=ONE, ratio=ONE, gap=Decimal(0))
    direction = find_direction(target, name)
    low, high = _reach(couple)
    if direction == "band":
        return _judge_band(couple, low, high, find_direction(target._replace(kind="quantity"), name))
    if direction is None:
        if low == high == target.low:
            return Judgement(target, couple.actuals, None, met=True, share=ONE, gap=Decimal(0))
        return None
    return _judge_limit(couple, direction, low, high)


def _reach(couple: Couple) -> tuple[Decimal, Decimal]:
    """Return the least and greatest amount an actual may mean, in the target's unit."""
    actual = couple.actuals[0]
    low, high = couple.converted(actual.low), couple.converted(actual.high)
    if actual.comparator == "~":
        room = abs(low) * _ABOUT
        return low - room, high + room
    if actual.comparator in {">=", ">"}:
        return low, _INFINITE
    if actual.comparator in {"<=", "<"}:
        return -_INFINITE, high
    return low, high


def _judge_limit(couple: Couple, direction: Direction, low: Decimal, high: Decimal) -> Judgement | None:
    """Judge a target that is a least (up) or a greatest amount (down): down is up with the signs turned."""
    target, actual, up = couple.target, couple.actuals[0], direction == "up"
    worst, best, limit = (low, high, target.low) if up else (-high, -low, -target.low)
    towards = ">" if up else "<"
    strict = target.comparator == towards
    met = worst > limit or (worst == limit and (not strict or actual.comparator == towards))
    bounded = actual.comparator.startswith(towards)
    if not met and not _misses(couple, best, limit, strict=strict, bounded=bounded):
        return None
    stated = couple.converted(actual.low if up else actual.high)
    return _measured(couple, direction, stated, met=met)


def _misses(couple: Couple, best: Decimal, limit: Decimal, *, strict: bool, bounded: bool) -> bool:
    """Return whether even the best reading of an actual misses; its stated bound is taken at its word."""
    if (
        couple.target.comparator == "~"
        and best.is_finite()
        and abs(limit - best) <= abs(limit) * (ONE - _ABOUT_TARGET)
    ):
        return False
    if bounded:
        return True
    opposite = couple.actuals[0].comparator in {"<", ">"} and best.is_finite()
    return best < limit or (best == limit and (strict or opposite))


def _measured(couple: Couple, direction: Direction, stated: Decimal, *, met: bool) -> Judgement:
    """Return a judgement with its share, ratio and gap, as far as they mean anything."""
    target, actual = couple.target, couple.actuals[0]
    limit = target.low
    share = ratio = None
    # Of less than 100 against at least 100, nobody knows how much less.
    open_ended = actual.comparator.startswith("<" if direction == "up" else ">")
    if limit > 0 and stated >= 0 and not open_ended:
        ratio = stated / limit if direction == "up" else None
        share = ratio if ratio is not None else limit / (stated or limit)
    return Judgement(
        target,
        couple.actuals,
        direction,
        met=met,
        share=ONE if met else share,
        ratio=ratio,
        gap=None if open_ended else EXACT.subtract(stated, limit),
        exact=actual.comparator in {"", "="} and actual.kind != "range",
    )


def _judge_band(couple: Couple, low: Decimal, high: Decimal, inner: Direction | None) -> Judgement | None:
    """Judge a target that is a range (80%-90%) or a tolerance (±5%)."""
    target = couple.target
    exact = low == high
    if target.low <= low and high <= target.high:
        return Judgement(target, couple.actuals, "band", met=True, share=ONE, gap=Decimal(0), exact=exact)
    tolerance = target.low < 0 < target.high
    if high < target.low:
        if inner == "down" and not tolerance:
            return None
        share = high / target.low if target.low > 0 <= high else None
        gap = EXACT.subtract(high, target.low)
        return Judgement(target, couple.actuals, "band", met=False, share=share, gap=gap, exact=exact)
    if low > target.high and (tolerance or inner == "down"):
        gap = EXACT.subtract(low, target.high)
        return Judgement(target, couple.actuals, "band", met=False, gap=gap, exact=exact)
    return None


def _judge_date(couple: Couple, target: Period, actual: Period) -> Judgement | None:
    """Judge when something was done against when it was due."""
    if bool(target.end.year) != bool(actual.end.year):
        if any(period.begin.year != period.end.year for period in (target, actual)):
            return None
        target, actual = undated(target), undated(actual)
    wish, fact = couple.target.comparator, couple.actuals[0].comparator
    if wish in {">=", ">"} or fact in {">=", ">"}:
        return None
    late = days_between(target.end, actual.end)
    exact = actual.end_from == actual.end
    if _is_over(target, actual, wish, fact):
        return Judgement(couple.target, couple.actuals, None, met=True, gap=Decimal(late), exact=exact)
    early = actual.end_from
    if fact not in {"<=", "<"} and days_between(target.end, early) > 0:
        return Judgement(couple.target, couple.actuals, None, met=False, gap=Decimal(late), exact=exact)
    return None


def _is_over(target: Period, actual: Period, wish: str, fact: str) -> bool:
    """Return whether something was surely over when it was due.

    A stretch that ended before its target's may have been done early or cut short: that is not sure.
    """
    if wish == "<" and (actual.end.year, actual.end.month) == (target.end.year, target.end.month):
        return fact == "<" and actual == target
    if days_between(target.end, actual.end) > 0:
        return False
    stretch, ran = (period.begin != period.end_from for period in (target, actual))
    return not (stretch and ran and not wish and actual.end != target.end)
