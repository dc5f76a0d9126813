"""Words of a page → those that lie near a height, without looking at each."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import attrgetter

from extractor.geometry import Word

Near = Callable[[float, float], Sequence[Word]]
"""Gives the words that may reach from one height to another, from top to bottom."""
_TOP = attrgetter("y0")


def by_height(words: Sequence[Word]) -> Near:
    """Return what gives the words that may reach from one height to another."""
    sorted_words = sorted(words, key=_TOP)
    tops = list(map(_TOP, sorted_words))
    highest = max([word.y1 - word.y0 for word in words], default=0.0) or 1.0

    def near(top: float, bottom: float) -> Sequence[Word]:
        return sorted_words[bisect_left(tops, top - highest) : bisect_right(tops, bottom)]

    return near
