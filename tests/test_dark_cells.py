"""Header cells of light ink on a dark ground are read as any others."""

import numpy as np
import pymupdf
import pytest

from extractor.geometry import Page
from extractor.grid.grids import find_grids
from extractor.scan.dark_cells import with_dark_ink
from extractor.scan.looks import Reader
from extractor.scan.scans import read_scan
from models.records import Unread
from tests.scanned_forms import SCALE, Pixels, raster_of

HEADER = ("三级指标", "年度指标值", "分值", "得分")
XS = (30, 130, 250, 310, 390)
ROW = ("清淤河道长度", "12公里", "40", "38.5")
WHITE, BLACK = (1, 1, 1), (0, 0, 0)
GROUNDS = {
    "white on blue": ((0.27, 0.45, 0.77), WHITE),
    "black on blue": ((0.27, 0.45, 0.77), BLACK),
    "white on red": ((0.75, 0, 0), WHITE),
    "black on red": ((0.75, 0, 0), BLACK),
    "white on black": (BLACK, WHITE),
}
"""Grounds, and the rulings upon them: black ones on black cannot be seen."""


def drawn(ground: tuple[float, ...], ink: tuple[float, ...], ruling: tuple[float, ...]) -> Pixels:
    """Return a page of a header and eight rows."""
    leaf = pymupdf.open().new_page(width=420, height=300)
    for number, texts in enumerate((HEADER, *[ROW] * 8)):
        y, is_header = 40 + 24 * number, not number
        for x0, x1, text in zip(XS, XS[1:], texts, strict=False):
            sides, fill = (ruling, ground) if is_header else (BLACK, None)
            leaf.draw_rect((x0, y, x1, y + 24), width=0.7, color=sides, fill=fill)
            colour = ink if is_header else BLACK
            leaf.insert_text((x0 + 6, y + 16), text, fontname="china-s", fontsize=10, color=colour)
    pixels = leaf.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), alpha=False)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return both readers, loaded once."""
    return Reader()


@pytest.mark.parametrize(("ground", "ruling"), GROUNDS.values(), ids=GROUNDS)
def test_light_ink_on_a_dark_ground_is_read(
    ground: tuple[float, ...], ruling: tuple[float, ...], reader: Reader
):
    """Every label has its cell, whatever the colours of its ground and of the rulings on it."""
    blank = Page(1, 420, 300, (), (), unread=Unread(page=1, why="no-text"))
    page = read_scan(blank, raster_of(drawn(ground, WHITE, ruling)), reader)
    texts = [cell.text for grid in find_grids(page).grids for cell in grid.cells]
    assert texts == [*HEADER, *ROW * 8]


def test_dark_ink_on_a_shade_stays_as_it_is():
    """A shaded header of black ink is no dark cell, nor is anything on a white page."""
    for ground in ((0.55, 0.55, 0.55), WHITE):
        grey = np.ascontiguousarray(drawn(ground, BLACK, BLACK)[:, :, 0])
        assert with_dark_ink(grey, SCALE).tobytes() == grey.tobytes()
