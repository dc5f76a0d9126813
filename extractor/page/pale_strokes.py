"""What a page draws → the same without thin white lines upon white paper, which cut what others rule.

Upon a shade, or a picture, white lines rule a table as dark ones do elsewhere, though they go on past it.  So
do those of a table that has no others.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pymupdf

from extractor.page.layers import Layer
from extractor.page.outlines import is_thin
from extractor.page.strokes import is_white, touch
from extractor.page.veils import are_shaded
from models.records import Box

Part = dict[str, Any]
"""A vector block, or a drawing, as MuPDF gives it."""
BESIDE = 2.0
"""What is so near to a line on both hands, in points, is what it is seen upon."""
FEW = 0.5
"""No more than so many for each line that is not white; else white ones rule the table, seen or not."""
MOST, MOST_PAIRS = 2000, 1_000_000
"""So many lines are looked at on the drawn page, and so many pairs of a line and a shade; of more, all lines
are taken for seen."""


def without_pale(
    parts: Sequence[Part],
    color_of: Callable[[Part], int],
    layer: Layer,
    leaf: pymupdf.Page,
    matrix: pymupdf.Matrix,
) -> Sequence[Part]:
    """Return the parts of a page's drawing but for those that are thin, white and cannot be told from paper.

    Args:
        parts: Vector blocks, or drawings.
        color_of: A part's sRGB colour.
        layer: What else is on the page.
        leaf: The page.
        matrix: Turns a place of the content into one of the page as drawn, in points.
    """
    if not any(map(is_white, set(map(color_of, parts)))):
        return parts
    lines = list(_lines(parts))
    white = {at: box for at, box in lines if is_white(color_of(parts[at]))}
    shades = [fill.box for fill in layer.fills if not is_white(fill.color)]
    if not white or len(white) * len(shades) > MOST_PAIRS:
        return parts
    pale = {at: box for at, box in white.items() if not any(touch(box, shade, 0.0) for shade in shades)}
    if not 0 < len(pale) <= min(MOST, FEW * (len(lines) - len(white))):
        return parts
    around = [(x0 - BESIDE, y0 - BESIDE, x1 + BESIDE, y1 + BESIDE) for x0, y0, x1, y1 in pale.values()]
    shaded = are_shaded(leaf, around, matrix)
    unseen = {at for at, is_shaded in zip(pale, shaded, strict=True) if not is_shaded}
    return [part for at, part in enumerate(parts) if at not in unseen]


def _lines(parts: Sequence[Part]) -> Iterator[tuple[int, Box]]:
    """Yield the places in order, and the boxes, of parts that are thin, and filled as no part of a path."""
    goes_on = False
    for at, part in enumerate(parts):
        is_part = goes_on or part.get("continues", False)
        goes_on = part.get("continues", False)
        box = part["bbox"] if "bbox" in part else part["rect"]
        if is_thin(box) and (part.get("stroked") or not is_part):
            yield at, box
