"""Numeric cells that hold something else, characters without a meaning → what a person is told of them."""

import re
from collections.abc import Iterator, Mapping

from extractor.proof.claims import Claim, Fault, Ledger, fault_claim, shortened
from extractor.value.numbers import parse_number
from models.records import Pointer

UNPRINTED = frozenset("#＃")
"""What spreadsheets print for a number that its column has no room for."""
FEWEST_SIGNS = 3
"""So many cells of letters and signs alone, if there are fewer numbers, are numbers that a font misnames."""
_SIGNS = re.compile("[!-/:-~]+")
_RUN_TOGETHER = re.compile(r"[\d.,，%％]*(?:[.]\d+[.,，]|[%％])\d[\d.,，%％]*")
"""Numbers without a space between them, of which the first has decimals or a sign of its own: 526.4477.7."""
_UNKNOWN = re.compile("[\ufffd\ue000-\uefff\uf100-\uf8ff]")
"""What a font has no meaning for, or one of its own: not U+F0xx, where fonts of symbols have bullets."""


def claim_unreadable(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every numeric cell that holds something else: that it is a number."""
    signs = {
        pointer for pointer, text in ledger.unreadable.items() if _SIGNS.fullmatch("".join(text.split()))
    }
    are_most = len(signs) >= FEWEST_SIGNS and len(signs) > len(ledger.numbers)
    for pointer, text in ledger.unreadable.items():
        saying = "several" if _are_several(text) else "broken"
        saying = "nonsense" if are_most and pointer in signs else saying
        saying = "unprinted" if set(text.strip()) <= UNPRINTED else saying
        yield fault_claim((pointer,), Fault(saying=saying, seen=shortened(text), expected=""))


def _are_several(text: str) -> bool:
    """Tell whether numbers stand beside each other, as where no ruling parts the columns of a table.

    So do those of a form and of a field, a layer or a remark upon it.
    """
    numbers = sum(parse_number(part) is not None for part in text.split())
    return numbers > 1 or _RUN_TOGETHER.fullmatch(text) is not None


def unreadable_fields(values: Mapping[Pointer, str]) -> Iterator[Pointer]:
    """Yield the fields whose value, or label, has a character of which the file does not tell what it is."""
    if _UNKNOWN.search("".join([*values, *values.values()])):
        yield from (field for field, text in values.items() if _UNKNOWN.search(field + text))
