"""Lines that may be rulings → the same without strokes of characters that stand in a row by chance.

Noughts side by side have upper and lower sides as straight as rulings, and what looks like the sides of
cells between them; a stroke above a column's side makes one broken line with it.
Lengths are pixels unless they say points.
"""

import itertools
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.scan.densities import SOLID, Density, Floats, Line, Piece, Profiles, density_of

Measured = list[tuple[Line, Density]]
IsLong = Callable[[Line, Density], bool]
FEW_DASHED = 0.3
"""Where dashed lines are a smaller share of all, they are rows of text."""
SHORTEST = 5.4
"""What a crossing line cuts off is at least so many points long."""
SURE = 72.0
"""A line of so many points is no row of strokes."""
MET = 4.0
"""A ruling ends at most so many points before or behind another."""
BLACK = 3.0
"""What is so many times as dark as the darkest long line is a stroke of text."""
LOWEST_ROW, TOUCHING = 8.0, 2.0
"""No table is lower, in points; rulings that end so near to each other meet."""


def in_style(
    measured: Sequence[Measured], inks: Sequence[Profiles], is_long: IsLong, scale: float
) -> list[Measured]:
    """Return lines across and down without those dashed where the page's rulings are solid.

    Args:
        measured: Lines across, and lines down.
        inks: What is seen along either.
        is_long: Tells whether a line is longer than any stroke of a character.
        scale: Pixels a point.
    """
    lengths = {True: 0.0, False: 0.0}
    for line, density in (one for each in measured for one in each):
        if is_long(line, density):
            lengths[density.duty >= SOLID] += line.length
    if lengths[False] >= FEW_DASHED * (lengths[True] + lengths[False]):
        return list(measured)
    long = [[line for line, density in each if is_long(line, density)] for each in measured]
    return [
        [part for one in each for part in _solid(one, others, ink, scale)]
        for each, others, ink in zip(measured, long[::-1], inks, strict=True)
    ]


def _solid(one: tuple[Line, Density], others: Sequence[Line], ink: Profiles, scale: float) -> Measured:
    """Return a line if it is solid, else those of its parts, from crossing to crossing, that are."""
    line, density = one
    if density.duty >= SOLID or density.is_ragged:
        return [one]
    if line.longest >= SURE * scale:
        return []
    cut = [part for piece in line.pieces for part in _cut(piece, line, others, scale)]
    if len(cut) == len(line.pieces):
        return []
    parts = [(part, density_of(part, ink, scale)) for part in (Line(line.at, (piece,)) for piece in cut)]
    return [one for one in parts if one[1].duty >= SOLID]


def _cut(piece: Piece, line: Line, others: Sequence[Line], scale: float) -> list[Piece]:
    """Return what lies between the places at which others cross a piece."""
    at, start, end = piece
    slack = SHORTEST * scale
    places = [one.at for one in others if start < one.at < end and one.reaches(line.at, MET * scale)]
    stops = [start, *sorted(places), end]
    return [(at, before, after) for before, after in itertools.pairwise(stops) if after - before >= slack]


def without_loose(measured: Sequence[Measured], is_long: IsLong, scale: float) -> list[Measured]:
    """Return lines across and down without those that neither cross a long one nor go from one to another.

    Short ones are left out as well if they are far darker than all long ones.

    Args:
        measured: Lines across, and lines down.
        is_long: Tells whether a line is longer than any stroke of a character.
        scale: Pixels a point.
    """
    long = [[line for line, density in each if is_long(line, density)] for each in measured]
    strengths = [density.strength for each in measured for line, density in each if is_long(line, density)]
    darkest = BLACK * max(strengths, default=np.inf)
    return [
        [
            one
            for one in each
            if (_is_held(one[0], others, scale) if is_long(*one) else one[1].strength <= darkest)
        ]
        for each, others in zip(measured, long[::-1], strict=True)
    ]


def _is_held(line: Line, others: Sequence[Line], scale: float) -> bool:
    if line.longest >= SURE * scale:
        return True
    slack = MET * scale
    places = [other.at for other in others if other.reaches(line.at, slack)]
    return any(
        any(start + slack < place < end - slack for place in places)
        or all(any(abs(place - side) <= slack for place in places) for side in (start, end))
        for _, start, end in line.pieces
    )


def without_crumbs(
    across: Sequence[Piece], down: Sequence[Piece], scale: float
) -> tuple[list[Piece], list[Piece]]:
    """Return rulings across and down without those that make tables lower than any row.

    Args:
        across: Where each lies, where it starts, where it ends.
        down: The same.
        scale: Pixels a point.
    """
    level, upright = (np.array(pieces, np.float64).reshape(-1, 3) for pieces in (across, down))
    slack = TOUCHING * scale
    numbers = _tables(_within(upright[:, 0], level, slack) & _within(level[:, 0], upright, slack).T)
    kept = [one for one in np.unique(np.concatenate(numbers)) if not _is_low(one, numbers, upright, scale)]
    first, second = (
        [piece for piece, is_kept in zip(pieces, np.isin(own, kept), strict=True) if is_kept]
        for pieces, own in zip((across, down), numbers, strict=True)
    )
    return first, second


def _within(places: Floats, pieces: Floats, slack: float) -> NDArray[np.bool_]:
    """Return, for each piece and place, whether that lies along it."""
    return np.asarray((pieces[:, 1:2] - slack <= places) & (places <= pieces[:, 2:] + slack), np.bool_)


def _tables(meets: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a number for each ruling across and each down: the same for those that hang together."""
    across, down = np.arange(meets.shape[0]), meets.shape[0] + np.arange(meets.shape[1])
    while meets.any():
        before = across
        across = np.maximum(across, np.where(meets, down, 0).max(1))
        down = np.maximum(down, np.where(meets, across[:, None], 0).max(0))
        if (before == across).all():
            break
    return across, down


def _is_low(one: int, numbers: Sequence[NDArray[np.int64]], upright: Floats, scale: float) -> bool:
    """Tell whether a table has rulings both ways, and is lower than any row."""
    own = upright[numbers[1] == one]
    if not own.size or not (numbers[0] == one).any():
        return False
    return float(own[:, 2].max() - own[:, 1].min()) < LOWEST_ROW * scale
