"""Folded text and the known words in it → segments that cover it all.

Words overlap and nest, so the cheapest way through the text is taken: unknown
characters cost most, then words of one character, so 培训费用 becomes
培训 | 费用 and not 培训费 | 用.  Punctuation and numbers are segments too.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.clauses import PAUSE, STOP, Segment

ENUM = "ENUM"
NUMBER = "NUMBER"
UNKNOWN = "□"
EDGE = "，"
COST_UNKNOWN, COST_SIGN, COST_WORD = 4, 3, 2
_SIGNS = {**dict.fromkeys("。；！？.", STOP), **dict.fromkeys("，：", PAUSE), "、": ENUM}
_NUMERALS = frozenset("一二两三四五六七八九十几")
_MULTIPLES = frozenset("百千万亿余多半")


class Word(NamedTuple):
    """A known word that ends at `end`; its `name` for the grammar is one for each set of concepts."""

    end: int
    name: str
    concepts: frozenset[str]


def cut(text: str, words: Mapping[int, Sequence[Word]]) -> tuple[list[Segment], list[str]]:
    """Return the segments of a folded text and their names for the grammar.

    Args:
        text: The folded text, of length N.
        words: The known words by where they start.
    """
    choice = _choose(text, words)
    segments: list[Segment] = []
    names: list[str] = []
    place = unknown = 0
    while place <= len(text):
        word = choice[place]
        if (word or place == len(text)) and unknown < place:
            segments.append(Segment(unknown, place, frozenset()))
            names.append(UNKNOWN)
        if word:
            segments.append(Segment(place, word.end, word.concepts))
            names.append(word.name)
        place = word.end if word else place + 1
        unknown = place if word else unknown
    return segments, names


def _choose(text: str, words: Mapping[int, Sequence[Word]]) -> list[Word | None]:
    """Return for each place the word that the cheapest way onwards takes there, None for an unknown sign."""
    cost = [0] * (len(text) + 1)
    choice: list[Word | None] = [None] * (len(text) + 1)
    for place in range(len(text) - 1, -1, -1):
        best, chosen = cost[place + 1] + COST_UNKNOWN, None
        for word in words.get(place) or _sign(text, place):
            price = cost[word.end] + (COST_SIGN if word.end == place + 1 else COST_WORD)
            if price < best or (price == best and chosen and word.end > chosen.end):
                best, chosen = price, word
        cost[place], choice[place] = best, chosen
    return choice


def _sign(text: str, place: int) -> tuple[Word, ...]:
    """Return what punctuation or a number at a place is, if it is one."""
    sign = text[place]
    kind = _SIGNS.get(sign)
    if kind:
        return (Word(place + 1, ENUM if kind == ENUM else EDGE, frozenset({kind})),)
    if sign.isdigit() or sign in _NUMERALS:
        return (Word(_number_end(text, place), NUMBER, frozenset({NUMBER})),)
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
