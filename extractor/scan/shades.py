"""Darkness of a straight page → the same without the shades that lie behind its cells.

Between a shaded cell and paper a thin pale ruling is hardly darker than the shade, though far
darker than the paper; without the shade it is as dark as other rulings.  A strip along the
border of the shade is left, so that its edge itself is a line, as the ruling upon it is.
"""

from typing import NamedTuple

import cv2
import numpy as np

from extractor.scan.whitenings import Grey

FINE = 2.0
"""Shades are looked for at so many pixels a point."""
GRAIN = 3
"""The grain of paper is evened out over so many of those pixels."""
SIZE, LEAST = 6.0, 150.0
"""A shade is at least so many points wide and high, and has so many square points: no ruling has, nor
a character."""
FADING, PALEST, DARKEST = 6, 14, 128
"""It fades to the first (of 255), most is as dark as the second, and no darker than the third."""
LEVEL, LEVELLED, MOSTLY = 3, 0.75, 0.5
"""Neighbouring pixels of a shade differ by no more than the first, in so much of it: shadows are uneven."""
STRIP = 1.0
"""So many points along its borders are left."""


class Unshaded(NamedTuple):
    """The darkness of a page without its shades, for lines across and for those down."""

    across: Grey
    down: Grey


def without_shades(dark: Grey, scale: float) -> Unshaded:
    """Return the darkness of a page without its shades.

    Args:
        dark: 0 is paper.
        scale: Pixels a point.
    """
    height, width = dark.shape
    by = min(1.0, FINE / scale)
    size = (max(1, round(width * by)), max(1, round(height * by)))
    small = np.asarray(cv2.resize(dark, size, interpolation=cv2.INTER_AREA), np.uint8)
    side = round(SIZE * scale * by)
    shades = cv2.morphologyEx(cv2.medianBlur(small, GRAIN), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    shades = _level(np.asarray(shades, np.uint8), LEAST * (scale * by) ** 2)
    if not shades.any():
        return Unshaded(dark, dark)
    strip = 2 * round(STRIP * scale * by) + 1
    across, down = (
        cv2.resize(
            cv2.erode(shades, np.ones(kernel, np.uint8)), (width, height), interpolation=cv2.INTER_LINEAR
        )
        for kernel in ((strip, 1), (1, strip))
    )
    return Unshaded(
        np.asarray(cv2.subtract(dark, across), np.uint8), np.asarray(cv2.subtract(dark, down), np.uint8)
    )


def _level(shades: Grey, least: float) -> Grey:
    """Return the shades that are evenly dark, up to a border: what fades is a shadow."""
    near = np.ones((3, 3), np.uint8)
    shades[shades > DARKEST] = 0
    shaded = np.asarray(shades > FADING, np.uint8)
    level = cv2.subtract(cv2.dilate(shades, near), cv2.erode(shades, near)) <= LEVEL
    count, labels = cv2.connectedComponents(shaded)
    inner = cv2.erode(shaded, near, iterations=2) > 0
    sizes, inside, even, dark = (
        np.bincount(labels[of], minlength=count)
        for of in (shaded > 0, inner, inner & level, shades >= PALEST)
    )
    kept = (sizes >= least) & (even >= LEVELLED * inside) & (dark >= MOSTLY * sizes)
    kept[0] = False
    # Where light is uneven a shade ends by and by, without a border.
    begun = np.minimum(shades, 2 * cv2.subtract(shades, np.full_like(shades, FADING)))
    return np.asarray(np.where(kept[labels], begun, 0), np.uint8)
