"""One printed cell → the number it states, with the decimals printed.

Text enters as it stands in the form; a `Number` leaves, or `None` where the
cell states none.  The decimals printed are kept because every tolerance
follows from them.  Only ASCII digits and their full-width forms count: `5²`
and `①` are text, not 52 and 1.
"""

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

MOST_DIGITS = 18
# Forms repeat their numbers (10, 5.00, 100%), so readings of cells up to this length are kept.
SHORT = 40
# Sums and products of numbers of MOST_DIGITS digits are exact here.
EXACT = Context(prec=100)

MARKS = ("%", "分", "元", "千元", "万元", "亿元", "万", "亿")
YUAN = {"元": 1, "千元": 1000, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}

_NOTHING = frozenset("-–—―−─一ー/\\")
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= {0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D, 0xFE6A: 0x25}
_NOTHING |= {chr(code) for code, sign in _FOLDED.items() if chr(sign) in _NOTHING}
_PRINTED = re.compile(
    r"(?P<sign>[+-]?)(?:[¥￥]\s*)?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<point>\.(?P<part>[0-9]*))?"
    r"\s*(?P<mark>" + "|".join(sorted(MARKS, key=len, reverse=True)) + r")?"
)


class Number(NamedTuple):
    """A printed number: its value, how many decimals stood there, and its unit mark."""

    value: Decimal
    decimals: int = 0
    mark: str = ""

    @property
    def step(self) -> Decimal:
        """One unit of the last printed place."""
        return _step(self.decimals)

    @property
    def is_minus_nought(self) -> bool:
        """Whether a minus stands before nothing but noughts, as a speck or a ruling's end leaves it."""
        return self.value.is_signed() and self.value.is_zero()

    @property
    def is_lone_nought(self) -> bool:
        """Whether it is nought without decimals, which adds up like a cell that holds nothing."""
        return self.value.is_zero() and not self.decimals

    def times(self, power: int) -> "Number":
        """Return the number in a unit so much smaller; `power` is a power of ten."""
        places = self.decimals - (len(str(power)) - 1)
        return Number(value=EXACT.multiply(self.value, Decimal(power)), decimals=places, mark=self.mark)

    def room(self) -> tuple[Decimal, Decimal]:
        """Return the least and greatest value that would be printed like this after rounding."""
        half = half_step(self.decimals)
        return EXACT.subtract(self.value, half), EXACT.add(self.value, half)

    def moved(self, steps: int) -> "Number":
        """Return the number with its last printed place changed by so many units."""
        value = EXACT.add(self.value, self.step * steps)
        return Number(value=value, decimals=self.decimals, mark=self.mark)


def parse_number(text: str) -> Number | None:
    """Return the number that a cell states, or None if it states none or not plainly one.

    Args:
        text: The cell as printed.  Thousands separators must part groups of three;
            a trailing unit (see `MARKS`) is kept as the mark, never applied.
    """
    return _parse_short(text) if len(text) <= SHORT else _parse(text)


def _parse(text: str) -> Number | None:
    found = _PRINTED.fullmatch(text.translate(_FOLDED).strip())
    if found is None:
        return None
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if not whole + part or len(whole + part) > MOST_DIGITS:
        return None
    value = Decimal(found["sign"] + whole + (f".{part}" if part else ""))
    return Number(value=value, decimals=len(part), mark=found["mark"] or "")


_parse_short = lru_cache(maxsize=4096)(_parse)


def holds_digit(text: str) -> bool:
    """Return whether a figure stands in a text, of any width."""
    return any(map(str.isdecimal, text))


def states_nothing(text: str) -> bool:
    """Return whether a cell is blank or holds dashes alone (`—`, `/`, a dash read as 一)."""
    return all(sign in _NOTHING or sign.isspace() for sign in text)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return the value rounded half up (四舍五入) to so many decimals."""
    return value.quantize(_step(decimals), ROUND_HALF_UP, EXACT)


def truncated(value: Decimal, decimals: int) -> Decimal:
    """Return the value cut off after so many decimals."""
    return value.quantize(_step(decimals), ROUND_DOWN, EXACT)


@lru_cache(maxsize=64)
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


@lru_cache(maxsize=64)
def half_step(decimals: int) -> Decimal:
    """Return half a unit of the last of so many decimals: how far a rounded figure may lie off."""
    return EXACT.divide(_step(decimals), Decimal(2))


def plain(value: Decimal) -> str:
    """Return a value in plain digits, without an exponent."""
    return f"{value:f}"
