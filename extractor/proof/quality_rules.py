"""The rule of 定性 scores: wording of an actual → the band of its weight in which the score lies.

Only wordings that name a level outright are judged: an account of what was done
may deserve any score.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.proof.claims import Claim, Fault, Ledger, fault_claim, lies_in
from extractor.proof.target_rules import own_number
from extractor.text.spacings import fold_spacing
from extractor.value.numbers import EXACT, plain
from extractor.value.values import parse_value

LONGEST_WORDING = 40

_DONE = "(?:达成|达到|完成|实现)"
_WHAT = (
    "(?:了)?(?:本?年度|年初|预期|预定|既定|设定|原定|绩效|各项|总体)*(?:指标值?|目标值?|要求|标准|任务|效果)?"
)
_EFFECT = "(?:效果|效益|成效)?"
_WELL = f"(?:[,、]?(?:且|并且?)?(?:具有|取得)?{_EFFECT}(?:一定|较好|良好|显著|明显|较差){_EFFECT})?"
_LEVELS = (
    (
        re.compile(f"(?:部分|未全部|未能全部|未完全|未能完全|没有完全|大部分){_DONE}{_WHAT}{_WELL}"),
        "60",
        "80",
    ),
    (re.compile(f"(?:尚|还|均)?(?:未能?|没有?|没能)(?:够)?{_DONE}{_WHAT}{_WELL}"), "0", "60"),
    # 全部或基本达成 is one level in older rules, below full in others.
    (re.compile(f"(?:已经?|均)?基本{_DONE}{_WHAT}{_WELL}"), "60", "100"),
    (re.compile(f"(?:已经?|均|都|全部|全面|圆满|顺利|如期|按期|按时)*{_DONE}{_WHAT}{_WELL}"), "80", "100"),
)


class Band(NamedTuple):
    """From which to which per cent of its weight a score lies."""

    least: Decimal
    most: Decimal


def claim_bands(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every qualitative row: its score lies in the band of its weight that its wording names."""
    for at, indicator in enumerate(ledger.record.indicators):
        band = find_band(indicator.actual) if len(indicator.actual) <= LONGEST_WORDING else None
        if band is None or parse_value(indicator.target).measured:
            continue
        score, weight = (own_number(ledger, f"/indicators/{at}/{name}") for name in ("score", "weight"))
        if score is None or weight is None or not 0 < weight.value >= score.value:
            continue
        least, most = (EXACT.divide(EXACT.multiply(weight.value, end), Decimal(100)) for end in band)
        if lies_in((least, most), score):
            continue
        fault = Fault(
            saying="above" if score.value > most else "below",
            seen=plain(score.value),
            expected=f"{plain(least.normalize() + 0)}–{plain(most.normalize() + 0)}",
        )
        yield fault_claim(
            (f"/indicators/{at}/score", f"/indicators/{at}/weight", f"/indicators/{at}/actual"), fault
        )


@lru_cache(maxsize=1024)
def find_band(actual: str) -> Band | None:
    """Return the band that a wording names; None where it names none outright."""
    wording = fold_spacing(actual).text.replace(" ", "").rstrip("。.;!")
    for pattern, least, most in _LEVELS:
        if pattern.fullmatch(wording):
            return Band(Decimal(least), Decimal(most))
    return None
