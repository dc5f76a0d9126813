"""The directions in which a page's lines run → how it is turned to be read, and the words sideways then."""

from collections import Counter
from collections.abc import Mapping, Sequence

from extractor.geometry import Turn, Word
from extractor.grid.near_words import by_height
from extractor.page.layers import Layer, Way
from models.records import Box

RIGHTWARDS = (1.0, 0.0)
STRAIGHT = 0.09
"""A line whose direction has two parts of more than this (5 degrees) runs askew."""
MOST_SIDEWAYS = 1000
"""So many lines that run sideways are looked for among the words; more are no labels of a form."""
EDGE = 0.5
"""A word reaches so far out of its own line at most, in points."""
AS_WIDE = 0.7
"""It is at least as wide as this share of a line that runs sideways: large writing may run over others."""

_QUARTERS: tuple[Turn, ...] = (0, 90, 180, 270)
_DOWN: Turn = 270
_UP: Turn = 90
_TURNS: Mapping[tuple[int, int], Turn] = {(1, 0): 0, (0, -1): 90, (-1, 0): 180, (0, 1): 270}
"""From a line's direction to the turn that makes it run to the right."""


def is_askew(way: Way) -> bool:
    """Tell whether a line's direction is neither along a page nor across it, by more than a scan's tilt."""
    return abs(way[0]) > STRAIGHT and abs(way[1]) > STRAIGHT


def upright_turn(layer: Layer, rotation: int) -> Turn:
    """Return the clockwise degrees by which a page as seen must be turned to be read.

    What runs askew tells nothing: watermarks all over a page may be longer than its text.

    Args:
        layer: What MuPDF has of the page, which ignores its rotation.
        rotation: The page's `/Rotate`.
    """
    if layer.ways <= {RIGHTWARDS}:
        return _levelling(RIGHTWARDS, rotation)
    counts = Counter[Way]()
    upright = [line for line in layer.lines if not is_askew(line["dir"])]
    for line in upright or layer.lines:
        counts[RIGHTWARDS if line["wmode"] else line["dir"]] += len(line["spans"][0]["text"])
    return _levelling(max(counts, key=lambda way: counts[way]), rotation)


def lines_sideways(layer: Layer, turned: int) -> list[tuple[Box, Turn]]:
    """Return the lines that run down or up the page as read: their boxes, in the content's coordinates.

    With each comes by how many degrees clockwise it would be turned to run to the right.

    Args:
        layer: What MuPDF has of the page.
        turned: By how many degrees its content is turned clockwise to be read.
    """
    if layer.ways <= {RIGHTWARDS}:
        return []
    turns = {way: _levelling(way, turned) for way in layer.ways if not is_askew(way)}
    sideways = {way: turn for way, turn in turns.items() if turn in (_DOWN, _UP)}
    return [(line["bbox"], sideways[line["dir"]]) for line in layer.lines if line["dir"] in sideways]


def words_sideways(
    words: Sequence[Word], lines: Sequence[tuple[Box, Turn]]
) -> tuple[frozenset[Word], frozenset[Word]]:
    """Return those words that run down the page, and those that run up it.

    Args:
        words: Of a page.
        lines: Those of it that run sideways, as `lines_sideways` has them, in the words' coordinates.
    """
    found: dict[Turn, set[Word]] = {_DOWN: set(), _UP: set()}
    near = by_height(words if lines else ())
    for box, turn in lines[:MOST_SIDEWAYS]:
        found[turn].update(word for word in near(box[1], box[3]) if _is_in_line(word, box))
    return frozenset(found[_DOWN]), frozenset(found[_UP])


def _is_in_line(word: Word, line: Box) -> bool:
    x0, y0, x1, y1 = line
    return (
        x0 - EDGE <= word.x0
        and y0 - EDGE <= word.y0
        and word.x1 <= x1 + EDGE
        and word.y1 <= y1 + EDGE
        and word.x1 - word.x0 >= AS_WIDE * (x1 - x0)
    )


def _levelling(way: Way, turned: int) -> Turn:
    """Return by how many degrees, besides those, a page is turned for lines of a direction to be level."""
    written = _TURNS.get((round(way[0]), round(way[1])), 0)
    return _QUARTERS[(written - turned) // 90 % 4]
