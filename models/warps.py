"""Projective maps between a page made straight and the page as seen.

Scans are straightened to be read; what was read is published on the page as seen.
Whoever shows the straight page leads the published boxes back.
"""

from dataclasses import dataclass

from models.records import Box

Warp = tuple[float, float, float, float, float, float, float, float, float]
"""A projective map of the plane, row by row: from the page as read to the page as seen."""
IDENTITY: Warp = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
FLAT = 1e-9
"""Below this, a map has no way back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """A recognised page's size in points once made straight, and the way back to the page as seen."""

    page: int
    width: float
    height: float
    warp: Warp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulge:
    """By how much further than their page's warp says places of a straight page lie on the page as seen.

    Paper bends as no projective map does.  `across` and `down` are in points, for places that stand
    `step` points apart from the page's upper left corner on, row by row, `columns` in each.
    """

    step: float
    columns: int
    across: tuple[float, ...]
    down: tuple[float, ...]


def flattened(box: Box, warp: Warp) -> Box:
    """Return the box on the straight page around which a published one lies.

    A published box is upright around what was a slanted one, so it is larger by the slant; here it
    gets its own size back.
    """
    if abs(warp[6] * box[0] + warp[7] * box[1] + warp[8]) <= FLAT:
        return box
    x, y = _back((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, warp)
    a, b, d, e = _slopes(x, y, warp)
    wide, high = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    whole = a * e - b * d
    if abs(whole) > FLAT:
        wide, high = (wide * e - high * b) / whole, (high * a - wide * d) / whole
    wide, high = max(wide, 0.0), max(high, 0.0)
    return (x - wide, y - high, x + wide, y + high)


def moved_by(x: float, y: float) -> Warp:
    """Return the map that moves everything by x and y."""
    return (1.0, 0.0, x, 0.0, 1.0, y, 0.0, 0.0, 1.0)


def after(second: Warp, first: Warp) -> Warp:
    """Return the map that maps by the first and then by the second."""
    a, b, c, d, e, f, g, h, i = (
        sum(second[3 * row + at] * first[3 * at + column] for at in range(3))
        for row in range(3)
        for column in range(3)
    )
    return (a, b, c, d, e, f, g, h, i)


def _back(x: float, y: float, warp: Warp) -> tuple[float, float]:
    """Return the place on the straight page that is seen at (x, y)."""
    a, b, c, d, e, f, g, h, i = warp
    m, n, p, q = a - g * x, b - h * x, d - g * y, e - h * y
    r, s = i * x - c, i * y - f
    whole = m * q - n * p
    if abs(whole) <= FLAT:
        return x, y
    return (r * q - n * s) / whole, (m * s - r * p) / whole


def _slopes(x: float, y: float, warp: Warp) -> tuple[float, float, float, float]:
    """Return how far what is seen moves, either way, where a place on the straight page moves by one."""
    a, b, c, d, e, f, g, h, i = warp
    w = g * x + h * y + i
    seen_x, seen_y = (a * x + b * y + c) / w, (d * x + e * y + f) / w
    across = abs(a - g * seen_x), abs(b - h * seen_x)
    down = abs(d - g * seen_y), abs(e - h * seen_y)
    return (across[0] / abs(w), across[1] / abs(w), down[0] / abs(w), down[1] / abs(w))
