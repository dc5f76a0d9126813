"""The ink of a word → the signs that shape tells better than a reader of lines: dashes, =, / and 。.

And whether a pen struck it out.

Readers see words.  What is a bar or a small ring alone they guess.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from extractor.scan.inks import Mask

# In ems: the size of the text's characters.
BAR, HYPHEN, BOTH, DASH, DASHES = 0.25, 0.17, 0.47, 0.71, 1.5
"""A bar is lower than the first; the others are the least widths of -, of -- that touch, of — and of ——."""
ONE = 0.62
"""Where a reader sees one stroke, what is as wide is a —, else a - of full width."""
SOFT = 1.5
"""Blurred strokes are so many pixels thicker."""
LOW = 0.45
"""What is higher is no dash."""
FLATTEST, FULL = 1.9, 0.7
"""A bar is so many times wider than high, and so full of ink."""
EVEN = 0.8
"""Two bars are alike if the shorter has so much of the other's width."""
APART, WIDEST = 0.03, 3
"""Two hyphens stand so far apart, and no farther than so many of their widths."""
EQUALS = 0.55
"""= is no higher."""
TALL, LEAN, THIN = 0.5, 0.17, 0.25
"""A / is higher than the first, leans by the second at least, and is no thicker than the third."""
STOP, BELOW = 0.5, 0.4
"""A 。 is no higher than the first, and stands the second below the tops of its line."""
ENDS, FEWEST, LONG = 0.06, 2, 1.1
"""At both ends of what a pen struck out is its stroke alone, for so many ems and pixels; all together is so
many times longer than high."""
SMALLEST = 8
"""Blurred signs of fewer pixels run into one another."""
MIDST, SWAY, UNBROKEN = 0.3, 0.1, 0.95
"""The stroke goes through the midst of the height, less the first share above and below, no farther than the
second from a straight line, and so much of it is ink."""


class Span(NamedTuple):
    """Rows (or columns) of pixels, the last excluded."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many they are."""
        return self.end - self.start


def runs_of(ink: Mask, axis: int) -> Iterator[Span]:
    """Yield the runs of rows (or of columns) that hold ink, seen along an axis."""
    edges = np.flatnonzero(np.diff(ink.any(axis=axis), prepend=False, append=False))
    return (Span(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True))


class Bar(NamedTuple):
    """The dashes, = or / that ink may be by its size, and whether its shape tells that it is.

    `stroke` is what it is where a reader sees one stroke.
    """

    sign: str
    is_sure: bool
    stroke: str = ""


def bar_of(ink: Mask, em: float) -> Bar:
    """Return the dashes, = or / that ink may be by its size, and whether its shape tells that it is.

    Args:
        ink: A word's, as wide as it is.
        em: The size of its characters, in pixels.
    """
    rows = [*runs_of(ink, 1)]
    if len(rows) == 1 and _is_slash(ink[rows[0].start : rows[0].end], em):
        return Bar("/", is_sure=True)
    if len(rows) == 2 and _is_equals([ink[run.start : run.end] for run in rows], em):  # noqa: PLR2004 - two bars
        return Bar("=", is_sure=True)
    height, width = rows[-1].end - rows[0].start, ink.shape[1]
    if height > LOW * em or width < max(HYPHEN * em, height):
        return Bar("", is_sure=False)
    bar = ink[rows[0].start : rows[-1].end]
    columns = [*runs_of(bar, 0)]
    if _are_hyphens(columns, em):
        return Bar("-" * len(columns), is_sure=height <= BAR * em + SOFT)
    sign = _dash(width, em)
    stroke = sign if sign != "--" else "—" if width >= ONE * em else "-"
    return Bar(sign, is_sure=height <= BAR * em + SOFT and _is_bar(bar), stroke=stroke)


def ends_with_stop(ink: Mask, em: float, *, alone: bool = False) -> bool:
    """Tell whether the last sign of a line is as small and low as a 。 is.

    Args:
        ink: A word's, as wide as it is.
        em: The size of its characters, in pixels.
        alone: Whether one that stands alone may be the rest of the line above.
    """
    columns = [*runs_of(ink, 0)]
    if columns[-1].size > STOP * em:
        return False
    if len(columns) == 1:
        return alone and ink.shape[0] <= STOP * em
    rows = [*runs_of(ink[:, columns[-1].start : columns[-1].end], 1)]
    return rows[-1].end - rows[0].start <= STOP * em and rows[0].start >= BELOW * em


def is_struck(ink: Mask, em: float) -> bool:
    """Tell whether a stroke runs through signs, from before the first to behind the last, level or aslant.

    Args:
        ink: A word's, as wide as it is.
        em: The size of its characters, in pixels.
    """
    rows = np.flatnonzero(ink.any(axis=1))
    ink = ink[rows[0] : rows[-1] + 1]
    height, width = ink.shape
    # Between signs there is paper, as a rule.
    if em < SMALLEST or height <= LOW * em or width < LONG * height or not ink.any(axis=0).all():
        return False
    long = max(FEWEST, round(ENDS * em))
    ends = [np.flatnonzero(end.any(axis=1)) for end in (ink[:, :long], ink[:, -long:])]
    first, last = (float(end.mean()) for end in ends)
    if not MIDST * height <= (first + last) / 2 <= (1 - MIDST) * height:
        return False
    if any(end[-1] - end[0] >= BAR * em + SOFT for end in ends):
        return False
    line = np.linspace(first, last, width).round().astype(int)
    sway = max(1, round(SWAY * em))
    near = [ink[(line + by).clip(0, height - 1), np.arange(width)] for by in range(-sway, sway + 1)]
    return bool(np.any(near, axis=0).mean() >= UNBROKEN)


def _is_slash(ink: Mask, em: float) -> bool:
    """Tell whether ink is one thin stroke that leans to the right all the way up."""
    height, width = ink.shape
    if height < TALL * em or not LEAN * em <= width <= height:
        return False
    across = ink.sum(axis=1)
    middles = (ink * np.arange(width)).sum(axis=1) / across
    steps = np.diff([part.mean() for part in np.array_split(middles, 4)])
    leans = middles[0] - middles[-1] >= LEAN * em and bool((steps < 0).all())
    return leans and float(across.max()) <= THIN * em + SOFT


def _dash(width: int, em: float) -> str:
    least = ((DASHES, "——"), (DASH, "—"), (BOTH, "--"))
    return next((sign for wide, sign in least if width >= wide * em), "-")


def _is_bar(bar: Mask) -> bool:
    height, width = bar.shape
    return width >= FLATTEST * height and bool(bar.mean() >= FULL)


def _are_hyphens(columns: list[Span], em: float) -> bool:
    """Tell whether runs of columns are two short bars, alike and apart."""
    sizes = [run.size for run in columns]
    gaps = [after.start - before.end for before, after in pairwise(columns)]
    return (
        len(columns) == 2  # noqa: PLR2004 - more are dots
        and HYPHEN / 2 * em <= min(sizes)
        and max(sizes) < DASH * em
        and min(sizes) >= EVEN * max(sizes)
        and APART * em <= gaps[0] <= WIDEST * max(sizes)
    )


def _is_equals(bars: list[Mask], em: float) -> bool:
    """Tell whether two bars lie over one another, as wide as each other."""
    widths = [_width(bar) for bar in bars]
    height = sum(bar.shape[0] for bar in bars)
    return (
        all(_is_bar(bar[:, bar.any(axis=0)]) and bar.shape[0] <= BAR * em + SOFT for bar in bars)
        and min(widths) >= EVEN * max(widths)
        and HYPHEN * em <= max(widths) <= em
        and height <= EQUALS * em
    )


def _width(bar: Mask) -> int:
    columns = np.flatnonzero(bar.any(axis=0))
    return int(columns[-1] - columns[0]) + 1
