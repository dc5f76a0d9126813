"""The lines and curves of a path → its outlines, the boxes that those go round, and lines aslant.

Table borders may have rounded corners; stars, arrows and circles rule nothing.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from models.records import Box

THIN = 4.0
"""Anything drawn at most this wide, in points, may be a ruling; wider fills are shading."""
NO_WIDTH = 0.01
"""A side of at most so many points is none: turned coordinates are not exact."""
ROUND = 12.0
"""The corners of cells are rounded by at most so many points."""
FEWEST_SIDES = 3
"""A rounded box has so many straight sides, at least."""
FEWEST_CORNERS = 4

MOST_ITEMS = 6
"""A path of more lines than this is a shape: a star, an arrow, a sign."""
PIECE, MOST_PIECES = 8.0, 200
"""A line aslant meets what it passes, not all in the box around it: pieces so narrow, in points."""

Point = tuple[float, float]
Line = tuple[Point, Point]


class Outline(NamedTuple):
    """Lines and curves of which each begins where the last one ends."""

    points: list[Point]
    """All ends, and the handles of curves."""
    lines: list[Line]
    curves: list[Sequence[Point]]

    @property
    def box(self) -> Box:
        """What it goes round."""
        return around(self.points)

    @property
    def is_slanting(self) -> bool:
        """Whether a line of it goes neither across nor down; mitred ends of thin ones may."""
        return not all(is_thin(around(line)) for line in self.lines)

    @property
    def slant(self) -> Line | None:
        """The line that it is if it is straight, or as narrow as one, and goes neither across nor down."""
        line = max(self.lines, key=lambda ends: math.dist(*ends), default=None)
        if line is None or self.curves or is_thin(around(line)):
            return None
        (x0, y0), (x1, y1) = line
        most = THIN * math.dist(*line)
        is_narrow = all(abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) <= most for x, y in self.points)
        return line if is_narrow else None

    @property
    def is_rounded(self) -> bool:
        """Whether it is a box with rounded corners."""
        small = all(_is_small(around(curve)) for curve in self.curves)
        return bool(self.curves) and small and len(self.lines) >= FEWEST_SIDES and self._is_at_sides()

    def _is_at_sides(self) -> bool:
        x0, y0, x1, y1 = self.box
        near = THIN / 2
        return all(
            (abs(y - below) <= near and min(abs(y - y0), abs(y - y1)) <= near)
            or (abs(x - beside) <= near and min(abs(x - x0), abs(x - x1)) <= near)
            for (x, y), (beside, below) in self.lines
        )

    @property
    def is_box(self) -> bool:
        """Whether a fill of it is a box, or a dot."""
        if len(self.points) < FEWEST_CORNERS:
            return False
        if is_dot(self.box):
            return True
        return self.is_rounded if self.curves else not self.is_slanting


def outlines(items: Iterable[Any]) -> list[Outline]:
    """Return the outlines of a path's lines and curves, as MuPDF has them; its rectangles are left out."""
    found: list[Outline] = []
    for kind, first, *others in items:
        if kind not in ("l", "c"):
            continue
        start, more = tuple(first), [tuple(point) for point in others]
        if not found or found[-1].points[-1] != start:
            found.append(Outline([start], [], []))
        found[-1].points.extend(more)
        if kind == "l" or _is_straight([start, *more]):
            found[-1].lines.append((start, more[-1]))
        else:
            found[-1].curves.append((start, *more))
    return found


def slanting_lines(drawings: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """Yield the lines among a page's drawings that go neither across nor down, stroked or filled."""
    for drawing in drawings:
        if len(drawing["items"]) <= MOST_ITEMS and not is_thin(drawing["rect"]):
            yield from filter(None, (outline.slant for outline in outlines(drawing["items"])))


def pieces(line: Line) -> Iterator[Line]:
    """Yield a line in pieces so short that little else lies in the box around each."""
    (x0, y0), (x1, y1) = line
    wide, high = x1 - x0, y1 - y0
    count = min(int(min(abs(wide), abs(high)) / PIECE), MOST_PIECES) + 1
    across, down = wide / count, high / count
    for at in range(count):
        yield (x0 + at * across, y0 + at * down), (x0 + (at + 1) * across, y0 + (at + 1) * down)


def is_thin(box: Box) -> bool:
    """Tell whether a box may be a ruling."""
    return box[2] - box[0] <= THIN or box[3] - box[1] <= THIN


def is_dot(box: Box) -> bool:
    """Tell whether a box may be a dot of a dotted line."""
    return box[2] - box[0] <= THIN and box[3] - box[1] <= THIN


def _is_small(box: Box) -> bool:
    return box[2] - box[0] <= ROUND and box[3] - box[1] <= ROUND


def _is_straight(curve: Sequence[Point]) -> bool:
    """Tell whether a curve is a line across or down the page: some programs write lines so."""
    box = around(curve)
    return is_thin(box) and not _is_small(box)


def around(points: Sequence[Point]) -> Box:
    """Return the box of some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))
