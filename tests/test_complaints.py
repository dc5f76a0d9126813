"""What MuPDF complains of and reads past is told: a page of which a part was lost is no whole page."""

import zlib
from collections.abc import Callable
from dataclasses import replace

import pymupdf
import pytest

from extractor.page.pages import read_pages
from extractor.pipeline import extract_or_error, load_kit
from extractor.scan.page_readings import read_page
from tests.drawings import draw_titled
from tests.drawn_forms import NATIONAL, table
from tests.hostile.oddities import FONT, RESOURCES, content
from tests.hostile.oddities import form as odd_form
from tests.hostile.writers import drawn, kids, pages, stream

KIT = replace(load_kit(), recognise=None)
FORM = draw_titled([("项目支出绩效自评表", table(NATIONAL))])


def _with_content(change: Callable[[bytes], bytes], *, packed: bool = True) -> bytes:
    """Return the form with what draws it changed: as it is packed, or before it is."""
    document = pymupdf.open(stream=FORM)
    whole = document[0].read_contents()
    content = change(zlib.compress(whole)) if packed else zlib.compress(change(whole))
    xref = document.get_new_xref()
    document.update_object(xref, "<< /Filter /FlateDecode >>")
    document.update_stream(xref, content, compress=False)
    document.xref_set_key(xref, "Filter", "/FlateDecode")
    document.xref_set_key(document[0].xref, "Contents", f"{xref} 0 R")
    return bytes(document.tobytes())


PARTLY = {
    "a checksum is wrong": _with_content(lambda data: data[:-1] + bytes([data[-1] ^ 1])),
    "its end is missing": _with_content(lambda data: data[:-40]),
    "words that are no operators": _with_content(lambda data: data + b" nonsense\n", packed=False),
    "a text that never ends": _with_content(lambda data: data + b" BT (abc", packed=False),
    "a drawing that is not there": _with_content(lambda data: data + b" /None Do\n", packed=False),
}


@pytest.mark.parametrize("data", PARTLY.values(), ids=PARTLY.keys())
def test_what_is_left_of_a_page_is_read_and_told(data: bytes):
    """A form on a page that lost something goes to review, whatever its values say."""
    extraction = extract_or_error(data, "a.pdf", KIT)
    (form,) = extraction.forms
    assert [(one.page, one.why) for one in extraction.unread] == [(1, "damaged-page")]
    assert "page-unread:1" in form.why_review
    assert form.record.total_score == "88"


def test_a_whole_page_is_not_told_of():
    """The same form undamaged has nothing unread, also where what is wrong does not matter."""
    restored = _with_content(lambda data: data + b" Q Q\n", packed=False)
    for data in (
        FORM,
        _with_content(lambda data: data),
        restored,
        FORM.replace(b"/Type/Page/", b"/Tipe/Page/"),
    ):
        extraction = extract_or_error(data, "a.pdf", KIT)
        assert extraction.unread == ()
        assert extraction.forms[0].why_review == ()


WITHOUT = {
    "half of its content": (drawn(b"0 0 m 9 9 l S\n" + b"/None Do"), 1),
    "content that is no stream": (
        pages({**kids(b"[3 0 R]", leaf=b"<< /Type /Page /MediaBox [0 0 9 9] /Contents 4 0 R >>"), 4: b"7"}),
        1,
    ),
    "a page that is no page": (pages({**kids(b"[3 0 R 4 0 R]", b"2"), 4: stream(b"")}), 2),
}


@pytest.mark.parametrize(("data", "page"), WITHOUT.values(), ids=WITHOUT.keys())
def test_a_file_without_form_is_damaged(data: bytes, page: int):
    """Where a page lost something, nobody can say that no form was on it."""
    error = extract_or_error(data, "a.pdf", KIT).error
    assert error
    assert (error.code, error.message) == ("damaged-pdf", f"no form was found, and page {page} is damaged")


SHARED = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources %s >>"


def _two_pages(font: bytes = FONT[5], first: bytes = b"", second: bytes = b"") -> bytes:
    """Return two pages in one font that say the same, if they are not given other content."""
    more = {
        2: b"<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>",
        5: font,
        9: _unsound(b"/CIDInit /ProcSet findresource begin"),
        20: SHARED % (21, RESOURCES),
        21: stream(second or content()),
    }
    return odd_form(first or content(), more=more)


def _unsound(data: bytes) -> bytes:
    """Return a packed stream whose checksum is wrong."""
    packed = zlib.compress(data)[:-1] + b"x"
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


LACKING = {
    "a meaning that is damaged": FONT[5].replace(b" >>", b" /ToUnicode 9 0 R >>"),
    "nothing of it is there": b"null",
}


@pytest.mark.parametrize("font", LACKING.values(), ids=LACKING.keys())
def test_each_page_is_told_of_a_font_that_pages_share(font: bytes):
    """What a font lacks is lost on every page that is set in it, not on the first alone."""
    extraction = extract_or_error(_two_pages(font), "a.pdf", KIT)
    assert [(one.page, one.why) for one in extraction.unread] == [(1, "damaged-page"), (2, "damaged-page")]
    assert all(f"page-unread:{form.pages[0]}" in form.why_review for form in extraction.forms)


def test_nonsense_in_a_font_that_is_not_there_is_not_recognised():
    """Its codes drawn in another mean nothing to the eye either; a font without meaning is drawn rightly."""
    assert _kinds(LACKING["nothing of it is there"]) == {"unreadable"}
    assert _kinds(FONT[5].replace(b"/UniGB-UTF16-H", b"/Identity-H")) == {"rubbish-text"}


def _kinds(font: bytes) -> set[str]:
    return {run.kind for run in extract_or_error(_two_pages(font), "a.pdf", KIT).kinds}


def test_a_font_that_shows_nothing_need_not_be_there():
    """Spaces in a font that is missing are lost to nobody."""
    blank = b"BT /None 9 Tf 9 800 Td (  ) Tj ET\n"
    extraction = extract_or_error(_two_pages(first=blank + content()), "a.pdf", KIT)
    assert extraction.unread == ()
    assert [form.why_review for form in extraction.forms] == [(), ()]


TITLE = "项目支出绩效自评表".encode("utf-16-be").hex().encode()
TOTAL = b"<00380038>"
LOST = b"nonsense\n"
BESIDE = {
    "its title may be on the page before": (LOST, content().replace(TITLE, b""), ("page-unread:1",)),
    "it has its title": (LOST, content(), ()),
    "it has its total": (content(), LOST, ()),
}


@pytest.mark.parametrize(("first", "second", "why"), BESIDE.values(), ids=BESIDE.keys())
def test_a_form_may_begin_on_a_damaged_page(first: bytes, second: bytes, why: tuple[str, ...]):
    """A form whose beginning was not seen, behind a page that lost something, goes to review."""
    extraction = extract_or_error(_two_pages(first=first, second=second), "a.pdf", KIT)
    assert [form.why_review for form in extraction.forms] == [why]


def test_a_form_may_end_on_a_damaged_page():
    """A form whose total was not seen names the damaged page after it."""
    first = content().replace(TOTAL, b"<>")
    (form,) = extract_or_error(_two_pages(first=first, second=LOST), "a.pdf", KIT).forms
    assert "page-unread:2" in form.why_review


SIDE = 1000
GREY = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace /DeviceGray "
PIXELS = bytes(range(250)) * 4 * SIDE
PACKED = zlib.compress(PIXELS)
PICTURES = {
    "whole": (zlib.compress(PIXELS), b"/FlateDecode", None),
    "fewer lines than it claims": (
        zlib.compress(PIXELS[: len(PIXELS) // 2]),
        b"/FlateDecode",
        "damaged-page",
    ),
    "a checksum that is wrong": (PACKED[:-1] + bytes([PACKED[-1] ^ 1]), b"/FlateDecode", "damaged-page"),
    "a fax that breaks off": (b"\x26\xa0" * 99, b"/CCITTFaxDecode", "damaged-page"),
}


@pytest.mark.parametrize(("content", "how", "why"), PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_that_lacks_something_is_told(content: bytes, how: bytes, why: str | None):
    """What is recognised of a damaged scan stands, and its page is said to be damaged."""
    entries = GREY % (SIDE, SIDE, 8 if how == b"/FlateDecode" else 1)
    parameters = b"" if how == b"/FlateDecode" else b"/DecodeParms << /K -1 /Columns %d >> " % SIDE
    image = stream(content, entries + b"/Filter %s " % how + parameters)
    data = drawn(b"500 0 0 500 0 0 cm /I Do", {5: image}, resources=b"/XObject << /I 5 0 R >>")
    opened = read_pages(data, max_pages=1)
    read = read_page(opened, opened.page(1), lambda page, _: replace(page, unread=None))
    assert (read.unread.why if read.unread else None) == why


def test_one_page_does_not_answer_for_another():
    """What was complained of on one page is forgotten on the next, also by who reads another file after."""
    document = pymupdf.open(stream=PARTLY["its end is missing"])
    document.insert_pdf(pymupdf.open(stream=FORM))
    told = [bool(page.unread) for page in read_pages(document.tobytes(), max_pages=9).pages]
    assert told == [True, False]
    (page,) = read_pages(FORM, max_pages=9).pages
    assert page.unread is None


BOXES = {
    "none": ("null", True),
    "words": ("[/a /b /c /d]", True),
    "three numbers": ("[0 0 595]", True),
    "no size": ("[0 0 0 0]", True),
    "a letter's": ("[0 0 612 792]", True),
    "a letter's, from its end": ("[612 792 0 0]", True),
    "its own": ("[0 0 595 842]", False),
}


@pytest.mark.parametrize(("box", "is_told"), BOXES.values(), ids=BOXES)
def test_a_page_without_a_box_is_told(box: str, is_told: bool):  # noqa: FBT001 - a case's answer
    """Viewers take a letter's size for it, which cuts off the head of an A4 page: the title, the name."""
    document = pymupdf.open(stream=FORM)
    document.xref_set_key(document[0].xref, "MediaBox", box)
    extraction = extract_or_error(document.tobytes(), "a.pdf", KIT)
    assert [one.why for one in extraction.unread] == ["damaged-page"] * is_told
