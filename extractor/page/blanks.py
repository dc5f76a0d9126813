"""Characters of which the file tells no meaning → spaces, where the drawn page shows nothing.

Programs leave the space out of a font's `/ToUnicode` (ISO 32000-1 §9.10.3), since nobody sees it.  What a
font names a mark of no width, but draws, is unknown: left out as the mark, it would make 125 of 12.5.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pymupdf

from extractor.geometry import Word
from extractor.page.coverings import MOST
from extractor.page.veils import are_inked
from extractor.text.codepoints import UNKNOWN, WIDTHLESS

OFTEN = 0.25
"""A glyph that shows nothing in more than this share of its places is blank: rulings reach into others."""

Place = tuple[float, float]
_SPACES = re.compile("[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
"""White space that MuPDF takes for signs."""


def blank_out(leaf: pymupdf.Page, blocks: Iterable[Mapping[str, Any]], matrix: pymupdf.Matrix) -> bool:
    """Make the unknown characters spaces whose glyphs draw nothing, and unknown what should print nothing.

    Tells whether any character was made another.

    Args:
        leaf: The page.
        blocks: Its text layer with each span's characters.
        matrix: Turns a box of the content into one of the page as drawn, in points.
    """
    lines = [line for block in blocks for line in block.get("lines", ())]
    spans = [span for line in lines for span in line["spans"]]
    unknown = [one for span in spans for one in span["chars"] if one["c"] == UNKNOWN or _is_wide_mark(one)]
    if not 0 < len(unknown) <= MOST:
        return False
    known = _glyphs(leaf)
    glyphs = [known.get(place := _place(one["origin"]), place) for one in unknown]
    inked = are_inked(leaf, [one["bbox"] for one in unknown], matrix, margin=0.0)
    bare = Counter(glyph for glyph, is_inked in zip(glyphs, inked, strict=True) if not is_inked)
    blank = {glyph for glyph, times in Counter(glyphs).items() if bare[glyph] > OFTEN * times}
    before = [one["c"] for one in unknown]
    for one, glyph in zip(unknown, glyphs, strict=True):
        if glyph not in blank:
            one["c"] = UNKNOWN
        elif one["c"] == UNKNOWN:
            one["c"] = " "
    return before != [one["c"] for one in unknown]


def without_spaces(words: list[Word], text: str) -> list[Word]:
    """Return words less those of wide spaces alone, as browsers print in cells that are to stay blank.

    Args:
        words: A page's.
        text: All that they say.
    """
    return [word for word in words if not word.text.isspace()] if _SPACES.search(text) else words


def _is_wide_mark(one: Mapping[str, Any]) -> bool:
    """Tell whether a character should print nothing, but has a glyph of its own, not the one before's."""
    x0, _, x1, _ = one["bbox"]
    return one["c"] in WIDTHLESS and x1 > x0


def _glyphs(leaf: Any) -> Mapping[Place, tuple[str, int]]:  # noqa: ANN401 - a page; its trace has no types
    """Return which glyph of which font stands where, of those of no meaning."""
    return {
        _place(origin): (span["font"], glyph)
        for span in leaf.get_texttrace()
        for code, glyph, origin, _ in span["chars"]
        if code == ord(UNKNOWN) or chr(code) in WIDTHLESS
    }


def _place(origin: tuple[float, float]) -> Place:
    return round(origin[0], 1), round(origin[1], 1)
