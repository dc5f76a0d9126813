"""Colour raster of a scan → grey image on white paper: no red seals, shadows or black margins, no negative.

Lengths are in points, so that every resolution is treated alike.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.geometry import Raster
from extractor.scan.dark_cells import with_dark_ink
from extractor.scan.desks import is_darker_around, sheet_on
from extractor.scan.red_inks import without_red

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]
"""Rows x columns, 255 is white."""

INK_SIZE = 14.0
"""Ink is narrower than this many points, shadows and shades are wider."""
MARGIN, DESK, WIDE = 0.45, 0.6, 17
"""What touches the edge of the image and is darker than the first share of the paper is no paper; nor what is
darker than the second and so many points wide: the shadow of a fold is narrower."""
MARGIN_SLACK = 4.0
"""So many points around a black margin are its blurred edge."""
PLOT, FINE = 24, 2
"""Whether ink is darker than its paper is told by squares of so many points, at so many pixels a point."""
CLEAR, MIDST = 0.5, 0.35
"""Squares tell it whose light differs by at least that share of what it does in others, and whose median is
within the second share of one end."""
LEAST = 40
"""Less light than this (of 255) between squares' ink and paper is none of ink: paper may have a pattern."""
FEWEST, OFTEN = 12, 6
"""A negative has so many squares of light ink, and so many times as many as of dark ink."""
STROKES, LINE, FEWEST_LINES = 0.8, 24, 12
"""Paper in a shadow bears lines darker than this share of its light: so many of so many points in all."""
ASKEW = 3
"""Lines of a photograph lie askew by so many points within LINE."""
EVEN, MOST = 0.85, 0.6
"""Of its places so many are no darker than this share of its light; a desk has grain and pattern."""
DARKEST = 32
"""Paper is divided by no less light than this."""


class White(NamedTuple):
    """A page in grey on white paper; if it was a sheet on a desk, its longer side in points; else 0.

    `corners` are such a sheet's four, in points, where they are seen.
    """

    grey: Grey
    sheet: float
    corners: NDArray[np.float64] | None = None


def whitened(raster: Raster) -> White:
    """Return a page in grey, its paper and what lies around it white (255), its red seals taken away.

    Args:
        raster: The page as seen.
    """
    rgb = np.frombuffer(raster.rgb, np.uint8).reshape(raster.height, raster.width, 3)
    rgb = ~rgb if _is_negative(rgb, raster.scale) else rgb
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    turned = with_dark_ink(grey, raster.scale)
    # Brown wood is as red as a seal: a desk is told by its own light.
    white = without_red(rgb, grey, raster.scale)
    if turned is not grey:
        white = np.asarray(np.where(turned != grey, turned, white), np.uint8)
    return _on_white(white, grey, rgb, raster.scale)


def _is_negative(rgb: NDArray[np.uint8], scale: float) -> bool:
    """Tell whether ink is lighter than its paper nearly everywhere, as on microfilm."""
    height, width = (int(length / scale) // PLOT for length in rgb.shape[:2])
    side = PLOT * FINE
    if not height or not width:
        return False
    green = np.ascontiguousarray(rgb[:, :, 1])
    small = cv2.resize(green, (width * side, height * side), interpolation=cv2.INTER_AREA)
    plots = small.reshape(height, side, width, side).swapaxes(1, 2).reshape(height * width, -1)
    low, middle, high = np.percentile(plots[:, ::3], (2, 50, 98), axis=1)
    spread = high - low
    clear = spread > max(CLEAR * float(np.percentile(spread, 95)), LEAST)
    place = (middle - low)[clear] / spread[clear]
    light_ink = int(np.count_nonzero(place < MIDST))
    return light_ink >= FEWEST and light_ink > OFTEN * int(np.count_nonzero(place > 1 - MIDST))


def _on_white(grey: Grey, ground: Grey, rgb: NDArray[np.uint8], scale: float) -> White:
    """Return an image divided by the light on its paper, without black margins or a desk of the ground."""
    height, width = grey.shape
    small, light = _lit(grey, scale)
    outside = _margins(light, small)
    seen = _lit(ground, scale) if ground is not grey and is_darker_around(ground) else (small, light)
    sheet = sheet_on(seen[1], rgb)
    if sheet and _is_ruled(sheet.around, *seen):
        sheet = None
    if sheet:
        outside = np.maximum(outside, sheet.around)
    light = np.maximum(np.asarray(cv2.GaussianBlur(light, (0, 0), 3.0), np.uint8), DARKEST)
    paper = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    # The brightest grains of the paper are not its light: its own median is.
    typical = float(np.median(cv2.divide(small, light, scale=200.0)[~outside.astype(bool)]))
    even = cv2.divide(grey, paper, scale=255.0 * 200.0 / max(typical, 100.0))
    if outside.any():
        even[cv2.resize(outside, (width, height), interpolation=cv2.INTER_NEAREST) > 0] = 255
    return White(np.asarray(even, np.uint8), *((sheet.length, sheet.corners) if sheet else (0.0,)))


def _lit(grey: Grey, scale: float) -> tuple[Grey, Grey]:
    """Return an image, a pixel a point, and the light of its paper."""
    height, width = grey.shape
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    across = round(INK_SIZE) | 1
    ink = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    # Around the image all is dark, so that a narrow black margin is none of the ink.
    framed = cv2.copyMakeBorder(small, across, across, across, across, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, ink)
    return np.asarray(small, np.uint8), np.asarray(closed[across:-across, across:-across], np.uint8)


def _margins(light: Grey, small: Grey) -> Grey:
    """Return a mask (1) of the dark regions that touch the image's edges, but for shadows on written paper.

    Args:
        light: The light of the paper, a pixel a point.
        small: What is seen of it.
    """
    paper = float(np.median(light))
    wide = np.asarray(light < DESK * paper, np.uint8)
    framed = cv2.copyMakeBorder(wide, WIDE, WIDE, WIDE, WIDE, cv2.BORDER_REPLICATE)
    framed = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((WIDE, WIDE), np.uint8))
    dark = np.maximum(framed[WIDE:-WIDE, WIDE:-WIDE], np.asarray(light < MARGIN * paper, np.uint8))
    _, labels = cv2.connectedComponents(dark)
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = np.unique(edge[edge > 0])
    if not touching.size:
        return np.zeros_like(light)
    touching = touching[~_are_written(np.asarray(labels, np.int32), touching, light, small)]
    if not touching.size or touching.size == labels.size:
        return np.zeros_like(light)
    mask = np.isin(labels, touching).astype(np.uint8)
    slack = 2 * round(MARGIN_SLACK) + 1
    return np.asarray(cv2.dilate(mask, np.ones((slack, slack), np.uint8)), np.uint8)


def _are_written(labels: NDArray[np.int32], regions: NDArray[np.int32], light: Grey, small: Grey) -> Mask:
    """Tell which regions hold lines of ink, as paper in a shadow does: clear strokes on even ground."""
    across, down = _lines_of(light, small)
    ruled = across | down
    told = np.stack([small > EVEN * light.astype(np.float32), ruled.astype(bool), np.ones_like(ruled)])
    even, written, size = (np.bincount(labels.ravel(), one.ravel())[regions] for one in told.astype(np.uint8))
    return np.asarray((even >= MOST * size) & (written >= FEWEST_LINES * LINE))


def _is_ruled(around: Grey, small: Grey, light: Grey) -> bool:
    """Tell whether lines of ink run both ways beyond a sheet: it is but the light part of one."""
    # Grain of wood runs one way; along the sheet lies its own shadow.
    beyond = np.asarray(cv2.erode(around, np.ones((WIDE, WIDE), np.uint8)), np.uint8)
    lines = _lines_of(light, small, thick=ASKEW)
    return all(cv2.countNonZero(one & beyond) >= FEWEST_LINES * LINE for one in lines)


def _lines_of(light: Grey, small: Grey, thick: int = 1) -> tuple[Grey, Grey]:
    """Return masks of the lines of ink across and down, a pixel a point; of some that thick lie askew."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (LINE, 1))
    ink = np.asarray(small < STROKES * light.astype(np.float32), np.uint8)
    across, down = (
        np.asarray(cv2.morphologyEx(cv2.dilate(one, np.ones((thick, 1))), cv2.MORPH_OPEN, kernel), np.uint8)
        for one in (ink, np.ascontiguousarray(ink.T))
    )
    return across, np.ascontiguousarray(down.T)
