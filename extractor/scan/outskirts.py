"""A page's ink → the places outside its tables where lines of text may stand."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractor.scan.inks import FAINTEST, SHARE, Inked
from extractor.scan.text_lines import Part, part_of
from models.records import Box

FINE = 2.0
"""Pixels a point are enough to find lines."""
BESIDE = 2.0
"""Rulings reach so many points out of their table."""
ALONG, ACROSS = 1.5, 0.25
"""Ink so many ems apart, along and across, is of one line."""
LOWEST, HIGHEST = 0.25, 4.0
LEAST_WIDTH = 0.4
SPARSEST, DENSEST = 0.04, 0.8
"""Text fills such a share of its box: most where it is small and its strokes are a pixel apart."""
MOST_PLACES = 400
SOME = 60
"""So dark (of 255) is a place of which a quarter is ink."""


def parts_outside(page: Inked, tables: Sequence[Box], em: float) -> list[Part]:
    """Return the parts of a page outside its tables that may be text, from top to bottom.

    Args:
        page: Its ink.
        tables: The boxes of its tables, in points.
        em: The usual size of its characters, in pixels.
    """
    if page.full <= 0:
        return []
    dark = np.asarray(page.ink > max(SHARE * page.full, FAINTEST * page.full, 2 * page.noise), np.uint8) * 255
    shrink = min(1.0, FINE / page.scale)
    small = cv2.resize(dark, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    scale, em = page.scale * shrink, em * shrink
    filled = np.asarray(small > SOME, np.uint8)
    for x0, y0, x1, y1 in tables:
        top, left = (max(0, round((side - BESIDE) * scale)) for side in (y0, x0))
        filled[top : round((y1 + BESIDE) * scale), left : round((x1 + BESIDE) * scale)] = 0
    reach = np.ones((max(1, round(ACROSS * em)), max(1, round(ALONG * em))), np.uint8)
    joined = cv2.morphologyEx(filled, cv2.MORPH_CLOSE, reach)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = []
    for x, y, width, height, _ in stats[1:]:
        share = small[y : y + height, x : x + width].mean() / 255
        if (
            LOWEST * em <= height <= HIGHEST * em
            and width >= LEAST_WIDTH * em
            and SPARSEST <= share <= DENSEST
        ):
            boxes.append((int(y), int(x), int(y + height), int(x + width)))
    boxes.sort()
    if len(boxes) > MOST_PLACES:
        return []
    return [
        part_of(page, ((x0 - 1) / scale, (y0 - 1) / scale, (x1 + 1) / scale, (y1 + 1) / scale), ruled=False)
        for y0, x0, y1, x1 in boxes
    ]
