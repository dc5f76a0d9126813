"""Words that cross a ruling down the page → words that end there.

MuPDF glues neighbouring cells' texts where they fill their cells, even from
different heights; their characters, asked for only then, tell them apart.  One
text that runs over into a blank cell, as spreadsheets let it, goes on evenly
through a ruling that no text of two cells would stand upon.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf

from extractor.geometry import Ruling, Word, sides, union
from extractor.grid.rulings import find_rulings
from models.records import Box

EDGE = 1.0
"""A word crosses a ruling that stands further than this inside it, in points."""
EVEN = 0.03
"""Characters of one text follow each other by no more than this share of their height."""
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

    def within(self, word: Word) -> Word:
        """Return a word that runs over walls no wider than in its own cell: the one at whose side it begins.

        Else that at whose side it ends, or where the most of it stands.
        """
        x0, _, x1, _, _ = word
        _, middle = word.middle
        near = word.y1 - word.y0
        passing = [at for at, (y0, y1) in zip(self.at, self.spans, strict=True) if y0 <= middle <= y1]
        parts = list(pairwise((x0, *(at for at in passing if x0 < at < x1), x1)))
        if any(x0 - near <= at <= x0 for at in passing):
            left, right = parts[0]
        elif any(x1 <= at <= x1 + near for at in passing):
            left, right = parts[-1]
        else:
            left, right = max(parts, key=lambda part: part[1] - part[0])
        return word._replace(x0=left, x1=right)

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
    walls: Walls,
    words: Sequence[Word],
    crossing: Sequence[int],
    glyphs: Iterable[Glyphs],
    overruns: list[Word],
) -> list[Word]:
    """Return the words, cut where a ruling crosses them.

    Args:
        walls: The page's rulings.
        words: In any order.
        crossing: The numbers of those to cut, ascending.
        glyphs: The characters of each of these; none where they are not known.
        overruns: To it those are added that run over a ruling.
    """
    whole: list[Word] = []
    done = 0
    for number, run in zip(crossing, glyphs, strict=True):
        whole += words[done:number]
        word, done = words[number], number + 1
        told = "".join(glyph.text for glyph in run) == word.text
        whole += words_of(run, walls, overruns) if told else [word]
    return whole + list(words[done:])


def words_of(glyphs: Glyphs, walls: Walls, overruns: list[Word]) -> Iterator[Word]:
    """Yield the words of a run of characters: what a space or a wall ends; `overruns` as for `split_at`."""
    for word in _spaced(glyphs):
        first, last = word[0].x0 + EDGE, word[-1].x1 - EDGE
        part: list[Word] = []
        runs_over = False
        for glyph in word:
            if part and walls.between(glyph, max(first, _middle(part[-1])), min(last, _middle(glyph))):
                if _goes_on(part[-1], glyph, walls):
                    runs_over = True
                else:
                    yield from _ended(part, walls, overruns if runs_over else None)
                    part, runs_over = [], False
            part.append(glyph)
        yield from _ended(part, walls, overruns if runs_over else None)


def _goes_on(glyph: Word, after: Word, walls: Walls) -> bool:
    """Tell whether one text goes on over a wall: no gap is there, and the wall is not where a sign ends."""
    is_even = abs(after.x0 - glyph.x1) <= EVEN * (after.y1 - after.y0)
    return is_even and not walls.between(after, after.x0 - EDGE, after.x0 + EDGE)


def _ended(glyphs: Glyphs, walls: Walls, overruns: list[Word] | None) -> Iterator[Word]:
    word = _one(glyphs)
    if overruns is not None:
        word = walls.within(word)
        overruns.append(word)
    yield word


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
