"""One text out of a form → what a spreadsheet's cell may hold.

Texts come from strangers' PDFs.  In CSV a cell that a spreadsheet would run as
a formula gets an apostrophe; `restored` takes it off again.  In XLSX cells are
typed, so nothing runs, but characters that XML forbids and the writer's own
markup have to go.
"""

import re
from decimal import Decimal

from extractor.value.numbers import Number, parse_number

LONGEST = 32_000
CUT = "…（全文见 JSON Lines 导出）"

# A spreadsheet trims blanks before it looks for = + - @, and folds full-width signs.
_RISKY = re.compile(r"[\t\r\n]|\s*'*\s*[=+\-@＝＋－＠]")
_NEGATIVE = re.compile(r"-[0-9][0-9,]*(?:\.[0-9]+)?%?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    """Return a text with each control character as its picture (␀, ␛), others that XML forbids as U+FFFD."""
    return _FORBIDDEN.sub(_picture, text)


def defused(text: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula; a plain negative number stays one."""
    clean = shown(text)
    risky = _RISKY.match(clean) and not _NEGATIVE.fullmatch(clean)
    return f"'{clean}" if risky else clean


def restored(cell: str) -> str:
    """Return what `defused` was given, but for control characters."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell[1:]) else cell


def typed(text: str) -> str:
    """Return a text as XLSX can hold it: within Excel's 32,767 UTF-16 units, and never taken for markup."""
    clean = shown(text)
    units = clean.encode("utf-16-le")
    if len(units) > 2 * LONGEST:
        clean = units[: 2 * LONGEST].decode("utf-16-le", errors="ignore") + CUT
    # XlsxWriter writes a string between these tags as raw XML ("rich strings").
    return f"{clean} " if clean.startswith("<r>") and clean.endswith("</r>") else clean


def exact_number(text: str) -> Number | None:
    """Return the number that a cell states, if it carries no unit and a double holds it exactly."""
    number = parse_number(text)
    if number is None or number.mark or Decimal(repr(float(number.value))) != number.value:
        return None
    return number


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:  # noqa: PLR2004 - DEL
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"  # noqa: PLR2004 - the C0 block
