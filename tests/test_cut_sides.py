"""A table that goes on beyond a side of its page has lost what stands there, and is told."""

import pymupdf
import pytest

from extractor.pipeline import extract_or_error
from models.records import Unread
from tests.drawings import draw_titled
from tests.drawn_forms import NATIONAL, table
from tests.test_attachments import KIT

WHOLE = (0, 0, 595, 842)
FORM = draw_titled([("项目支出绩效自评表", table(NATIONAL))])
"""Its table stands from 30 to 560 and from 40 to 600."""


def _cropped(box: tuple[int, int, int, int], turn: int = 0) -> bytes:
    document = pymupdf.open(stream=FORM)
    document[0].set_cropbox(box)
    document[0].set_rotation(turn)
    return bytes(document.tobytes())


CUT = {
    "the last columns": (0, 0, 450, 842),
    "the first columns": (60, 0, 595, 842),
    "the head": (0, 100, 595, 842),
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("box", CUT.values(), ids=CUT.keys())
def test_a_table_that_its_page_cuts_off_goes_to_review(box: tuple[int, int, int, int], turn: int):
    """What is left of it is read."""
    read = extract_or_error(_cropped(box, turn), "a.pdf", KIT)
    assert read.unread == (Unread(page=1, why="damaged-page"),)
    assert all("page-unread:1" in form.why_review for form in read.forms)


def test_lines_of_a_letter_cut_off_nothing():
    """Rules from side to side, above and below a table, are none of its rulings."""
    document = pymupdf.open(stream=FORM)
    shape = document[0].new_shape()
    for height in (10, 14, 18, 700, 704):
        shape.draw_line((-5, height), (600, height))
        shape.finish()
    shape.commit()
    assert extract_or_error(document.tobytes(), "a.pdf", KIT).unread == ()


@pytest.mark.parametrize("box", [WHOLE, (28, 10, 562, 602)], ids=["margins", "none"])
def test_a_table_within_its_page_is_whole(box: tuple[int, int, int, int]):
    """However little is left around it."""
    read = extract_or_error(_cropped(box), "a.pdf", KIT)
    assert (read.unread, [form.why_review for form in read.forms]) == ((), [()])
