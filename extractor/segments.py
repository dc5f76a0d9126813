"""Folded text and the known words in it → segments that cover it all.

Words overlap and nest, so the cheapest way through the text is taken: unknown
characters cost most, then words of one character, so 培训费用 becomes
培训 | 费用 and not 培训费 | 用.  Punctuation and numbers are segments too.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

from extractor.clauses import PAUSE, QUOTES, STOP, Segment

ENUM = "ENUM"
NUMBER = "NUMBER"
QUOTE = "QUOTE"
UNKNOWN = "□"
EDGE = "，"
COST_UNKNOWN, COST_SIGN, COST_WORD = 4, 3, 2
_SIGNS = {
    sign: frozenset({kind})
    for signs, kind in (
        ("。；！？.", STOP),
        ("，：", PAUSE),
        ("、", ENUM),
        ("".join(chain(*QUOTES.items())), QUOTE),
    )
    for sign in signs
}
_NUMERALS = frozenset("一二两三四五六七八九十几俩仨")
_MULTIPLES = frozenset("百千万亿余多半")
_STARTS = _SIGNS.keys() | _NUMERALS
"""What punctuation and numbers begin with, besides digits."""
_NUMBER = frozenset({NUMBER})
_NONE: frozenset[str] = frozenset()

Word = tuple[int, frozenset[str]]
"""Where a known word ends, and the concepts that it belongs to."""


def cut(text: str, words: Mapping[int, Sequence[Word]]) -> list[Segment]:
    """Return the segments of a folded text.

    Args:
        text: The folded text, of length N.
        words: The known words by where they start.
    """
    choice = _choose(text, words)
    segments: list[Segment] = []
    place = unknown = 0
    size = len(text)
    while place < size:
        word = choice[place]
        if word is None:
            place += 1
            continue
        if unknown < place:
            segments.append(Segment(unknown, place, _NONE))
        end, concepts = word
        segments.append(Segment(place, end, concepts))
        place = unknown = end
    if unknown < size:
        segments.append(Segment(unknown, size, _NONE))
    return segments


def _choose(text: str, words: Mapping[int, Sequence[Word]]) -> list[Word | None]:
    """Return for each place the word that the cheapest way onwards takes there, None for an unknown sign."""
    cost = [0] * (len(text) + 1)
    choice: list[Word | None] = [None] * (len(text) + 1)
    for place in range(len(text) - 1, -1, -1):
        best, chosen, reach = cost[place + 1] + COST_UNKNOWN, None, 0
        sign = text[place]
        for word in words.get(place) or (_sign(text, place) if sign in _STARTS or sign.isdigit() else ()):
            end = word[0]
            price = cost[end] + (COST_SIGN if end == place + 1 else COST_WORD)
            if price < best or (price == best and end > reach > 0):
                best, chosen, reach = price, word, end
        cost[place], choice[place] = best, chosen
    return choice


def _sign(text: str, place: int) -> tuple[Word, ...]:
    """Return what punctuation or a number at a place is, if it is one."""
    sign = text[place]
    concepts = _SIGNS.get(sign)
    if concepts:
        return ((place + 1, concepts),)
    if sign.isdigit() or sign in _NUMERALS:
        return ((_number_end(text, place), _NUMBER),)
    return ()


def _number_end(text: str, start: int) -> int:
    """Return where a number ends; a point or comma belongs to it when a digit follows."""
    end = start + 1
    while end < len(text) and (
        _counts(text[end]) or (text[end] in ".，" and text[end + 1 : end + 2].isdigit())
    ):
        end += 1
    return end + (text[end : end + 1] == "%")


def _counts(sign: str) -> bool:
    return sign.isdigit() or sign in _NUMERALS or sign in _MULTIPLES
