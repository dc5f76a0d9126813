"""The types that stages hand on: a page's words and strokes, its grids and cells.

All lengths are PDF points from the top left of the page as it is read.  Nothing here
knows what a form is, nor which library read the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec

from models.records import Box, Kind, Note, Unread
from models.warps import Bulge, Warp

Turn = Literal[0, 90, 180, 270]


class Word(NamedTuple):
    """One run of characters without white space."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def box(self) -> Box:
        """The word's own box."""
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the word."""
        return ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)


class Ruling(NamedTuple):
    """A straight line along one axis: `at` across it, from `start` to `end` along it."""

    at: float
    start: float
    end: float


class Raster(NamedTuple):
    """A page as pixels, row by row, three bytes (RGB) each; `scale` is pixels a point.

    `larger` is how many times larger the paper is than the page claims.
    """

    width: int
    height: int
    scale: float
    rgb: bytes
    larger: float = 1.0


class Sight(NamedTuple):
    """What recognition saw of one word: its box, what each reader read, and how sure the first is.

    The first reading is the word's text; `raw` is it as recognised, before punctuation was
    brought into one form.  `confidence` is that of its least sure character, `figures` that of its
    figures among words, where they were looked at more than twice and seen alike.  `faint` are the
    characters of the first reading that are not sure: from, and up to.
    """

    box: Box
    readings: tuple[str, ...]
    confidence: float
    raw: str = ""
    figures: float = 0.0
    faint: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its words and the boxes of everything drawn thin enough to rule it.

    `number` counts from 1, `kind` says what the file has of it: of a mixed one `pictures` are the
    places of its large pictures; `layer` is text of the file that is not among the words.
    `shades` are boxes filled in colour.  `down` are the rulings down the page, sorted by `at`; no
    word crosses one.  `unread` says why the page needs optical recognition, then it has no words; or damaged.
    `notes` tell where the words are not what the text layer says. All lengths are of the page as
    read: the page as seen, turned clockwise by `turn` where its text lies sideways. Of a
    recognised page, `warp` leads from the straightened page as read to the page as seen, but for
    its `bulge`, and `sights` say what was seen of each word.  Some words run `downward`, and their
    lines from right to left, others `upward`, from left to right.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    strokes: tuple[Box, ...]
    down: tuple[Ruling, ...] = ()
    shades: tuple[Box, ...] = ()
    notes: tuple[Note, ...] = ()
    unread: Unread | None = None
    turn: Turn = 0
    warp: Warp | None = None
    sights: tuple[Sight, ...] = ()
    kind: Kind = "text"
    pictures: tuple[Box, ...] = ()
    layer: tuple[Word, ...] = ()
    bulge: Bulge | None = None
    downward: frozenset[Word] = frozenset()
    upward: frozenset[Word] = frozenset()


# A form has hundreds; a Struct is made, and its fields read, in a fraction of a named tuple's time.
class Cell(msgspec.Struct, frozen=True, gc=False):
    """One merged cell: rows `top..bottom`, columns `left..right` (ends excluded)."""

    top: int
    left: int
    bottom: int
    right: int
    page: int
    box: Box
    lines: tuple[tuple[Word, ...], ...] = ()
    text: str = ""
    """The lines joined."""
    open_top: bool = False
    """It begins at its grid's upper side, and no ruling is drawn there; or below rows of cells with sides of
    their own, and lacks its."""
    open_bottom: bool = False
    """It ends at its grid's lower side, and no ruling is drawn there: a page break may cut it."""
    open_side: bool = False
    """It stands at its grid's left or right side, and no ruling is drawn there."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: cells in reading order that tile `rows` x `columns`."""

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page cut by its rulings: the grids from top to bottom, and the words in none."""

    number: int
    width: float
    height: float
    grids: tuple[Grid, ...]
    loose: tuple[tuple[Word, ...], ...]
    notes: tuple[Note, ...] = ()
    unread: Unread | None = None
    turn: Turn = 0
    warp: Warp | None = None
    sights: tuple[Sight, ...] = ()
    kind: Kind = "text"


def union(boxes: "list[Box] | tuple[Box, ...]") -> Box:
    """Return the smallest box around one or more boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def area(box: Box) -> float:
    """Return a box's area."""
    return (box[2] - box[0]) * (box[3] - box[1])


def holds_middle(outer: Box, box: Box) -> bool:
    """Tell whether a box lies around the middle of another."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def sides(box: Box) -> tuple[Box, Box, Box, Box]:
    """Return a box's four sides, as boxes without width."""
    x0, y0, x1, y1 = box
    return (x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)


def rounded(box: Box) -> Box:
    """Return a box as it is published: in hundredths of a point."""
    x0, y0, x1, y1 = box
    return (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


def turned(box: Box, turn: Turn, width: float, height: float) -> Box:
    """Return a box of a page turned clockwise; width and height are those before the turn."""
    x0, y0, x1, y1 = box
    if turn == 90:  # noqa: PLR2004
        return (height - y1, x0, height - y0, x1)
    if turn == 180:  # noqa: PLR2004
        return (width - x1, height - y1, width - x0, height - y0)
    if turn == 270:  # noqa: PLR2004
        return (y0, width - x1, y1, width - x0)
    return box


def as_seen(box: Box, page: Page | Sheet) -> Box:
    """Return a box of a page as read in the coordinates of the page as seen."""
    if page.warp is not None:
        return warped(box, page.warp)
    if not is_changed(page):
        return box
    back: Mapping[Turn, Turn] = {0: 0, 90: 270, 180: 180, 270: 90}
    return turned(box, back[page.turn], page.width, page.height)


def warped(box: Box, warp: Warp) -> Box:
    """Return the box around a box that was mapped."""
    a, b, c, d, e, f, g, h, i = warp
    xs, ys = [], []
    for x, y in ((box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])):
        w = g * x + h * y + i
        xs.append((a * x + b * y + c) / w)
        ys.append((d * x + e * y + f) / w)
    return (min(xs), min(ys), max(xs), max(ys))


def is_changed(page: Page | Sheet) -> bool:
    """Tell whether the page as read differs from the page as seen."""
    return page.turn != 0 or page.warp is not None


def into_lines(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """Return words as lines from top to bottom, each from left to right.

    Boxes are as high as their font claims, often more than the line is: words
    share a line when their middles are near, whether or not their boxes overlap.
    """
    if len(words) < 2:  # noqa: PLR2004 - most cells hold one word
        return (tuple(words),) if words else ()
    lines: list[list[Word]] = []
    for word in sorted(words, key=_height_then_x):
        if lines and _on_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple([tuple(sorted(line)) if len(line) > 1 else tuple(line) for line in lines])


def _height_then_x(word: Word) -> tuple[float, float]:
    x0, y0, _, y1, _ = word
    return (y0 + y1, x0)


def _on_line(word: Word, other: Word) -> bool:
    _, top, _, bottom, _ = word
    _, y0, _, y1, _ = other
    return abs(top + bottom - y0 - y1) < 2 * SAME_LINE * min(bottom - top, y1 - y0)


def line_text(line: Sequence[Word]) -> str:
    """Return one line's text, with a space where the gap shows one."""
    if len(line) == 1:
        return line[0].text
    text = line[0].text if line else ""
    for before, word in pairwise(line):
        gap = word.x0 - before.x1
        text += (" " if gap > SPACE * (word.y1 - word.y0) else "") + word.text
    return text


def join_lines(lines: Sequence[str]) -> str:
    """Return wrapped lines as one; only two Latin letters get a space between them."""
    if len(lines) == 1:
        return lines[0]
    text = ""
    for line in lines:
        wrapped = text and line and _LATIN.match(text[-1]) and _LATIN.match(line[0])
        text += (" " if wrapped else "") + line
    return text


def joined(lines: Sequence[tuple[Word, ...]]) -> str:
    """Return the text of lines of words, their wraps joined."""
    return line_text(lines[0]) if len(lines) == 1 else join_lines([line_text(line) for line in lines])


_LATIN = re.compile(r"[A-Za-z]")
SAME_LINE = 0.4
"""Middles of one line's words are nearer than this share of the lower box's height."""
SPACE = 0.1
"""A gap wider than this share of the text's height is a printed space."""
