"""White lines rule a table where they are seen, or no others do."""

import pymupdf
import pytest

from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from tests.drawn_steps import Draw

PLACE, WHITE, BLUE = (50, 50, 350, 110), (1, 1, 1), (0.1, 0.3, 0.6)
XS, YS = (50, 150, 250, 350), (50, 80, 110)


def _lines(page: pymupdf.Page, color: tuple[float, ...]) -> None:
    for x in XS:
        page.draw_line((x, YS[0]), (x, YS[-1]), color=color, width=0.5)
    for y in YS:
        page.draw_line((XS[0], y), (XS[-1], y), color=color, width=0.5)


def _black(page: pymupdf.Page) -> None:
    _lines(page, (0, 0, 0))


def _white(page: pymupdf.Page) -> None:
    _lines(page, WHITE)


def _through(page: pymupdf.Page) -> None:
    page.draw_line((100, 50), (100, 80), color=WHITE, width=0.5)
    page.draw_rect((50, 94.8, 350, 95.2), color=None, fill=WHITE)


def _curve(page: pymupdf.Page) -> None:
    page.draw_circle((300, 200), 20)


def _shade(page: pymupdf.Page) -> None:
    page.draw_rect(PLACE, color=None, fill=BLUE)


def _shaded_head(page: pymupdf.Page) -> None:
    page.draw_rect((50, 50, 350, 56), color=None, fill=BLUE)


def _picture(page: pymupdf.Page) -> None:
    pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 30, 6))
    pixels.set_rect(pixels.irect, (80, 120, 160))
    page.insert_image(PLACE, pixmap=pixels, keep_proportion=False)


DRAWN: dict[str, tuple[list[Draw], int]] = {
    "through cells of a table": ([_black, _through], 6),
    "beside what is no line": ([_black, _through, _curve], 6),
    "upon a shade": ([_shade, _white], 6),
    "upon a shade in a part": ([_shaded_head, _white], 6),
    "upon a picture": ([_picture, _white], 6),
    "that no others rule": ([_white], 6),
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("steps", "cells"), DRAWN.values(), ids=DRAWN)
def test_white_lines_rule_where_they_are_seen(steps: list[Draw], cells: int, rotation: int):
    """Upon paper they cut no cell of others; upon what is darker, also in a part only, they are sides."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    for step in steps:
        step(page)
    for x in XS[:3]:
        for y in YS[:2]:
            page.insert_text((x + 40, y + 18), "10", fontsize=10)
    page.set_rotation(rotation)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert sum(len(grid.cells) for grid in find_grids(read).grids) == cells
