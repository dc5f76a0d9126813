"""How a page lies moves what is on it as MuPDF would."""

import pymupdf
import pytest

from extractor.page.bearings import bearing_of, content_of, seen_with
from extractor.page.pixels import render_page
from extractor.pipeline import extract_or_error
from tests.generators.readings import kit
from tests.hostile.oddities import form


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("times", [1.0, 1.3])
def test_boxes_move_as_in_mupdf(turn: int, times: float):
    """Turned by quarters and made larger, a box is where MuPDF has it, its corners in order."""
    page = pymupdf.open().new_page(width=400, height=300)
    page.set_rotation(turn)
    matrix = bearing_of(page) * pymupdf.Matrix(times, times)
    box = (10.5, 20.25, 110.5, 32.0)
    assert seen_with(matrix)(box) == pytest.approx(tuple(pymupdf.Rect(box) * matrix), abs=1e-3)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("unit", ["1", "2"])
@pytest.mark.parametrize("crop", ["[0 0 400 300]", "[20 40 375 282]", "[-20 -10 395 290]"])
def test_places_of_the_file_lie_where_the_content_has_them(turn: int, unit: str, crop: str):
    """Whatever of a page its crop box leaves out, however it is turned and however large its unit is."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    page.insert_text((150, 100), "60", fontsize=10)
    for key, value in {"CropBox": crop, "UserUnit": unit, "Rotate": str(turn)}.items():
        document.xref_set_key(page.xref, key, value)
    with pymupdf.open(stream=document.tobytes()) as saved:
        (span,) = saved[0].get_text("dict")["blocks"][0]["lines"][0]["spans"]
        place = pymupdf.Point(150, 200) * content_of(saved[0])
    assert tuple(place) == pytest.approx(span["origin"], abs=0.01)


NONE = (
    b"/CropBox [0 0 0 0]",
    b"/CropBox [0 0 595]",
    b"/CropBox [1 2]",
    b"/CropBox [900 900 999 999]",
    b"/CropBox 99 0 R",
    b"/CropBox (none)",
    b"/UserUnit 0",
    b"/UserUnit 0 /CropBox [0 0 0 0]",
    b"/CropBox [0 0 0 0] /Rotate 90",
)


@pytest.mark.parametrize("entries", NONE)
def test_a_box_that_is_none_cuts_nothing_off(entries: bytes):
    """A page is as large as its media box then, as other viewers show it: nothing of the form is lost."""
    whole, read = (extract_or_error(form(page=page), "a.pdf", kit()) for page in (b"", entries))
    assert [one.record for one in read.forms] == [one.record for one in whole.forms]
    assert read.unread == ()
    picture = render_page(form(page=entries), 1)
    assert sorted((round(picture.width), round(picture.height))) == [595, 842]


def test_a_box_cuts_off_what_it_leaves_out():
    """A crop of a letter's size that lies on its page is one."""
    letter = pymupdf.open()
    page = letter.new_page(width=900, height=900)
    page.set_cropbox(pymupdf.Rect(100, 50, 712, 842))
    picture = render_page(bytes(letter.tobytes()), 1)
    assert (picture.width, picture.height) == (612, 792)
