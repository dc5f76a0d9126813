"""How forms are set by hand: paper, sizes, paddings; and the pages that come of it.

Lengths are points from the top left of the page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tests.generators.picks import Pick

Measure = Callable[[str, float], float]
"""The length of a text set in a size."""
Box = tuple[float, float, float, float]
UNSEEN = ("no mode", "white")
RAISED = ("²", "³")
FIGURES = str.maketrans("²³", "23")
RAISED_SIZE = 0.6


@dataclass(frozen=True, slots=True)
class Press:
    """How a form is set: sizes, paddings and what happens at the page's end."""

    width: float = 595.0
    height: float = 842.0
    margin: float = 40.0
    size: float = 9.0
    leading: float = 1.3
    padding: float = 2.0
    align: str = "left"
    straddle: float = 0.0
    """Texts of the left begin so many points before their cell."""
    lift: float = 0.0
    """Texts stand so many points higher than they should, or lower."""
    top_aligned: bool = False
    cut_rows: bool = False
    """Rows may be cut by a page break; else they move on whole."""
    open_cuts: bool = False
    """Where a page break cuts a cell, no side is drawn; else the frame is closed there."""
    repeat: str = ""
    """What later pages repeat: nothing, the head or the header of the indicators."""
    numbers: bool = False
    new_page: bool = True
    unseen: str = ""
    """How text is hidden that stands over the table: in no mode, or white."""


def make_press(pick: Pick) -> Press:
    """Return a random setting."""
    landscape = pick.feature("landscape", 20)
    align = pick.one(("left", "centre", "right"))
    return Press(
        width=842.0 if landscape else 595.0,
        height=595.0 if landscape else 842.0,
        margin=pick.one((40.0, 56.0, 30.0)),
        size=pick.one((9.0, 8.0, 10.5, 7.0, 6.0)),
        leading=pick.one((1.3, 1.15, 1.6)),
        padding=pick.kind("padding", (2.0, 1.0, 4.0, 0.5, 0.1)),
        align=align,
        straddle=0.8 if align == "left" and pick.feature("straddling words", 30) else 0.0,
        lift=pick.one((0.8, -0.8)) if pick.feature("lifted words", 12) else 0.0,
        top_aligned=pick.chance(30),
        cut_rows=pick.feature("cut rows", 40),
        open_cuts=pick.feature("open cuts", 40),
        repeat=pick.kind("repeat", ("", "", "head", "header")),
        numbers=pick.feature("page numbers", 30),
        new_page=not pick.feature("forms on one page", 40),
        unseen=pick.kind("hidden", UNSEEN) if pick.chance(30) else "",
    )


@dataclass(slots=True)
class Line:
    """One line of text, by its left end and its top."""

    x: float
    y: float
    text: str
    size: float
    label: bool = False
    raised: bool = False
    """² and ³ are printed as small figures above the line."""
    unseen: str = ""

    @property
    def shown(self) -> str:
        """What a reader sees of it, written without raised figures."""
        return "" if self.unseen else self.text.translate(FIGURES) if self.raised else self.text

    def runs(self, measure: "Measure") -> "Iterator[Line]":
        """Yield the line in runs of one size."""
        x = self.x
        for text in re.findall("[²³]|[^²³]+", self.text) if self.raised else [self.text]:
            small = self.raised and text in RAISED
            run = replace(self, x=x, text=text.translate(FIGURES) if small else text)
            if small:
                run.size = RAISED_SIZE * self.size
            yield run
            x += measure(run.text, run.size)


@dataclass(slots=True)
class Leaf:
    """What stands on one page: texts, and cells by their boxes; each table's outer box."""

    lines: list[Line] = field(default_factory=list)
    cells: list[tuple[Box, bool]] = field(default_factory=list)
    open_above: set[Box] = field(default_factory=set)
    open_below: set[Box] = field(default_factory=set)
    frames: list[Box] = field(default_factory=list)
    blank_part: bool = False
    """A cell of several rows goes on overleaf, all its text on one side."""


def wrap(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """Return a text in lines that fit; a Latin word is broken only where it fits no line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and measure(line + piece, size) > width:
                lines.append(line.rstrip())
                line = ""
            for character in piece if measure(piece, size) > width else (piece,):
                if line and measure(line + character, size) > width:
                    lines.append(line.rstrip())
                    line = ""
                line += character
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        if (
            pieces
            and character < "\u2000"
            and character != " "
            and pieces[-1][-1] < "\u2000"
            and pieces[-1][-1] != " "
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
