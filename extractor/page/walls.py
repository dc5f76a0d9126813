"""Words that cross a ruling down the page → words that end there.

MuPDF glues neighbouring cells' texts where they fill their cells, even from
different heights; their characters, asked for only then, tell them apart.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from extractor.geometry import Ruling, Word, sides, union
from extractor.grid.rulings import find_rulings
from models.records import Box

EDGE = 1.0
"""A word crosses a ruling that stands further than this inside it, in points."""
NO_BREAK_SPACE = "\xa0"
"""With the controls and the space, what MuPDF ends words at; an ideographic space is part of one."""

Glyphs = Sequence[Word]
"""The characters of a line or word, in reading order."""


class Walls:
    """The rulings down a page, by x."""

    def __init__(self, down: Sequence[Ruling]) -> None:
        self.at = [ruling.at for ruling in down]
        self.spans = [(ruling.start, ruling.end) for ruling in down]

    def between(self, word: Word, left: float, right: float) -> bool:
        """Tell whether a ruling passes the middle of a word's height between two x."""
        first = bisect_left(self.at, left)
        last = bisect_left(self.at, right, first)
        if first == last:
            return False
        middle = (word.y0 + word.y1) / 2
        return any(y0 <= middle <= y1 for y0, y1 in self.spans[first:last])

    def cut(self, glyph: Word) -> bool:
        """Tell whether a ruling passes the middle of a character, or of a word."""
        quarter = (glyph.x1 - glyph.x0) / 4
        return self.between(glyph, glyph.x0 + quarter, glyph.x1 - quarter)


def walls_of(down: Sequence[Ruling], shades: Iterable[Box]) -> Walls:
    """Return the walls of a page: its rulings down, else the sides of its shades."""
    return Walls(down or find_rulings((side for shade in shades for side in sides(shade)[2:]), along=1))


def crossing_words(walls: Walls, words: Sequence[Word]) -> list[int]:
    """Return the numbers of the words that a ruling passes through."""
    at = [*walls.at, inf]
    # Most words have no ruling between their ends, whatever its height.
    wide = [
        number for number, (x0, _, x1, _, _) in enumerate(words) if at[bisect_left(at, x0 + EDGE)] < x1 - EDGE
    ]
    return [n for n in wide if walls.between(words[n], words[n].x0 + EDGE, words[n].x1 - EDGE)]


def split_at(
    walls: Walls, words: Sequence[Word], crossing: Sequence[int], glyphs: Iterable[Glyphs]
) -> list[Word]:
    """Return the words, cut where a ruling crosses them.

    Args:
        walls: The page's rulings.
        words: In any order.
        crossing: The numbers of those to cut, ascending.
        glyphs: The characters of each of these; none where they are not known.
    """
    whole: list[Word] = []
    done = 0
    for number, run in zip(crossing, glyphs, strict=True):
        whole += words[done:number]
        word, done = words[number], number + 1
        told = "".join(glyph.text for glyph in run) == word.text
        whole += words_of(run, walls) if told else [word]
    return whole + list(words[done:])


def words_of(glyphs: Glyphs, walls: Walls) -> Iterator[Word]:
    """Yield the words of a run of characters: what a space or a wall ends."""
    for word in _spaced(glyphs):
        first, last = word[0].x0 + EDGE, word[-1].x1 - EDGE
        part: list[Word] = []
        for glyph in word:
            if part and walls.between(glyph, max(first, _middle(part[-1])), min(last, _middle(glyph))):
                yield _one(part)
                part = []
            part.append(glyph)
        yield _one(part)


def _spaced(glyphs: Glyphs) -> Iterator[Glyphs]:
    """Yield a run of characters without its spaces, in the parts between them."""
    part: list[Word] = []
    for glyph in glyphs:
        if glyph.text > " " and glyph.text != NO_BREAK_SPACE:
            part.append(glyph)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _middle(glyph: Word) -> float:
    return (glyph.x0 + glyph.x1) / 2


def _one(glyphs: Glyphs) -> Word:
    return Word(*union([glyph.box for glyph in glyphs]), "".join(glyph.text for glyph in glyphs))
