"""MuPDF's characters of a line → those of one word in it, as words of one character each.

They come as MuPDF's own structs (fz_stext_char), which have no stubs, and are
read by their fields alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pymupdf

from extractor.geometry import Word, union
from models.records import Box

Span = dict[str, Any]
"""A block, line or span as MuPDF gives it."""


def lines_at(text: Any, count: int, places: Iterable[tuple[int, int]]) -> Iterator[Any]:  # noqa: ANN401 - MuPDF's own struct
    """Yield the first characters (fz_stext_char) of some lines of a page, each of which leads to the next.

    Args:
        text: Its text layer (fz_stext_page).
        count: How many blocks it has.
        places: The number of each line's block, and of the line in it.
    """
    at, block, before, line = 0, text.first_block, 0, None
    for number, place in places:
        # Blocks and lines are reached from their neighbours alone; a step costs as much as ten of Python's.
        if line is None or number != at or place < before:
            if abs(number - at) > count - number:
                at, block = count - 1, text.last_block
            for _ in range(abs(number - at)):
                block = block.next if at < number else block.prev
            at, before = number, 0
            line = next(iter(pymupdf.mupdf.FzStextBlock(block))).m_internal
        for _ in range(place - before):
            line = line.next
        before = place
        yield line.first_char


def linked(item: Any) -> Iterator[Any]:  # noqa: ANN401 - MuPDF's own structs
    """Yield the structs of a linked list, from its first one on."""
    while item:
        yield item
        item = item.next


def run_of(line: Sequence[Any], text: str, box: Sequence[float]) -> list[Word]:
    """Return those characters of a line that make up the word of a box; none if it is not there."""
    whole = "".join([chr(character.c) for character in line])
    at = whole.find(text)
    while at >= 0:
        run = list(map(_glyph, line[at : at + len(text)], text))
        x0, y0, _, y1 = union([glyph.box for glyph in run])
        if abs(x0 - box[0]) < 1 and abs(y0 + y1 - box[1] - box[3]) < (y1 - y0) / 2:
            return run
        at = whole.find(text, at + 1)
    return []


def stood(character: Mapping[str, Any]) -> Box:
    """Return the box of a character that is written upside down: MuPDF has some of Type 3 upright."""
    (x0, y0, x1, y1), (_, at) = character["bbox"], character["origin"]
    return (x0, y0, x1, y1) if y0 + y1 > 2 * at else (x0, 2 * at - y1, x1, 2 * at - y0)


def show_pictures(blocks: Iterable[Span], pictured: Mapping[str, Mapping[int, str]]) -> None:
    """Make characters those that are printed, of fonts whose signs are pictures."""
    for block in blocks:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                signs = pictured.get(span["font"], {})
                for one in span["chars"] if signs else ():
                    one["c"] = signs.get(ord(one["c"]), one["c"])


def _glyph(character: Any, sign: str) -> Word:  # noqa: ANN401 - MuPDF's own struct
    quad = character.quad
    corner, opposite = quad.ul, quad.lr
    (x0, x1), (y0, y1) = sorted((corner.x, opposite.x)), sorted((corner.y, opposite.y))
    return Word(x0, y0, x1, y1, sign)
