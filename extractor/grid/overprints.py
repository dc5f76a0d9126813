"""Words that a page shows one upon the other, or struck out → notes for a person.

A correction printed over what it corrects, or beside what it strikes out, makes one text of two: which of
them counts nobody can tell from the words.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from extractor.geometry import Grid, Page, Ruling, Word
from extractor.grid.near_words import Near, by_height
from models.records import Box, Note, NoteCode

UPON, LEVEL = 0.5, 0.12
"""Words lie upon each other that share more of the narrower one's width, and whose middles differ by less of
the lower one's height: browsers print the end of a cell over the next row, a little lower."""
HIGHEST, LOWEST = 0.35, 0.68
"""A line strikes out words of which it passes these shares of the height; further down it underlines."""
THICKEST = 0.35
"""Nor is it thicker than this share of their height; it may go on past them by no more than that height."""
ENDING, BESIDE = 1.5, 4.0
"""A line that ends so near to rulings, in points, on both hands is the side of a cell; the pieces of a
ruling, and both lines of a double one, lie no further from it than the second."""
FEW_STRUCK, MOST_STRUCK = 3, 0.1
"""Lines through more words than so many, and more of a page's, underline them: the font claims other
heights than it has."""
Rulings = Callable[[float], Sequence[Ruling]]
"""Gives the rulings that lie near a place."""
_WRITTEN = re.compile(r"\d|[^\W_]{2}")
"""Blanks to fill in, boxes to tick and rows of dashes may be written on.  Some releases of LibreOffice print
ideographs that are written down their cell on one spot."""


def overprints(
    page: Page, strokes: Sequence[Box], through: Sequence[Ruling], grids: Iterable[Grid]
) -> Iterator[Note]:
    """Yield the words in cells that others are printed upon, and those that a line strikes out.

    Args:
        page: The page.
        strokes: Those of its strokes that do not begin and end with words under or through which they go.
        through: The rulings across the page that may go through words.
        grids: Its tables.
    """
    for grid in grids:
        for cell in grid.cells:
            for line in cell.lines:
                if len(line) > 1 and (beneath := _beneath(line)):
                    yield from (_note(page, "overprinted-text", word) for word in beneath)
    if through:
        near, along, down = by_height(page.words), _near(through, BESIDE), _near(page.down, ENDING)
        lines = set(page.strokes).difference(strokes)
        struck = {word for line in lines for word in _passed(line, near)}
        struck.update(*(_struck(line, near, down) for line in page.strokes if _is_along(line, along)))
        if len(struck) <= max(FEW_STRUCK, MOST_STRUCK * len(page.words)):
            yield from (_note(page, "struck-text", word) for word in sorted(struck))


def _near(rulings: Iterable[Ruling], reach: float) -> Rulings:
    """Return what gives the rulings that lie no further from a place than so many points."""
    sorted_rulings = sorted(rulings)
    places = [one.at for one in sorted_rulings]

    def near(at: float) -> Sequence[Ruling]:
        return sorted_rulings[bisect_left(places, at - reach) : bisect_right(places, at + reach)]

    return near


def _is_along(line: Box, along: Rulings) -> bool:
    x0, y0, x1, y1 = line
    is_level = x1 - x0 > y1 - y0
    return is_level and any(one.start <= x1 and x0 <= one.end for one in along((y0 + y1) / 2))


def _struck(line: Box, near: Near, down: Rulings) -> list[Word]:
    """Return the words that a line goes through, if it ends near where they do and is no side of a cell."""
    x0, y0, x1, y1 = line
    words = _passed(line, near)
    if not words:
        return []
    reach = max(map(_height, words))
    is_theirs = min(word.x0 for word in words) - reach <= x0 and x1 <= max(word.x1 for word in words) + reach
    is_side = all(any(one.start <= y1 and y0 <= one.end for one in down(x)) for x in (x0, x1))
    return words if is_theirs and not is_side and y1 - y0 <= THICKEST * reach else []


def _passed(line: Box, near: Near) -> list[Word]:
    x0, y0, x1, y1 = line
    at = (y0 + y1) / 2
    return [
        word
        for word in near(at, at)
        if x0 <= word.middle[0] <= x1 and HIGHEST <= (at - word.y0) / _height(word) <= LOWEST
    ]


def _beneath(line: Sequence[Word]) -> list[Word]:
    """Return the words of a line that the next one of it lies upon."""
    beneath: list[Word] = []
    for word, other in pairwise(sorted(line)):
        if other.x0 >= word.x1:
            continue
        shared = min(word.x1, other.x1) - other.x0
        width = min(word.x1 - word.x0, other.x1 - other.x0)
        if shared <= UPON * width or not _WRITTEN.search(word.text) or not _WRITTEN.search(other.text):
            continue
        if abs(word.y0 + word.y1 - other.y0 - other.y1) < 2 * LEVEL * min(_height(word), _height(other)):
            beneath.append(word)
    return beneath


def _height(word: Word) -> float:
    return word.y1 - word.y0 or 1.0


def _note(page: Page, code: NoteCode, word: Word) -> Note:
    return Note(code=code, page=page.number, box=word.box, seen=word.text, kept=word.text)
