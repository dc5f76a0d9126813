"""Lines that may be rulings → those that are: each stretch, from crossing to crossing, is inked or not.

A ruling goes on from crossing to crossing with paper on both hands; strokes of characters end
before.  How dense its ink is, dotted or solid, a line tells by itself.
Lengths are pixels unless they say points.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from extractor.scan.coincidences import in_style, without_loose
from extractor.scan.densities import SOLID, Density, Floats, Line, Piece, Profiles, density_of
from extractor.scan.overhangs import with_overhangs
from extractor.scan.phantoms import without_phantoms
from extractor.scan.stretches import LONG, Case, Runs, Style, is_ruled, runs_of
from extractor.scan.worn_lines import Measured, healed, is_worn

ONE_LINE = 1.0
"""Pieces less than this many points apart across are one line."""
CROSSING = 4.0
"""A line that ends this many points before another still meets it."""
CORNER = 0.8
"""What another line covers: so many points on either hand of a crossing are not looked at."""
SAME_STEP = 0.2
"""Dashes of one table follow each other at one distance, give or take this share of it."""
FEW_STEPS = 0.1
"""A smaller share of a page's dashed lines makes no style of its own."""
PALER = 2.0
"""What is not so many times as dark as the same line past the table is a crease."""
LEAST_TAIL = 10.0
"""Beyond its last crossing a line goes on for at least so many points."""
CREASE, PALEST, GHOST = 0.6, 0.4, 0.1
"""The crease of a folded page is paler than the first share of rulings; traces of seals, and the ends of
shades, than the second; the sides of the squares that a JPEG is stored in, than the third."""
BY_SHADE = 0.2
"""An unbroken line that begins and ends as others of its table do may lie between a shade and paper."""
FELLOWS = 3
"""So many long lines that begin and end alike are no creases but those of a table whose side is not drawn."""
TWO_STYLES = 2.5
"""Where some long pieces of a line are so many times as dark as others, they are of two tables."""
TWO_SHORT = 1.4
"""The same, of a line that has no long ones."""
ALONE = 72.0
"""A line that meets no other counts from so many points on."""
NARROWEST = 3.5
"""Crossings nearer than so many points are one."""


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
    at = sum(at * (end - start) for at, start, end in pieces) / sum(end - start for _, start, end in pieces)
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
    is_long = partial(_is_long, scale=scale)
    measured = without_phantoms(measured, is_long, scale)
    measured = without_loose(in_style(measured, inks, is_long, scale), is_long, scale)
    long = [[line for line, density in each if is_long(line, density)] for each in measured]
    runs = _runs(measured, long, scale)
    across, down = _both_verified(measured, long[1], runs, scale)
    if is_worn(measured, (across, down), scale):
        measured = healed(measured, scale)
        sides = [line for line, density in measured[1] if is_long(line, density)]
        across, down = _both_verified(measured, sides, runs._replace(are_worn=True), scale)
    return with_overhangs(across, measured[0], down, scale), with_overhangs(down, measured[1], across, scale)


def _both_verified(
    measured: list[Measured], sides: Sequence[Line], runs: Runs, scale: float
) -> tuple[list[Line], list[Line]]:
    """Return the rulings across and down, each between crossings with the others."""
    down = _verified(measured[1], _verified(measured[0], sides, None, scale), runs, scale)
    across = _verified(measured[0], down, runs, scale)
    return across, _verified(measured[1], across, runs, scale)


def _runs(measured: list[Measured], long: list[list[Line]], scale: float) -> Runs:
    """Return how rulings of a page run between two crossings."""
    seen = [
        (density.of(start, end, CORNER * scale, long=True), density)
        for each, others in zip(measured, long[::-1], strict=True)
        for line, density in each
        if _is_long(line, density, scale)
        for start, end in _stretches(line, others, scale)
    ]
    return runs_of(seen, scale)


def _is_long(line: Line, density: Density, scale: float) -> bool:
    """Tell whether a line is longer than any stroke of a character, and no row of them."""
    return line.longest >= LONG * scale and density.is_line


def _stretches(line: Line, others: Sequence[Line], scale: float) -> Iterator[tuple[float, float]]:
    """Yield what lies between the crossings of a line with others, without their own width."""
    for (_, start), (end, _) in pairwise(_stops(_crossings(line, others, scale), scale)):
        corner = _corner(start, end, scale)
        yield start + corner, end - corner


def _crossings(line: Line, others: Sequence[Line], scale: float) -> list[float]:
    """Return where others meet a line."""
    return [other.at for other in others if other.reaches(line.at, CROSSING * scale)]


def _corner(start: float, end: float, scale: float) -> float:
    """Return how much of a stretch what crosses it covers at either end."""
    return min(CORNER * scale, (end - start) / 4)


def _measured(lines: Sequence[Line], profiles: Profiles, scale: float) -> Measured:
    parts = (part for line in lines for part in _alike(line, profiles, scale))
    return [(part, density_of(part, profiles, scale)) for part in parts]


def _alike(line: Line, profiles: Profiles, scale: float) -> list[Line]:
    """Return a line in two if its long pieces are not equally dark: two tables have one side in common."""
    long = [piece for piece in line.pieces if piece[2] - piece[1] >= LONG * scale]
    told = [darkness_of(piece, profiles) for piece in long or line.pieces]
    least, most = min(told, default=0.0), max(told, default=0.0)
    # Of dots on a bowed line, the middle of a long piece may meet none.
    if least <= 0 or most < (TWO_STYLES if long else TWO_SHORT) * least:
        return [line]
    limit = (least * most) ** 0.5
    parts: dict[bool, list[Piece]] = {True: [], False: []}
    for piece in line.pieces:
        parts[darkness_of(piece, profiles) < limit].append(piece)
    return [_line(part) for part in parts.values()]


def darkness_of(piece: Piece, profiles: Profiles) -> float:
    """Return how dark most of a piece is, of 255."""
    at, start, end = piece
    ink = profiles.ink[max(0, round(at) - 1) : round(at) + 2, round(start) : round(end)]
    return float(np.percentile(ink.max(0), 80)) if ink.size else 0.0


def _verified(
    measured: Sequence[tuple[Line, Density]], others: Sequence[Line], runs: Runs | None, scale: float
) -> list[Line]:
    """Return the stretches of lines that are ruled between crossings with others."""
    long = [(line, density) for line, density in measured if _is_long(line, density, scale)]
    typical = float(np.median([density.duty for _, density in long])) if long else 1.0
    steps = np.array([density.step for _, density in long if density.step])
    usual = float(np.median([density.strength for _, density in long])) if long else 0.0
    ends, found = np.array([line.ends for line, _ in long]).reshape(-1, 2), []
    for line, density in measured:
        is_of_table = (np.abs(ends - line.ends) <= LEAST_TAIL * scale).all(1).sum() >= FELLOWS
        if density.strength < CREASE * usual and not is_of_table and _overhangs(line, others, scale):
            continue
        if density.strength < usual * _palest(line, density, scale, is_of_table=is_of_table):
            continue
        if typical < SOLID and density.step and not _is_usual(density.step, steps):
            continue
        crease = 0.0 if is_of_table else CREASE * usual / density.strength
        ruled = _ruled(line, others, density, Style(typical, usual, runs, crease), scale)
        if pieces := [piece for piece in ruled if not _is_stub(piece, line, others, scale)]:
            found.append(_line(pieces))
    return found


def _palest(line: Line, density: Density, scale: float, *, is_of_table: bool) -> float:
    """Return how dark a ruling like a line must be, as a share of the usual."""
    if line.longest >= LONG * scale and density.is_plain:
        return GHOST
    return BY_SHADE if is_of_table and density.duty >= SOLID else PALEST


def _is_stub(piece: Piece, line: Line, others: Sequence[Line], scale: float) -> bool:
    """Tell whether what is ruled is but a short end of a line: a bracket of a title above a column's side."""
    met = _crossings(line, others, scale)
    _, start, end = piece
    if not met or end - start >= LONG * scale:
        return False
    return end <= min(met) + scale or start >= max(met) - scale


def _is_usual(step: float, steps: Floats) -> bool:
    """Tell whether enough lines of a page have dashes at one distance."""
    return steps.size > 0 and float((np.abs(steps - step) <= max(1.0, SAME_STEP * step)).mean()) >= FEW_STEPS


def _overhangs(line: Line, others: Sequence[Line], scale: float) -> bool:
    """Tell whether a line goes on past all that it crosses, as the crease of a folded page does."""
    met = _crossings(line, others, scale)
    first, last = line.ends
    tail = LEAST_TAIL * scale
    return not met or (first < min(met) - tail and max(met) + tail < last)


def _ruled(
    line: Line, others: Sequence[Line], density: Density, style: Style, scale: float
) -> Iterator[Piece]:
    """Yield the runs of stretches that are ruled, and what goes on beyond the last crossing."""
    long = _is_long(line, density, scale)
    first, last = line.ends
    stops = _stops(_crossings(line, others, scale), scale)
    if long and not stops:
        yield from (piece for piece in line.pieces if piece[2] - piece[1] >= ALONE * scale)
    if stops and style.crease:
        beyond = min(
            density.beyond(stops[0][0], stops[-1][1], scale),
            density.beyond(min(first, stops[0][0]), max(last, stops[-1][1]), scale, default=1.0),
        )
        style = style._replace(crease=min(style.crease, PALER * beyond))
    if long and stops:
        tail = LEAST_TAIL * scale
        stops = [(first, first)] * (first < stops[0][0] - tail) + stops
        stops += [(last, last)] * (last > stops[-1][1] + tail)
    run: list[float] = []
    for (before, start), (end, after) in pairwise(stops):
        if _is_inked((start, end), density, style, scale, own=long):
            run = [run[0] if run else before, after]
            continue
        ending, begun = _open_ends(line, start, end, scale) if long else (None, None)
        if ending is not None and _is_inked((start, ending), density, style, scale, own=True):
            run = [run[0] if run else before, ending]
        if run:
            yield (_height(line, run), run[0], run[1])
        run = []
        if begun is not None and _is_inked((begun, end), density, style, scale, own=True):
            run = [begun, after]
    if run:
        yield (_height(line, run), run[0], run[1])


def _open_ends(line: Line, start: float, end: float, scale: float) -> tuple[float | None, float | None]:
    """Return where a long piece ends, and where one starts, between two crossings, far from both.

    A table whose last side is not drawn ends so, where another one follows.
    """
    tail = LEAST_TAIL * scale
    long = [(first, last) for _, first, last in line.pieces if last - first >= LONG * scale]
    ends = [last for first, last in long if first < start and start + tail < last < end - tail]
    starts = [first for first, last in long if end < last and start + tail < first < end - tail]
    return max(ends, default=None), min(starts, default=None)


def _stops(crossings: Sequence[float], scale: float) -> list[tuple[float, float]]:
    """Return crossings from the first to the last of those that are drawn as one, double or apart."""
    stops: list[tuple[float, float]] = []
    for at in sorted(crossings):
        if stops and at - stops[-1][1] <= NARROWEST * scale:
            stops[-1] = (stops[-1][0], at)
        else:
            stops.append((at, at))
    return stops


def _is_inked(
    stretch: tuple[float, float], density: Density, style: Style, scale: float, *, own: bool
) -> bool:
    """Tell whether a line is drawn between two crossings."""
    corner = _corner(*stretch, scale)
    length = (stretch[1] - stretch[0]) / scale
    seen = density.of(stretch[0] + corner, stretch[1] - corner, corner, long=own and length > LONG)
    return is_ruled(Case(seen, density, length, own), style, scale)


def _height(line: Line, run: Sequence[float]) -> float:
    """Return where a line is, across it, along a run."""
    near = [
        (at, min(end, run[1]) - max(start, run[0]))
        for at, start, end in line.pieces
        if min(end, run[1]) > max(start, run[0])
    ]
    return sum(at * weight for at, weight in near) / sum(weight for _, weight in near) if near else line.at
