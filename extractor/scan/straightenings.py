"""Scanned page → the same page upright, level, flat and on white paper, and the way back.

The page is turned so that its lines lie level, then moved so that each ruling is straight:
that undoes perspective and light curl at once.  The way back, from points of the straight
page to points of the page as seen, is published as the projective map next to it.
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.geometry import Raster, Turn
from extractor.scan.creases import without_creases
from extractor.scan.fadings import unfaded
from extractor.scan.lattices import middles, spread
from extractor.scan.slants import SMALL, Floats
from extractor.scan.uprights import likely_turns
from extractor.scan.ways import Way, way_of
from extractor.scan.whitenings import Grey, whitened
from models.warps import Bulge, Warp

MESH = 24
"""Pixels of the small page between the places whose way back is computed; those between follow."""
LEAST_MOVE = 0.3
"""A page whose every point would move by less than this many pixels is straight as it is."""
MOST_PIXELS = 32767
"""OpenCV draws no image anew that is so wide or high: such a page stays as it lies."""
LEAST_BULGE = 0.7
"""A page is flat that no place of leaves by more than so many points."""
A4_LENGTH, LARGE = 842.0, 0.9
"""A sheet on a desk that seems shorter than that share of A4 is A4, taken from farther away."""
STEP, FINE = 15.0, 3
"""Points between the places of which a bulge tells; it is kept as so many pixels a mesh."""
IDENTITY: Warp = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Straight:
    """A page made straight.

    `grey` is 255 where the paper is blank, `scale` is pixels a point.  `warp` leads from points
    of this page to points of the page as seen.  `turns` are the clockwise turns, likeliest first,
    one of which makes its text upright.
    """

    grey: Grey
    scale: float
    warp: Warp
    turns: tuple[Turn, ...] = (0, 180)
    left: NDArray[np.float32] | None = None
    """What the warp leaves of the way back, as a small picture of the page: points across and down."""

    @property
    def width(self) -> float:
        """The page's width in points."""
        return float(self.grey.shape[1] / self.scale)

    @property
    def height(self) -> float:
        """The page's height in points."""
        return float(self.grey.shape[0] / self.scale)

    def bulge(self) -> Bulge | None:
        """Return what the warp leaves of the way back; None where that is next to nothing."""
        if self.left is None:
            return None
        size = (math.ceil(self.width / STEP) + 1, math.ceil(self.height / STEP) + 1)
        to_small = np.array([self.left.shape[1] / self.width, self.left.shape[0] / self.height])
        places = np.stack(np.meshgrid(*(np.arange(one, dtype=np.float32) * STEP for one in size)), axis=-1)
        at = (places * to_small - 0.5).astype(np.float32)
        told = cv2.remap(
            self.left, at[:, :, 0], at[:, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        across, down = (
            tuple(np.round(told[:, :, one].astype(np.float64), 2).ravel().tolist()) for one in (0, 1)
        )
        return Bulge(step=STEP, columns=size[0], across=across, down=down)


def straighten(raster: Raster, *, faded: bool = False) -> Straight:
    """Return a scanned page made straight, as upright as its lines and rulings tell.

    Args:
        raster: The page as seen.
        faded: Its ink is pale in places, and is made as dark there as elsewhere.

    Returns:
        The page, its text most likely upright; the other turns that remain are left to whoever
        reads a few lines of each (`turned_straight`).
    """
    own = raster.scale / raster.larger
    white = whitened(raster._replace(scale=own))
    times = A4_LENGTH / white.sheet if 0 < white.sheet < LARGE * A4_LENGTH else 1.0
    scale = own / times
    grey = unfaded(white.grey, scale, in_places=faded)
    small = [max(8, round(length / scale * SMALL)) for length in grey.shape]
    dark = ~np.asarray(cv2.resize(grey, small[::-1], interpolation=cv2.INTER_AREA), np.uint8)
    corners = None if white.corners is None else white.corners * (times * SMALL)
    way = way_of(dark, corners)
    straight = _in_points_of(raster.scale, _pulled(grey, scale, way))
    straight = replace(straight, grey=without_creases(straight.grey, straight.scale))
    turns = likely_turns(way.dark, way.across, way.down)
    return turned_straight(replace(straight, turns=turns), turns[0])


def _in_points_of(scale: float, page: Straight) -> Straight:
    """Return a straight page whose way back leads to points of so many pixels, not of its own."""
    if page.scale == scale:
        return page
    times = page.scale / scale
    warp = _as_warp(np.diag([times, times, 1.0]) @ np.array(page.warp).reshape(3, 3))
    return replace(page, warp=warp, left=None if page.left is None else page.left * np.float32(times))


def turned_straight(page: Straight, turn: Turn) -> Straight:
    """Return a straight page turned clockwise; its other turns are counted from there."""
    width, height = page.width, page.height
    back: dict[Turn, Floats] = {
        0: np.eye(3),
        90: np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1.0]]),
        180: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1.0]]),
        270: np.array([[0, -1, width], [1, 0, 0], [0, 0, 1.0]]),
    }
    grey = np.ascontiguousarray(np.rot90(page.grey, -(turn // 90)))
    warp = _as_warp(np.array(page.warp).reshape(3, 3) @ back[turn])
    others: tuple[Turn, ...] = (0, 90, 180, 270)
    turns = tuple(others[(one - turn) // 90 % 4] for one in page.turns)
    left = None if page.left is None else np.ascontiguousarray(np.rot90(page.left, -(turn // 90)))
    return replace(page, grey=grey, warp=warp, turns=turns, left=left)


def _pulled(grey: Grey, scale: float, way: Way) -> Straight:
    """Return the page drawn anew, each pixel taken from where it was."""
    factor = grey.shape[1] / way.before[0], grey.shape[0] / way.before[1]
    size = round(way.size[0] * factor[0]), round(way.size[1] * factor[1])
    if max(*size, *grey.shape) >= MOST_PIXELS:
        return Straight(grey, scale, IDENTITY)
    block = round(MESH * factor[0])
    xs, ys = middles(size, block)
    bent = way.undone(xs / factor[0] - 0.5, ys / factor[1] - 0.5)
    seen = [(one + 0.5) * by for one, by in zip(bent, factor, strict=True)]
    if max(float(np.abs(seen[0] - xs).max()), float(np.abs(seen[1] - ys).max())) < LEAST_MOVE:
        return Straight(grey, scale, IDENTITY)
    maps = [spread(one.astype(np.float32) - np.float32(0.5), size, block) for one in seen]
    drawn = cv2.remap(
        grey, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    straight, before = (np.stack([x.ravel(), y.ravel()], 1) / scale for x, y in ((xs, ys), seen))
    matrix = np.asarray(cv2.findHomography(straight, before, 0)[0], np.float64)
    left = _left(straight, before, matrix).reshape(*xs.shape, 2)
    # The outer blocks reach beyond the page.
    fine = cv2.resize(left.astype(np.float32), (xs.shape[1] * FINE, xs.shape[0] * FINE))
    width, height = (max(1, round(length * FINE / block)) for length in size)
    inner = fine[FINE : FINE + height, FINE : FINE + width]
    kept = np.ascontiguousarray(inner, np.float32) if float(np.abs(inner).max()) > LEAST_BULGE else None
    return Straight(np.asarray(drawn, np.uint8), scale, _as_warp(matrix), left=kept)


def _left(straight: Floats, before: Floats, matrix: Floats) -> Floats:
    """Return what a projective map leaves of the way from places to others."""
    mapped = cv2.perspectiveTransform(straight[None], matrix)[0]
    return np.asarray(before - mapped)


def _as_warp(matrix: Floats) -> Warp:
    a, b, c, d, e, f, g, h, i = (float(one) for one in (matrix / matrix[2, 2]).ravel())
    return (a, b, c, d, e, f, g, h, i)
