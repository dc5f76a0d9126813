"""A line's pixels → the ≥, ≤, > or < that it begins with, by its strokes: readers are seldom sure of these.

Two strokes meet at the tip; a third below them, level or along the lower one, is that of "or equal".
Lengths are shares of the sign's own size.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.house_forms import house_form
from extractor.scan.recognizers import Seen
from extractor.scan.shapes import runs_of
from extractor.scan.whitenings import Grey

SIGNS = frozenset("≥≤><")
SURE = 0.99
"""So sure is a sign that a reader and its strokes tell alike."""
SHARPER = 3
"""A sign is looked at in so many times its size: its strokes are a pixel apart in small print."""
SHARES = (0.35, 0.45, 0.55, 0.65)
"""Ink is what is darker than such a share of the darkest strokes: at one of them they stand apart."""
DARKEST, LEAST_INK = 90, 60
LONGEST = 1.9
"""A sign is no wider than so many heights of its line."""
NARROWEST, WIDEST = 0.4, 2.2
"""It is so wide, in heights of its own."""
FAR, NEAR, OUTER = 0.1, 0.45, 0.12
"""Where the strokes are apart: from the first share of the width, counted from their ends, to the second;
within the third of the other side is their tip."""
CLOSING, LEADING = 0.35, 0.15
"""From side to side the distance of the two would fall by the first share of the height, and the upper one
leads down to the tip by the second: the upper stroke of a Z is level."""
STRAIGHT = 0.06
"""Both are straight, but for so much of the height: those of a 2 or S are not."""
MOSTLY, THIRD = 0.6, 0.4
"""So many places there have two strokes, and so many the third."""
MIDDLE, ALIKE = 0.07, 1.35
"""Without a third the tip stands in the middle, give or take so much, and neither stroke is so many times as
thick as the other, as a stroke with another in it would be."""


class _Strokes(NamedTuple):
    """How many strokes each column has; where the first two begin, and how thick they are."""

    number: NDArray[np.int64]
    tops: NDArray[np.int64]
    thick: NDArray[np.int64]


def assured(seen: Seen, pixels: Grey) -> Seen:
    """Return what a reader saw of a line, the sign that it begins with sure if its strokes tell the same."""
    sign = house_form(seen.text[:1])
    if sign not in SIGNS or seen.sure[0] >= SURE or sign_ahead(pixels) != sign:
        return seen
    return seen._replace(sure=(SURE, *seen.sure[1:]))


def without_misread(readings: tuple[str, ...], pixels: Grey) -> tuple[str, ...]:
    """Return readings without those that differ from the first in its sign alone, which its strokes tell."""
    text, *others = readings
    alike = [one for one in others if one[1:] == text[1:]]
    if not alike or text[:1] not in SIGNS or sign_ahead(pixels) != text[:1]:
        return readings
    return (text, *(one for one in others if one not in alike))


def sign_ahead(pixels: Grey) -> str:
    """Return the sign of comparison that a line begins with; none where its strokes do not tell.

    Args:
        pixels: The line, with margins.
    """
    ink = np.asarray(~pixels[:, : round(LONGEST * len(pixels))], np.uint8)
    dark = ink[ink > LEAST_INK]
    if not dark.size:
        return ""
    peak = float(np.percentile(dark, DARKEST))
    large = cv2.resize(ink, None, fx=SHARPER, fy=SHARPER, interpolation=cv2.INTER_CUBIC)
    told = {_sign(np.asarray(large > share * peak, np.bool_)) for share in SHARES} - {""}
    return told.pop() if len(told) == 1 else ""


def _sign(ink: NDArray[np.bool_]) -> str:
    """Return what the first sign of a line is; none where it is no sign of comparison for sure."""
    first = next(runs_of(ink, 0), None)
    if first is None:
        return ""
    sign = ink[:, first.start : first.end]
    rows = np.flatnonzero(sign.any(axis=1))
    sign = sign[rows[0] : rows[-1] + 1]
    if not NARROWEST * len(sign) <= first.size <= WIDEST * len(sign):
        return ""
    greater = _kind(sign)
    less = _kind(sign[:, ::-1])
    return "" if bool(greater) == bool(less) else greater or {"≥": "≤", ">": "<"}[less]


def _kind(sign: NDArray[np.bool_]) -> str:
    """Return whether a sign is > or ≥ rather than anything else."""
    height, width = sign.shape
    strokes = _strokes_of(sign)
    apart = np.arange(round(FAR * width), round(NEAR * width))
    both = apart[strokes.number[apart] > 1]
    if both.size < max(4, MOSTLY * apart.size):
        return ""
    upper, lower = strokes.tops[:, both]
    (down, off), (up, off_lower) = (_line(both, some) for some in (upper, lower))
    slope = height / width
    if down - up < CLOSING * slope or down < LEADING * slope or max(off, off_lower) > STRAIGHT * height:
        return ""
    if np.mean(strokes.number[apart] > 2) >= THIRD:  # noqa: PLR2004 - more than the two that meet
        return "≥"
    tip = np.flatnonzero(sign[:, -max(1, round(OUTER * width)) :].any(axis=1)).mean() / height
    thick = np.median(strokes.thick[:, both], axis=1)
    is_plain = strokes.number.max() == 2 and abs(tip - 0.5) <= MIDDLE  # noqa: PLR2004 - the two alone
    return ">" if is_plain and max(thick) <= ALIKE * min(thick) else ""


def _line(places: NDArray[np.int64], heights: NDArray[np.int64]) -> tuple[float, float]:
    """Return how steeply a stroke descends, and how far it is from straight, both in pixels."""
    slope, start = np.polyfit(places, heights, 1)
    return float(slope), float(np.abs(heights - slope * places - start).max())


def _strokes_of(sign: NDArray[np.bool_]) -> _Strokes:
    edges = np.diff(sign.astype(np.int8), axis=0, prepend=0, append=0)
    begun, ended = ((edges == one).cumsum(axis=0) for one in (1, -1))
    tops, ends = (np.stack([(some >= which).argmax(axis=0) for which in (1, 2)]) for some in (begun, ended))
    return _Strokes(begun[-1], tops, ends - tops)
