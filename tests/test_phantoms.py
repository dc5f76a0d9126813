"""What archives do to pages leaves their tables as they are."""

import cv2
import numpy as np
import pytest

from benchmarks.blemishes import BLEMISHES, blemished
from extractor.scan.densities import Density, Stretch
from extractor.scan.stretches import Case, Runs, Style, is_ruled
from extractor.scan.whitenings import whitened
from tests.scanned_forms import CELLS, SCALE, XS, YS, Pixels, form, raster_of, spans_of

FEWER = ("fax",)
"""Its rows are so coarse that strokes of small text fall into lines."""


@pytest.mark.parametrize("name", [name for name in BLEMISHES if name not in FEWER])
def test_a_blemished_page_has_the_same_table(name: str):
    """Streaks, holes, stamps, what shows through, and the desk beneath are no cells."""
    pixels = cv2.copyMakeBorder(form(width=1.0), 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(255,) * 3)
    assert sorted(CELLS) in spans_of(blemished(np.asarray(pixels, np.uint8), name, 4, SCALE))


def test_a_picture_cut_along_its_table_keeps_its_rulings():
    """All of them reach both edges: they are no streaks."""
    pixels = form(width=1.0)
    left, right = round(XS[0] * SCALE) - 2, round(XS[-1] * SCALE) + 3
    top, bottom = round(YS[0] * SCALE) - 2, round(YS[-1] * SCALE) + 3
    assert spans_of(pixels[top:bottom, left:right]) == [sorted(CELLS)]


def test_pale_rulings_that_end_at_dark_ones_are_kept():
    """A frame may be drawn dark and the rest pale."""
    pixels = form(width=0.6, color=0.5)
    _frame(pixels)
    assert [len(table) for table in spans_of(pixels)] == [len(CELLS)]


def _frame(pixels: Pixels) -> None:
    corners = [(round(x * SCALE), round(y * SCALE)) for x, y in ((XS[0], YS[0]), (XS[-1], YS[-1]))]
    cv2.rectangle(pixels, corners[0], corners[1], (0, 0, 0), 3)


def test_pale_sides_between_dark_lines_are_kept():
    """They end where dark lines run, as what shows through from the back seldom does."""
    tables = [form(width=0.6, color=color) for color in (0.0, 0.8)]
    for pixels in tables:
        for y in YS:
            cv2.line(pixels, _at(XS[0], y), _at(XS[-1], y), (0, 0, 0), 2)
        for x in (XS[0], XS[3], XS[-1]):
            cv2.line(pixels, _at(x, YS[0]), _at(x, YS[-1]), (0, 0, 0), 2)
    assert spans_of(tables[0]) == spans_of(tables[1])


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * SCALE), round(y * SCALE)


def test_a_desk_is_no_paper():
    """It is lighter than a scanner's lid, but wider than the shadow of a fold."""
    page = np.full((500, 400, 3), 250, np.uint8)
    page[:60] = page[:, :60] = 120
    page[200:260, 150:250] = 0
    white = whitened(raster_of(page)).grey
    assert (int(white[:60].min()), int(white[230, 200])) == (255, 0)


ALONG_TEXT = Stretch(
    ink=0.87,
    unbroken=0.98,
    palest=0.0,
    beside=0.01,
    gap=3.0,
    run=19.0,
    whole=0.89,
    level=1.0,
    black=0.24,
    clean=False,
)


@pytest.mark.parametrize(("whole", "ruled"), [(0.89, False), (0.97, True)])
def test_text_level_with_a_pale_ruling_does_not_carry_it_on(whole: float, *, ruled: bool):
    """It fills its narrow cell from side to side, yet there are gaps between its strokes."""
    none = np.zeros((1, 1))
    line = Density(none, none, none, none > 0, none > 0, none > 0, 0.9, 37.0, is_line=True, is_plain=True)
    case = Case(ALONG_TEXT._replace(whole=whole), line, 44.0, own=True)
    assert is_ruled(case, Style(0.92, 24.0, Runs(4.8, np.inf, 0.33)), 200 / 72) == ruled
