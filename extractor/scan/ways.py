"""Small page → the way from the page made straight back to it, step by step.

First the page is turned, then what a camera saw from aside is set upright, then each ruling is
made straight: once as a whole, and again for what that leaves, until hardly anything moves.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import cv2
import numpy as np

from extractor.scan.lattices import middles, spread
from extractor.scan.perspectives import perspective_of
from extractor.scan.slants import (
    FINE_WAVES,
    POWERS,
    STEP,
    Basis,
    Bend,
    Floats,
    Trace,
    bend_of,
    common_angle,
    trace,
    without_stamped,
)
from extractor.scan.whitenings import Grey

ROUNDS = 4
PASSES: tuple[Basis, ...] = (POWERS, POWERS, FINE_WAVES, FINE_WAVES)
"""How each pass describes the movement that makes rulings straight."""
STILL, MOST = 0.6, 93.0
"""Rulings are straight if so many of 100 places are within so many pixels of the middle of theirs."""
ENOUGH = 2.0
"""Straight rulings each way, together so many times as long as the page, were not seen from aside."""
LITTLE = 1.0
"""Straight rulings that are moved by no more than so many pixels are not looked at again."""
KEPT = 0.97
"""A pass after which less is traced than this share of what was is none."""
MESH = 12
"""Pixels between the places whose way back is computed while the page is small."""


class Step(Protocol):
    """One movement of a page."""

    def undone(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Return where places were before it."""


class Way(NamedTuple):
    """How a small page was made straight: its size before and after, and the steps between.

    `dark` is its darkness then, and `across` and `down` the rulings on it.
    """

    before: tuple[int, int]
    size: tuple[int, int]
    steps: tuple[Step, ...]
    dark: Grey
    across: Trace
    down: Trace

    def undone(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Return where places of the straight page were before."""
        return _undone(self.steps, xs, ys)


def way_of(dark: Grey, corners: Floats | None = None) -> Way:
    """Return how a page is made straight.

    Args:
        dark: The darkness of the small page as it lies: 0 is paper.
        corners: The four of the sheet on it, one after the other, if it shows one.
    """
    before = (dark.shape[1], dark.shape[0])
    level = _Level(*before, common_angle(dark))
    steps: tuple[Step, ...] = (level,)
    size, lying = level.size, level.applied(dark)
    across, down = _traces(lying)
    sheet = None if corners is None else level.placed(corners)
    aside = None if _are_straight(across, down, size) else perspective_of(lying, sheet)
    if aside is not None:
        size, steps = aside.size, (*steps, aside)
        lying = _drawn(dark, steps, size)
        across, down = _traces(lying)
    for number, basis in enumerate(PASSES):
        crooked = _crookedness(across, down)
        if number and crooked < STILL:
            break
        told = (across, down) if basis is POWERS else (without_stamped(across), without_stamped(down))
        bends = _Bends(bend_of(told[0], size, basis), bend_of(told[1], size[::-1], basis))
        if crooked < STILL and bends.most(across, down) <= LITTLE:
            steps = (*steps, bends)
            break
        moved = _drawn(dark, (*steps, bends), size)
        again = _traces(moved)
        if number and _length(*again) < KEPT * _length(across, down):
            break
        steps, lying, (across, down) = (*steps, bends), moved, again
    return Way(before, size, steps, lying, across, down)


def _traces(dark: Grey) -> tuple[Trace, Trace]:
    return trace(dark), trace(np.ascontiguousarray(dark.T))


def _are_straight(across: Trace, down: Trace, size: tuple[int, int]) -> bool:
    """Tell whether rulings both ways, and enough of them, are straight."""
    lengths = (found.along.size * STEP / length for found, length in zip((across, down), size, strict=True))
    return min(lengths) >= ENOUGH and _crookedness(across, down) < STILL


def _length(across: Trace, down: Trace) -> int:
    return across.along.size + down.along.size


def _undone(steps: Sequence[Step], xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    for step in reversed(steps):
        xs, ys = step.undone(xs, ys)
    return xs, ys


def _drawn(dark: Grey, steps: Sequence[Step], size: tuple[int, int]) -> Grey:
    """Return the small page after some steps."""
    xs, ys = middles(size, MESH)
    maps = [spread(one.astype(np.float32), size, MESH) for one in _undone(steps, xs - 0.5, ys - 0.5)]
    return np.asarray(cv2.remap(dark, maps[0], maps[1], cv2.INTER_LINEAR), np.uint8)


class _Level(NamedTuple):
    """A small page of some size turned about so many degrees, on paper large enough for all of it."""

    width: int
    height: int
    angle: float

    @property
    def size(self) -> tuple[int, int]:
        sine, cosine = abs(np.sin(np.radians(self.angle))), np.cos(np.radians(self.angle))
        return (
            int(np.ceil(self.width * cosine + self.height * sine - 1e-6)),
            int(np.ceil(self.width * sine + self.height * cosine - 1e-6)),
        )

    def applied(self, dark: Grey) -> Grey:
        if not self.angle:
            return dark
        return np.asarray(cv2.warpAffine(dark, self._matrix, self.size, flags=cv2.INTER_LINEAR), np.uint8)

    def placed(self, places: Floats) -> Floats:
        """Return where places (x, y) are on the turned page."""
        return np.asarray(places @ self._matrix[:, :2].T + self._matrix[:, 2])

    @property
    def _matrix(self) -> Floats:
        matrix = np.asarray(cv2.getRotationMatrix2D((self.width / 2, self.height / 2), self.angle, 1), float)
        matrix[:, 2] += np.array([self.size[0] - self.width, self.size[1] - self.height]) / 2
        return matrix

    def undone(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Return where places of the turned page were before."""
        sine, cosine = np.sin(np.radians(self.angle)), np.cos(np.radians(self.angle))
        xs, ys = xs - self.size[0] / 2, ys - self.size[1] / 2
        return xs * cosine - ys * sine + self.width / 2, xs * sine + ys * cosine + self.height / 2


class _Bends(NamedTuple):
    """How the lines across a level page and those down it must be moved to be straight."""

    across: Bend | None
    down: Bend | None

    def undone(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Return where places of the flat page are on the bent one."""
        bent_xs, bent_ys = xs, ys
        for _ in range(ROUNDS):
            moved_x, moved_y = self._moves(bent_xs, bent_ys)
            bent_xs, bent_ys = xs - moved_x, ys - moved_y
        return bent_xs, bent_ys

    def _moves(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        down = self.down.at(ys, xs) if self.down else np.zeros_like(xs)
        across = self.across.at(xs, ys) if self.across else np.zeros_like(ys)
        if self.across and not self.down:  # what descends to the right leans to the left
            down = -self.across.terms[0] * (ys - self.across.middle[1]) / self.across.unit
        if self.down and not self.across:
            across = -self.down.terms[0] * (xs - self.down.middle[1]) / self.down.unit
        down = down + self.across.spread(xs) if self.across else down
        across = across + self.down.spread(ys) if self.down else across
        return down, across

    def most(self, across: Trace, down: Trace) -> float:
        """Return by how many pixels places on rulings are moved, at most."""
        return max(_most(self.across, across), _most(self.down, down))


def _most(bend: Bend | None, found: Trace) -> float:
    return float(np.abs(bend.at(found.along, found.across)).max()) if bend and found else 0.0


def _crookedness(*found: Trace) -> float:
    """Return how far nearly all places of rulings are from the middle of theirs, at most."""
    return max(float(np.percentile(off, MOST)) if off.size else 0.0 for off in map(_offsets, found))


def _offsets(found: Trace) -> Floats:
    if not found:
        return np.empty(0)
    _, rulings = np.unique(found.ruling, return_inverse=True)
    means = np.bincount(rulings, found.across) / np.bincount(rulings)
    return np.asarray(np.abs(found.across - means[rulings]))
