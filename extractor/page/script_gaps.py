"""Words that MuPDF parts at a gap → those between which no space was typed.

Word, WPS and Writer set digits and Latin letters a fifth to a quarter of an em apart from ideographs, and
spread ideographs to fill a line: MuPDF makes spaces of those gaps, and of 50公里 two words.

Source:
    ISO/IEC 29500-1 §17.3.1.2 (autoSpaceDE) and §17.3.1.3 (autoSpaceDN).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

from pymupdf.mupdf import FZ_STEXT_SYNTHETIC

from extractor.geometry import Word, union
from extractor.page.glyphs import linked
from extractor.page.walls import Walls

LEAST, MOST, STRETCHED = 0.08, 0.33, 0.8
"""Shares of a word's height: a narrower gap makes no space, and a wider one was meant, but for what parts
the ideographs of a line that is stretched to fill its cell."""
SPACE = ord(" ")
Item = Sequence[Any]
"""A word as MuPDF gives it: its box, its text, its block, its line in that, and its place in this."""
Glyph = tuple[str, float, float]
"""A character, where it begins and where it ends along its line."""
LinesOf = Callable[[Sequence[Item]], Iterable[Any]]


def set_apart(items: Sequence[Item], lines_of: LinesOf) -> list[int]:
    """Return the numbers of the words to which the next one belongs, ascending.

    Programs set such gaps of a font as wide as each other: where neither the first nor the last of a width is
    made, the others are not looked at, for each look costs as much as reading some words.

    Args:
        items: The words of a page.
        lines_of: Gives for each of some words the first character (fz_stext_char) of its line.
    """
    widths: dict[float, list[int]] = {}
    for number, gap in _gaps(items):
        widths.setdefault(round(gap, 2), []).append(number)
    if not widths:
        return []
    asked = {one for numbers in widths.values() for one in (numbers[0], numbers[-1])}
    made = _made(items, asked, lines_of)
    doubtful = (numbers for numbers in widths.values() if not made.isdisjoint(numbers))
    return sorted(made | _made(items, set(chain.from_iterable(doubtful)) - asked, lines_of))


def _gaps(items: Sequence[Item]) -> Iterator[tuple[int, float]]:
    """Yield the numbers of words behind which such a gap may be, and its share of their height."""
    for number, (one, other) in enumerate(pairwise(items)):
        if one[6] == other[6] and one[5] == other[5] and (_is_wide(one[4][-1]) or _is_wide(other[4][0])):
            gap = (other[0] - one[2]) / (one[3] - one[1] or 1.0)
            if LEAST <= gap <= STRETCHED:
                yield number, gap


def _made(items: Sequence[Item], numbers: Iterable[int], lines_of: LinesOf) -> set[int]:
    """Return those of some words behind which a program made the space, and nobody typed it."""
    lines: dict[tuple[int, int], list[int]] = {}
    for number in sorted(numbers):
        lines.setdefault((items[number][5], items[number][6]), []).append(number)
    firsts = lines_of([items[asked[0]] for asked in lines.values()])
    made: set[int] = set()
    for asked, first in zip(lines.values(), firsts, strict=True):
        gaps = _gaps_of(first)
        places = [at for at, _ in gaps]
        most = None
        for number in asked:
            (*_, y0, right, y1), left = items[number][:4], items[number + 1][0]
            at = bisect_left(places, right - 1)
            if at == len(gaps) or gaps[at][0] >= left or not gaps[at][1]:
                continue
            if left - right > MOST * (y1 - y0):
                most = _parted(first) if most is None else most
                if left - right > MOST * (y1 - y0) + most:
                    continue
            made.add(number)
    return made


def _gaps_of(first: Any) -> list[tuple[float, bool]]:  # noqa: ANN401 - MuPDF's own struct
    """Return where the spaces of a line begin, and whether MuPDF made them."""
    return [(one.origin.x, bool(one.flags & FZ_STEXT_SYNTHETIC)) for one in linked(first) if one.c == SPACE]


def _parted(first: Any) -> float:  # noqa: ANN401 - MuPDF's own struct
    """Return how far apart the signs of a line are set, in points."""
    return parted([(chr(one.c), one.quad.ul.x, one.quad.lr.x) for one in linked(first)])


def parted(glyphs: Sequence[Glyph]) -> float:
    """Return how far apart the ideographs of a line are set, in points; its signs, where it has but one."""
    pairs = [(one, other) for one, other in pairwise(glyphs) if one[0] != " " != other[0]]
    wide = [(one, other) for one, other in pairs if _is_wide(one[0]) and _is_wide(other[0])]
    return max(0.0, min((other[1] - one[2] for one, other in wide or pairs), default=0.0))


def joined_at(
    words: Sequence[Word], numbers: Iterable[int], crossing: Sequence[int], walls: Walls
) -> tuple[list[Word], list[int]]:
    """Return words of which some have become one, and then the numbers of those that cross walls.

    Args:
        words: In the order of their lines.
        numbers: Of those to which the next one belongs, ascending; not across a wall, nor where one crosses.
        crossing: Of those through which walls go, ascending.
        walls: The page's rulings.
    """
    cut = set(crossing)
    gaps = [(number, words[number], words[number + 1]) for number in numbers]
    closed = [
        number
        for number, one, other in gaps
        if cut.isdisjoint((number, number + 1)) and not walls.between(one, one.x1, other.x0)
    ]
    joined: list[Word] = []
    follows = {number + 1 for number in closed}
    for number, word in enumerate(words):
        if number in follows:
            last = joined.pop()
            joined.append(Word(*union([last.box, word.box]), last.text + word.text))
        else:
            joined.append(word)
    return joined, [number - bisect_left(closed, number) for number in crossing]


def without_gaps(characters: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return the characters of a line (as of MuPDF's RAWDICT) but for spaces that stand for such gaps."""
    made = [at for at, one in enumerate(characters[:-1]) if at and one["synthetic"]]
    if not made:
        return characters
    wide = [_is_wide(one["c"]) for one in characters]
    most = parted([(one["c"], one["bbox"][0], one["bbox"][2]) for one in characters])
    gaps = {at for at in made if (wide[at - 1] or wide[at + 1]) and _is_narrow(characters[at], most)}
    return [one for at, one in enumerate(characters) if at not in gaps]


def _is_narrow(space: Mapping[str, Any], apart: float) -> bool:
    x0, y0, x1, y1 = space["bbox"]
    return bool(x1 - x0 <= MOST * (y1 - y0) + apart)


def _is_wide(sign: str) -> bool:
    return "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"
