"""A page with more on it than any form has, as a map, costs itself alone: the forms beside it are read."""

import pymupdf
import pytest

from extractor.explanation.explanations import draw_pages, lay_page
from extractor.pipeline import extract_or_error, load_kit
from models.records import Unread
from tests.drawings import draw_titled
from tests.drawn_forms import NATIONAL, table
from tests.hostile.contents import FONT
from tests.hostile.writers import one_page, stream

KIT = load_kit()
FORM = draw_titled([("项目支出绩效自评表", table(NATIONAL))])
UNTITLED = draw_titled([("", table(NATIONAL))])
LARGE = b"[0 0 3000 3000]"


def _page(content: bytes) -> bytes:
    return one_page(
        stream(content, packed=True), b"/Resources << /Font << /X 5 0 R >> >> ", {5: FONT}, box=LARGE
    )


HEAVY = {
    "strokes": _page(b"0 0 m 9 0 l S\n" * 200_100),
    "words": _page(b"BT 20 800 Td /X 4 Tf .1 TL " + (b"(%s) Tj T*\n" % (b"x " * 150)) * 341 + b"ET"),
    "boxes of a table": _page(
        b"".join(b"9 %d m 2900 %d l S %d 9 m %d 2900 l S\n" % (at, at, at, at) for at in range(9, 2900, 5))
    ),
}


def _bound(*files: bytes) -> bytes:
    document = pymupdf.open()
    for data in files:
        document.insert_pdf(pymupdf.open(stream=data))
    return bytes(document.tobytes())


@pytest.mark.parametrize("heavy", HEAVY.values(), ids=HEAVY.keys())
def test_a_heavy_page_is_unread_alone(heavy: bytes):
    """What no form has so much of is told with its page; a file of nothing else is too large."""
    read = extract_or_error(_bound(FORM, heavy, FORM), "a.pdf", KIT)
    assert (read.error, read.unread) == (None, (Unread(page=2, why="too-large"),))
    assert [(form.pages, form.why_review) for form in read.forms] == [((1,), ()), ((3,), ())]
    alone = extract_or_error(heavy, "a.pdf", KIT).error
    assert alone
    assert (alone.code, alone.message) == (
        "too-large",
        "no form was found, and page 1 is too large to be read",
    )


def test_a_form_may_begin_on_a_heavy_page():
    """One without a title behind it goes to review."""
    (form,) = extract_or_error(_bound(HEAVY["words"], UNTITLED), "a.pdf", KIT).forms
    assert "page-unread:1" in form.why_review


@pytest.mark.parametrize(("heavy", "code"), [("words", "too-large"), ("boxes of a table", "")])
def test_a_heavy_page_is_explained(heavy: str, code: str):
    """Its drawing says that it was not read, and it has no cells."""
    layer = lay_page(HEAVY[heavy], 1, max_pages=1)
    assert (layer.code, layer.cells) == (code, ())
    (drawn,) = draw_pages(HEAVY[heavy], (), max_pages=1)
    assert "内容过多" in drawn.svg
