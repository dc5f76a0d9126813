"""Small page as a camera saw it from aside → the projective map that makes its lines level and upright.

Lines that are parallel on the paper meet in one place of the picture.  Two such places, of what
lies across the page and of what runs down it, tell the whole map but for the lengths' proportion.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.slants import SMALL, Floats
from extractor.scan.whitenings import Grey

SHORTEST = 40.0
"""Lines shorter than so many points tell nothing: strokes of characters."""
STEEPEST = 25.0
"""A line belongs to one direction if it is no more than so many degrees off it."""
LEAST = 1.0
"""If no place of a page leans by more than so many degrees, it was not seen from aside."""
TELLING, PAIRS = 400, 30
"""So many of the longest lines tell where they meet; the longest of those are tried in pairs."""
OFF = 0.012
"""A line meets the others if it would have to turn by no more than this (radians)."""
AGREEING = 0.6
"""So much of the lines' length must meet in one place."""
FEWEST = 6
GROWN = 2.5
"""The page made straight is no larger than the picture by more than this factor."""

TINY = 1e-9
LEAST_TURNED = 0.5
"""Lines across a page and down it that are nearer to one another than this (sine) are no table's."""
NEAREST = 0.2
"""No corner of a page is seen so many times as large as its middle, and more: one over this."""


class Seen(NamedTuple):
    """A projective map from a small picture to the page made straight, and that page's width and height."""

    matrix: Floats
    size: tuple[int, int]

    def undone(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Return where places of the page made straight are in the picture."""
        a, b, c = np.linalg.inv(self.matrix) @ np.stack([xs.ravel(), ys.ravel(), np.ones(xs.size)])
        return (a / c).reshape(xs.shape), (b / c).reshape(ys.shape)


def perspective_of(dark: Grey, sheet: Floats | None = None) -> Seen | None:
    """Return the map that undoes the view from aside; None where there is none to undo.

    Args:
        dark: The darkness of a small page, about level.
        sheet: The four corners of the sheet on it, one after the other: where too few lines are
            seen to tell where they meet, its sides do.
    """
    lines = _lines(dark)
    slopes = np.degrees(np.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0])) % 180
    middle = np.array([dark.shape[1], dark.shape[0]]) / 2
    unit = float(max(dark.shape))
    told = (lines.reshape(-1, 2, 2) - middle) / unit
    across = _meeting(told[np.minimum(slopes, 180 - slopes) < STEEPEST])
    down = _meeting(told[np.abs(slopes - 90) < STEEPEST])
    if sheet is not None:
        sides = _meeting_sides((sheet - middle) / unit)
        across, down = (
            one if one is not None else side for one, side in zip((across, down), sides, strict=True)
        )
    if across is None or down is None or _leaning(across, down, dark.shape) < np.radians(LEAST):
        return None
    return _map(across, down, middle, unit, dark.shape)


def _meeting_sides(corners: Floats) -> tuple[Floats, Floats]:
    """Return the places where the sides of a sheet meet that lie across, and those that run down."""
    ends = np.concatenate([corners, np.ones((len(corners), 1))], axis=1)
    sides = np.cross(ends, np.roll(ends, -1, axis=0))
    pairs = [np.cross(sides[one], sides[one + 2]) for one in (0, 1)]
    first, other = (one / np.linalg.norm(one) for one in pairs)
    way = np.abs(corners[1] - corners[0])
    return (first, other) if way[0] > way[1] else (other, first)


def _lines(dark: Grey) -> Floats:
    """Return the ends of the longest lines: x and y of the one, x and y of the other."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(dark)[0]
    if found is None:
        return np.empty((0, 4))
    lines = np.asarray(found, np.float64).reshape(-1, 4)
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    order = np.argsort(-length, kind="stable")[:TELLING]
    return np.asarray(lines[order][length[order] >= SHORTEST * SMALL])


def _meeting(lines: Floats) -> Floats | None:
    """Return the place, as three numbers, where most lines meet; the longest lines come first."""
    if len(lines) < FEWEST:
        return None
    ends = np.concatenate([lines, np.ones((len(lines), 2, 1))], axis=2)
    through = np.cross(ends[:, 0], ends[:, 1])
    through /= np.hypot(through[:, 0], through[:, 1])[:, None]
    length = np.linalg.norm(lines[:, 1] - lines[:, 0], axis=1)
    first, second = np.triu_indices(min(PAIRS, len(lines)), 1)
    places = np.cross(through[first], through[second])
    norms = np.linalg.norm(places, axis=1)
    places = places[norms > TINY] / norms[norms > TINY, None]
    if not len(places):
        return None
    best = np.asarray(places[int(np.argmax((_turns(lines, places) < OFF) @ length))])
    for _ in range(3):
        inside = _turns(lines, best[None])[0] < OFF
        if np.count_nonzero(inside) < FEWEST:
            return None
        weighted = through[inside] * length[inside, None]
        best = np.asarray(np.linalg.eigh(weighted.T @ weighted)[1][:, 0])
    agreeing = float(length[_turns(lines, best[None])[0] < OFF].sum())
    return best if agreeing >= AGREEING * float(length.sum()) else None


def _turns(lines: Floats, places: Floats) -> Floats:
    """Return by how much (sine) each line would have to turn about its middle to meet each place."""
    way = lines[:, 1] - lines[:, 0]
    way /= np.linalg.norm(way, axis=1)[:, None]
    middle = lines.mean(axis=1)
    to_x, to_y = (places[:, [axis]] - places[:, [2]] * middle[None, :, axis] for axis in (0, 1))
    turns = np.abs(way[:, 0] * to_y - way[:, 1] * to_x)
    return np.asarray(turns / np.maximum(np.hypot(to_x, to_y), 1e-12))


def _leaning(across: Floats, down: Floats, shape: tuple[int, int]) -> float:
    """Return by how much lines lean at the page's corners, at most, in radians."""
    most = 0.0
    for x in (-0.5, 0.5):
        for y in (-0.5, 0.5):
            place = np.array([x * shape[1], y * shape[0]]) / max(shape)
            level, upright = (one[:2] - one[2] * place for one in (across, down))
            most = max(most, float(np.arctan2(abs(level[1]), abs(level[0]))))
            most = max(most, float(np.arctan2(abs(upright[0]), abs(upright[1]))))
    return most


def _map(
    across: Floats, down: Floats, middle: NDArray[np.float64], unit: float, shape: tuple[int, int]
) -> Seen | None:
    """Return the map that sends both meeting places to infinity, to the right and to below."""
    far = np.cross(across, down)
    if abs(far[2]) < TINY:
        return None
    flat = np.eye(3)
    flat[2] = far / far[2]
    right, below = (flat @ one for one in (across, down))
    right, below = right[:2] * np.sign(right[0]), below[:2] * np.sign(below[1])
    columns = np.stack([right / np.linalg.norm(right), below / np.linalg.norm(below)], 1)
    whole = float(np.linalg.det(columns))
    if whole < LEAST_TURNED:
        return None
    upright = np.eye(3)
    upright[:2, :2] = np.linalg.inv(columns) * np.sqrt(whole)
    inward = np.array([[1 / unit, 0, -middle[0] / unit], [0, 1 / unit, -middle[1] / unit], [0, 0, 1.0]])
    matrix = np.diag([unit, unit, 1.0]) @ upright @ flat @ inward
    corners = np.array([[x, y, 1.0] for x in (0, shape[1]) for y in (0, shape[0])]).T
    moved = matrix @ corners
    if moved[2].min() < NEAREST:
        return None
    moved = moved[:2] / moved[2]
    low, high = moved.min(axis=1), moved.max(axis=1)
    width, height = (int(np.ceil(one)) for one in high - low)
    if width * height > GROWN * shape[0] * shape[1]:
        return None
    shift = np.array([[1.0, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]])
    return Seen(shift @ matrix, (width, height))
