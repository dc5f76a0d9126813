"""Characters of which the file tells no meaning → spaces, where the drawn page shows nothing.

Programs leave the space out of a font's `/ToUnicode` (ISO 32000-1 §9.10.3), since nobody sees it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pymupdf

from extractor.page.coverings import MOST, are_inked
from extractor.text.codepoints import UNKNOWN

OFTEN = 0.25
"""A glyph that shows nothing in more than this share of its places is blank: rulings reach into others."""

Place = tuple[float, float]


def blank_out(leaf: pymupdf.Page, blocks: Iterable[Mapping[str, Any]], matrix: pymupdf.Matrix) -> bool:
    """Make the unknown characters spaces whose glyphs draw nothing; tell if any was.

    Args:
        leaf: The page.
        blocks: Its text layer with each span's characters.
        matrix: Turns a box of the content into one of the page as drawn, in points.
    """
    lines = [line for block in blocks for line in block.get("lines", ())]
    spans = [span for line in lines for span in line["spans"]]
    unknown = [one for span in spans for one in span["chars"] if one["c"] == UNKNOWN]
    if not 0 < len(unknown) <= MOST:
        return False
    known = _glyphs(leaf)
    glyphs = [known.get(place := _place(one["origin"]), place) for one in unknown]
    inked = are_inked(leaf, [one["bbox"] for one in unknown], matrix, margin=0.0)
    bare = Counter(glyph for glyph, is_inked in zip(glyphs, inked, strict=True) if not is_inked)
    blank = {glyph for glyph, times in Counter(glyphs).items() if bare[glyph] > OFTEN * times}
    for one, glyph in zip(unknown, glyphs, strict=True):
        one["c"] = " " if glyph in blank else UNKNOWN
    return bool(blank)


def _glyphs(leaf: Any) -> Mapping[Place, tuple[str, int]]:  # noqa: ANN401 - a page; its trace has no types
    """Return which glyph of which font stands where, of those of no meaning."""
    return {
        _place(origin): (span["font"], glyph)
        for span in leaf.get_texttrace()
        for code, glyph, origin, _ in span["chars"]
        if code == ord(UNKNOWN)
    }


def _place(origin: tuple[float, float]) -> Place:
    return round(origin[0], 1), round(origin[1], 1)
