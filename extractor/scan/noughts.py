"""A line's pixels → whether a 0 stands there and nothing else: readers are seldom sure of one sign alone.

It is the only digit that is one slim ring, even both ways.
"""

from itertools import starmap
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.signs import LEAST_INK, ink_of, peak_of, sharper
from extractor.scan.whitenings import Grey

SHARE = 0.5
"""Ink is what is darker than that share of the darkest strokes."""
SPECK = 0.02
"""What is as small beside it is a speck."""
NARROWEST, WIDEST = 0.4, 0.85
"""A 0 is so wide, in its own heights; the rings of 。 and 〇 are wider."""
HOLE = 0.45
"""Its hole is higher than so much of it."""
CONVEX = 0.94
"""It fills so much of its convex hull: a 4 does not, nor a ring that something crosses."""
BESIDE = 0.2
"""What reaches farther beyond it than so much of its height is no blur of its own."""
EVEN = 0.06
"""The middle of the hole is no farther from its own than so much of its size."""


def is_nought(pixels: Grey) -> bool:
    """Tell whether a line shows a 0 alone.

    Args:
        pixels: The line, with margins.
    """
    ink = ink_of(pixels)
    peak = peak_of(ink)
    if not peak:
        return False
    large = sharper(ink)
    mask = np.asarray(large > SHARE * peak, np.uint8)
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return False
    least = SPECK * max(map(cv2.contourArea, outlines))
    told = [
        (outline, parent >= 0)
        for outline, (_, _, _, parent) in zip(outlines, tree[0], strict=True)
        if cv2.contourArea(outline) > least
    ]
    rings, holes = ([one for one, is_hole in told if is_hole == inner] for inner in (False, True))
    if not len(rings) == len(holes) == 1 or not _is_even(rings[0], holes[0]):
        return False
    pale, _ = cv2.findContours(
        np.asarray(large > LEAST_INK, np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    return all(cv2.contourArea(one) <= least or _is_within(one, rings[0]) for one in pale)


def _is_within(outline: NDArray[Any], ring: NDArray[Any]) -> bool:
    """Tell whether ink of any strength is the ring's: a faded 1 beside it makes a 10."""
    x, y, width, height = cv2.boundingRect(outline)
    left, top, wide, high = cv2.boundingRect(ring)
    blur = BESIDE * high
    return (
        left - blur <= x
        and x + width <= left + wide + blur
        and top - blur <= y
        and y + height <= top + high + blur
    )


def _is_even(ring: NDArray[Any], hole: NDArray[Any]) -> bool:
    """Tell whether an outline and the hole in it are those of a 0."""
    outer, inner = cv2.boundingRect(ring), cv2.boundingRect(hole)
    (x, y), (inner_x, inner_y) = starmap(_middle, (outer, inner))
    _, _, width, height = outer
    return (
        NARROWEST * height <= width <= WIDEST * height
        and inner[3] >= HOLE * height
        and cv2.contourArea(ring) >= CONVEX * cv2.contourArea(cv2.convexHull(ring))
        and abs(x - inner_x) <= EVEN * width
        and abs(y - inner_y) <= EVEN * height
    )


def _middle(x: int, y: int, width: int, height: int) -> tuple[float, float]:
    return x + width / 2, y + height / 2
