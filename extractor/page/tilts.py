"""Pages whose content lies askew by a few degrees → the same made level while they are read.

Scanning software and some drivers place a page so, text and rulings alike.  The drawing itself is turned
back about the middle of the page, so that every letter and stroke is exact; what is published is led to
the page as seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import asin, cos, degrees, radians, sin

import pymupdf

from extractor.geometry import Turn, turned
from extractor.page.bearings import bearing_of, content_of
from extractor.page.layers import Layer
from models.warps import Warp

LEAST, MOST = 0.05, 5.0
"""Degrees that a page may be askew by: less does not matter, and more is no accident."""
ALIKE, SHARE = 0.05, 0.9
"""Degrees that lines differ by, and the share of the text that is askew alike."""
BACK: dict[Turn, Turn] = {0: 0, 90: 270, 180: 180, 270: 90}


def tilt_of(layer: Layer) -> float:
    """Return by how many degrees most text of a page runs down its lines, clockwise; 0 if it is level.

    What runs much further askew is laid over the page: a watermark, or writing round a seal.
    """
    if all(0.0 in way for way in layer.ways):
        return 0.0
    every = (_tilt(*line["dir"]) for line in layer.lines for span in line["spans"] for _ in span["text"])
    tilts = sorted(tilt for tilt in every if abs(tilt) <= MOST)
    middle = tilts[len(tilts) // 2] if tilts else 0.0
    alike = sum(abs(tilt - middle) <= ALIKE for tilt in tilts)
    return middle if abs(middle) >= LEAST and alike >= SHARE * len(tilts) else 0.0


def _tilt(across: float, down: float) -> float:
    """Return the angle between a direction and the nearest axis, clockwise."""
    if abs(across) >= abs(down):
        return degrees(asin(max(-1.0, min(1.0, down if across > 0 else -down))))
    return degrees(asin(max(-1.0, min(1.0, -across if down > 0 else across))))


@contextmanager
def levelled(leaf: pymupdf.Page, tilt: float) -> Iterator[pymupdf.Page]:
    """Give a page turned back by so many degrees about its middle; it is as before in the end."""
    document = leaf.parent
    middle = leaf.rect * ~bearing_of(leaf)
    x, y = (middle.x0 + middle.x1) / 2, (middle.y0 + middle.y1) / 2
    along, across = cos(radians(tilt)), sin(radians(tilt))
    back = (
        pymupdf.Matrix(1, 0, 0, 1, -x, -y)
        * pymupdf.Matrix(along, -across, across, along, 0, 0)
        * pymupdf.Matrix(1, 0, 0, 1, x, y)
    )
    content = content_of(leaf)
    drawn = content * back * ~content
    numbers = " ".join(f"{value:.6f}" for value in drawn)
    xref, before = document.get_new_xref(), document.xref_get_key(leaf.xref, "Contents")[1]
    document.update_object(xref, "<<>>")
    document.update_stream(xref, f"q {numbers} cm\n".encode() + leaf.read_contents() + b"\nQ\n")
    document.xref_set_key(leaf.xref, "Contents", f"{xref} 0 R")
    try:
        yield document.load_page(leaf.number)
    finally:
        document.xref_set_key(leaf.xref, "Contents", before)


def warp_of(tilt: float, turn: Turn, width: float, height: float, times: float = 1.0) -> Warp:
    """Return the way from a page as read to the page as seen.

    Args:
        tilt: What the page was turned back by, in degrees.
        turn: What it was turned by besides, to be read.
        width: Of the page as seen.
        height: Likewise.
        times: How many times as large as that it was read.
    """
    size = (width, height) if turn in (0, 180) else (height, width)
    along, across = cos(radians(tilt)), sin(radians(tilt))

    def seen(x: float, y: float) -> tuple[float, float]:
        right, down, _, _ = turned((x / times, y / times) * 2, BACK[turn], *size)
        right, down = right - width / 2, down - height / 2
        return along * right - across * down + width / 2, across * right + along * down + height / 2

    (x0, y0), (x1, y1), (x2, y2) = seen(0, 0), seen(1, 0), seen(0, 1)
    return (x1 - x0, x2 - x0, x0, y1 - y0, y2 - y0, y0, 0.0, 0.0, 1.0)
