"""A line of which its cell shows but a sliver is its text's, though most of it stands in the row below."""

import pymupdf
import pytest

from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from models.records import Note

XS, YS, SIZE = (50, 110, 170, 230), (100, 120, 140, 160), 8
RISE = 0.86
"""How far the font claims to rise above the line, as a share of its size; words are as high as that is."""
LONG, REST = "桥梁施工影响", "已补做"
BESIDE = [(0, 107, "数量"), (1, 107, "一"), (0, 127, "质量"), (1, 127, "二")]
"""What stands in the first two columns: column, top, text."""
Texts = list[tuple[int, float, str]]
CASES: dict[str, tuple[Texts, list[str], list[str]]] = {
    "a sliver of it shows": ([(2, 107, LONG), (2, 116.5, REST)], [LONG + REST, ""], [REST]),
    "a sliver shows above another text": (
        [(2, 107, LONG), (2, 116.5, REST), (2, 131, "无")],
        [LONG + REST, "无"],
        [REST],
    ),
    "as near to the text below": (
        [(2, 107, LONG), (2, 116.5, REST), (2, 126, "无")],
        [LONG, f"{REST}无"],
        [REST],
    ),
    "nothing of it shows": (
        [(2, 103.6, LONG), (2, 111.8, LONG), (2, 120, REST)],
        [LONG + LONG + REST, ""],
        [REST],
    ),
    "after a line that is not full": (
        [(2, 103.6, LONG), (2, 111.8, "甲"), (2, 120, REST)],
        [LONG + "甲", REST],
        [],
    ),
    "further below than those": ([(2, 103, LONG), (2, 111, LONG), (2, 120.2, REST)], [LONG * 2, REST], []),
    "without room below it": (
        [(2, 103.6, LONG), (2, 111.8, LONG), (2, 120, LONG), (2, 134.5, REST)],
        [LONG + LONG, LONG + REST],
        [],
    ),
    "it begins its own text": ([(2, 117.5, LONG), (2, 126, LONG)], ["", LONG + LONG], [LONG]),
    "it ends its own text": ([(2, 106, LONG), (2, 114.5, REST)], [LONG + REST, ""], [REST]),
    "alone upon a side": ([(2, 116.5, LONG)], ["", LONG], []),
    "alone over a side": ([(2, 114.5, LONG)], [LONG, ""], []),
}


def _read(texts: Texts, pages: int = 1) -> tuple[list[str], list[Note]]:
    """Return the texts of the last column's first two rows, and the notes of the last page of some."""
    document = pymupdf.open()
    for _ in range(pages):
        page = document.new_page(width=300, height=200)
        for x in XS:
            page.draw_line((x, YS[0]), (x, YS[-1]))
        for y in YS:
            page.draw_line((XS[0], y), (XS[-1], y))
        for column, top, text in texts:
            place = (XS[column] + 4, top + RISE * SIZE)
            page.insert_text(place, text, fontname="china-s", fontsize=SIZE)
    *_, read = read_pages(document.tobytes(), max_pages=pages).pages
    sheet = find_grids(read)
    (grid,) = sheet.grids
    return [cell.text for cell in grid.cells if cell.left == 2 and cell.top < 2], list(sheet.notes)


@pytest.mark.parametrize(("texts", "cells", "told"), CASES.values(), ids=CASES)
def test_a_cut_line_is_told(texts: Texts, cells: list[str], told: list[str]):
    """It is read with the text that it goes on with, and a person is told where that text stands."""
    read, notes = _read([*BESIDE, *texts])
    assert read == cells
    assert [(note.code, note.seen) for note in notes] == [("overrun-text", text) for text in told]


def test_a_moved_line_is_told_in_its_own_cell():
    """So the value that it belongs to is the one in doubt."""
    _, (note,) = _read([*BESIDE, (2, 107, LONG), (2, 116.5, REST)])
    assert YS[0] < note.box[1] < note.box[3] == YS[1]


def test_a_row_of_high_texts_is_its_own():
    """Where the font claims too much of a height, every text of a row begins above its side."""
    row = [(column, top, "一二三") for top in (106, 116.5) for column in range(3)]
    assert _read(row) == (["一二三", "一二三"], [])


def test_what_a_page_break_left_is_told_elsewhere():
    """Browsers print it too low: below a row that is blank but for the rest of one text."""
    texts: Texts = [(2, 107, LONG), (2, 116.5, REST), *BESIDE[2:]]
    assert _read(texts)[0] == [LONG + REST, ""]
    assert _read(texts, pages=2) == ([LONG, REST], [])
