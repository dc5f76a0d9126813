"""How a page lies moves what is on it as MuPDF would."""

import pymupdf
import pytest

from extractor.page.bearings import bearing_of, seen_with


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("times", [1.0, 1.3])
def test_boxes_move_as_in_mupdf(turn: int, times: float):
    """Turned by quarters and made larger, a box is where MuPDF has it, its corners in order."""
    page = pymupdf.open().new_page(width=400, height=300)
    page.set_rotation(turn)
    matrix = bearing_of(page) * pymupdf.Matrix(times, times)
    box = (10.5, 20.25, 110.5, 32.0)
    assert seen_with(matrix)(box) == pytest.approx(tuple(pymupdf.Rect(box) * matrix), abs=1e-3)
