"""Lines that may be rulings → those that are: each stretch, from crossing to crossing, is inked or not.

A ruling goes on from crossing to crossing with paper on both hands; strokes of characters end
before.  How dense its ink is, dotted or solid, a line tells by itself.
Lengths are pixels unless they say points.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from extractor.densities import SOLID, Density, Line, Piece, Profiles, density_of

ONE_LINE = 1.0
"""Pieces less than this many points apart across are one line."""
CROSSING = 4.0
"""A line that ends this many points before another still meets it."""
CORNER = 0.8
"""What another line covers: so many points on either hand of a crossing are not looked at."""
INKED, MOSTLY = 0.55, 0.82
"""A stretch is ruled whose ink is this share of the line's own density: a long one, a short one."""
FEW_DASHED = 0.3
"""Where dashed lines are a smaller share of all, they are rows of text."""
LONG = 30.0
"""A line of fewer points, or among text, may be a stroke: it must be as dense as lines are, to its ends."""
WHOLE, HELD = 0.85, 0.4
"""Its ink, and the palest of it."""
FREE = 0.93
"""A line with paper beside so much of it, and as dense, need not touch what it ends at."""
SAME_STEP = 0.2
"""Dashes of one page follow each other at one distance, give or take this share of it."""
LEAST_TAIL = 10.0
"""Beyond its last crossing a line goes on for at least so many points."""
CREASE = 0.6
"""The crease of a folded page is paler than this share of rulings."""
ALONE = 72.0
"""A line that meets no other counts from so many points on."""
NARROWEST = 3.5
"""Crossings nearer than so many points are one."""


Measured = list[tuple[Line, Density]]


def bundled(pieces: Sequence[Piece], scale: float) -> list[Line]:
    """Return pieces as lines: those that are level with one another.

    Args:
        pieces: In any order.
        scale: Pixels a point.
    """
    bundles: list[list[Piece]] = []
    for piece in sorted(pieces):
        if bundles and piece[0] - bundles[-1][0][0] <= ONE_LINE * scale:
            bundles[-1].append(piece)
        else:
            bundles.append([piece])
    return [_line(bundle) for bundle in bundles]


def _line(pieces: Sequence[Piece]) -> Line:
    total = sum(end - start for _, start, end in pieces)
    at = sum(at * (end - start) for at, start, end in pieces) / total
    return Line(at, tuple(sorted(pieces, key=lambda piece: piece[1:])))


def meshed(
    across: Sequence[Line], down: Sequence[Line], inks: tuple[Profiles, Profiles], scale: float
) -> tuple[list[Line], list[Line]]:
    """Return the stretches of lines across and down that are rulings: from crossing to crossing.

    Lines longer than any stroke of a character come first: short ones count between them alone.

    Args:
        across: What may be rulings across.
        down: What may be rulings down.
        inks: What is seen along either.
        scale: Pixels a point.
    """
    measured = [_measured(lines, ink, scale) for lines, ink in zip((across, down), inks, strict=True)]
    measured = _in_style(measured, scale)
    long = [
        [line for line, density in each if line.longest >= LONG * scale and density.is_line]
        for each in measured
    ]
    across = _verified(measured[0], long[1], scale)
    down = _verified(measured[1], across, scale)
    return _verified(measured[0], down, scale), down


def _measured(lines: Sequence[Line], profiles: Profiles, scale: float) -> Measured:
    return [(line, density_of(line, profiles, scale)) for line in lines]


def _in_style(measured: list[Measured], scale: float) -> list[Measured]:
    """Return lines without those dashed where the page's rulings are solid."""
    lengths = {True: 0.0, False: 0.0}
    for line, density in (one for each in measured for one in each):
        if line.longest >= LONG * scale and density.is_line:
            lengths[density.duty >= SOLID] += sum(end - start for _, start, end in line.pieces)
    if lengths[False] >= FEW_DASHED * (lengths[True] + lengths[False]):
        return measured
    return [[one for one in each if one[1].duty >= SOLID or one[1].is_ragged] for each in measured]


def _verified(measured: Sequence[tuple[Line, Density]], others: Sequence[Line], scale: float) -> list[Line]:
    """Return the stretches of lines that are ruled between crossings with others."""
    long = [density for line, density in measured if line.longest >= LONG * scale and density.is_line]
    typical = float(np.median([one.duty for one in long])) if long else 1.0
    steps = [one.step for one in long if one.step]
    step = float(np.median(steps)) if steps else 0.0
    palest = CREASE * float(np.median([one.strength for one in long])) if long else 0.0
    found = []
    for line, density in measured:
        if density.strength < palest and _overhangs(line, others, scale):
            continue
        if typical < SOLID and density.step and abs(density.step - step) > max(1.0, SAME_STEP * step):
            continue
        if pieces := tuple(_ruled(line, others, density, typical, scale)):
            found.append(_line(pieces))
    return found


def _overhangs(line: Line, others: Sequence[Line], scale: float) -> bool:
    """Tell whether a line goes on past all that it crosses, as the crease of a folded page does."""
    met = [other.at for other in others if other.reaches(line.at, CROSSING * scale)]
    first = min(start for _, start, _ in line.pieces)
    last = max(end for _, _, end in line.pieces)
    tail = LEAST_TAIL * scale
    return not met or (first < min(met) - tail and max(met) + tail < last)


def _ruled(
    line: Line, others: Sequence[Line], density: Density, typical: float, scale: float
) -> Iterator[Piece]:
    """Yield the runs of stretches that are ruled, and what goes on beyond the last crossing."""
    long = line.longest >= LONG * scale and density.is_line
    first = min(start for _, start, _ in line.pieces)
    last = max(end for _, _, end in line.pieces)
    stops = _stops([other.at for other in others if other.reaches(line.at, CROSSING * scale)], scale)
    if long and not stops:
        yield from (piece for piece in line.pieces if piece[2] - piece[1] >= ALONE * scale)
    if long and stops:
        tail = LEAST_TAIL * scale
        stops = [(first, first)] * (first < stops[0][0] - tail) + stops
        stops += [(last, last)] * (last > stops[-1][1] + tail)
    run: list[float] = []
    for (before, start), (end, after) in pairwise(stops):
        if _is_inked(density, (start, end), scale, None if long else typical):
            run = [run[0] if run else before, after]
        elif run:
            yield (_height(line, run), run[0], run[1])
            run = []
    if run:
        yield (_height(line, run), run[0], run[1])


def _stops(crossings: Sequence[float], scale: float) -> list[tuple[float, float]]:
    """Return crossings from the first to the last of those that are drawn as one, double or apart."""
    stops: list[tuple[float, float]] = []
    for at in sorted(crossings):
        if stops and at - stops[-1][1] <= NARROWEST * scale:
            stops[-1] = (stops[-1][0], at)
        else:
            stops.append((at, at))
    return stops


def _is_inked(density: Density, stretch: tuple[float, float], scale: float, typical: float | None) -> bool:
    """Tell whether a line is drawn between two crossings; a short one must be as dense as is typical."""
    corner = min(CORNER * scale, (stretch[1] - stretch[0]) / 4)
    long = stretch[1] - stretch[0] > LONG * scale
    seen = density.of(stretch[0] + corner, stretch[1] - corner, corner, long=long and typical is None)
    if typical is None and seen.clean:
        least = INKED if long else MOSTLY
        return seen.ink >= least * density.duty and seen.unbroken >= least
    typical = density.duty if typical is None else typical
    if typical < SOLID:
        return density.is_line and seen.ink >= INKED * typical and seen.unbroken >= WHOLE
    # Sides may end a little before their corner, as strokes do, but those have others beside them.
    free = seen.clean and seen.beside >= FREE and seen.ink >= FREE * typical
    return free or (seen.ink >= WHOLE * typical and seen.palest >= HELD * typical)


def _height(line: Line, run: Sequence[float]) -> float:
    """Return where a line is, across it, along a run."""
    near = [
        (at, min(end, run[1]) - max(start, run[0]))
        for at, start, end in line.pieces
        if min(end, run[1]) > max(start, run[0])
    ]
    return sum(at * weight for at, weight in near) / sum(weight for _, weight in near) if near else line.at
