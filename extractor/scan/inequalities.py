"""A line's pixels → the ≥ or ≤ that it begins with, by its strokes: readers are seldom sure of these.

Two strokes meet at the tip; a third lies below them, level or along the lower one.  Where none is seen it may
have run into the second, so nothing is told of > and <.
Lengths are shares of the sign's own size.
"""

import numpy as np
from numpy.typing import NDArray

from extractor.scan.house_forms import house_form
from extractor.scan.recognizers import Seen
from extractor.scan.shapes import runs_of
from extractor.scan.signs import ink_of, peak_of, sharper
from extractor.scan.whitenings import Grey

SIGNS, BARE = frozenset("≥≤"), frozenset("><")
SURE = 0.99
"""So sure is a sign that a reader and its strokes tell alike."""
SHARES = (0.35, 0.45, 0.55, 0.65, 0.75, 0.85)
"""Ink is what is darker than such a share of the darkest strokes: at one of them they stand apart."""
LONGEST = 1.9
"""A sign is no wider than so many heights of its line."""
NARROWEST, WIDEST = 0.4, 2.2
"""It is so wide, in heights of its own."""
FAR, NEAR = 0.1, 0.45
"""Where the strokes are apart: from the first share of the width, counted from their ends, to the second."""
CLOSING, LEADING = 0.35, 0.15
"""From side to side the distance of the two would fall by the first share of the height, and the upper one
leads down to the tip by the second: the upper stroke of a Z is level."""
STRAIGHT = 0.06
"""Both are straight, but for so much of the height: those of a 2 or S are not."""
MOSTLY, THIRD = 0.6, 0.4
"""So many places there have two strokes, and so many the third."""


def assured(seen: Seen, pixels: Grey) -> Seen:
    """Return what a reader saw of a line, the sign that it begins with sure if its strokes tell the same."""
    sign = house_form(seen.text[:1])
    if sign not in SIGNS or seen.sure[0] >= SURE or sign_ahead(pixels) != sign:
        return seen
    return seen._replace(sure=(SURE, *seen.sure[1:]))


def with_strokes(readings: tuple[str, ...], pixels: Grey) -> tuple[str, ...]:
    """Return readings of a line as the strokes of its first sign tell, a reading of their own.

    Those that differ in that sign alone from a first one with the ≥ or ≤ that strokes tell are left out;
    behind a first one with > or < stands what strokes tell otherwise.
    """
    text, *others = readings
    alike = [one for one in others if one[1:] == text[1:]]
    if not (text[:1] in BARE or (alike and text[:1] in SIGNS)):
        return readings
    sign = sign_ahead(pixels)
    if sign == text[:1]:
        return (text, *(one for one in others if one not in alike))
    return tuple(dict.fromkeys((text, sign + text[1:], *others))) if sign and text[:1] in BARE else readings


def sign_ahead(pixels: Grey) -> str:
    """Return the ≥ or ≤ that a line begins with; none where its strokes do not tell.

    Args:
        pixels: The line, with margins.
    """
    ink = ink_of(pixels[:, : round(LONGEST * len(pixels))])
    peak = peak_of(ink)
    if not peak:
        return ""
    large = sharper(ink)
    told = {_sign(np.asarray(large > share * peak, np.bool_)) for share in SHARES} - {""}
    return told.pop() if len(told) == 1 else ""


def _sign(ink: NDArray[np.bool_]) -> str:
    """Return the first sign of a line if it is a ≥ or ≤."""
    first = next(runs_of(ink, 0), None)
    if first is None:
        return ""
    sign = ink[:, first.start : first.end]
    rows = np.flatnonzero(sign.any(axis=1))
    sign = sign[rows[0] : rows[-1] + 1]
    if not NARROWEST * len(sign) <= first.size <= WIDEST * len(sign):
        return ""
    greater, less = _is_greater(sign), _is_greater(sign[:, ::-1])
    return "" if greater == less else "≥" if greater else "≤"


def _is_greater(sign: NDArray[np.bool_]) -> bool:
    """Tell whether a sign is a ≥."""
    height, width = sign.shape
    begun = (np.diff(sign.astype(np.int8), axis=0, prepend=0) == 1).cumsum(axis=0)
    number = begun[-1]
    apart = np.arange(round(FAR * width), round(NEAR * width))
    both = apart[number[apart] > 1]
    if both.size < max(4, MOSTLY * apart.size):
        return False
    upper, lower = ((begun >= which).argmax(axis=0)[both] for which in (1, 2))
    (down, off), (up, off_lower) = (_line(both, some) for some in (upper, lower))
    slope = height / width
    is_pointed = down - up >= CLOSING * slope and down >= LEADING * slope
    is_straight = max(off, off_lower) <= STRAIGHT * height
    return bool(is_pointed and is_straight and np.mean(number[apart] > 2) >= THIRD)  # noqa: PLR2004 - two meet


def _line(places: NDArray[np.int64], heights: NDArray[np.int64]) -> tuple[float, float]:
    """Return how steeply a stroke descends, and how far it is from straight, both in pixels."""
    slope, start = np.polyfit(places, heights, 1)
    return float(slope), float(np.abs(heights - slope * places - start).max())
