"""Words that a page shows one upon the other, or struck out → notes for a person.

A correction printed over what it corrects, or beside what it strikes out, makes one text of two: which of
them counts nobody can tell from the words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractor.geometry import Grid, Page, Word
from extractor.grid.near_words import by_height
from models.records import Box, Note, NoteCode

UPON, LEVEL = 0.5, 0.12
"""Words lie upon each other that share more of the narrower one's width, and whose middles differ by less of
the lower one's height: browsers print the end of a cell over the next row, a little lower."""
HIGHEST, LOWEST = 0.35, 0.68
"""A line strikes out words of which it passes these shares of the height; further down it underlines."""
MOST_STRUCK = 0.1
"""Lines through more of a page's words underline them: the font claims other heights than it has."""
_WRITTEN = re.compile(r"\d|[^\W_]{2}")
"""Blanks to fill in, boxes to tick and rows of dashes may be written on.  Some releases of LibreOffice print
ideographs that are written down their cell on one spot."""


def overprints(page: Page, strokes: Sequence[Box], grids: Iterable[Grid]) -> Iterator[Note]:
    """Yield the words in cells that others are printed upon, and those that a line strikes out.

    Args:
        page: The page.
        strokes: Those of its strokes that are no lines under words or through them.
        grids: Its tables.
    """
    for grid in grids:
        for cell in grid.cells:
            for line in cell.lines:
                if len(line) > 1 and (beneath := _beneath(line)):
                    yield from (_note(page, "overprinted-text", word) for word in beneath)
    if len(strokes) != len(page.strokes):
        struck = list(_struck(set(page.strokes).difference(strokes), page.words))
        if len(struck) <= MOST_STRUCK * len(page.words):
            yield from (_note(page, "struck-text", word) for word in struck)


def _struck(lines: Iterable[Box], words: Sequence[Word]) -> Iterator[Word]:
    near = by_height(words)
    for x0, y0, x1, y1 in sorted(lines):
        at = (y0 + y1) / 2
        for word in near(at, at):
            if x0 <= (word.x0 + word.x1) / 2 <= x1 and HIGHEST <= (at - word.y0) / _height(word) <= LOWEST:
                yield word


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
