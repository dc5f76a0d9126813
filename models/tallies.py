"""Counts of right, wrong and missing answers → precision, recall, F1, shares.

A measure of nothing is None, never 0 or 1: nobody asked, or nothing was answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many answers were right; what is no count is 0 to 1, or None."""

    right: int
    wrong: int
    missing: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many; `share` is None of nothing."""

    right: int
    total: int
    share: float | None


def score(right: int, wrong: int, missing: int) -> Score:
    """Return the score of so many right, wrong and missing answers."""
    return Score(
        right=right,
        wrong=wrong,
        missing=missing,
        precision=ratio(right, right + wrong),
        recall=ratio(right, right + missing),
        f1=ratio(2 * right, 2 * right + wrong + missing),
    )


def share(right: int, total: int) -> Share:
    """Return so many of so many as a share."""
    return Share(right=right, total=total, share=ratio(right, total))


def ratio(part: float, whole: float) -> float | None:
    """Return the part of a whole, None of nothing."""
    return part / whole if whole else None


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are there, None where none is."""
    known = [value for value in values if value is not None]
    return ratio(fsum(known), len(known))
