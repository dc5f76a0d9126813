"""A recognised target beside its actual, or in one cell with those of other rows → whether to doubt it.

Target and actual say the same kind of thing of one row, and no sum proves either.
"""

import re
from collections.abc import Iterable

from extractor.proof.claims import COMPARED
from extractor.value.numbers import holds_digit

SHARED = (*COMPARED, "/weight", "/score")
"""Of these each row has its own, as a rule."""
SURE_WORDS = 0.9
"""Words that stand for a figure are as sure as this: strokes of a pen are read as words as well."""
LONGEST_FIGURE = 20
"""Characters: >1200人次, 2019年6月至12月, 覆盖率≥90%且次数≥780次."""
SURE_RANK = 0.99
"""The I of Ⅰ类 is a 一 where it is read less surely."""

_RANK = re.compile("(?:[IVX]+|一)(?=[类级])")
_MISCOUNTED = re.compile("(?:I{2,}|(?<![0-9.])[1l|])(?=[类级])|(?:^|[到于为至达≥≤])[类级](?![别似型])")
"""Readers miscount the strokes of Ⅱ and Ⅲ, take Ⅰ for 1, however sure they are, and drop the figure whole."""


def counterpart(field: str) -> str:
    """Return the pointer of the target of an actual, and of the actual of a target; of others none."""
    for end, other in (COMPARED, COMPARED[::-1]):
        if field.endswith(end):
            return field.removesuffix(end) + other
    return ""


def is_figure(text: str) -> bool:
    """Tell whether a target or actual is a figure with its unit, rather than prose with figures in it."""
    return len(text) <= LONGEST_FIGURE and holds_digit(text)


def lacks(text: str, other: str, confidence: float) -> bool:
    """Tell whether a target or actual may have lost something.

    Args:
        text: As recognised: nothing beside something, or words beside a figure that are not sure
            or only the rest of such a figure, as 人 is of 40人.
        other: What stands beside it.
        confidence: Of the text.
    """
    if not text.strip():
        return bool(other.strip())
    if not is_figure(other) or holds_digit(text) or len(text) > LONGEST_FIGURE:
        return False
    rest = "".join(sign for sign in other if not sign.isdigit())
    return confidence < SURE_WORDS or text.strip() in rest


def is_other_rank(text: str, confidence: float) -> bool:
    """Tell whether the Roman figure of a class or grade in a target or actual may be another: Ⅲ类 is not Ⅱ类.

    Args:
        text: As recognised, in its house form.
        confidence: Of the text.
    """
    return bool(_MISCOUNTED.search(text)) or (confidence < SURE_RANK and bool(_RANK.search(text)))


def are_several(lines: Iterable[str]) -> bool:
    """Tell whether several lines of one cell have a figure: a ruling between them may not have been seen.

    A line without one may be the rest of that above it: 元 below 40,593.39万.
    """
    return sum(map(is_figure, lines)) > 1
