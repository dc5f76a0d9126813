"""A page whose content lies askew is read as if it were level, and published where it stands."""

from math import cos, radians, sin

import pymupdf
import pytest

from extractor.geometry import as_seen
from extractor.page.pages import read_pages
from tests.drawn_steps import read_drawn
from tests.test_overlays import form_of_five_rows


def _drawn(degrees: float, rotation: int = 0) -> bytes:
    """Return a form whose page lies askew by so many degrees about its corner."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    form_of_five_rows(page)
    page.wrap_contents()
    along, across = cos(radians(degrees)), sin(radians(degrees))
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    turn = f"q {along} {across} {-across} {along} 4 -3 cm\n".encode()
    document.update_stream(xref, turn + page.read_contents() + b"\nQ\n")
    document.xref_set_key(page.xref, "Contents", f"{xref} 0 R")
    page.set_rotation(rotation)
    return document.tobytes()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("degrees", [-3.0, -0.4, 1.0, 4.0])
def test_a_page_askew_is_read_as_one_that_is_level(degrees: float, rotation: int):
    """All words and strokes are those of the level page; each word is published around its middle."""
    data = _drawn(degrees, rotation)
    level = read_drawn(form_of_five_rows, rotation=rotation)
    pages = read_pages(data, max_pages=1)
    page = pages.page(1)
    assert [word.text for word in page.words] == [word.text for word in level.words]
    assert len(page.strokes) == len(level.strokes)
    assert all(min(x1 - x0, y1 - y0) < 0.01 for x0, y0, x1, y1 in page.strokes)
    with pymupdf.open(stream=data) as document:
        seen = {word[4]: word[:4] for word in document[0].get_text("words")}
        matrix = document[0].rotation_matrix
    for word in page.words:
        middle = (pymupdf.Rect(seen[word.text]) * matrix).tl + (pymupdf.Rect(seen[word.text]) * matrix).br
        x0, y0, x1, y1 = as_seen(word.box, page)
        assert (x0 + x1, y0 + y1) == pytest.approx((middle.x, middle.y), abs=1.0)
    assert pages.page(1) == page, "the file is as it was"


def test_a_watermark_tells_nothing_of_how_a_page_lies():
    """It may hold more text than the form does, as where little of that stands on its last page."""
    with pymupdf.open(stream=_drawn(1.0)) as document:
        page = document[0]
        for down in range(0, 300, 30):
            at = pymupdf.Point(20, down + 20)
            turn = (at, pymupdf.Matrix(40))
            page.insert_text(at, "CONFIDENTIAL " * 3, fontsize=8, color=(0.8, 0.8, 0.8), morph=turn)
        data = document.tobytes()
    assert read_pages(data, max_pages=1).page(1).warp is not None


def test_what_is_askew_by_more_is_left_so():
    """A page turned so far was meant to be."""
    assert read_pages(_drawn(8.0), max_pages=1).page(1).warp is None
    assert read_pages(_drawn(0.0), max_pages=1).page(1).warp is None
