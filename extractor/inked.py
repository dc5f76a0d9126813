"""Straight page → the boxes of the long thin strokes that may rule it, as `extractor.strokes` gives them."""

import cv2
import numpy as np

from extractor.slants import darkest_lines
from extractor.straightenings import Straight
from extractor.whitenings import Grey
from models.records import Box

FINEST = 200 / 72
"""Rulings are looked for at no more than so many pixels a point."""

LONG = 72.0
"""No stroke of a character is so many points long."""
TOUCH = 0.8
"""Strokes nearer than twice as many points touch."""


def find_strokes(page: Straight) -> list[Box]:
    """Return the strokes that rule a straight page, in points from its top left."""
    scale = min(page.scale, FINEST)
    grey = page.grey
    if scale < page.scale:
        size = (round(page.width * scale), round(page.height * scale))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    dark = ~grey
    across = _pieces(dark, scale, 14.0)
    down = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _pieces(np.ascontiguousarray(dark.T), scale, 10.0)]
    strokes = _in_tables(across + down, dark.shape, scale)
    return [(x0 / scale, y0 / scale, x1 / scale, y1 / scale) for x0, y0, x1, y1 in strokes]


def _in_tables(strokes: list[Box], shape: tuple[int, ...], scale: float) -> list[Box]:
    """Return those strokes, in pixels, that touch others of which one is as long as only rulings are."""
    touching = np.zeros(shape[:2], np.uint8)
    slack = round(TOUCH * scale)
    for x0, y0, x1, y1 in strokes:
        touching[max(0, int(y0) - slack) : int(y1) + slack, max(0, int(x0) - slack) : int(x1) + slack] = 1
    _, labels = cv2.connectedComponents(touching)
    groups = [int(labels[int(y0), int(x0)]) for x0, y0, _, _ in strokes]
    ruled = {
        group
        for group, (x0, y0, x1, y1) in zip(groups, strokes, strict=True)
        if max(x1 - x0, y1 - y0) >= LONG * scale
    }
    return [stroke for group, stroke in zip(groups, strokes, strict=True) if group in ruled]


def _pieces(dark: Grey, scale: float, least: float) -> list[Box]:
    """Return unbroken lines across an image, in pixels."""
    lines = darkest_lines(dark, round(2 * scale), round(4.5 * scale) | 1)
    strong = (lines > max(24.0, 0.35 * float(np.percentile(lines, 99.5)))).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(least * scale), 1))
    opened = cv2.morphologyEx(cv2.dilate(strong, np.ones((2, 1), np.uint8)), cv2.MORPH_OPEN, kernel)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    return [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist() if h <= 4 * scale + 0.004 * w]
