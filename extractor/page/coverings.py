"""Texts that may be hidden, by a cover or a clip → those that are, as the drawn page shows.

What is drawn over a text may let one see through (a highlighter multiplies), and a text that is no more
than a clip shows in what is painted through it (patterns, gradients).  Of a text under a picture nothing
tells which of them was drawn first.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import pymupdf

from extractor.geometry import area, holds_middle, union
from extractor.page.layers import At, Layer
from extractor.page.outlines import is_thin
from extractor.page.placements import placed_pictures
from extractor.page.texts import Hidden
from models.records import Box

MOST, SMALL, MOST_PIXELS = 2000, 0.2, 8_000_000
"""So many texts are looked at; only under pictures that cover a smaller share of the page."""
MOST_COVERED = 100
"""Where more figures lie under pictures, the pictures are the page."""
_FIGURE = re.compile(r"\d")
SCALE, MARGIN, CONTRAST = 2.0, 0.15, 0x40
"""Pixels a point, the share of a text's box left out at each side, and by how much (of 255) a text differs
from what is around it."""


def still_hidden(
    leaf: pymupdf.Page, layer: Layer, hidden: Sequence[Hidden], matrix: pymupdf.Matrix
) -> tuple[list[Hidden], list[Box]]:
    """Return the hidden texts but for those that the drawn page shows, and those under its pictures.

    A figure under a picture upon which no other text stands is none of them: a seal that lets nothing through
    hides a value, and does not blank it.  Their places are returned second.

    Args:
        leaf: The page.
        layer: Its text layer.
        hidden: The texts of it that seem hidden, some of them surely.
        matrix: Turns a box of the content into one of the page as drawn, in points.
    """
    under = list(_under_pictures(leaf, layer, {span.at for span in hidden}))
    unsure = [span for span in hidden if not span.is_sure]
    looked = [*unsure, *under]
    if not looked or len(looked) > MOST:
        return list(hidden), []
    shown = are_inked(leaf, [span.box for span in looked], matrix)
    dark = {span.at for span, is_shown in zip(looked, shown, strict=True) if not is_shown}
    places = {span.at for span in (*hidden, *under)}
    others = [span["bbox"] for at, span in layer.spans if at not in places]
    kept = [
        span
        for span in hidden
        if span.is_sure or span.at in dark or any(_meet(span.box, box) for box in others)
    ]
    beneath = [span for span in under if span.at in dark]
    figures = [span for span in beneath if _FIGURE.search(span.text)]
    covered = [
        span.box
        for span in (figures if len(figures) <= MOST_COVERED else ())
        if not any(_meet(span.box, box) for box in others)
    ]
    told = set(covered)
    kept += [span for span in beneath if span.box not in told]
    return [span._replace(is_sure=True) for span in kept], covered


def _under_pictures(leaf: pymupdf.Page, layer: Layer, known: AbstractSet[At]) -> Iterator[Hidden]:
    """Yield the texts in the places of small pictures."""
    if not layer.texts or not leaf.get_images():
        return
    most = SMALL * leaf.mediabox.get_area()
    pictures = [box for one in placed_pictures(leaf) if area(box := one["bbox"]) < most and not is_thin(box)]
    if not pictures:
        return
    for at, span in layer.spans:
        box = span["bbox"]
        is_under = any(holds_middle(picture, box) for picture in pictures)
        if is_under and at not in known and not span["text"].isspace():
            yield Hidden(at, span["text"], box, is_sure=False)


def are_inked(
    leaf: pymupdf.Page, boxes: Sequence[Box], matrix: pymupdf.Matrix, margin: float = MARGIN
) -> list[bool]:
    """Tell of each place on a page whether something is seen in it that stands out.

    Args:
        leaf: The page.
        boxes: The places, at least one, in the content's coordinates.
        matrix: Turns them into places of the page as drawn, in points.
        margin: The share of a place's height that is left out above and below.
    """
    places = [pymupdf.Rect(box) * matrix for box in boxes]
    place = pymupdf.Rect(union([tuple(one) for one in places])) & leaf.rect
    if place.is_empty:
        return [False] * len(boxes)
    scale = min(SCALE, (MOST_PIXELS / place.get_area()) ** 0.5)
    larger = pymupdf.Matrix(scale, scale)
    pixels = leaf.get_pixmap(matrix=larger, clip=place, colorspace=pymupdf.csGRAY, alpha=False)
    return [_stands_out(pixels, one * larger, margin) for one in places]


def _stands_out(pixels: pymupdf.Pixmap, box: pymupdf.Rect, margin: float) -> bool:
    across, down = MARGIN * box.width, margin * box.height
    left = max(0, int(box.x0 + across) - pixels.x)
    right = min(pixels.width, int(box.x1 - across) + 1 - pixels.x)
    top = max(0, int(box.y0 + down) - pixels.y)
    bottom = min(pixels.height, int(box.y1 - down) + 1 - pixels.y)
    rows = [
        bytes(pixels.samples_mv[at * pixels.stride + left : at * pixels.stride + right])
        for at in range(top, bottom)
    ]
    signs = b"".join(rows)
    return bool(signs) and max(signs) - min(signs) >= CONTRAST


def _meet(box: Box, other: Box) -> bool:
    return holds_middle(box, other) or holds_middle(other, box)
