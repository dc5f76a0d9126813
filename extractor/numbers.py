"""One printed cell → the number it states, with the decimals printed.

Text enters as it stands in the form; a `Number` leaves, or `None` where the
cell states none.  The decimals printed are kept because every tolerance
follows from them.  Only ASCII digits and their full-width forms count: `5²`
and `①` are text, not 52 and 1.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

MOST_DIGITS = 18
# Sums and products of numbers of MOST_DIGITS digits are exact here.
EXACT = Context(prec=100)

MARKS = ("%", "分", "元", "千元", "万元", "亿元", "万", "亿")
YUAN = {"元": 1, "千元": 1000, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}

_NOTHING = frozenset("-–—―−─一ー/\\")
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLDED |= {0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D, 0xFE6A: 0x25}
_PRINTED = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<point>\.(?P<part>[0-9]*))?"
    r"\s*(?P<mark>" + "|".join(sorted(MARKS, key=len, reverse=True)) + r")?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A printed number: its value, how many decimals stood there, and its unit mark."""

    value: Decimal
    decimals: int = 0
    mark: str = ""

    @property
    def step(self) -> Decimal:
        """One unit of the last printed place."""
        return Decimal(1).scaleb(-self.decimals)

    def times(self, power: int) -> "Number":
        """Return the number in a unit so much smaller; `power` is a power of ten."""
        places = self.decimals - (len(str(power)) - 1)
        return replace(self, value=EXACT.multiply(self.value, Decimal(power)), decimals=places)

    def room(self) -> tuple[Decimal, Decimal]:
        """Return the least and greatest value that would be printed like this after rounding."""
        half = EXACT.divide(self.step, Decimal(2))
        return EXACT.subtract(self.value, half), EXACT.add(self.value, half)

    def moved(self, steps: int) -> "Number":
        """Return the number with its last printed place changed by so many units."""
        return replace(self, value=EXACT.add(self.value, self.step * steps))


def parse_number(text: str) -> Number | None:
    """Return the number that a cell states, or None if it states none or not plainly one.

    Args:
        text: The cell as printed.  Thousands separators must part groups of three;
            a trailing unit (see `MARKS`) is kept as the mark, never applied.
    """
    found = _PRINTED.fullmatch(text.translate(_FOLDED).strip())
    if found is None:
        return None
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if not whole + part or len(whole + part) > MOST_DIGITS:
        return None
    value = Decimal(found["sign"] + whole + (f".{part}" if part else ""))
    return Number(value=value, decimals=len(part), mark=found["mark"] or "")


def states_nothing(text: str) -> bool:
    """Return whether a cell is blank or holds dashes alone (`—`, `/`, a dash read as 一)."""
    return all(sign in _NOTHING for sign in text.translate(_FOLDED) if not sign.isspace())


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return the value rounded half up (四舍五入) to so many decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=EXACT)


def truncated(value: Decimal, decimals: int) -> Decimal:
    """Return the value cut off after so many decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN, context=EXACT)


def plain(value: Decimal) -> str:
    """Return a value in plain digits, without an exponent."""
    return f"{value:f}"
