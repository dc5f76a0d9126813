"""MuPDF's blocks of a page → its lines, spans and vectors, gathered once for all who ask.

Few pages have text that is hidden, faint, huge or askew: the looks, sizes and directions of a whole page
tell so at once, where its spans would have to be asked one by one.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from extractor.page.heights import REACH, Reach
from extractor.page.outlines import THIN, is_thin
from extractor.text.codepoints import UNKNOWN
from models.records import Box

OPAQUE = 250
MOST_BANDS = 64
TEXT_BLOCK, VECTOR_BLOCK = 0, 3
Block = dict[str, Any]
At = tuple[int, int, int]
"""A span's place in a text layer: block, line, span."""
Located = tuple[At, Mapping[str, Any]]
"""A span as MuPDF gives it, with its place."""
Way = tuple[float, float]
"""The direction of a line."""
Look = tuple[int, int, int]
"""A span's sRGB colour, how opaque it is, and MuPDF's flags of its characters."""


class Fill(NamedTuple):
    """One opaque box: where in the order of drawing, and its colour."""

    at: int
    box: Box
    color: int


LOOK, SIZE, FONT = itemgetter("color", "alpha", "char_flags"), itemgetter("size"), itemgetter("font")
NO_FONT = ""
"""The name of the font that MuPDF takes for one that the file names and does not have."""


class Layer:
    """The blocks of a page in the order of drawing, and what is in them.

    `texts` are the blocks of text, `vectors` those that are drawn; of all text, `ways` are the directions
    of lines, `looks` those of spans, `sizes` their sizes, the smallest first, `fonts` the names
    of their fonts, and `reaches` how far these claim to rise above and fall below the line.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.texts = [block for block in blocks if block["type"] == TEXT_BLOCK]
        self.vectors = [block for block in blocks if block["type"] == VECTOR_BLOCK]
        self.lines = [line for block in self.texts for line in block["lines"]]
        self.ways: set[Way] = {line["dir"] for line in self.lines}
        spans = [span for line in self.lines for span in line["spans"]]
        self.looks: set[Look] = set(map(LOOK, spans))
        self.sizes: list[float] = sorted(map(SIZE, spans))
        self.reaches: set[Reach] = set(map(REACH, spans))
        self.fonts: set[str] = set(map(FONT, spans))

    @cached_property
    def spans(self) -> list[Located]:
        """The spans with their places, in the order of drawing."""
        return [
            ((at, number, place), span)
            for at, block in enumerate(self.blocks)
            if block["type"] == TEXT_BLOCK
            for number, line in enumerate(block["lines"])
            for place, span in enumerate(line["spans"])
        ]

    @property
    def lacks_font(self) -> bool:
        """Whether text is set in a font that is not there: its signs are the codes of others."""
        return NO_FONT in self.fonts and any(
            span["font"] == NO_FONT and not span["text"].isspace() for _, span in self.spans
        )

    @cached_property
    def unknown(self) -> int:
        """How many characters the file gives no meaning."""
        return sum(span["text"].count(UNKNOWN) for line in self.lines for span in line["spans"])

    @cached_property
    def fills(self) -> list[Fill]:
        """The opaque boxes that hide what is beneath them; paths of several may be rings."""
        return list(_fills(self.blocks))

    def fills_at(self, y: float) -> Sequence[Fill]:
        """Return the fills that may lie at a height, in the order of drawing."""
        edges, bands = self._bands
        return bands[bisect_right(edges, y)]

    @cached_property
    def _bands(self) -> "Bands":
        return banded(self.fills)

    def others_at(self, y: float) -> Sequence[Fill]:
        """Return what else is drawn that may lie at a height: rings and shapes, what one sees through."""
        edges, bands = self._other_bands
        return bands[bisect_right(edges, y)]

    @cached_property
    def _other_bands(self) -> "Bands":
        plain = {fill.at for fill in self.fills}
        others = (block for block in enumerate(self.blocks) if block[1]["type"] == VECTOR_BLOCK)
        return banded(
            [
                Fill(at, block["bbox"], block["color"])
                for at, block in others
                if at not in plain and block["alpha"] and not is_thin(block["bbox"])
            ]
        )

    @cached_property
    def first_text(self) -> int:
        """The place of the first block of text, past the last block where there is none."""
        return next(
            (at for at, block in enumerate(self.blocks) if block["type"] == TEXT_BLOCK), len(self.blocks)
        )


Bands = tuple[list[float], list[list[Fill]]]
"""The edges of bands across the page, and the boxes in each; the first ends at the first edge."""


def banded(fills: Sequence[Fill]) -> Bands:
    """Return boxes by height, so that only those near a text need be looked at."""
    tops = sorted(fill.box[1] for fill in fills)
    edges = tops[:: len(tops) // MOST_BANDS + 1]
    bands: list[list[Fill]] = [[] for _ in range(len(edges) + 1)]
    for fill in fills:
        for band in range(bisect_right(edges, fill.box[1]), bisect_right(edges, fill.box[3]) + 1):
            bands[band].append(fill)
    return edges, bands


def _fills(blocks: Sequence[Block]) -> Iterator[Fill]:
    goes_on = False
    for at, block in enumerate(blocks):
        if block["type"] != VECTOR_BLOCK:
            continue
        part, goes_on = goes_on or block["continues"], block["continues"]
        if not part and not block["stroked"] and block["isrect"] and block["alpha"] >= OPAQUE:
            x0, y0, x1, y1 = block["bbox"]
            if x1 - x0 > THIN and y1 - y0 > THIN:
                yield Fill(at, block["bbox"], block["color"])
