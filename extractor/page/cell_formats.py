"""A spreadsheet cell's value and number format → the text that it shows.

Numbers come as `float` from the file and leave as decimal text: 0.9996 in the
format `0.00%` is `99.96%`.  Formats are ECMA-376 part 1 §18.8.30; what is rare in
forms (fractions, exponents, conditions) falls back to the plain number.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

PLAIN_DIGITS = 11
"""General shows so many digits at most (Excel); it hides what binary fractions leave over."""
MOST_DECIMALS = 30

_EXACT = Context(prec=400)
# Quoted text, an escaped character (East Asian programs write !x), a width (_x) or fill (*x), and in brackets
# a colour, condition or currency.
_LITERAL = re.compile(r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?:\$(?P<sign>[^\]-]*))?[^\]]*\]')
# Digits before a point and behind it; each comma behind the last one stands for three digits not shown.
_CORE = re.compile(
    r"(?=[#0?,]*[#0?]|\.[#0?])(?P<whole>[#0?,]*[#0?])?(?P<point>\.(?P<part>[0#?]*))?(?P<thousands>,*)"
)
_DIGIT = re.compile(r"[#0?]")
_UNKNOWN = re.compile(r"[EeG/@]|General", re.ASCII)
_DAY = re.compile(r"d", re.IGNORECASE)


def shown(value: object, number_format: str = "General") -> str:
    """Return the text that a cell shows.

    Args:
        value: As a workbook's reader gives it.
        number_format: The cell's format code.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format)
    if isinstance(value, date):
        day = f"{value.day}日" if _DAY.search(_LITERAL.sub("", number_format)) else ""
        return f"{value.year}年{value.month}月{day}"
    return str(value)


def _number(value: float | Decimal, number_format: str) -> str:
    try:
        exact = value if isinstance(value, Decimal) else Decimal(repr(value))
        if not exact.is_finite():
            return str(value)
        return _formatted(exact, number_format) or _general(exact)
    except InvalidOperation:
        return str(value)


def _general(value: Decimal) -> str:
    short = Context(prec=PLAIN_DIGITS, rounding=ROUND_HALF_UP).plus(value)
    whole = value == value.to_integral_value()
    text = f"{value if whole else short:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _formatted(value: Decimal, number_format: str) -> str:
    """Return a number in its format; nothing where the format is none that forms use."""
    sections = _sections(number_format)
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    signed = value < 0 and len(sections) == 1
    bare = _LITERAL.sub("", section)
    core = _CORE.search(bare)
    if core is None or _UNKNOWN.search(bare) or _DIGIT.search(bare, core.end()):
        return ""
    part, whole = (core["part"] or "")[:MOST_DECIMALS], core["whole"] or ""
    if core[0] not in section and (core["point"] or "," in whole):
        return ""
    scaled = _EXACT.scaleb(abs(value), 2 * bare.count("%") - 3 * len(core["thousands"]))
    cut = scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, _EXACT)
    text = f"{cut:,f}" if "," in whole else f"{cut:f}".zfill(_least(whole, part))
    for sign in reversed(part):
        if sign != "0" and text.endswith("0"):
            text = text[:-1]
        else:
            break
    text = text.rstrip(".")
    if "0" not in whole and text.startswith("0."):
        text = text[1:]
    return ("-" if signed else "") + _dressed(section, core, text)


def _least(whole: str, part: str) -> int:
    """Return how many signs a number has at least: those of its format from its first zero on."""
    return min(len(whole.lstrip("#?")), MOST_DECIMALS) + (len(part) + 1 if part else 0)


def _sections(number_format: str) -> list[str]:
    """Return a format's parts for positive and negative numbers, less what follows them."""
    masked = _LITERAL.sub(lambda found: "\0" * len(found[0]), number_format)
    ends = [at for at, sign in enumerate(masked) if sign == ";"]
    starts = [0, *(at + 1 for at in ends)]
    return [number_format[start:end] for start, end in zip(starts, [*ends, len(number_format)], strict=True)]


def _dressed(section: str, core: re.Match[str], text: str) -> str:
    """Return a number's text with the literal text that its format sets around it, or between its digits.

    Args:
        section: The format.
        core: Its digits, found in it without its literal text.
        text: The number.
    """
    plain, at, bare, done = "", 0, 0, 0
    while at < len(section):
        literal = _LITERAL.match(section, at)
        if bare == core.end() or (literal and bare > core.start()):
            left = len(_DIGIT.findall(core.string, bare, core.end()))
            until = max(done, len(text) - left)
            plain, done = plain + text[done:until], until
        if literal:
            plain += literal["quoted"] or literal["escaped"] or literal["sign"] or ""
        elif not core.start() <= bare < core.end():
            plain += section[at]
        at, bare = (literal.end(), bare) if literal else (at + 1, bare + 1)
    return (plain + text[done:]).strip()
