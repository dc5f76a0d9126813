"""Lines that may be rulings, and those that cross them → what goes on past the last crossing, short as a row.

A page break leaves the last row of a page without its lower side, or the first without its upper one:
the sides of its cells end in the open, all at one height.  Strokes of characters do not begin at a ruling.
Lengths are pixels unless they say points.
"""

import math
from collections.abc import Iterator, Sequence

from extractor.scan.densities import Density, Line, Piece

SHORTEST, LONGEST = 7.0, 60.0
"""An overhang is at least so many points long, and no longer than so many."""
REACH, OPEN = 2.0, 24.0
"""It begins so near, in points, to the ruling it hangs from; none is so near to its end as the other."""
LEVEL = 1.5
"""Those of one row end within so many points of each other."""
FELLOWS, APART = 2, 8.0
"""So many of one row, so many points from each other, are no strokes."""
WHOLE, PALEST, FREE, HARDLY_FREE = 0.93, 0.6, 0.75, 0.15
"""So much of it is inked, nowhere is it paler than the second share, and so much of it has paper beside: the
last, if a ruling goes on as it, for text may stand close to its side."""


def with_overhangs(
    found: Sequence[Line], measured: Sequence[tuple[Line, Density]], others: Sequence[Line], scale: float
) -> list[Line]:
    """Return rulings of one direction, and what hangs from those that cross them.

    Args:
        found: The rulings.
        measured: All lines of their direction.
        others: The rulings that cross them.
        scale: Pixels a point.
    """
    seen = [
        ((line.at, place, end), _paper_beside(density, min(place, end), max(place, end), scale))
        for line, density in measured
        if density.is_line
        for place, end in _hanging(line, others, scale)
    ]
    hanging = [one for one, beside in seen if beside >= FREE]
    more = [
        one
        for one, beside in seen
        if (beside >= HARDLY_FREE and _goes_on(one, found, scale))
        or (beside >= FREE and _fellows(one, hanging, scale) >= FELLOWS)
    ]
    return [*found, *(Line(at, ((at, min(place, end), max(place, end)),)) for at, place, end in more)]


def _hanging(line: Line, others: Sequence[Line], scale: float) -> Iterator[tuple[float, float]]:
    """Yield the crossings from which something goes on, and where that ends."""
    places = [other.at for other in others if other.reaches(line.at, REACH * scale)]
    for piece in line.pieces:
        yield from _ends(piece, places, scale)


def _ends(piece: Piece, places: Sequence[float], scale: float) -> Iterator[tuple[float, float]]:
    _, start, end = piece
    met = [place for place in places if start - REACH * scale <= place <= end + REACH * scale]
    if not met:
        return
    for place, open_end in ((max(met), end), (min(met), start)):
        is_short = SHORTEST * scale <= abs(open_end - place) <= LONGEST * scale
        before, after = sorted((open_end, open_end + math.copysign(OPEN * scale, open_end - place)))
        if is_short and not any(before <= other <= after for other in places):
            yield place, open_end


def _paper_beside(density: Density, start: float, end: float, scale: float) -> float:
    """Return how much of what hangs has paper beside it; 0 where it is not inked all along."""
    seen = density.of(start + 2 * scale, end - 2 * scale, scale, long=False)
    return seen.beside if seen.whole >= WHOLE and seen.palest >= PALEST else 0.0


def _goes_on(one: Piece, found: Sequence[Line], scale: float) -> bool:
    """Tell whether a ruling ends where this hangs: it goes on."""
    at, place, _ = one
    return any(abs(line.at - at) <= scale / 2 and line.reaches(place, scale) for line in found)


def _fellows(one: Piece, hanging: Sequence[Piece], scale: float) -> int:
    """Return how many lines hang from the same ruling and end alike, with this one, told apart by places."""
    _, place, end = one
    ats = sorted(
        at
        for at, other, last in hanging
        if abs(other - place) <= LEVEL * scale and abs(last - end) <= LEVEL * scale
    )
    count, before = 0, float("-inf")
    for at in ats:
        if at - before >= APART * scale:
            count, before = count + 1, at
    return count
