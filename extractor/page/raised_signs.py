"""Words of a page → the same with small signs beside others in their line: raised above it, or sunk below it.

MuPDF makes a word of its own of such a sign where anything is drawn between the letters: a line through
them, say.  Upon no line, it would be read before its text or after it.  A raised figure behind another, of a
footnote or a power, is read as one more of its digits: that is told.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from operator import attrgetter
from typing import Any, NamedTuple

from extractor.geometry import SAME_LINE, SPACE, Word
from extractor.page.walls import Walls
from models.records import Box

SMALL = 0.75
"""A raised sign is no higher than this share of its text."""
RAISED = 0.15
"""Its line runs higher by at least this share of its text's size."""
NEAR = 0.25
"""So near behind a figure, in its size, a sign is read as a part of it."""
MOST_PAIRS = 1_000_000
"""Of raised figures and others; a page of more is no form."""
_END = attrgetter("end")
_RIGHT = attrgetter("x1")


def has_raised(sizes: Sequence[float]) -> bool:
    """Tell whether some of a page's text, by its sizes in order, is as small as raised signs are."""
    return bool(sizes) and sizes[0] <= SMALL * sizes[len(sizes) // 2]


class Figure(NamedTuple):
    """A text that begins or ends with a digit: where along its line, how high that is, its size and box."""

    start: float
    end: float
    up: float
    size: float
    box: Box
    way: tuple[float, float]


def raised_figures(sizes: Sequence[float], lines: Sequence[Mapping[str, Any]]) -> Iterator[Box]:
    """Yield the places of raised figures right behind others, as high as those.

    Args:
        sizes: Of a page's text, in order: most pages need not be looked through.
        lines: As MuPDF gives them.
    """
    if not has_raised(sizes):
        return
    spans = [(line["dir"], span) for line in lines for span in line["spans"]]
    near = NEAR * sizes[-1]
    hosts = sorted((_figure(*one) for one in spans if one[1]["text"][-1:].isdecimal()), key=_END)
    signs = [one for one in spans if one[1]["size"] <= SMALL * sizes[-1] and one[1]["text"][:1].isdecimal()]
    if len(signs) * len(hosts) > MOST_PAIRS:
        return
    ends = list(map(_END, hosts))
    for sign in starmap(_figure, signs):
        beside = hosts[bisect_left(ends, sign.start - near) : bisect_right(ends, sign.start + near)]
        if host := next((one for one in beside if _is_behind(sign, one)), None):
            yield _across(host.box, sign)


def _figure(way: tuple[float, float], span: Mapping[str, Any]) -> Figure:
    (across, down), (x, y), (x0, y0, x1, y1) = way, span["origin"], span["bbox"]
    start, end = sorted((x0 * across + y0 * down, x1 * across + y1 * down))
    return Figure(start, end, x * down - y * across, span["size"], span["bbox"], way)


def _is_behind(sign: Figure, host: Figure) -> bool:
    return (
        sign.way == host.way
        and sign.size <= SMALL * host.size
        and abs(sign.start - host.end) <= NEAR * host.size
        and RAISED * host.size <= sign.up - host.up <= host.size
    )


def _across(text: Box, sign: Figure) -> Box:
    """Return the place of a sign, across its line as wide as the text beside it."""
    x0, y0, x1, y1 = sign.box
    is_level = abs(sign.way[0]) > abs(sign.way[1])
    return (x0, text[1], x1, text[3]) if is_level else (text[0], y0, text[2], y1)


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
