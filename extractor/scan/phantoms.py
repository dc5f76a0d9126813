"""Lines that may be rulings → the same without streaks of toner, and those of the page behind.

A scratched drum draws lines from edge to edge of the paper, as dark as rulings; thin paper shows the
rulings of its back, far paler than those of its front and in the midst of them.
Lengths are pixels unless they say points.
"""

from collections.abc import Callable, Sequence

import numpy as np

from extractor.scan.densities import Density, Line

Measured = list[tuple[Line, Density]]
TAIL, MOST = 0.25, 0.5
"""A streak is so dark, as a share of its ink, at both edges; where most lines are, the picture was cut."""
FRONT, BACK = 0.5, 0.3
"""Lines so dark, as a share of the darker ones, are of the front; those among them so pale, of the back."""
LONG, NEAR, HELD = 30.0, 2.5, 0.5
"""Where so many of those longer than so many points end so near to lines of the front, they rule cells."""
FEWEST, BOTH_SIDES = 3, 2
"""So many lines of the front either way are a table; so many of them a line of the back crosses."""


def without_phantoms(
    measured: Sequence[Measured], is_long: Callable[[Line, Density], bool], scale: float
) -> list[Measured]:
    """Return lines across and down, without streaks and those of the page behind.

    Args:
        measured: Lines across, and lines down.
        is_long: Tells whether a line is longer than any stroke of a character.
        scale: Pixels a point.
    """
    long = [[line for line, density in each if is_long(line, density)] for each in measured]
    kept = [
        _without_streaks(each, others, is_long, scale)
        for each, others in zip(measured, long[::-1], strict=True)
    ]
    return _without_back(kept, is_long, scale)


def _without_streaks(
    measured: Measured, others: Sequence[Line], is_long: Callable[[Line, Density], bool], scale: float
) -> Measured:
    streaks = [density.reaches_edges(_crossed(line, others), TAIL, scale) for line, density in measured]
    long = [streak for streak, one in zip(streaks, measured, strict=True) if is_long(*one)]
    if sum(long) > MOST * len(long):
        return measured
    return [one for one, is_streak in zip(measured, streaks, strict=True) if not is_streak]


def _crossed(line: Line, others: Sequence[Line]) -> list[float]:
    """Return where others meet a line."""
    return [other.at for other in others if other.reaches(line.at, 0.0)]


def _without_back(
    measured: Sequence[Measured], is_long: Callable[[Line, Density], bool], scale: float
) -> list[Measured]:
    strengths = [density.strength for each in measured for line, density in each if is_long(line, density)]
    if not strengths:
        return list(measured)
    strong = float(np.percentile(strengths, 75))
    front = [
        [line for line, density in each if is_long(line, density) and density.strength >= FRONT * strong]
        for each in measured
    ]
    if min(len(each) for each in front) < FEWEST:
        return list(measured)
    pale = [
        [line for line, density in each if density.strength < BACK * strong and _is_among(line, others)]
        for each, others in zip(measured, front[::-1], strict=True)
    ]
    held = [
        _is_held(line, others, scale)
        for each, others in zip(pale, front[::-1], strict=True)
        for line in each
        if line.longest >= LONG * scale
    ]
    if sum(held) >= HELD * len(held):
        return list(measured)
    return [[one for one in each if one[0] not in backs] for each, backs in zip(measured, pale, strict=True)]


def _is_held(line: Line, others: Sequence[Line], scale: float) -> bool:
    """Tell whether the long pieces of a line end at others on both hands."""
    places = [other.at for other in others if other.reaches(line.at, NEAR * scale)]
    return all(
        any(abs(place - end) <= NEAR * scale for place in places)
        for piece in line.pieces
        if piece[2] - piece[1] >= LONG * scale
        for end in piece[1:]
    )


def _is_among(line: Line, others: Sequence[Line]) -> bool:
    """Tell whether the longest piece of a line crosses several others, or lies between them."""
    _, first, last = max(line.pieces, key=lambda piece: piece[2] - piece[1])
    level = [other for other in others if other.reaches(line.at, 0.0)]
    crossed = sum(first < other.at < last for other in level)
    around = min((other.at for other in level), default=last) < last and first < max(
        (other.at for other in level), default=first
    )
    return crossed >= BOTH_SIDES or (around and len(level) >= BOTH_SIDES)
