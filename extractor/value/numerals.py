"""Chinese numerals and multipliers → `Decimal`.

A run of numeral characters enters; its amount leaves, or None where the run is
an idiom, a list of digits or an estimate (三五, 十百, 百万) and no number.
"""

from decimal import Decimal
from typing import NamedTuple

from extractor.value.numbers import EXACT

DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
MULTIPLIERS = {**PLACES, **MYRIADS, "万亿": 10**12}
HALF = "半"

# 财政 documents print the formal ones in amounts; ○ and O-like rings stand for 〇.
_FORMAL = {
    **dict(
        zip(
            "壹贰叁肆伍陆柒捌玖拾佰仟贰貳參陸萬億兩○", "一二三四五六七八九十百千二二三六万亿两〇", strict=True
        )
    ),
    "廿": "二十",
    "卅": "三十",
}
_TO_PLAIN = str.maketrans(_FORMAL)
SIGNS = "".join({*DIGITS, *PLACES, *MYRIADS, HALF, *_FORMAL})
"""Every character that a Chinese numeral is made of, 点 excepted."""

_LONGEST = 24
_TENTH_FROM = 100


class _Section(NamedTuple):
    """What stands below one 万 or 亿: its sum, the digit that waits for its place, the last place."""

    total: int = 0
    digit: int | None = None
    place: int = 10_000
    zero: bool = False


def read_numeral(text: str) -> Decimal | None:
    """Return the amount of a Chinese numeral (三, 一百二十, 两万五, 三点五, 壹佰, 半), or None."""
    if len(text) > _LONGEST:
        return None
    if text == HALF:
        return Decimal("0.5")
    whole, point, part = text.translate(_TO_PLAIN).partition("点")
    amount = _whole(whole)
    if amount is None or not point:
        return amount
    if not part or any(sign not in DIGITS or sign == "两" for sign in part):
        return None
    fraction = Decimal("0." + "".join(str(DIGITS[sign]) for sign in part))
    return EXACT.add(amount, fraction)


def multiplied(amount: Decimal, scale: int) -> Decimal:
    """Return the amount times a multiplier, exactly."""
    return amount if scale == 1 else EXACT.multiply(amount, Decimal(scale))


def multiplier(text: str) -> int:
    """Return what a run of multipliers (十万, 千, 亿, '') multiplies with."""
    product = 1
    while text:
        size = 2 if text[:2] in MULTIPLIERS else 1
        product *= MULTIPLIERS[text[:size]]
        text = text[size:]
    return product


def _whole(text: str) -> Decimal | None:
    """Return a whole number: sections below 万 and 亿, each in falling places."""
    total, section, last, above = 0, _Section(), 1, 10**12
    for sign in text:
        if sign in MYRIADS:
            own = _closed(section, last=1)
            if own is None or own == 0 or MYRIADS[sign] >= above:
                return None
            above = last = MYRIADS[sign]
            total, section = total + own * above, _Section()
        else:
            grown = _grown(section, sign)
            if grown is None:
                return None
            section = grown
    if not text or text in MYRIADS:
        return None
    rest = _closed(section, last)
    return None if rest is None else Decimal(total + rest)


def _grown(section: _Section, sign: str) -> _Section | None:
    """Return the section with one more digit or place, or None where none may stand."""
    total, digit, place, zero = section
    if sign in DIGITS:
        value = DIGITS[sign]
        if digit:
            return None
        return _Section(total, value or digit, place, zero=zero or value == 0)
    if sign not in PLACES or PLACES[sign] >= place:
        return None
    starts = sign == "十" and not digit
    if not digit and not starts:
        return None
    return _Section(total + (digit or 1) * PLACES[sign], None, PLACES[sign])


def _closed(section: _Section, last: int) -> int | None:
    """Return a section's sum; 一百二 is 120 and 两万五 is 25000, but 一百零二 is 102."""
    total, digit, place, zero = section
    if digit is None:
        return total
    place = place if total else last
    return total + digit * (place // 10 if place >= _TENTH_FROM and not zero else 1)
