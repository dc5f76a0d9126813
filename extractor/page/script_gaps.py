"""Words that MuPDF parts at a gap → those between which no space was typed.

Word, WPS and Writer set digits and Latin letters a fifth to a quarter of an em apart from ideographs, and
spread ideographs to fill a line: MuPDF makes spaces of those gaps, and of 50公里 two words.

Source:
    ISO/IEC 29500-1 §17.3.1.2 (autoSpaceDE) and §17.3.1.3 (autoSpaceDN).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, pairwise
from typing import Any

from pymupdf.mupdf import FZ_STEXT_SYNTHETIC

from extractor.geometry import Word, union
from extractor.page.walls import Walls

LEAST, MOST, STRETCHED = 0.08, 0.33, 0.8
"""Shares of a word's height: a narrower gap makes no space, and a wider one was meant, but for what parts
the ideographs of a line that is stretched to fill its cell."""
ENOUGH = 5
"""So many gaps of one width, or up to twice as many, tell what the others of that width are."""
SPACE = ord(" ")
Item = Sequence[Any]
"""A word as MuPDF gives it: its box, its text, its block, its line in that, and its place in this."""
Glyph = tuple[str, float, float]
"""A character, where it begins and where it ends along its line."""
LinesOf = Callable[[Sequence[Item]], Iterable[Any]]


def set_apart(items: Sequence[Item], lines_of: LinesOf, known: dict[float, bool]) -> list[int]:
    """Return the numbers of the words to which the next one belongs, ascending.

    Programs set all such gaps of a font as wide as each other; so where some gaps of one width agree, the
    others do, on later pages too.

    Args:
        items: The words of a page.
        lines_of: Gives for each of some words the first character (fz_stext_char) of its line.
        known: Whether gaps of a width are typed, as other pages told; what this one tells is added.
    """
    widths: dict[float, list[int]] = {}
    for number, gap in _gaps(items):
        widths.setdefault(round(gap, 2), []).append(number)
    if not widths:
        return []
    some = {width: _some(numbers) for width, numbers in widths.items() if width not in known}
    typed = _typed(items, chain.from_iterable(some.values()), lines_of)
    told = {width: {number in typed for number in asked} for width, asked in some.items()}
    known.update({width: all(told[width]) for width, asked in some.items() if _settles(asked, told[width])})
    mixed = list(chain.from_iterable(widths[width] for width, answers in told.items() if len(answers) > 1))
    apart = [width for width in widths if not known.get(width, True) or told.get(width) == {False}]
    found = {*chain.from_iterable(widths[width] for width in apart), *mixed}
    return _not_too_wide(items, sorted(found - _typed(items, mixed, lines_of)), lines_of)


def _gaps(items: Sequence[Item]) -> Iterator[tuple[int, float]]:
    """Yield the numbers of words behind which such a gap may be, and its share of their height."""
    for number, (one, other) in enumerate(pairwise(items)):
        if one[6] == other[6] and one[5] == other[5] and (_is_wide(one[4][-1]) or _is_wide(other[4][0])):
            gap = _gap(one, other)
            if LEAST <= gap <= STRETCHED:
                yield number, gap


def _gap(one: Item, other: Item) -> float:
    return float((other[0] - one[2]) / (one[3] - one[1] or 1.0))


def _not_too_wide(items: Sequence[Item], numbers: Sequence[int], lines_of: LinesOf) -> list[int]:
    """Return those of some words whose gap is no wider than what stretches their line lets it be."""
    wide = [number for number in numbers if _gap(items[number], items[number + 1]) > MOST]
    lines = lines_of([items[number] for number in wide])
    out = {
        number
        for number, line in zip(wide, lines, strict=True)
        if items[number + 1][0] - items[number][2]
        > MOST * (items[number][3] - items[number][1]) + _parted(line)
    }
    return [number for number in numbers if number not in out]


def _parted(line: Any) -> float:  # noqa: ANN401 - MuPDF's own struct
    """Return how far apart the signs of a line are set, in points."""
    glyphs: list[Glyph] = []
    while line:
        glyphs.append((chr(line.c), line.quad.ul.x, line.quad.lr.x))
        line = line.next
    return parted(glyphs)


def parted(glyphs: Sequence[Glyph]) -> float:
    """Return how far apart the ideographs of a line are set, in points; else its signs, where it has few."""
    pairs = [(one, other) for one, other in pairwise(glyphs) if one[0] != " " != other[0]]
    wide = [(one, other) for one, other in pairs if _is_wide(one[0]) and _is_wide(other[0])]
    return max(0.0, min((other[1] - one[2] for one, other in wide or pairs), default=0.0))


def _some(numbers: Sequence[int]) -> Sequence[int]:
    return numbers if len(numbers) <= ENOUGH else numbers[:: len(numbers) // ENOUGH]


def _settles(asked: Sequence[int], answers: AbstractSet[bool]) -> bool:
    return len(asked) >= ENOUGH and len(answers) == 1


def _typed(items: Sequence[Item], numbers: Iterable[int], lines_of: LinesOf) -> set[int]:
    """Return those of some words behind which a space stands in the file."""
    asked = sorted(numbers)
    lines = lines_of([items[number] for number in asked])
    return {
        number
        for number, line in zip(asked, lines, strict=True)
        if _is_typed(line, items[number][2], items[number + 1][0])
    }


def _is_typed(line: Any, left: float, right: float) -> bool:  # noqa: ANN401 - MuPDF's own struct
    """Tell whether the space between two x stands in the file, and is none that MuPDF made of a gap."""
    one = line
    while one:
        if one.c == SPACE:
            at = one.origin.x
            if at >= right:
                break
            if at > left - 1:
                return not one.flags & FZ_STEXT_SYNTHETIC
        one = one.next
    return True


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


def _is_narrow(space: Mapping[str, Any], parted: float) -> bool:
    x0, y0, x1, y1 = space["bbox"]
    return bool(x1 - x0 <= MOST * (y1 - y0) + parted)


def _is_wide(sign: str) -> bool:
    return "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"
