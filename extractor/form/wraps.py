"""Lines of text → where they may be broken, as paragraphs and cells wrap them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from unicodedata import east_asian_width

from extractor.form.level_names import LEVELS
from extractor.form.lexicons import key
from extractor.geometry import SPACE, Word

_HOLDS = "“”‘’\"'（(《〈「『【[〔￥¥$"
"""No line is broken behind these; quotation marks hold on both sides."""


def run_width(line: Sequence[Word]) -> float:
    """Return the width of what a line begins with and no line break may part."""
    width, before = 0.0, ""
    for word, after in zip(line, (*line[1:], None), strict=True):
        for sign, share in _shares(word):
            if before and may_part(before, sign):
                return width
            width, before = width + share, sign
        if after is None or after.x0 - word.x1 > SPACE * (after.y1 - after.y0):
            return width
    return width


def next_width(above: Sequence[Word], below: Sequence[Word]) -> float:
    """Return the room that a line needs for what the next one begins with.

    What no break may part is broken anywhere where it fills a line.
    """
    first = below[0]
    if may_part(above[-1].text[-1], first.text[0]):
        return run_width(below)
    return next(_shares(first))[1]


def _shares(word: Word) -> Iterator[tuple[str, float]]:
    """Yield a word's characters, each with its share of the width: wide ones take two of a narrow one."""
    parts = [1 if east_asian_width(sign) in "NH" or sign.isascii() else 2 for sign in word.text]
    whole = sum(parts)
    for sign, part in zip(word.text, parts, strict=True):
        yield sign, (word.x1 - word.x0) * part / whole


def may_part(before: str, after: str) -> bool:
    """Tell whether a line may be broken between two characters.

    Never before punctuation, nor behind what opens or quotes; Latin letters and
    figures part from Chinese ones only, not from punctuation.
    """
    if not after.isalnum() or before in _HOLDS:
        return False
    return not after.isascii() or (before.isalnum() and not before.isascii())


@lru_cache(maxsize=4096)
def is_whole_name(label: str) -> bool:
    """Tell whether a label, known or not, ends as those of a level, a goal or a source of funds do."""
    bare = key(label)
    ends = bare.endswith(("指标", "目标", "资金")) and len(bare) > len("指标")
    return ends and label.count("(") == label.count(")")


def are_whole_names(first: str, second: str) -> bool:
    """Tell whether two labels are each whole, and none the rest of the other.

    Levels may be named without 指标.
    """
    return names_level(first) and names_level(second) and key(first + second) not in LEVELS


def names_level(label: str) -> bool:
    """Tell whether a label ends as a level's does, or is one that needs no such ending."""
    return is_whole_name(label) or key(label) in LEVELS
