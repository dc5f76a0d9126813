"""A line's pixels → whether its last sign is ‰: readers of lines take it for %, a tenth of what is printed.

% has one ring at its foot, ‰ two alike, side by side.
"""

from typing import NamedTuple

import cv2
import numpy as np

from extractor.scan.signs import ink_of, peak_of, sharper
from extractor.scan.whitenings import Grey

SHARES = (0.35, 0.45, 0.55, 0.65, 0.75)
"""Ink is what is darker than such a share of the darkest strokes: at one of them the rings are open."""
LONGEST = 1.7
"""‰ is no longer than so many times its height."""
LIKE = 0.6
"""Two rings are alike if the smaller has so much of the other's height and width."""

# In heights of the sign.
LEVEL = 0.12
"""The middles of two rings side by side differ in height by no more."""
FOOT, HEAD = 0.55, 0.5
"""Rings at the foot have their middle below the first, the one above has it over the second."""
SMALL = 0.6
"""A ring is lower than this."""
NEAR, LAST, BEFORE = 0.62, 0.4, 0.8
"""So near are the two, so near the end is the second, and so near before the first the one above."""


class _Ring(NamedTuple):
    """A hole in ink, in pixels."""

    x: float
    y: float
    width: float
    height: float


def ends_in_per_mille(pixels: Grey) -> bool:
    """Tell whether the last sign of a line has two rings side by side at its foot, and one before them above.

    Args:
        pixels: The line, with margins.
    """
    ink = ink_of(pixels)
    peak = peak_of(ink)
    if not peak:
        return False
    rows, columns = np.nonzero(ink > SHARES[1] * peak)
    top, height, end = rows.min(), rows.max() - rows.min() + 1, columns.max() + 1
    last = ink[top : top + height, max(0, end - round(LONGEST * height)) : end]
    large = cv2.copyMakeBorder(sharper(last), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    return any(
        _are_of_per_mille(_rings(np.asarray(large > share * peak, np.uint8)), *large.shape)
        for share in SHARES
    )


def _rings(mask: Grey) -> list[_Ring]:
    """Return the holes in ink from left to right."""
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found = []
    for outline, (_, _, _, parent) in zip(outlines, tree[0] if tree is not None else (), strict=True):
        if parent >= 0:
            x, y, width, height = cv2.boundingRect(outline)
            found.append(_Ring(x + width / 2, y + height / 2, width, height))
    return sorted(found)


def _are_of_per_mille(rings: list[_Ring], height: int, width: int) -> bool:
    """Tell whether the last two of some rings stand at the foot, alike, and one of their kind above them."""
    if len(rings) < 3:  # noqa: PLR2004 - three rings
        return False
    *before, left, right = rings
    is_pair = _alike(left, right) and abs(left.y - right.y) <= LEVEL * height
    is_foot = min(left.y, right.y) > FOOT * height and max(left.height, right.height) < SMALL * height
    is_last = width - right.x < LAST * height and right.x - left.x < NEAR * height
    above = [one for one in before if one.y < HEAD * height and _alike(one, left)]
    return is_pair and is_foot and is_last and any(left.x - one.x < BEFORE * height for one in above)


def _alike(one: _Ring, other: _Ring) -> bool:
    sizes = ((one.width, other.width), (one.height, other.height))
    return all(min(pair) >= LIKE * max(pair) for pair in sizes)
