"""A table that goes on beyond a side of its page has lost what stands there, and is told."""

from collections.abc import Sequence
from dataclasses import replace

import pymupdf
import pytest

from extractor.pipeline import extract_or_error
from models.records import Unread
from tests.drawings import draw_cut, draw_titled
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


HIGH = 842.0
BREAKS: dict[str, tuple[float, float, Sequence[int]]] = {
    "at the edge": (0, 0, ()),
    "above the foot": (5, 0, (1,)),
    "below the head": (0, 5, (2,)),
}


def _over_two_pages(above: float = 0, below: float = 0) -> pymupdf.Document:
    """Return a form that goes on overleaf, without sides there, so far beyond the foot and the head."""
    first, second = table(NATIONAL[:11]), table(NATIONAL[11:])
    pages = [
        replace(drawn, ys=[y + by for y in drawn.ys])
        for drawn, by in ((first, HIGH + above - first.ys[-1]), (second, -below - second.ys[0]))
    ]
    return pymupdf.open(stream=draw_cut(pages, [set(range(10)), set()]))


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize(("above", "below", "lost"), BREAKS.values(), ids=BREAKS)
def test_a_table_that_goes_on_overleaf_without_margins_is_whole(
    above: float, below: float, lost: Sequence[int], turn: int
):
    """No side is drawn at the break; only what is drawn beyond the page's end is lost."""
    document = _over_two_pages(above, below)
    for page in document:
        page.set_rotation(turn)
    read = extract_or_error(document.tobytes(), "a.pdf", KIT)
    assert read.unread == tuple(Unread(page=page, why="damaged-page") for page in lost)


def test_the_ends_of_a_file_are_no_page_breaks():
    """With no page before or after it, a table that begins or ends at the paper's edge was cut there."""
    document = _over_two_pages()
    document.select([1, 0])
    read = extract_or_error(document.tobytes(), "a.pdf", KIT)
    assert [one.page for one in read.unread] == [1, 2]
