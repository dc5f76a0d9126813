"""Grey scan → the same with light ink on dark ground, as headers of tables have, as dark ink on paper.

What is as wide as ink and lighter than the ground around it would be taken for the paper.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

GROUND = 11
"""A ground is what most of so many points across and down are."""
DARK = 0.7
"""It has less light than this share of the paper's."""
COARSE = 2.0
"""Whether there is any is told by pixels so many points apart."""
LEAST_HEIGHT, LEAST_WIDTH = 8, 16
"""It is at least so many points high and wide."""
NEAR = 3
"""Its corners, around which most is paper, are within so many points."""
LIGHT = 0.5
"""Ink is at least as light as this share of the way from its ground to paper."""
LEAST_INK, MOST_INK = 0.01, 0.45
"""So much of a ground is light ink, and no more."""
STRIP = 1.0
"""So many points along its border are a ruling."""


def with_dark_ink(grey: Grey, scale: float) -> Grey:
    """Return a page whose cells with light ink have dark ink on white, and a ruling around them.

    Args:
        grey: The page; 255 is white.
        scale: Pixels a point.
    """
    if not _may_be_dark(grey, scale):
        return grey
    height, width = grey.shape
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    ground = cv2.medianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), GROUND)
    paper = float(np.median(ground))
    dark = np.asarray(ground < DARK * paper, np.uint8)
    dark = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((LEAST_HEIGHT, LEAST_WIDTH), np.uint8)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    turned = grey
    for label, (x, y, wide, high, _) in enumerate(stats[1:].tolist(), 1):
        # What is around it tells ink from paper.
        box = (y - 2 * NEAR, y + high + 2 * NEAR, x - 2 * NEAR, x + wide + 2 * NEAR)
        if box[0] < 0 or box[2] < 0 or box[1] > size[1] or box[3] > size[0]:
            continue
        top, bottom, left, right = (round(side * scale) for side in box)
        turned = grey.copy() if turned is grey else turned
        inside = np.asarray(labels[box[0] : box[1], box[2] : box[3]] == label, np.uint8)
        _turn(turned[top:bottom, left:right], inside, paper, scale)
    return turned


def _may_be_dark(grey: Grey, scale: float) -> bool:
    """Tell from few of a page's pixels whether there may be a dark ground on it."""
    apart = max(1, round(COARSE * scale))
    few = cv2.medianBlur(np.ascontiguousarray(grey[::apart, ::apart]), round(GROUND / COARSE) | 1)
    dark = np.asarray(few < DARK * float(np.median(few)), np.uint8)
    least = (round(LEAST_HEIGHT / COARSE) - 1, round(LEAST_WIDTH / COARSE) - 1)
    return bool(cv2.erode(dark, np.ones(least, np.uint8)).any())


def _turn(part: Grey, inside: Grey, paper: float, scale: float) -> None:
    """Make ink dark and its ground white in a part of a page that shows one ground, if there is light ink."""
    size = part.shape[::-1]
    grown = cv2.dilate(inside, np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8))
    core, near = (cv2.resize(one, size, interpolation=cv2.INTER_NEAREST) > 0 for one in (inside, grown))
    under = float(np.median(part[core]))
    above = (part.astype(np.float32) - under) / max(paper - under, 1.0)
    light = above > LIGHT
    # What is light and goes on beyond the ground is paper.
    _, strokes = cv2.connectedComponents(light.astype(np.uint8))
    outside = np.isin(strokes, np.unique(strokes[light & ~near]))
    outside &= light
    around = 2 * round(STRIP * scale) + 1
    ground = near & ~cv2.dilate(outside.astype(np.uint8), np.ones((around, around), np.uint8)).astype(bool)
    if LEAST_INK * ground.sum() <= np.count_nonzero(light & ground) <= MOST_INK * ground.sum():
        part[near & ~outside & ~ground] = 0
        part[ground] = np.clip(255 * (1 - abs(above[ground])), 0, 255)
