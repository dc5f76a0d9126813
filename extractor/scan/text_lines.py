"""A page's ink and its cells → crops of one line of text each.

No crop leaves its cell; what room a line lacks there is filled with paper.  Labels
written down a narrow cell, one character a line, become one line.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from extractor.scan.inks import Inked, Mask, mask_of
from extractor.scan.remnants import BESIDE, clear_rulings
from extractor.scan.shapes import Bar, Span, bar_of, ends_with_stop, is_struck, runs_of
from extractor.scan.whitenings import Grey
from models.records import Box

# In points.
RULING = 1.0
"""Rulings reach so far into their cells."""
USUAL_EM = 10.0
LEAST_EM, MOST_EM = 4.0, 40.0

PAPER = 255
TALL = 0.92
"""An ideograph's height, as a share of its em."""

# In ems: the size of the text's characters.
HIGHEST = 1.3
"""Runs of ink together no higher than this are one line."""
NEAR = 0.4
"""Parts of one line are nearer than this."""
TOUCHING = 1.7
"""A run higher than this may be lines that touch."""
VALLEY = 0.35
"""Lines touch where a row has less than this share of the usual ink of theirs."""
APART = 2.5
"""Gaps wider than this part texts on one line."""
SMALL = 0.4, 0.7
"""Characters of a smaller size are so high; digits of this size are higher, parts of 三 lower."""
SMALLER = 0.5, 0.25
"""Lines of them are alike to the first share of the highest, and as far apart as the second."""
MARGIN, INNER = 0.2, 0.08
LEAST_HEIGHT = 0.9
"""A crop shows so much of the line, that a dash may not look like a letter."""
ONE_SIGN = 1.3
"""A line no wider than this holds one character."""
POINT, BELOW = 0.25, 0.2
"""Of signs written down a point is one by itself: no larger than the first, the next the second below it."""


class Crop(NamedTuple):
    """One line.

    Attributes:
        box: The box of its ink, in points.
        pixels: What there is to read, with margins.
        dash: What it would be by its size if it were a dash: none if it is too high.
        is_bar: Whether its shape tells that it is one.
        stroke: The dash that it is where a reader sees one stroke.
        ends_low: Whether its last sign is as small and low as 。 is.
        is_cut: Whether it reaches a side of its cell: more of it may lie beyond.
        is_struck: Whether a pen struck it out.
    """

    box: Box
    pixels: Grey
    dash: str = ""
    is_bar: bool = False
    stroke: str = ""
    ends_low: bool = False
    is_cut: bool = False
    is_struck: bool = False


class Part(NamedTuple):
    """A part of a page that is read by itself: where its pixels begin, its ink, its sides less rulings."""

    left: int
    top: int
    ink: Mask
    free: tuple[Span, Span]


def part_of(page: Inked, box: Box, *, ruled: bool = True) -> Part:
    """Return the ink within a box given in points; `ruled` tells that rulings stand around it."""
    margin = RULING if ruled else 0
    x0, y0, x1, y1 = (
        max(0, round((side + inward) * page.scale))
        for side, inward in zip(box, (margin, margin, -margin, -margin), strict=True)
    )
    rows, columns = slice(y0, y1), slice(x0, x1)
    ink = mask_of(page, rows, columns)
    free = Span(-1, ink.shape[0] + 1), Span(-1, ink.shape[1] + 1)
    if ruled and ink.any():
        free = clear_rulings(ink, page.scale)
    return Part(columns.start, rows.start, ink, free)


def usual_em(parts: Sequence[Part], scale: float) -> float:
    """Return the size of most characters of some parts, in pixels."""
    heights = [run.size for part in parts for run in runs_of(part.ink, 1)]
    heights = [one for one in heights if LEAST_EM * scale <= one <= MOST_EM * scale]
    return float(np.median(heights)) / TALL if heights else USUAL_EM * scale


def crops_of(page: Inked, part: Part, em: float) -> list[Crop]:
    """Return the lines of a part of a page from top to bottom, and from left to right.

    Args:
        page: Its ink.
        part: A cell, or a place outside the table.
        em: The usual size of the page's characters, in pixels.
    """
    lines, em = _lines(part.ink, em)
    placed = [(line, _words(part.ink, line, em)) for line in lines]
    if len(placed) > 1 and all(len(some) == 1 and some[0].size <= ONE_SIGN * em for _, some in placed):
        signs = [one for line, some in placed for one in _with_point(part.ink, line, some[0], em)]
        return [_glued(page, part, signs, em)]
    crops = []
    for at, (line, words) in enumerate(placed):
        rows = _room(line, part.free[0], len(part.ink))
        above = lines[at - 1].end if at else rows.start
        below = lines[at + 1].start if at + 1 < len(lines) else rows.end
        for number, word in enumerate(words):
            columns = _room(word, part.free[1], part.ink.shape[1])
            before = words[number - 1].end if number else columns.start
            after = words[number + 1].start if number + 1 < len(words) else columns.end
            pixels = _cut(page, part, (line, word), (Span(above, below), Span(before, after)), em)
            ink = part.ink[line.start : line.end, word.start : word.end]
            bar, stop = bar_of(ink, em), ends_with_stop(ink, em, alone=at > 0)
            if not (bar.sign and _is_ruling((line, word), bar, part, BESIDE * page.scale)):
                told = any(_reached(word, part.free[1])), is_struck(ink, em)
                crops.append(Crop(_box(page, part, line, word), pixels, *bar, stop, *told))
    return crops


def _is_ruling(place: tuple[Span, Span], bar: Bar, part: Part, slack: float) -> bool:
    """Tell whether a bar lies from side to side of its cell, or at its upper or lower side."""
    (line, word), (rows, columns) = place, part.free
    return any(_reached(line, rows, 1)) or (bar.is_sure and all(_reached(word, columns, slack)))


def _reached(one: Span, free: Span, slack: float = 0.0) -> tuple[bool, bool]:
    """Return which of two sides of its cell ink reaches."""
    return one.start <= free.start + slack, one.end >= free.end - slack


def _room(one: Span, free: Span, size: int) -> Span:
    """Return where a text may be shown: what rests of a ruling is not, unless the text may go on in it."""
    start, end = (max(0, free.start), min(size, free.end))
    return Span(start if one.start > start else 0, end if one.end < end else size)


def _lines(ink: Mask, em: float) -> tuple[list[Span], float]:
    """Return the lines of text, and the size of their characters."""
    runs = list(runs_of(ink, 1))
    if _are_small(runs, em):
        em = max(run.size for run in runs) / TALL
    parts = [part for run in runs for part in _split(ink, run, em)]
    lines: list[Span] = []
    for part in parts:
        if lines and part.start - lines[-1].end < NEAR * em and part.end - lines[-1].start <= HIGHEST * em:
            lines[-1] = Span(lines[-1].start, part.end)
        else:
            lines.append(part)
    return lines, em


def _are_small(runs: Sequence[Span], em: float) -> bool:
    """Tell whether runs of rows are lines of smaller characters, not parts of one: 三, or a broken 5."""
    sizes = [run.size for run in runs]
    tallest = max(sizes, default=0)
    gaps = [after.start - before.end for before, after in pairwise(runs)]
    alike = bool(gaps) and min(sizes) > SMALLER[0] * tallest and min(gaps) > SMALLER[1] * tallest
    return alike and SMALL[0] * em < tallest < SMALL[1] * em


def _split(ink: Mask, run: Span, em: float) -> Iterator[Span]:
    """Yield the lines of a run of rows: lines that touch have a valley between them."""
    start = run.start
    counts = ink[run.start : run.end].sum(axis=1)
    usual = float(np.median(counts))
    while run.end - start > TOUCHING * em:
        first, last = start + round(0.75 * em), min(start + round(1.6 * em), run.end - round(0.5 * em))
        window = counts[first - run.start : last - run.start]
        if not window.size or window.min() > VALLEY * usual:
            break
        valley = first + int(window.argmin())
        yield Span(start, valley)
        start = valley
    yield Span(start, run.end)


def _words(ink: Mask, line: Span, em: float) -> list[Span]:
    """Return the texts of one line that stand far apart."""
    words: list[Span] = []
    for run in runs_of(ink[line.start : line.end], 0):
        if words and run.start - words[-1].end <= APART * em:
            words[-1] = Span(words[-1].start, run.end)
        else:
            words.append(run)
    return words


def _cut(page: Inked, part: Part, place: tuple[Span, Span], room: tuple[Span, Span], em: float) -> Grey:
    """Return the pixels of one word with margins, which are paper where there is no room.

    Args:
        page: Its ink.
        part: Where the word stands.
        place: Its rows and columns.
        room: The rows and columns that are no other word's.
        em: The size of its characters.
    """
    wanted = []
    for (start, end), least in zip(place, (LEAST_HEIGHT * em, 0), strict=True):
        margin = MARGIN * em + max(0, least - (end - start)) / 2
        wanted.append(Span(round(start - margin), round(end + margin)))
    rows, columns = given = [
        Span(max(want.start, free.start), min(want.end, free.end))
        for want, free in zip(wanted, room, strict=True)
    ]
    pixels = page.grey[part.top :, part.left :][slice(*rows), slice(*columns)]
    (above, below), (before, after) = (
        (have.start - want.start, want.end - have.end) for want, have in zip(wanted, given, strict=True)
    )
    filled = cv2.copyMakeBorder(pixels, above, below, before, after, cv2.BORDER_CONSTANT, value=(PAPER,))
    return np.asarray(filled, np.uint8)


def _with_point(ink: Mask, line: Span, sign: Span, em: float) -> list[tuple[Span, Span]]:
    """Return the rows and columns of a sign written down, and of a decimal point that stands over it."""
    rows = [*runs_of(ink[line.start : line.end, sign.start : sign.end], 1)]
    point = Span(line.start + rows[0].start, line.start + rows[0].end)
    (columns, *others) = runs_of(ink[point.start : point.end, sign.start : sign.end], 0)
    is_point = not others and max(columns.size, point.size) <= POINT * em
    if not is_point or len(rows) == 1 or rows[1].start - rows[0].end < BELOW * em:
        return [(line, sign)]
    place = Span(sign.start + columns.start, sign.start + columns.end)
    return [(point, place), (Span(line.start + rows[1].start, line.end), sign)]


def _glued(page: Inked, part: Part, signs: Sequence[tuple[Span, Span]], em: float) -> Crop:
    """Return characters that stand beneath one another as one line."""
    pieces = []
    for line, sign in signs:
        inner = round(INNER * em)
        room = Span(line.start, line.end), Span(max(0, sign.start - inner), sign.end + inner)
        pieces.append(_cut(page, part, (line, sign), room, em))
    height = max(piece.shape[0] for piece in pieces)
    level = []
    for piece in pieces:
        above = (height - piece.shape[0]) // 2
        below = height - piece.shape[0] - above
        level.append(cv2.copyMakeBorder(piece, above, below, 0, 0, cv2.BORDER_CONSTANT, value=(PAPER,)))
    rows = Span(signs[0][0].start, signs[-1][0].end)
    columns = Span(min(sign.start for _, sign in signs), max(sign.end for _, sign in signs))
    return Crop(_box(page, part, rows, columns), np.hstack(level).astype(np.uint8))


def _box(page: Inked, part: Part, line: Span, word: Span) -> Box:
    rows = np.flatnonzero(part.ink[line.start : line.end, word.start : word.end].any(axis=1))
    top, left = part.top + line.start, part.left
    y0, y1 = top + int(rows[0]), top + int(rows[-1]) + 1
    x0, x1 = left + word.start, left + word.end
    return (x0 / page.scale, y0 / page.scale, x1 / page.scale, y1 / page.scale)
