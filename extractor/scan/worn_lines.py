"""Lines of which toner fell off in patches → how much of them is missing, and each in one piece again.

On a whole page what is long, thin and has paper on both hands is a ruling.  Where much of it is
none by what rulings of the page are like, they have gaps of any width.
Lengths are pixels unless they say points.
"""

from collections.abc import Sequence

import numpy as np

from extractor.scan.densities import Density, Floats, Line, Piece
from extractor.scan.stretches import LONG

Measured = list[tuple[Line, Density]]
WORN = 0.15
"""A page is worn of whose lines so much is no ruling; of 35 others none had more than 0.015."""
LEVEL = 2.0
"""A ruling covers what is no farther from it than so many points."""
SIGN, PATCH = 14.0, 30.0
"""Strokes of text have fewer points; a patch takes no more of a line."""
MOSTLY = 0.5
"""So much of a ruling is longer than strokes, or crosses other lines."""


def is_worn(measured: Sequence[Measured], rulings: Sequence[Sequence[Line]], scale: float) -> bool:
    """Tell whether much of the lines that are no text is none of a page's rulings.

    Args:
        measured: The lines across and down.
        rulings: What of them was found to be ruled.
        scale: Pixels a point.
    """
    whole = lost = 0.0
    for lines, ruled in zip(_no_text(measured, scale), rulings, strict=True):
        places = np.array([piece for line in ruled for piece in line.pieces]).reshape(-1, 3)
        whole += sum(line.length for line in lines)
        lost += sum(_uncovered(piece, places, LEVEL * scale) for line in lines for piece in line.pieces)
    return lost >= WORN * max(1.0, whole)


def _uncovered(piece: Piece, places: Floats, level: float) -> float:
    """Return how much of a piece no ruling covers."""
    at, start, end = piece
    near = places[np.abs(places[:, 0] - at) <= level]
    covered = np.minimum(end, near[:, 2]) - np.maximum(start, near[:, 1])
    return max(0.0, end - start - float(np.maximum(0.0, covered).sum()))


def healed(measured: Sequence[Measured], scale: float) -> list[Measured]:
    """Return lines across and down with the patches filled in those that are no strokes of text."""
    known = [set(map(id, lines)) for lines in _no_text(measured, scale)]
    return [
        [
            (_filled(line, scale), density._replace(is_line=True)) if id(line) in some else (line, density)
            for line, density in each
        ]
        for each, some in zip(measured, known, strict=True)
    ]


def _no_text(measured: Sequence[Measured], scale: float) -> list[list[Line]]:
    """Return the lines on paper whose pieces are longer than strokes, or cross others, for the most."""
    plain = [[line for line, density in each if density.is_plain] for each in measured]
    return [
        [line for line in lines if _is_no_text(line, others, scale)]
        for lines, others in zip(plain, plain[::-1], strict=True)
    ]


def _is_no_text(line: Line, others: Sequence[Line], scale: float) -> bool:
    if line.length < LONG * scale:
        return False
    met = np.array([other.at for other in others if other.ends[0] <= line.at <= other.ends[1]])
    told = sum(
        end - start
        for _, start, end in line.pieces
        if end - start >= SIGN * scale or ((start + scale < met) & (met < end - scale)).any()
    )
    return told >= max(LONG * scale, MOSTLY * line.length)


def _filled(line: Line, scale: float) -> Line:
    """Return a line whose pieces are no nearer than patches are wide."""
    pieces = [line.pieces[0]]
    for at, start, end in line.pieces[1:]:
        height, first, last = pieces[-1]
        if start - last <= PATCH * scale:
            pieces[-1] = (height, first, max(end, last))
        else:
            pieces.append((at, start, end))
    return Line(line.at, tuple(pieces))
