"""Cells that have sides of their own, a gap apart from their neighbours' → those that lack the upper one.

Where borders are separate, a page repeats its first rows above what a page break cut: then the rest of
a cut cell stands under a side, but under that of the row above it alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import inf

from extractor.grid.rulings import DOT
from models.records import Box

MOST_REPEATED = 8
"""No page repeats more rows than this."""
APART = 6.0
"""The sides of two cells that meet are no more points apart."""
EVEN = 0.05
"""A side that begins no more points below a line begins at it."""
COVERED = 0.5
"""A cell has a side if this share of it is drawn."""
Line = tuple[float, float, float]
"""A line across: its height, and where it begins and ends."""


def lines_across(strokes: Iterable[Box]) -> list[Line]:
    """Return the lines across a page among its thin boxes, from the top."""
    return sorted([((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in strokes if y1 - y0 <= DOT and x1 - x0 > DOT])


def lacking_above(
    lines: Sequence[Line], strokes: Iterable[Box], ys: Sequence[float], xs: Sequence[float]
) -> list[int]:
    """Return for each of the first row edges the columns (bits) whose box lacks its own upper side.

    Args:
        lines: Those of the page, as `lines_across` has them.
        strokes: The thin boxes of the page.
        ys: The edges of rows, from the top.
        xs: The edges of columns, from the left.

    Returns:
        Bits by the number of the edge; none where the sides of most boxes there are one line, or no box
        above has one.
    """
    lacking = [0] * (len(ys) - 1)
    for edge in range(1, min(MOST_REPEATED, len(ys) - 2) + 1):
        at = ys[edge]
        first = bisect_left(lines, (max(at - APART, _middle(ys, edge - 1)),))
        end = bisect_left(lines, (min(at + APART, _middle(ys, edge)), inf))
        if first == end or lines[first][0] == lines[end - 1][0]:
            continue  # one line, or none
        above = _covered(lines[first : bisect_left(lines, (at, inf))], xs)
        below = _covered(lines[bisect_left(lines, (at,)) : end], xs)
        both, one = above & below, above & ~below
        if one and both.bit_count() > one.bit_count() and not _overlap(strokes, lines[first][0], at):
            lacking[edge] = one
    return lacking


def _overlap(strokes: Iterable[Box], upper: float, at: float) -> bool:
    """Tell whether cells below an edge begin at the upper line there: sides drawn with a wide pen overlap."""
    return any(
        at - APART < y0 <= upper + EVEN and y1 > at + APART for x0, y0, x1, y1 in strokes if x1 - x0 <= DOT
    )


def _middle(ys: Sequence[float], row: int) -> float:
    return (ys[row] + ys[row + 1]) / 2


def _covered(lines: Sequence[Line], xs: Sequence[float]) -> int:
    """Return the columns (bits) that lines across cover."""
    drawn = [0.0] * (len(xs) - 1)
    for _, start, end in lines:
        for column in range(max(bisect_right(xs, start) - 1, 0), min(bisect_left(xs, end), len(drawn))):
            drawn[column] += min(end, xs[column + 1]) - max(start, xs[column])
    return sum(
        1 << column
        for column, length in enumerate(drawn)
        if length >= COVERED * (xs[column + 1] - xs[column])
    )
