"""Text where its font claims to be → text where it is printed.

Programs that rewrite PDFs may give a font the box around all of its signs, rarest ones too, for its height
(Ghostscript): its lines then reach far into those above and below.  Or each sign a font of its own
(cairo), whose box is that sign's alone: a dash, stretched to the height of a line, stands above it.
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from extractor.geometry import union
from models.records import Box

TALLEST = 1.7
"""No font of running text has a line higher than this, in sizes of the font; the box of all signs has 2.8."""
ASCENT, DESCENT = 0.98, -0.22
"""What takes its place: around the middle of ideographs, 0.38 above the line they stand on."""
UPRIGHT = 0.999
REACH = itemgetter("ascender", "descender")
Reach = tuple[float, float]
"""How far a font rises above the line, and falls below it (negative), in sizes."""
Span = dict[str, Any]
"""A span, line or block as MuPDF gives it."""


def are_off(reaches: Iterable[Reach]) -> bool:
    """Tell whether a font claims to be taller than any, or to be above or below its line."""
    return any(rises - falls > TALLEST or falls > 0 or rises < 0 for rises, falls in reaches)


def set_right(blocks: Iterable[Span]) -> bool:
    """Put the text of blocks, and its characters if they have them, where it is printed; tell if any was off.

    Lines that are neither level nor upright, and vertical writing, stay as they are.
    """
    changed = False
    for block in blocks:
        lines = [line for line in block.get("lines", ()) if _set_line_right(line)]
        if lines:
            changed = True
            block["bbox"] = union([line["bbox"] for line in block["lines"]])
    return changed


def _set_line_right(line: Span) -> bool:
    x, y = line["dir"]
    off = [span for span in line["spans"] if are_off([REACH(span)])]
    if not off or line["wmode"] or max(abs(x), abs(y)) < UPRIGHT:
        return False
    axis = 1 if abs(x) > abs(y) else 0
    up = -x if axis else y
    for span in off:
        for part in _parts(span):
            part["bbox"] = _printed(part["bbox"], part["origin"][axis], axis, up * span["size"])
    line["bbox"] = union([span["bbox"] for span in line["spans"]])
    return True


def _parts(span: Span) -> Iterator[Span]:
    yield span
    yield from span.get("chars", ())


def _printed(box: Box, base: float, axis: int, up: float) -> Box:
    low, high = sorted((base + ASCENT * up, base + DESCENT * up))
    if axis:
        return box[0], low, box[2], high
    return low, box[1], high, box[3]
