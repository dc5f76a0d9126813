"""Digits, numerals and words of rate → an `Amount`: least and greatest value, multiplier, and where it ends.

Folded text and a place enter.  What only looks like an amount (a code with a
leading zero, 1,2345, 010-12345678) is None.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.value.conditions import PERCENT
from extractor.value.numbers import EXACT, parse_number
from extractor.value.numerals import SIGNS, multiplied, multiplier, read_numeral
from extractor.value.units import Unit, find_unit

RATIO = ":"
"""The unit of a proportion such as 1:3."""

DIGITS = re.compile(r"[0-9]+(?:[,.][0-9]+)*")
_NUMERAL = re.compile(rf"[{SIGNS}]+(?:点[{SIGNS}]+)?")
_MULTIPLIED = re.compile(
    r"([余多]?)((?:[十百](?![分货姓])|千(?![克瓦米伏焦卡赫帕]|字节)){0,4}(?:万亿|[万亿])?)([余多]?|\+(?=[\u4e00-\u9fff]))"
)
_SMALLER = re.compile(r"([0-9]{1,4})([千百十]万|[千百十万])(?![克瓦米伏分])")
_NUMERAL_TO = re.compile(r"~~|[至到或~\-]")
_MORE_PARTS = re.compile(r"[\-~][0-9]")
_SHARE_OF = re.compile(
    rf"(?P<of>百|千|万|[{SIGNS}]{{1,3}})分之(?P<part>[0-9]+(?:\.[0-9]+)?|[{SIGNS}]+(?:点[{SIGNS}]+)?)|百分百"
)
_TENTHS = re.compile(
    r"(?P<part>[1-9](?:\.[0-9])?|[一二两三四五六七八九])成(?![立果本效员绩功都年长为品人套分交熟活型就形一二三四五六七八九半])"
)
_PROPORTION = re.compile(r"(?P<left>[0-9]+(?:\.[0-9]+)?):(?P<right>[0-9]+(?:\.[0-9]+)?)(?![0-9:])")
_HOURS = 6
_TENTH = 10
_PERCENTS = 100


class Amount(NamedTuple):
    """What a number says: least and greatest value, multiplier applied, and where it ends.

    Attributes:
        low: The least value.
        high: The greatest; that of `low` unless two numbers were printed.
        end: Where digits and multiplier end, or the unit if that is known already.
        scale: The multiplier printed.
        more: Whether 余 or 多 stands behind it.
        unit: The unit, where the number's own words say it.
    """

    low: Decimal
    high: Decimal
    end: int
    scale: int = 1
    more: bool = False
    unit: Unit | None = None


def read_digits(text: str, digits: re.Match[str], *, negative: bool = False) -> Amount | None:
    """Return the amount or range that a run of `DIGITS` begins, or None where it is a code.

    Args:
        text: A folded text.
        digits: The run.
        negative: Whether a minus stands before it; it counts in a range alone.
    """
    first = _scaled(text, digits)
    return first and (_range(text, first, negative=negative) or first)


def read_numerals(text: str, start: int) -> Amount | None:
    """Return the amount or range (三至五) that a Chinese numeral begins, or None if it is none."""
    run = _NUMERAL.match(text, start)
    low = read_numeral(run[0]) if run else None
    if run is None or low is None:
        return None
    high, end = low, run.end()
    if (to := _NUMERAL_TO.match(text, end)) and (other := _NUMERAL.match(text, to.end())):
        top = read_numeral(other[0])
        if top is not None and top > low:
            high, end = top, other.end()
    more = text.startswith(("余", "多"), end)
    return Amount(low, high, end + more, more=more)


def read_rate(text: str, start: int) -> Amount | None:
    """Return the rate that words state at a place (百分之九十, 千分之五, 八成), in per cent."""
    if found := _SHARE_OF.match(text, start):
        if found[0] == "百分百":
            return _percent(Decimal(_PERCENTS), found.end())
        whole, part = _whole(found["of"]), _part(found["part"])
        if whole is None or part is None:
            return None
        return _percent(EXACT.multiply(part, Decimal(_PERCENTS)) / whole, found.end())
    if found := _TENTHS.match(text, start):
        part = _part(found["part"])
        return None if part is None else _percent(part * _TENTH, found.end())
    return None


def read_proportion(text: str, start: int) -> Amount | None:
    """Return the proportion at a place (1:3), or None if it is none or a time of day (8:30)."""
    found = _PROPORTION.match(text, start)
    if found is None:
        return None
    left, right = Decimal(found["left"]), Decimal(found["right"])
    if not right or found["right"].startswith("0") or (left >= _HOURS and len(found["right"]) == len("30")):
        return None
    value = left / right
    return Amount(value, value, found.end(), unit=Unit(RATIO, found.end()))


def numeral_end(text: str, start: int) -> int:
    """Return where the run of Chinese numerals that starts at a place ends."""
    run = _NUMERAL.match(text, start)
    return run.end() if run else start + 1


def _percent(value: Decimal, end: int) -> Amount:
    return Amount(value, value, end, unit=Unit(PERCENT, end))


def _whole(text: str) -> Decimal | None:
    """Return what a share is of; 0 parts are no whole."""
    plain = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}.get(text)
    return plain or read_numeral(text) or None


def _part(text: str) -> Decimal | None:
    if text[0].isascii():
        return Decimal(text)
    return Decimal(_PERCENTS) if text == "百" else read_numeral(text)


def _scaled(text: str, digits: re.Match[str]) -> Amount | None:
    """Return a number with its multipliers (2万, 20余万, 3万5千), or None where the digits are a code."""
    number = parse_number(digits[0])
    if number is None or (digits[0].startswith("0") and digits[0][1:2].isdigit()):
        return None
    value, end = number.value, digits.end()
    found = _MULTIPLIED.match(text, end)
    if found is None or not found[0]:
        return Amount(value, value, end)
    scale = smallest = multiplier(found[2])
    value, end = multiplied(value, scale), found.end()
    while smallest > 1 and (rest := _SMALLER.match(text, end)) and multiplier(rest[2]) < smallest:
        smallest = multiplier(rest[2])
        value, end = EXACT.add(value, multiplied(Decimal(rest[1]), smallest)), rest.end()
    return Amount(value, value, end, scale, more=bool(found[1] or found[3]))


def _range(text: str, first: Amount, *, negative: bool) -> Amount | None:
    """Return the range of which an amount is the first number (80%-90%, -5%~5%, 100±5), if it is."""
    end, unit, low = first.end, None, -first.low if negative else first.low
    sign = text[end : end + 1]
    if sign not in _RANGE_SIGNS:
        unit = find_unit(text, end)
        end = unit.end if unit else end
        sign = text[end : end + 1]
    if not sign or sign not in _RANGE_SIGNS:
        return None
    end += 1 + text.startswith("~~", end)
    minus = text.startswith("-", end) and (negative or sign != "-")
    digits = DIGITS.match(text, end + (minus or text.startswith(("+", "-"), end)))
    second = _scaled(text, digits) if digits else None
    if second is None or _MORE_PARTS.match(text, second.end):
        return None
    other = find_unit(text, second.end)
    if unit and (other.name != unit.name if other else sign != "±"):
        return None
    if sign == "±":
        known = unit and not other and Unit(unit.name, second.end)
        if first.scale == 1 < second.scale and not 0 < second.low <= first.low:
            low = multiplied(low, second.scale)
        # One amount, unlike a range, has its minus still before it.
        low = low if second.low else abs(low)
        scale = max(first.scale, second.scale)
        return Amount(low - second.low, low + second.low, second.end, scale, unit=known or None)
    high = -second.low if minus else second.low
    if first.scale == 1 < second.scale and multiplied(low, second.scale) < high:
        low = multiplied(low, second.scale)
    return Amount(low, high, second.end, second.scale) if low < high else None


_RANGE_SIGNS = frozenset("~-至到或±")
