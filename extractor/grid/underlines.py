"""A page's strokes → those that may rule it: less the lines under words, and through them.

An underlined text that fills its cell has a line from side to side, as a row has.
But it begins and ends where words do, and lies within their height.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from operator import itemgetter

from extractor.geometry import Ruling, Word
from models.records import Box

FLAT = 1.5
"""Lines under words are no thicker than so many points."""
NEAR = 0.6
"""They begin and end so near to where words do, in points."""
HIGHEST, LOWEST = 0.3, 0.02
"""They lie below the first share of the words' height, and the second above its end."""
TALLEST = 80.0


def without_underlines(
    strokes: Sequence[Box], across: Sequence[Ruling], words: Sequence[Word]
) -> tuple[Sequence[Box], list[Ruling]]:
    """Return the strokes of a page less those that begin and end with words under or through which they go.

    Args:
        strokes: The thin boxes that the page draws.
        across: The rulings across it that they make, from the top down.
        words: Its words.

    Returns:
        `strokes` itself where no ruling goes through a word; and the rulings that may go through words.
    """
    by_end = sorted(words, key=itemgetter(3))
    ends = list(map(itemgetter(3), by_end))
    # Of the many words just below a line, none is high enough to reach it.
    tallest = min(TALLEST, max([y1 - y0 for _, y0, _, y1, _ in words], default=0.0))

    @cache
    def met(at: float) -> list[Word]:
        return _lined(by_end[slice(*_around(ends, at, tallest))], at)

    if not any(met(ruling.at) for ruling in across):
        return strokes, []
    through = [one for one in across if any(one.start <= word.middle[0] <= one.end for word in met(one.at))]
    # Lines through the words of several cells may be taken for one ruling, at a height of its own.
    kept = [
        stroke
        for stroke in strokes
        if stroke[3] - stroke[1] > FLAT or not _is_under(stroke, met((stroke[1] + stroke[3]) / 2))
    ]
    return kept, through


def _around(ends: Sequence[float], at: float, tallest: float) -> tuple[int, int]:
    return bisect_right(ends, at), bisect_left(ends, at + tallest)


def _lined(words: Sequence[Word], at: float) -> list[Word]:
    """Return the words that a line at a height goes through or under."""
    return [
        word
        for word in words
        if at < word.y1 - LOWEST * (word.y1 - word.y0) and word.y0 + HIGHEST * (word.y1 - word.y0) < at
    ]


def _is_under(stroke: Box, words: Sequence[Word]) -> bool:
    x0, _, x1, _ = stroke
    return any(abs(word.x0 - x0) <= NEAR for word in words) and any(
        abs(word.x1 - x1) <= NEAR for word in words
    )
