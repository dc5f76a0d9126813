"""Gaps beside ideographs that word processors leave of themselves → no spaces.

Word, WPS and Writer set 50 and 公里 apart by a fifth to a quarter of an em.  Before an ideograph MuPDF
takes that for a space; one that the file holds may be as wide, and differs by a flag alone.

Source:
    ISO/IEC 29500-1 §17.3.1.2 (autoSpaceDE) and §17.3.1.3 (autoSpaceDN).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pymupdf

from extractor.geometry import SPACE, Word, union
from extractor.page.walls import Walls

WIDEST = 0.3
"""Such a gap is no wider than this share of the text's height, where its line is not stretched."""
STRETCHED = 0.8
"""Nor is it than this, where lines are stretched to fill their cell: gaps part all ideographs of these."""
ALIKE = 0.03
"""Gaps whose shares differ by less are likely of one kind."""
FIRST, LAST = "\u3400", "\u9fff"
_MADE: int = pymupdf.mupdf.FZ_STEXT_SYNTHETIC
_BLANK = ord(" ")

Item = Sequence[Any]
"""A word as MuPDF gives it: its box, its text, and the numbers of its block, its line and itself."""
Pair = tuple[Item, Item]


def pairs_apart(items: Sequence[Item]) -> list[tuple[int, Pair]]:
    """Return the words that may be set apart from the next one so, with their numbers."""
    return [
        (number, (word, after))
        for number, (word, after) in enumerate(pairwise(items))
        if word[6] == after[6]
        and word[5] == after[5]
        and SPACE < (after[0] - word[2]) / (word[3] - word[1] or 1) < STRETCHED
        and FIRST <= after[4][0] <= LAST
    ]


def some_of_each(pairs: Sequence[tuple[int, Pair]]) -> list[tuple[int, Pair]]:
    """Return the first and the last pair of each width of gap: those of one kind are alike on a page."""
    first = {_kind(pair): (number, pair) for number, pair in reversed(pairs)}
    last = {_kind(pair): (number, pair) for number, pair in pairs}
    return sorted(dict([*first.values(), *last.values()]).items())


def is_made(pair: Pair, line: Sequence[Any]) -> bool:
    """Tell whether a word processor made the space between two words of a line (fz_stext_char)."""
    word, after = pair
    middle = (word[2] + after[0]) / 2
    made = [one.c == _BLANK and bool(one.flags & _MADE) for one in line]
    if not any(made):
        return False
    glyphs = [Word(one.quad.ul.x, one.quad.ul.y, one.quad.lr.x, one.quad.lr.y, chr(one.c)) for one in line]
    widest = _widest(glyphs)
    return any(
        glyph.x0 < middle < glyph.x1 and glyph.x1 - glyph.x0 < widest
        for glyph, is_of_mupdf in zip(glyphs, made, strict=True)
        if is_of_mupdf
    )


def _widest(line: Sequence[Word]) -> float:
    """Return how wide a line's gaps may be: wider by what parts its ideographs, else its signs."""
    pairs = [(glyph, after) for glyph, after in pairwise(line) if glyph.text != " " != after.text]
    written = [
        (glyph, after)
        for glyph, after in pairs
        if FIRST <= glyph.text <= LAST and FIRST <= after.text <= LAST
    ]
    parted = min((after.x0 - glyph.x1 for glyph, after in written or pairs), default=0.0)
    return WIDEST * max(glyph.y1 - glyph.y0 for glyph in line) + max(0.0, parted)


def closed(words: Sequence[Word], pairs: Collection[tuple[Word, Word]], walls: Walls) -> Iterator[Word]:
    """Yield a page's words, of some pairs each as one, unless a ruling parts them."""
    last = whole = words[0]
    for word in words[1:]:
        if (last, word) in pairs and not walls.between(word, last.x1, word.x0):
            whole = Word(*union([whole.box, word.box]), whole.text + word.text)
        else:
            yield whole
            whole = word
        last = word
    yield whole


def without_gaps(characters: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return the characters of a line (as of MuPDF's RAWDICT) less such gaps."""
    if not any(one["synthetic"] for one in characters):
        return characters
    glyphs = [Word._make((*one["bbox"], one["c"])) for one in characters]
    widest = _widest(glyphs)
    return [
        one
        for one, glyph, after in zip(characters, glyphs, [*glyphs[1:], glyphs[-1]], strict=True)
        if not (one["synthetic"] and glyph.x1 - glyph.x0 < widest and FIRST <= after.text <= LAST)
    ]


def _kind(pair: Pair) -> int:
    word, after = pair
    return int((after[0] - word[2]) / (word[3] - word[1]) / ALIKE)
