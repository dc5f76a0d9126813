"""Numeric cells that hold something else, characters without a meaning → what a person is told of them."""

import re
from collections.abc import Iterator, Mapping

from extractor.proof.claims import Claim, Fault, Ledger, fault_claim, shortened
from extractor.value.numbers import parse_number
from models.records import Pointer

_UNPRINTED = re.compile("[#＃]+")
"""What spreadsheets print for a number that their column has no room for."""
_FAILED = re.compile(
    r"[#＃](?:(?:DIV\s*/\s*0|VALUE|N\s*/\s*A)(?![A-Za-z])|(?:REF|NAME|NUM|NULL|SPILL|CALC)\s*[!！?？])",
    re.IGNORECASE,
)
_FAILED_ALONE = re.compile(
    "[#＃](?:DIV/0|VALUE|N/A|REF|NAME|NUM|NULL|SPILL|CALC)[!！?？]?|(?:Err|错误)[:：][0-9]{3}", re.IGNORECASE
)
"""What spreadsheets print for a formula that could not be computed; alone in its cell, also LibreOffice."""
FEWEST_SIGNS = 3
"""So many cells of letters and signs alone, if there are fewer numbers, are numbers that a font misnames."""
_SIGNS = re.compile("[^0-9\uff10-\uff19\u3400-\u9fff]+")
_NUMBERS = re.compile("[0-9\uff10-\uff19][0-9\uff10-\uff19.,，．]*")
_RUN_TOGETHER = re.compile(r"[\d.,，%％]*(?:[.]\d+[.,，]|[%％])\d[\d.,，%％]*")
"""Numbers without a space between them, of which the first has decimals or a sign of its own: 526.4477.7."""
_DATE = re.compile(r"(?:19|20)\d\d[年./-]\d{1,2}")
_SYMBOLS = 0xF000
_LOOKS = str.maketrans(
    {
        **dict.fromkeys("Oo〇", "0"),
        **dict.fromkeys("lI|Ⅰ丨", "1"),
        **dict.fromkeys("。·•․", "."),
        **{chr(_SYMBOLS + ord(sign)): sign for sign in "0123456789.,%-"},
    }
)
"""What a sign looks like that a font, a recognised text or a hand has put in the place of a number's."""
_FIGURE = re.compile("[0-9\uf030-\uf039]")
_UNKNOWN = re.compile(
    "[\ufffd\ue000-\uefff\uf100-\uf8ff]"
    "|(?<=[0-9])[\uf021-\uf06b\uf070-\uf0a6\uf0a9-\uf0b6\uf0b8-\uf0d7\uf0d9-\uf0fb\uf0ff]"
    "|[\uf02d\uf03c\uf03e\uf0b1\uf0b3\uf0b9\uf0bb](?=\\s*[0-9])"
)
"""What a font has no meaning for, or one of its own.  At U+F0xx fonts of symbols have bullets: there it is
what stands upon a number and is none of those, and what is <, >, ±, ≥, ≠ or ≈ in the font Symbol; ≤ is an
empty box in Wingdings 2."""


def claim_unreadable(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every numeric cell that holds something else: that it is a number.

    So are targets and actuals, or words: none of them is what a spreadsheet could not compute or print.
    """
    signs = {
        pointer for pointer, text in ledger.unreadable.items() if _SIGNS.fullmatch("".join(text.split()))
    }
    are_most = len(signs) >= FEWEST_SIGNS and len(signs) > len(ledger.numbers)
    for pointer, text in ledger.unreadable.items():
        saying = "several" if _are_several(text) else "broken"
        saying = "letters" if _looks_like_number(text) else saying
        saying = "nonsense" if are_most and pointer in signs else saying
        yield _faulty(pointer, text, _of_spreadsheet(text) or saying)
    for at, row in enumerate(ledger.record.indicators):
        for name, text in (("target", row.target), ("actual", row.actual)):
            # One sign alone may be that of a number (#), or of a name.
            if len(text.strip()) > 1 and (saying := _of_spreadsheet(text)):
                yield _faulty(f"/indicators/{at}/{name}", text, saying)


def _faulty(pointer: Pointer, text: str, saying: str) -> Claim:
    return fault_claim((pointer,), Fault(saying=saying, seen=shortened(text), expected=""))


def _of_spreadsheet(text: str) -> str:
    """Return what a text says that a spreadsheet prints instead of a value; `""` for any other."""
    alone = "".join(text.split())
    if _FAILED.search(text) or _FAILED_ALONE.fullmatch(alone):
        return "failed"
    return "unprinted" if _UNPRINTED.fullmatch(alone) else ""


def _are_several(text: str) -> bool:
    """Tell whether numbers stand beside each other, as where no ruling parts the columns of a table.

    So do those of a form and of a field, a layer or a remark upon it (88改为90).
    """
    several = len(_NUMBERS.findall(text)) > 1 and not _DATE.search(text)
    return several or _RUN_TOGETHER.fullmatch(text) is not None


def _looks_like_number(text: str) -> bool:
    """Tell whether a text would be a number, but for signs that only look like a number's: l2.5, 1O."""
    seen = text.translate(_LOOKS)
    return seen != text and _FIGURE.search(text) is not None and parse_number(seen) is not None


def unreadable_fields(values: Mapping[Pointer, str]) -> Iterator[Pointer]:
    """Yield the fields whose value, or label, has a character of which the file does not tell what it is."""
    if _UNKNOWN.search("".join([*values, *values.values()])):
        yield from (field for field, text in values.items() if _UNKNOWN.search(field + text))
