"""A page without text, as pixels → the same page with the words that were recognised on it.

The rulings are found first, so that the lines to be read are cut out cell by cell: what
needs no search for text costs a third, and no line runs over two cells.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np

from extractor.geometry import Grid, Page, Raster, Sight, Turn, Word
from extractor.grid.grids import find_grids
from extractor.scan.inked import ruled
from extractor.scan.inks import Inked, find_ink
from extractor.scan.looks import Look, Reader
from extractor.scan.outskirts import parts_outside
from extractor.scan.straightenings import Straight, straighten, turned_straight
from extractor.scan.text_lines import Crop, crops_of, part_of, usual_em
from models.records import Note

LIKELY = 0.5
"""What is read outside tables with a less sure character is no text: stamps, stains, handwriting."""
MANY = 30
"""A table of so many cells tells the size of its own characters: forms of one page may differ."""
FEWEST_CELLS = 12
"""A page with fewer cells shows no form; its ink may have faded."""
SAMPLE = 12
"""So many lines tell whether a page is upright."""
LONGEST, SHORTEST = 10, 2
"""They are so many times longer than high, or the beginning of a longer one."""
TURNS: tuple[Turn, ...] = (0, 90, 180, 270)
UPRIGHT = 0.9
"""Lines read with this mean confidence stand upright."""
STANDING = 0.5
"""So much of it counts where lines stand: readers know signs that lie on their sides."""


def read_scan(page: Page, raster: Raster, reader: Reader) -> Page:
    """Return a page with what can be recognised on it.

    Args:
        page: One that is `unread`.
        raster: Its pixels as seen.
        reader: What reads lines; keep one for all pages.

    Returns:
        The page made straight and upright, with its strokes, words, sights and the way back to
        the page as seen; still `unread` where nothing was recognised.
    """
    # One thread a reader: there are as many readers as cores.
    cv2.setNumThreads(1)
    whole = _upright(_cut_of(page, raster), reader)
    outside = [
        crop
        for part in parts_outside(whole.inked, [grid.box for grid in whole.grids], whole.em)
        for crop in crops_of(whole.inked, part, whole.em)
    ]
    seen = [*zip(whole.crops, reader.look(whole.crops), strict=True)]
    for crop, look in zip(outside, reader.look(outside, twice=False), strict=True):
        if look.readings[0] and look.confidence >= LIKELY:
            seen.append((crop, look))
    return _with_words(whole.page, seen)


def _cut_of(page: Page, raster: Raster) -> "_Cut":
    """Return a page cut by its rulings; one without a table as its faded ink may show one."""
    cut = _Cut.of(page, straighten(raster))
    if cut.cells >= FEWEST_CELLS:
        return cut
    other = _Cut.of(page, straighten(raster, faded=True))
    return other if other.cells >= FEWEST_CELLS else cut


class _Cut(NamedTuple):
    """A straight page cut by its rulings."""

    page: Page
    straight: Straight
    inked: Inked
    grids: Sequence[Grid]
    crops: Sequence[Crop]
    em: float

    @property
    def cells(self) -> int:
        """How many cells its tables have."""
        return sum(len(grid.cells) for grid in self.grids)

    @classmethod
    def of(cls, page: Page, straight: Straight) -> "_Cut":
        page = ruled(page, straight)
        grids = find_grids(page).grids
        inked = find_ink(straight.grey, straight.scale)
        tables = [[part_of(inked, cell.box) for cell in grid.cells] for grid in grids]
        em = usual_em([part for parts in tables for part in parts], straight.scale)
        crops = []
        for parts in tables:
            own = usual_em(parts, straight.scale) if len(parts) >= MANY else em
            crops += [crop for part in parts for crop in crops_of(inked, part, own)]
        return cls(page, straight, inked, grids, crops, em)


def _upright(cut: _Cut, reader: Reader) -> _Cut:
    """Return a page turned so that its lines are read surest."""
    tried: list[tuple[float, Turn, _Cut]] = []
    for turn in (*cut.straight.turns, 90, 270):
        if (turn in (90, 270) and len(tried) < len(TURNS)) or not tried:
            turned = _Cut.of(cut.page, turned_straight(cut.straight, turn)) if turn else cut
            ahead, over = _sureness(turned, reader)
            tried += [(ahead, 0, turned), (over, 180, turned)]
        if max(sure for sure, _, _ in tried) >= UPRIGHT:
            break
    sure, turn, best = max(tried, key=lambda one: one[0])
    return _Cut.of(cut.page, turned_straight(best.straight, turn)) if turn and sure else best


def _sureness(cut: _Cut, reader: Reader) -> tuple[float, float]:
    """Return how surely lines are read as they are, and upside down."""
    lines = [
        crop.pixels[:, : LONGEST * crop.pixels.shape[0]]
        for crop in cut.crops
        if crop.pixels.shape[1] >= SHORTEST * crop.pixels.shape[0]
    ]
    lines = lines[:: max(1, len(lines) // SAMPLE)][:SAMPLE]
    if not lines:
        return 0.0, 0.0
    # Short ones are numbers, which may read either way: 100, 96.
    weights = [line.shape[1] / line.shape[0] for line in lines]
    both = (lines, [np.ascontiguousarray(np.rot90(line, 2)) for line in lines])
    ahead, over = (
        float(
            np.average(
                [np.mean(seen.sure) if seen.sure else 0 for seen in reader.second.read(some)], weights=weights
            )
        )
        for some in both
    )
    counts = STANDING if _stands(cut.crops) else 1.0
    return counts * ahead, counts * over


def _stands(crops: Sequence[Crop]) -> bool:
    """Tell whether there is more of lines that are higher than long, as on a page that lies on its side."""
    sizes = [(crop.box[2] - crop.box[0], crop.box[3] - crop.box[1]) for crop in crops]
    lying = sum(width for width, height in sizes if width >= SHORTEST * height)
    return sum(height for width, height in sizes if height >= SHORTEST * width) > lying


def _with_words(page: Page, seen: Sequence[tuple[Crop, Look]]) -> Page:
    words = tuple(Word(*crop.box, look.readings[0]) for crop, look in seen if look.readings[0])
    sights = tuple(Sight(crop.box, *look) for crop, look in seen)
    notes = tuple(_struck(page, crop, look.readings[0]) for crop, look in seen if crop.is_struck)
    unread = None if words else page.unread
    return replace(page, words=words, sights=sights, notes=(*page.notes, *notes), unread=unread)


def _struck(page: Page, crop: Crop, text: str) -> Note:
    """Return what tells that a pen struck out a text: it may not be the form's any more."""
    return Note(code="struck-text", page=page.number, box=crop.box, seen=text, kept=text)
