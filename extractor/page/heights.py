"""Text as tall as its font claims → text as tall as it is printed.

Programs that rewrite PDFs (Ghostscript) may give a font the box around all of its signs, rarest ones
too, for its height: its lines then reach far into those above and below.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from extractor.geometry import union
from models.records import Box

TALLEST = 1.7
"""No font of running text has a line higher than this, in sizes of the font; the box of all signs has 2.8."""
HIGH = 1.4
"""Such a font rises more than this above the line."""
ASCENT, DESCENT = 0.98, -0.22
"""What takes its place: around the middle of ideographs, 0.38 above the line they stand on."""
UPRIGHT = 0.999
Span = dict[str, Any]
"""A span, line or block as MuPDF gives it."""


def lower(blocks: Iterable[Span]) -> bool:
    """Give the text of blocks, and its characters if they have them, its height; tell if any had another.

    Lines that are neither level nor upright, and vertical writing, stay as they are.
    """
    changed = False
    for block in blocks:
        lines = [line for line in block.get("lines", ()) if _lower_line(line)]
        if lines:
            changed = True
            block["bbox"] = union([line["bbox"] for line in block["lines"]])
    return changed


def _lower_line(line: Span) -> bool:
    x, y = line["dir"]
    tall = [span for span in line["spans"] if span["ascender"] - span["descender"] > TALLEST]
    if not tall or line["wmode"] or max(abs(x), abs(y)) < UPRIGHT:
        return False
    axis = 1 if abs(x) > abs(y) else 0
    up = -x if axis else y
    for span in tall:
        for part in _parts(span):
            part["bbox"] = _lowered(part["bbox"], part["origin"][axis], axis, up * span["size"])
    line["bbox"] = union([span["bbox"] for span in line["spans"]])
    return True


def _parts(span: Span) -> Iterator[Span]:
    yield span
    yield from span.get("chars", ())


def _lowered(box: Box, base: float, axis: int, up: float) -> Box:
    low, high = sorted((base + ASCENT * up, base + DESCENT * up))
    if axis:
        return box[0], low, box[2], high
    return low, box[1], high, box[3]
