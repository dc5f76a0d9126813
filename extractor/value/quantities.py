"""A number in a cell → a `Condition` with its comparator, multiplier and unit.

Folded text and the place of a digit or numeral enter.  Numbers that measure
nothing are passed over (`impostors`), and so is one without unit amid other words.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.value.amounts import (
    DIGITS,
    RATIO,
    Amount,
    numeral_end,
    read_digits,
    read_numerals,
    read_proportion,
    read_rate,
)
from extractor.value.comparators import before, behind, mirrored
from extractor.value.conditions import PER_MILLE, PERCENT, Comparator, Condition
from extractor.value.impostors import (
    LONGEST_NAME,
    Spot,
    code_end,
    counts,
    is_factor,
    is_formula,
    is_no_count,
    is_passed,
    is_time,
    is_whole,
    is_year_or_month,
    unit_in_words,
)
from extractor.value.units import Unit, bracketed_unit, find_unit

RATES = frozenset({PERCENT, "百分点", RATIO})

_NOUN = re.compile(r"(?![且和与及并])[\u4e00-\u9fff]{1,12}")
_NEGATIVE_AFTER = frozenset("≥≤><=~(:长率为幅降,;")
# 12.5/10万: so many of each 100,000.
_OF_MANY = re.compile(r"/(?:10万|十万|万|千)(?![元\u4e00-\u9fff])")
_HOW_BAD = "任何|重特大|特大|重大|较大|一般|安全|生产|责任|质量|网络|意外|食品|人员|有效|群众|服务"
_BAD_THINGS = "事故|投诉|差错|失误|伤亡|死亡|上访|违纪|违规|违法|感染|故障|案件|事件"
_NONE_OF = re.compile(
    rf"(?:零|无|未发生|未出现)(?P<bad>(?:{_HOW_BAD}){{0,3}}(?:{_BAD_THINGS}))|(?<=为)零(?=[,;。、)]|\Z)"
)
NONE_STARTS = frozenset("零无未")
_BEFORE_NAMES = "且~-:.≥≤<>)]}□①②③④⑤⑥⑦⑧⑨"
_AFTER_NAMES = ":=~-([{□"
_LIST_NUMBER = re.compile(r"[0-9]{1,2}[.)]")
_SIGNS = frozenset("-±+¥")


class Found(NamedTuple):
    """What stands at a place: a condition or None, and where to read on."""

    condition: Condition | None
    end: int


def read_quantity(spot: Spot) -> Found:
    """Return the quantity whose first digit stands at a spot."""
    text, start = spot.text, spot.start
    run = DIGITS.match(text, start)
    if run is None:
        return Found(None, start + 1)
    digits = run[0]
    amount = None if is_passed(spot, digits) else _amount(spot, run)
    if amount is None:
        return Found(None, code_end(text, run.end()))
    if is_year_or_month(text, digits, amount.end):
        return Found(None, amount.end + 1)
    unit = amount.unit or _unit(text, amount.end)
    if (is_factor(text, unit, digits)) if unit else is_formula(text, amount.end):
        return Found(None, code_end(text, unit.end if unit else amount.end))
    unit = unit or unit_in_words(spot, amount.end, digits)
    return _finish(spot, amount, unit) if unit else Found(None, amount.end)


def read_count(spot: Spot) -> Found:
    """Return the quantity whose Chinese numeral starts at a spot.

    Such a numeral counts only before a known unit, or where it is the whole text.
    """
    text, start = spot.text, spot.start
    if rate := read_rate(text, start):
        return _finish(spot, rate, rate.unit or Unit(PERCENT, rate.end))
    if text[start] in NONE_STARTS and (none := _NONE_OF.match(text, start)):
        return _absence(spot, none)
    amount = None if is_no_count(text, start) else read_numerals(text, start)
    if amount is None:
        return Found(None, numeral_end(text, start))
    unit = find_unit(text, amount.end)
    if unit is None:
        return (
            _finish(spot, amount, Unit("", amount.end))
            if is_whole(spot, amount.end)
            else Found(None, amount.end)
        )
    return _finish(spot, amount, unit) if counts(spot, amount, unit) else Found(None, unit.end)


def _absence(spot: Spot, none: re.Match[str]) -> Found:
    """Return the zero that words state (无安全事故), with what there is none of as its noun."""
    zero = Amount(Decimal(0), Decimal(0), spot.start + 1)
    found = _finish(spot, zero, Unit("", none.end()))
    return Found(found.condition and found.condition._replace(noun=none["bad"] or ""), found.end)


def tidy(words: str) -> str:
    """Return the words before an amount without a list's number and the signs around them."""
    words = words.lstrip(_BEFORE_NAMES)
    if words[:1].isdigit() and (number := _LIST_NUMBER.match(words)):
        words = words[number.end() :]
    return words.rstrip(_AFTER_NAMES)


def _amount(spot: Spot, digits: re.Match[str]) -> Amount | None:
    text, start = spot.text, spot.start
    negative = _sign(spot)[0] == "-"
    return (
        read_rate(text, start) or read_proportion(text, start) or read_digits(text, digits, negative=negative)
    )


def _unit(text: str, at: int) -> Unit | None:
    """Return the known unit at a place, bare, in brackets, or /10万."""
    if unit := find_unit(text, at) or bracketed_unit(text, at):
        return unit
    share = _OF_MANY.match(text, at)
    return Unit(share[0], share.end()) if share else None


def _finish(spot: Spot, amount: Amount, unit: Unit) -> Found:
    """Return the condition of an amount: what is before it compares and names, what is behind closes it."""
    text, floor = spot.text, spot.floor
    sign, start = _sign(spot)
    placed, closing = before(text, start, floor), behind(text, unit.end)
    more: Comparator = ">" if amount.more or text.startswith("个多", amount.end) else ""
    comparator = placed.comparator or closing.comparator or more or mirrored(text, unit.end)
    if is_time(text, start, amount, unit, comparator):
        return Found(None, closing.at)
    low, high, name = _signed(amount, sign, unit)
    ranged = low != high
    noun = _NOUN.match(text, unit.end) if closing.at == unit.end else None
    condition = Condition(
        kind="range" if ranged else "rate" if name in RATES else "quantity",
        start=placed.at,
        end=closing.at,
        name=tidy(text[max(spot.clause, floor, placed.at - LONGEST_NAME) : placed.at]),
        noun=noun[0] if noun else "",
        comparator="" if ranged else comparator,
        low=low,
        high=high,
        unit=name,
        scale=amount.scale,
    )
    return Found(condition, closing.at)


def _sign(spot: Spot) -> tuple[str, int]:
    """Return the sign before a number, if it is one, and where the number begins with it."""
    text, start = spot.text, spot.start
    sign = text[start - 1] if start > spot.floor else ""
    if sign not in _SIGNS or (sign == "-" and start > 1 and text[start - 2] not in _NEGATIVE_AFTER):
        return "", start
    return sign, start - 1


def _signed(amount: Amount, sign: str, unit: Unit) -> tuple[Decimal, Decimal, str]:
    """Return the least and the greatest value and the unit, ‰ as %, ¥ as 元; ranges have their minus."""
    low, high, name = amount.low, amount.high, unit.name
    if name == PER_MILLE:
        low, high, name = low / 10, high / 10, PERCENT
    if sign == "¥":
        name = name or "元"
    if sign == "±":
        low = -high
    elif sign == "-" and low == high:
        low = high = -low
    return low, high, name
