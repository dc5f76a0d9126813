"""Folded text and the known words in it → segments that cover it all.

Words overlap and nest, so the cheapest way through the text is taken: unknown
characters cost most, then words of one character, so 培训费用 becomes
培训 | 费用 and not 培训费 | 用.  Punctuation and numbers are segments too.
"""

import re
from itertools import chain

from extractor.reason.phrasebooks import Group
from extractor.reason.scenes import PAUSE, QUOTE, QUOTES, STOP, Segment
from extractor.reason.tries import Roots

ENUM = "ENUM"
NUMBER = "NUMBER"
OVER = "OVER"
"""More than a hundred per cent: a number too."""
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
_POINT = re.compile(r"(?<![\d第（])(?<!\d[.，])(1\d|[1-9])(?:[.、](?![\d一二两三四五六七八九十])|）)(?=.)")
"""What opens a point of a list whose lines were joined: 1.资金未到位2.人员不足."""
_OPENS = frozenset({"BULLET"})
_OPENS_FIRST = frozenset({"BULLET", "FIRST"})
_NUMBER = frozenset({NUMBER})
_OVER = frozenset({NUMBER, OVER})
_ALL = 100
_NONE: frozenset[str] = frozenset()
SIGN_KINDS = (_NUMBER, _OVER, frozenset({ENUM}))
"""The kinds of what is no word, as far as patterns may ask for it."""

Word = tuple[int, frozenset[str]]
"""Where a known word ends, and the concepts that it belongs to."""
Phrase = tuple[Group, int, int]
"""A literal phrase's group, and where it begins and ends."""


def cut(text: str, known: Roots) -> tuple[list[Segment], list[Phrase]]:
    """Return the segments of a folded text, and the phrases that stand in it.

    Args:
        text: The folded text, of length N.
        known: The first signs of known words and phrases.
    """
    choice, phrases = _choose(text, known)
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
    return segments, phrases


def _choose(text: str, known: Roots) -> tuple[list[Word | None], list[Phrase]]:
    """Return for each place the word that the cheapest way onwards takes there, None for an unknown sign.

    And the phrases, for they are come upon on the same way.
    """
    size = len(text)
    cost = [0] * (size + 1)
    choice: list[Word | None] = [None] * size
    phrases: list[Phrase] = []
    best = 0
    for place in range(size - 1, -1, -1):
        sign = text[place]
        best, chosen, met, end = best + COST_UNKNOWN, None, False, place
        node = known[sign]
        while node is not None:
            end += 1
            if node.concepts is not None:
                met = True
                price = cost[end] + (COST_WORD if end - place > 1 else COST_SIGN)
                if price < best or (price == best and chosen):
                    best, chosen = price, (end, node.concepts)
            if node.groups:
                phrases += [(group, place, end) for group in node.groups]
            node = node.after.get(text[end]) if node.after is not None and end < size else None
        if not met and (sign in _STARTS or sign.isdigit()):
            end, concepts = _sign(text, place)
            price = cost[end] + (COST_WORD if end - place > 1 else COST_SIGN)
            if price < best:
                best, chosen = price, (end, concepts)
        cost[place], choice[place] = best, chosen
    return choice, phrases


def _sign(text: str, place: int) -> Word:
    """Return what the punctuation or number at a place is."""
    concepts = _SIGNS.get(text[place])
    if concepts:
        return place + 1, concepts
    if (point := _POINT.match(text, place)) and text.rfind("（", 0, place) <= text.rfind("）", 0, place):
        return point.end(), _OPENS_FIRST if point[1] == "1" else _OPENS
    end = _number_end(text, place)
    return end, _OVER if _is_over(text[place:end]) else _NUMBER


def _is_over(number: str) -> bool:
    """Return whether a number is more than a hundred per cent."""
    whole, _, rest = number.removesuffix("%").partition(".")
    shares = number.endswith("%") and whole.isdecimal()
    return shares and (int(whole) > _ALL or (int(whole) == _ALL and rest.strip("0") != ""))


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
