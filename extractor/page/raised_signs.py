"""Words of a page → the same with small signs beside others in their line: raised above it, or sunk below it.

MuPDF makes a word of its own of such a sign where anything is drawn between the letters: a line through
them, say.  Upon no line, it would be read before its text or after it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from extractor.geometry import SAME_LINE, SPACE, Word
from extractor.page.walls import Walls

SMALL = 0.75
"""A raised sign is no higher than this share of its text."""
_RIGHT = attrgetter("x1")


def has_raised(sizes: Sequence[float]) -> bool:
    """Tell whether some of a page's text, by its sizes in order, is as small as raised signs are."""
    return bool(sizes) and sizes[0] <= SMALL * sizes[len(sizes) // 2]


def with_raised_in_line(words: Sequence[Word], walls: Walls) -> list[Word]:
    """Return words with each raised one as high as the word that it stands beside, on no line of its own.

    It stays a word: a line under the text, or through it, ends where the raised sign begins.

    Args:
        words: Of a page, in any order.
        walls: The rulings down the page: a word ends there.
    """
    highest = max((word.y1 - word.y0 for word in words), default=0.0)
    ordered = sorted(words, key=_RIGHT)
    ends = list(map(_RIGHT, ordered))
    placed: list[Word] = []
    for word in words:
        host = None
        if word.y1 - word.y0 <= SMALL * highest:
            near = SPACE * highest
            beside = ordered[bisect_left(ends, word.x0 - near) : bisect_right(ends, word.x0 + near)]
            host = next((one for one in beside if _is_raised(word, one, walls)), None)
        placed.append(word if host is None else word._replace(y0=host.y0, y1=host.y1))
    return placed


def _is_raised(word: Word, host: Word, walls: Walls) -> bool:
    high, low = host.y1 - host.y0, word.y1 - word.y0
    _, middle = word.middle
    return (
        low <= SMALL * high
        and abs(word.x0 - host.x1) <= SPACE * high
        and host.y0 < middle < host.y1
        and abs(middle - host.middle[1]) >= SAME_LINE * low
        and not walls.between(word, host.middle[0], word.middle[0])
    )
