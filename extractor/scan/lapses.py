"""A line as it was read → whether the reader passed over a sign of it: ink lies there, and nothing was read.

A reader is as sure of what it does read as if nothing were missing, and both readers pass over the same: the
figure before 期, the measure behind a number, a digit among others.
"""

from itertools import pairwise
from statistics import fmean

from extractor.scan.recognizers import Seen

# In heights of the line's picture, from the middle of one character to that of the next, or to an end.
BEFORE, BEHIND, BEHIND_DIGIT = 0.67, 0.82, 0.65
"""Ink begins no farther before the first character, and ends no farther behind the last; digits are slim."""
BETWEEN, TWO, WIDE = 0.7, 0.9, 1.7
"""Figures stand no farther apart, two alone by the second; in lines set wide, by no more usual steps."""
POINTS = ".,，·"


def is_lapsed(seen: Seen, width: int, height: int) -> bool:
    """Tell whether more stands on a line than was read: at its ends, or between its figures.

    Args:
        seen: What was read.
        width: Of the line's picture, which ends a margin from its ink.
        height: The picture's.
    """
    if not seen.places:
        return False
    places = [place * width / height for place in seen.places]
    behind = BEHIND_DIGIT if seen.text[-1].isdigit() else BEHIND
    if places[0] > BEFORE or width / height - places[-1] > behind:
        return True
    steps = [
        after - before
        for (before, after), pair in zip(pairwise(places), pairwise(seen.text), strict=True)
        if all(sign.isdigit() or sign in POINTS for sign in pair)
    ]
    *others, widest = sorted(steps) or (0.0,)
    return widest > (max(BETWEEN, WIDE * fmean(others)) if others else TWO)
