"""A text is read in one cell, though a side of it passes through it; texts of two cells are never one."""

import pymupdf
import pytest

from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages

XS, YS, SIZE = (50, 110, 170, 230), (100, 120, 140), 10
LONG = "年度指标完成情况"
"""Wider than a cell by two characters."""
TEXTS: dict[str, tuple[list[tuple[float, str]], list[str], list[str]]] = {
    "from its cell's left": ([(52, LONG)], [LONG, "", ""], [LONG]),
    "over two cells": ([(53, LONG * 2)], [LONG * 2, "", ""], [LONG * 2]),
    "to its cell's right": ([(148, LONG)], ["", "", LONG], [LONG]),
    "about its cell's middle": ([(95, f"{LONG}率")], ["", f"{LONG}率", ""], [f"{LONG}率"]),
    "of digits": ([(52, "12345678901234")], ["12345678901234", "", ""], ["12345678901234"]),
    "two that fill their cells": (
        [(50, "一二三四五六"), (110, "七八九十")],
        ["一二三四五六", "七八九十", ""],
        [],
    ),
    "two, the first of which is too wide": (
        [(54, "一二三四五六"), (112, "七八")],
        ["一二三四五六", "七八", ""],
        [],
    ),
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize(("texts", "cells", "told"), TEXTS.values(), ids=TEXTS)
def test_a_text_over_a_side_is_one(
    texts: list[tuple[float, str]], cells: list[str], told: list[str], turn: int
):
    """It stands in the cell that it is aligned to, else where the most of it is, and a person is told."""
    document = pymupdf.open()
    page = document.new_page(width=300, height=200)
    for x in XS:
        page.draw_line((x, YS[0]), (x, YS[-1]))
    for y in YS:
        page.draw_line((XS[0], y), (XS[-1], y))
    for x, text in texts:
        page.insert_text((x, YS[0] + 14), text, fontname="china-s", fontsize=SIZE)
    page.set_rotation(turn)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    (grid,) = find_grids(read).grids
    assert [cell.text for cell in grid.cells[:3]] == cells
    assert [(note.code, note.seen) for note in read.notes] == [("overrun-text", text) for text in told]
