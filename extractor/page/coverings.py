"""Texts that may be hidden, by a cover or a clip → those that are, as the drawn page shows.

What is drawn over a text may let one see through (a highlighter multiplies), and a text that is no more
than a clip shows in what is painted through it (patterns, gradients); white text shows upon a picture or
shading.  Of a text under a picture nothing
tells which of them was drawn first.  What covers a part of a text, or shows another in its place, hides
nothing that can be left out: the text is told.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

import pymupdf

from extractor.geometry import area, holds_middle
from extractor.page.bearings import area_of
from extractor.page.layers import VECTOR_BLOCK, At, Fill, Layer, banded
from extractor.page.outlines import is_thin
from extractor.page.placements import picture_boxes
from extractor.page.strokes import is_white
from extractor.page.texts import Hidden
from extractor.page.veils import HALF_OPAQUE, are_inked, are_shaded, is_over, unseen
from models.records import Box

MOST, SMALL = 2000, 0.2
"""So many texts are looked at; only under pictures that cover a smaller share of the page."""
MOST_COVERED = 100
"""Where more figures lie under pictures, the pictures are the page."""
_FIGURE = re.compile(r"\d")


def still_hidden(
    leaf: pymupdf.Page, layer: Layer, hidden: Sequence[Hidden], matrix: pymupdf.Matrix
) -> tuple[list[Hidden], list[Box]]:
    """Return the hidden texts but for those that the drawn page shows, and those under its pictures.

    A figure under a picture upon which no other text stands is none of them: a seal that lets nothing through
    hides a value, and does not blank it.  Nor is a text under a coloured shape, or one of which only a part
    is seen, or something else in its place.  Their places are returned second.

    Args:
        leaf: The page.
        layer: Its text layer.
        hidden: The texts of it that seem hidden, some of them surely.
        matrix: Turns a box of the content into one of the page as drawn, in points.
    """
    known = {span.at for span in hidden}
    under = list(_under_pictures(leaf, layer, known))
    veiled = list(_veiled(layer, known.union(span.at for span in under)))
    unsure = [span for span in hidden if not span.is_sure]
    if len(unsure) + len(under) + len(veiled) > MOST:
        under, veiled = [], []  # shading is drawn over all; what seems hidden is still looked at
    looked = [*unsure, *under, *veiled]
    if not looked or len(looked) > MOST:
        return _settled(hidden), []
    shown = are_inked(leaf, [span.box for span in looked], matrix)
    dark = {span.at for span, is_shown in zip(looked, shown, strict=True) if not is_shown}
    pale = [span for span in looked if span.is_pale and span.at not in dark]
    shaded = are_shaded(leaf, [span.box for span in pale], matrix) if pale else []
    dark.update(span.at for span, is_shaded in zip(pale, shaded, strict=True) if not is_shaded)
    places = {span.at for span in (*hidden, *under)}
    others = [span["bbox"] for at, span in layer.spans if at not in places]

    def is_under(span: Hidden) -> bool:
        return any(_meet(span.box, other) for other in others)

    kept = [span for span in hidden if span.is_sure or span.at in dark or is_under(span)]
    beneath = [span for span in under if span.at in dark]
    figures = [span for span in beneath if _FIGURE.search(span.text)]
    covered = [] if len(figures) > MOST_COVERED else [span for span in figures if not is_under(span)]
    kept += [span for span in beneath if span not in covered]
    covered += [span for span in veiled if span.at in dark]
    left = dark.union(span.at for span in kept)
    inked = [span.box for span in looked if not (span.at in left or span.is_clip)]
    told = [*(span.box for span in covered), *unseen(leaf, inked, matrix)]
    return _settled(kept), told


def _settled(hidden: Sequence[Hidden]) -> list[Hidden]:
    return [Hidden(span.at, span.text, span.box) for span in hidden]


def _under_pictures(leaf: pymupdf.Page, layer: Layer, known: AbstractSet[At]) -> Iterator[Hidden]:
    """Yield the texts in the places of small pictures, or partly so, but for those known."""
    placed = picture_boxes(leaf) if layer.texts else []
    most = SMALL * area_of(leaf) if placed else 0.0
    pictures = [box for box in placed if area(box) < most and not is_thin(box)]
    for at, span in layer.spans if pictures else ():
        box = span["bbox"]
        is_met = at not in known and any(is_over(picture, box) for picture in pictures)
        if is_met and not span["text"].isspace():
            yield Hidden(at, span["text"], box, is_sure=False)


def _veiled(layer: Layer, known: AbstractSet[At]) -> Iterator[Hidden]:
    """Yield the texts over all or part of which a shape is drawn later, but for those known.

    A stroke goes round what it is drawn around: only a white one hides what is beneath it.
    """
    veils = [
        Fill(at, block["bbox"], block["color"])
        for at, block in enumerate(layer.blocks[layer.first_text :], layer.first_text)
        if block["type"] == VECTOR_BLOCK
        and block["alpha"] >= HALF_OPAQUE
        and (not block["stroked"] or is_white(block["color"]))
        and not is_thin(block["bbox"])
    ]
    edges, bands = banded(veils)
    for at, span in layer.spans if veils else ():
        box = span["bbox"]
        near = bands[bisect_right(edges, (box[1] + box[3]) / 2)] if at not in known else ()
        if any(veil.at > at[0] and is_over(veil.box, box) for veil in near) and not span["text"].isspace():
            yield Hidden(at, span["text"], box, is_sure=False)


def _meet(box: Box, other: Box) -> bool:
    return holds_middle(box, other) or holds_middle(other, box)
