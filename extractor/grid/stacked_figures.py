"""The lines of one cell → its text, figures that stand below one another kept apart.

A figure is broken at the end of a line only where the line is full: where its next digit had no room.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.geometry import Word, joined, line_text
from models.records import Box

APART = "  "
"""What parts two figures; one space alone may stand within a number (`extractor.text.spacings`)."""
PADDING = 16.0
"""So many points of the width of a cell whose text is centred may be padding."""
HIGH = 1.5
"""So is as much as this times the height of its text: pages may be drawn in larger units."""
NARROW = 0.6
"""At most so much of a narrow cell is padding."""
SURE, LEAST = 8.0, 0.25
"""So many points, of narrow cells this share of the width, are taken for padding whatever the text shows."""
EVEN = 1.0
"""Points by which the ends of a centred line may be nearer to one side."""
_IN_BRACKET = re.compile(r"[(（][\d.]*$")
_KEPT = re.compile(r"\d[%％.,，。、；;:：)）]*")
"""A digit with the signs behind it that begin no line: of 100% the last line is 0%, of 1234.56 it is 4.56."""
_FIGURE = re.compile(r"[\d.,，%％]*\d[%％]?")


def cell_text(lines: Sequence[tuple[Word, ...]], box: Box) -> str:
    """Return the text of a cell: with room for more, 88 above 7 is no 887, nor 走访60 above 1例 601例.

    Args:
        lines: Its words, from top to bottom.
        box: The cell's, in points.
    """
    if len(lines) == 1:
        return line_text(lines[0])
    breaks = [
        at
        for at, (line, other) in enumerate(pairwise(lines), start=1)
        if other[0].text[0].isdecimal() and _may_go_on(line[-1].text)
    ]
    if not breaks or _is_upright(lines):
        return joined(lines)
    room = box[2] - box[0] - _padding(lines, box)
    breaks = [at for at in breaks if not _is_full(lines[at - 1], lines[at], room)]
    return APART.join(joined(lines[start:end]) for start, end in pairwise([0, *breaks, len(lines)]))


def _may_go_on(text: str) -> bool:
    """Tell whether a number at a line's end may go on in the next; in a bracket (5 above 0分) it does."""
    return text[-1].isdecimal() and not _IN_BRACKET.search(text)


def _is_upright(lines: Sequence[Sequence[Word]]) -> bool:
    """Tell whether a text is set one character below another."""
    texts = [line[0].text for line in lines]
    return all(map(_is_one_sign, lines)) and not all(map(_FIGURE.fullmatch, texts))


def _is_one_sign(line: Sequence[Word]) -> bool:
    return len(line) == 1 and len(line[0].text) == 1


def _is_full(line: Sequence[Word], other: Sequence[Word], room: float) -> bool:
    """Tell whether a line has no room for the first digit of the next, nor for the signs that keep to it."""
    sign = max((word.x1 - word.x0) / len(word.text) for word in (line[-1], other[0]))
    kept = _KEPT.match(other[0].text)
    return line[-1].x1 - line[0].x0 + sign * (len(kept[0]) if kept else 1) > room


def _padding(lines: Sequence[Sequence[Word]], box: Box) -> float:
    """Return how much of a cell's width no text may fill: as much on each side as the nearer end leaves.

    The ends of centred lines leave more.
    """
    width = box[2] - box[0]
    gaps = [(line[0].x0 - box[0], box[2] - line[-1].x1) for line in lines]
    shown = 2 * min(map(min, gaps))
    if all(abs(left - right) <= EVEN for left, right in gaps):
        first = lines[0][0]
        shown = min(shown, max(PADDING, HIGH * (first.y1 - first.y0)), NARROW * width)
    return max(shown, min(SURE, LEAST * width))
