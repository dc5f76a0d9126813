"""MuPDF's characters of a line → those of one word in it, as words of one character each.

They come as MuPDF's own structs (fz_stext_char), which have no stubs, and are
read by their fields alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from extractor.geometry import Word, union


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
        run = [_glyph(character) for character in line[at : at + len(text)]]
        x0, y0, _, y1 = union([glyph.box for glyph in run])
        if abs(x0 - box[0]) < 1 and abs(y0 + y1 - box[1] - box[3]) < (y1 - y0) / 2:
            return run
        at = whole.find(text, at + 1)
    return []


def _glyph(character: Any) -> Word:  # noqa: ANN401 - MuPDF's own struct
    corner, opposite = character.quad.ul, character.quad.lr
    (x0, x1), (y0, y1) = sorted((corner.x, opposite.x)), sorted((corner.y, opposite.y))
    return Word(x0, y0, x1, y1, chr(character.c))


def meets(one: Sequence[float], other: Sequence[float]) -> bool:
    """Tell whether two boxes have a point in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
