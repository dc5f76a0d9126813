"""What was typed into a form's fields → notes on those that show a part of it alone.

A field cuts off what it has no room for, and viewers scroll in it: the rest of a number, or of a reason, is
nowhere on the page.
"""

from collections.abc import Callable, Iterator, Sequence

import pymupdf

from extractor.geometry import Word, holds_middle, into_lines
from extractor.grid.near_words import by_height
from models.records import Box, Note

TEXT = "/Tx"
MOST = 1_000_000
"""Beyond so many pairs of a field and a word at its height, fields are heaped up, as in no form."""


def typed_into(document: pymupdf.Document, xref: int) -> str:
    """Return what was typed into a field, if it is one of text; it or its parent says so.

    Source:
        ISO 32000-1 §12.7.3.1, table 220.
    """
    said = (document.xref_get_key(xref, key) for key in ("FT", "Parent/FT"))
    if ("name", TEXT) not in said:
        return ""
    values = (document.xref_get_key(xref, key) for key in ("V", "Parent/V"))
    return next((text for kind, text in values if kind == "string"), "")


def cut_off(
    words: Sequence[Word], filled: Sequence[tuple[Box, str]], see: Callable[[Box], Box], page: int
) -> Iterator[Note]:
    """Yield what was typed into fields that show a part of it alone.

    Args:
        words: Of a page.
        filled: Its fields: the place of each, and what was typed into it.
        see: Leads to places as read.
        page: The page's number.
    """
    near, left = by_height(words if filled else ()), MOST
    for box, text in filled:
        place, typed = see(box), _bare(text)
        level = near(place[1], place[3])
        left -= len(level)
        if left < 0:
            return
        shown = _shown(place, level, len(typed))
        if shown != typed and shown and shown in typed:
            yield Note(code="struck-text", page=page, box=place, seen=text, kept=shown)


def _shown(place: Box, level: Sequence[Word], most: int) -> str:
    """Return what a place shows of words at its height, `""` where that is more than so many characters."""
    within = []
    for word in level:
        if holds_middle(place, word.box):
            within.append(word)
            most -= len(word.text)
            if most < 0:
                return ""
    return "".join(word.text for line in into_lines(within) for word in line)


def _bare(text: str) -> str:
    return "".join(text.split())
