"""Small scanned forms are read with the models that ship."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pymupdf
import pytest

from extractor.geometry import Page, as_seen
from extractor.grid.grids import find_grids
from extractor.scan.looks import Reader
from extractor.scan.scans import read_scan
from models.records import Unread
from tests.scanned_forms import CELLS, SCALE, TEXTS, XS, YS, Pixels, form, raster_of, rotated, struck


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return both readers, loaded once."""
    return Reader()


def scan(pixels: Pixels, reader: Reader) -> Page:
    """Return a scanned page as read."""
    blank = Page(1, 420, 380, (), (), unread=Unread(page=1, why="no-text"))
    return read_scan(blank, raster_of(pixels), reader)


def texts_of(page: Page) -> list[str]:
    """Return the texts of a page's cells from top to bottom."""
    return [cell.text for grid in find_grids(page).grids for cell in grid.cells]


def due() -> list[str]:
    """Return what stands in the cells; a dash behind words cannot be told from 一."""
    widths = [(XS[right] - XS[left]) // 9 for _, left, _, right in sorted(CELLS)]
    return [TEXTS[at % len(TEXTS)][: int(width)].replace("—", "一") for at, width in enumerate(widths)]


WAYS = {
    "upright": lambda pixels: pixels,
    "askew": lambda pixels: rotated(pixels, 1.7),
    "upside down": lambda pixels: np.rot90(pixels, 2),
    "on its side": np.rot90,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_reads_every_cell(way: Callable[[Pixels], Pixels], reader: Reader):
    """However the page was laid on the glass, each cell has its text, and the title is a line of its own."""
    page = scan(way(form()), reader)
    assert page.unread is None
    assert sorted(texts_of(page)) == sorted(due())
    assert "项目支出绩效自评表" in [word.text for word in page.words]


def test_what_a_pen_struck_out_is_told(reader: Reader):
    """It is read all the same, for one stroke is not seen from another as surely as a text is read."""
    assert scan(form(), reader).notes == ()
    (note,) = scan(struck(), reader).notes
    assert note.code == "struck-text"
    assert (XS[2], YS[0]) <= note.box[:2]
    assert note.box[2:] <= (XS[5], YS[1])
    assert "12.50" in texts_of(scan(form(), reader))
    assert note.kept in texts_of(scan(struck(), reader))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_last_rows_of_a_form_tell_what_is_up(quarters: int, reader: Reader):
    """A page of two rows holds numbers that read either way, and one long line that does not."""
    leaf = pymupdf.open().new_page(width=420, height=380)
    for y, texts in (
        (40, ("6066.9600", "", "")),
        (60, ("水质达到三类，办公软件正版化，验收合格率100%", "", "")),
    ):
        for x0, x1, text in zip((40, 300, 340), (300, 340, 380), texts, strict=True):
            leaf.draw_rect((x0, y, x1, y + 20), width=0.6)
            leaf.insert_text((x0 + 2, y + 13), text, fontname="china-s", fontsize=9)
    drawn = leaf.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), alpha=False)
    pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)
    assert "验收合格率100%" in "".join(texts_of(scan(np.rot90(pixels, quarters), reader)))


@pytest.mark.parametrize("quarters", [0, 1])
def test_spaced_signs_lie_on_no_side(quarters: int, reader: Reader):
    """Signs spread over their cells (分散对齐) are read as surely where they lie on their sides."""
    texts = ("部分达成预期指标", "项目执行率达标", "受疫情影响未完成")
    leaf = pymupdf.open().new_page(width=420, height=380)
    for y in range(30, 174, 24):
        for x0, text in zip((30, 150, 270), texts, strict=True):
            leaf.draw_rect((x0, y, x0 + 120, y + 24), width=0.6)
            for number, sign in enumerate(text):
                leaf.insert_text((x0 + 4 + 12 * number, y + 16), sign, fontname="china-s", fontsize=9)
    drawn = leaf.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), alpha=False)
    pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)
    assert texts_of(scan(np.rot90(pixels, quarters), reader)) == [*texts] * 6


def test_words_stand_where_they_are_seen(reader: Reader):
    """The way back leads to the cell on the page as scanned."""
    page = scan(np.rot90(form(), 2), reader)
    word = next(word for word in page.words if word.text == "12.50")
    x0, y0, x1, y1 = as_seen(word.box, page)
    at = sorted(CELLS)[TEXTS.index("12.50")]
    left, top = 420 - XS[at[3]], 380 - YS[at[2]]
    right, bottom = 420 - XS[at[1]], 380 - YS[at[0]]
    assert left <= x0 < x1 <= right
    assert top <= y0 < y1 <= bottom


def test_every_word_has_a_sight(reader: Reader):
    """What was seen of a word is kept: its reading in front, and how sure that is."""
    page = scan(form(), reader)
    seen = {sight.box: sight for sight in page.sights}
    assert all(seen[word.box].readings[0] == word.text for word in page.words)
    assert all(0 < seen[word.box].confidence <= 1 for word in page.words)


@pytest.mark.parametrize("shade", [255, 0, 128])
def test_nothing_is_read_where_nothing_stands(shade: int, reader: Reader):
    """Blank, black and grey pages stay unread."""
    page = scan(np.full((round(380 * SCALE), round(420 * SCALE), 3), shade, np.uint8), reader)
    assert page.words == ()
    assert page.unread is not None


def test_digital_pages_need_no_recognition():
    """Whoever reads text layers alone loads neither models nor pixels."""
    code = "import sys, extractor.pipeline; print({'cv2', 'onnxruntime', 'numpy'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    assert done.stdout.strip() == "set()"
