"""Light of a photograph → what lies around the sheet of paper on it.

A sheet on a desk is lighter than all around it, ends at once and is convex.  A shadow ends little
by little, and the gutter of a volume darkens one side alone: these are paper.
"""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""Rows x columns, a pixel a point."""

RIM, AROUND = 0.85, 0.5
"""The edge of a picture with a sheet is darker than the first share of its light, at the second share."""
LEAST, CONVEX = 0.2, 0.93
"""A sheet fills the first share of the image or more, and the second of its convex hull."""
WITHIN, BEYOND = 8.0, 12.0
"""Light is compared so many points within and beyond the sheet's edge."""
STEP = 5
"""Its edge is looked at every so many points."""
SHARP, MOST = 0.85, 0.85
"""Beyond the edge there is less than the first share of the light within, at so many of its places."""
ALIKE = 0.95
"""Of sheets found in several ways the first counts that is as large as the largest, but for so much."""
BLUR, DARK = 5, 8
"""Colour is told over so many points; what is nearly black has hardly any."""
SIDES, ROUNDED = 4, 0.02
"""A sheet has so many sides, and is no farther from them than this share of its outline."""
BLURRED = 4
"""So many points within the edge are its own shadow."""


class Sheet(NamedTuple):
    """A sheet of paper in an image: the mask (1) of all around it, and its longer side in points.

    `corners` are its four, one after the other; None where it has others, or ends beyond the image.
    """

    around: Grey
    length: float
    corners: NDArray[np.float64] | None


def sheet_on(light: Grey, rgb: NDArray[np.uint8]) -> Sheet | None:
    """Return the only sheet that lies on something darker in an image; None where none is seen.

    Where a shadow falls on it, the desk may be as light as paper there, but is seldom as grey.

    Args:
        light: The light of the ground, without its ink.
        rgb: The ground in colour, of any size.
    """
    if not is_darker_around(light):
        return None
    grounds = (light, _greyness(rgb, light))
    found = [sheet for ground in grounds for level in _levels(ground) if (sheet := _sheet(ground, level))]
    sizes = [cv2.countNonZero(1 - sheet.around) for sheet in found]
    # Light tells where paper ends more exactly than colour.
    return next((sheet for sheet, size in zip(found, sizes, strict=True) if size >= ALIKE * max(sizes)), None)


def _greyness(rgb: NDArray[np.uint8], light: Grey) -> Grey:
    """Return how grey an image is: 255 where it has no colour."""
    small = cv2.blur(cv2.resize(rgb, light.shape[::-1], interpolation=cv2.INTER_AREA), (BLUR, BLUR))
    least, most = (np.asarray(one(small, axis=2), np.float32) + DARK for one in (np.min, np.max))
    return np.asarray(255 * least / most, np.uint8)


def _levels(ground: Grey) -> list[float]:
    """Return what parts an image in two, and its darker part once more: paper in a shadow from a desk."""
    level, _ = cv2.threshold(ground, 0, 1, cv2.THRESH_OTSU)
    lower, _ = cv2.threshold(ground[ground <= level][:, None], 0, 1, cv2.THRESH_OTSU)
    return [level, lower]


def _sheet(light: Grey, level: float) -> Sheet | None:
    """Return the sheet that is lighter than a level; None where it is none, or does not end at once."""
    if np.mean(_rim(light) <= level) < AROUND:
        return None
    bright = np.asarray(light > level, np.uint8)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    sheet = max(outlines, key=cv2.contourArea)
    hull, area = cv2.convexHull(sheet), cv2.contourArea(sheet)
    if area < LEAST * light.size or area < CONVEX * cv2.contourArea(hull):
        return None
    corners = np.asarray(hull[:, 0], np.float64)
    if not _ends_at_once(light, corners):
        return None
    mask = np.ones_like(light)
    cv2.fillConvexPoly(mask, np.asarray(hull, np.int32), (0,))
    slack = 2 * BLURRED + 1
    around = np.asarray(cv2.dilate(mask, np.ones((slack, slack), np.uint8)), np.uint8)
    return Sheet(around, float(max(cv2.minAreaRect(hull)[1])), _four_corners(hull, light.shape))


def _four_corners(hull: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.float64] | None:
    """Return the corners of a sheet of four sides that lies within an image."""
    found = cv2.approxPolyDP(hull, ROUNDED * cv2.arcLength(hull, closed=True), closed=True)
    corners = np.asarray(found[:, 0], np.float64)
    inside = (corners >= BLURRED).all() and (corners < np.array(shape[::-1]) - BLURRED).all()
    return corners if inside and len(corners) == SIDES else None


def is_darker_around(image: Grey) -> bool:
    """Tell, at hardly any cost, whether most of an image's edge is darker than what it shows."""
    return float(np.mean(_rim(image) < RIM * float(np.percentile(image[::16, ::16], 80)))) >= AROUND


def _rim(image: Grey) -> Grey:
    return np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])


def _ends_at_once(light: Grey, corners: NDArray[np.float64]) -> bool:
    """Tell whether the light falls sharply all along a convex outline, but where the image ends."""
    sides = np.roll(corners, -1, axis=0) - corners
    counts = np.maximum(1, np.hypot(*sides.T) // STEP).astype(int)
    places = np.concatenate(
        [
            start + side * np.arange(count)[:, None] / count
            for start, side, count in zip(corners, sides, counts, strict=True)
        ]
    )
    inwards = corners.mean(axis=0) - places
    inwards /= np.maximum(1.0, np.hypot(*inwards.T))[:, None]
    beyond = np.round(places - BEYOND * inwards).astype(int)
    within = np.round(places + WITHIN * inwards).astype(int)
    height, width = light.shape
    seen = (beyond >= 0).all(axis=1) & (beyond < (width, height)).all(axis=1)
    if not seen.any():
        return False
    # Of a sheet narrower than WITHIN what is within lies beyond its other edge, or the image's.
    inner_x, inner_y = np.clip(within[seen], 0, (width - 1, height - 1)).T
    outer_x, outer_y = beyond[seen].T
    falls = light[outer_y, outer_x] < SHARP * light[inner_y, inner_x].astype(np.float64)
    return float(falls.mean()) >= MOST
