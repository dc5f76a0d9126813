"""What a PDF carries: attached PDFs are read, other files, and what only Adobe's programs show, are named."""

import zlib
from collections.abc import Callable
from dataclasses import replace

import pymupdf
import pytest

from extractor.page.pages import read_pages
from extractor.page.pixels import render_page
from extractor.pipeline import extract_or_error, load_kit
from models.errors import EncryptedPdf
from models.records import Extraction
from tests.hostile.oddities import form
from tests.hostile.writers import DAMAGED, one_page, stream

KIT = replace(load_kit(), recognise=None)
ENTRIES = b"<< /Type /Filespec /F (%s) /EF << /F %d 0 R >> >>"
FORM = form()


def carrying(*files: tuple[str, bytes], first: bytes = b"") -> bytes:
    """Return a letter of one page, or another file, that carries files."""
    document = pymupdf.open(stream=first or one_page(stream(b"")))
    for name, data in files:
        document.embfile_add(name, data, filename=name)
    return bytes(document.tobytes())


def pinned(*, packed: bool) -> bytes:
    """Return a letter with a form pinned to its page, its objects packed in streams or not."""
    document = pymupdf.open(stream=one_page(stream(b"")))
    document[0].add_file_annot((100, 100), FORM, "form.pdf")
    return bytes(document.tobytes(use_objstms=int(packed)))


def _in_nodes() -> bytes:
    """Return a letter that lists what it carries in nodes, by a name without a mark of its encoding alone."""
    more = {5: stream(FORM), 6: ENTRIES % (b"form.PDF", 5), 7: b"<< /Names [(a) 6 0 R] /Limits [(a) (a)] >>"}
    listed = b"/Names << /EmbeddedFiles << /Kids [7 0 R] >> >>"
    return one_page(stream(b""), more=more, catalog=listed)


def _associated() -> bytes:
    more = {5: stream(FORM), 6: ENTRIES % (b"form.pdf", 5)}
    return one_page(stream(b""), more=more, catalog=b"/AF [6 0 R]")


def _read(data: bytes) -> Extraction:
    return extract_or_error(data, "a.pdf", KIT)


CARRIERS = {
    "an attachment": lambda: carrying(("自评表.pdf", FORM)),
    "a list in nodes": _in_nodes,
    "associated alone": _associated,
    "associated, and listed": lambda: carrying(("form.pdf", FORM), first=_associated()),
    "pinned to a page": lambda: pinned(packed=False),
    "pinned, and packed": lambda: pinned(packed=True),
    "a name that tells nothing": lambda: carrying(("自评表", FORM)),
    "a name with a number": lambda: carrying(("1.自评表", FORM)),
    "a name that ends in blanks": lambda: carrying(("form.PDF ", FORM)),
    "listed twice": lambda: carrying(("form.pdf", FORM), first=pinned(packed=False)),
}


@pytest.mark.parametrize("made", CARRIERS.values(), ids=CARRIERS.keys())
def test_a_form_in_an_attachment_is_read(made: Callable[[], bytes]):
    """It is the page after those of the file, once, with its places, its pixels and its picture."""
    data = made()
    read = _read(data)
    assert read.pages == 2
    assert [(one.pages, one.record) for one in read.forms] == [((2,), _read(FORM).forms[0].record)]
    assert read.forms[0].evidence["/total_score"].box == _read(FORM).forms[0].evidence["/total_score"].box
    assert render_page(data, 2).content == render_page(FORM, 1).content
    assert read_pages(data, max_pages=2).raster(2) == read_pages(FORM, max_pages=1).raster(1)


def test_the_pages_of_all_attachments_follow_in_order():
    """A portfolio is read file after file, and its own forms come first."""
    three = pymupdf.open(stream=FORM)
    for _ in range(2):
        three.fullcopy_page(0)
    data = carrying(("a.pdf", three.tobytes()), ("notes.pdf", one_page(stream(b""))), first=FORM)
    assert [one.pages for one in _read(data).forms] == [(1,), (2,), (3,), (4,)]
    assert _read(data).pages == 5


def test_what_attachments_carry_follows_them():
    """A letter in a letter is opened too, each file once, and what is no PDF is named wherever it is."""
    inner = carrying(("form.pdf", FORM), ("b.ofd", b"PK"))
    outer = carrying(("letter.pdf", inner), ("form.pdf", FORM), ("again.pdf", inner))
    read = _read(outer)
    assert read.pages == 3
    assert [(one.pages, one.record) for one in read.forms] == [((3,), _read(FORM).forms[0].record)]
    error = _read(carrying(("letter.pdf", carrying(("b.ofd", b"PK"))))).error
    assert error
    assert error.message.endswith("it carries what is not read: b.ofd")


@pytest.mark.parametrize("bad", [FORM[:-3000], b"no PDF", b"", zlib.compress(FORM)])
def test_a_bad_attachment_costs_its_page(bad: bytes):
    """One that cannot be opened is a damaged page; the others, and those of the file, are read."""
    read = _read(carrying(("bad.pdf", bad), ("good.pdf", FORM), first=FORM))
    assert [one.pages for one in read.forms] == [(1,), (3,)]
    assert [(one.page, one.why) for one in read.unread] == [(2, "damaged-page")]
    alone = _read(carrying(("bad.pdf", bad))).error
    assert alone
    assert {alone.code} == DAMAGED
    with pytest.raises(Exception, match="page 2 is damaged"):
        render_page(carrying(("bad.pdf", bad)), 2)


LOCKED = {
    "a password": lambda: pymupdf.open(stream=FORM).tobytes(
        encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="u"
    ),
    "a lock of a program": lambda: form(trailer=b"/ID [<00> <00>] /Encrypt << /Filter /Nobodys.DRM >>"),
}


@pytest.mark.parametrize("lock", LOCKED.values(), ids=LOCKED.keys())
def test_a_locked_attachment_is_told_as_one(lock: Callable[[], bytes]):
    """It is no damaged page: what helps is its password, not another copy."""
    letter = carrying(("form.pdf", lock()), ("bad.pdf", FORM[:-3000]))
    read = _read(letter)
    assert [(one.page, one.why) for one in read.unread] == [(2, "locked-file"), (3, "damaged-page")]
    assert read.error
    assert read.error.code == "encrypted-pdf"
    assert read.error.message == "no form was found, and page 2 is of an attached file that is encrypted"
    with pytest.raises(EncryptedPdf, match="page 2 is of an attached file"):
        render_page(letter, 2)
    beside = _read(carrying(("form.pdf", lock()), first=FORM))
    assert [one.pages for one in beside.forms] == [(1,)]
    assert [(one.page, one.why) for one in beside.unread] == [(2, "locked-file")]


def test_pages_of_attachments_count():
    """No more pages are opened than may be, wherever they are."""
    read = extract_or_error(carrying(("a.pdf", FORM)), "a.pdf", KIT, max_pages=1)
    assert read.error
    assert (read.error.code, read.error.message) == ("too-large", "2 pages; the limit is 1")


def test_what_is_not_read_is_named():
    """A file without a form tells what else it carries, so that somebody can take it out."""
    error = _read(carrying(("自评表.docx", b"PK"), ("b.ofd", b"PK"))).error
    assert error
    assert error.code == "unknown-form"
    assert error.message.endswith("it carries what is not read: 自评表.docx, b.ofd")
    assert _read(carrying(("自评表.docx", b"PK"), first=FORM)).forms
    nameless = _read(carrying(("自评表", b"PK"))).error
    assert nameless
    assert nameless.message.endswith("it carries what is not read: 自评表")


FOR_ADOBE = {
    "said so": (b"/NeedsRendering true /AcroForm << /XFA 4 0 R /Fields [9 0 R] >>", True),
    "without fields": (b"/AcroForm << /XFA [(template) 4 0 R] /Fields [] >>", True),
    "with fields on its pages": (b"/AcroForm << /XFA 4 0 R /Fields [9 0 R] >>", False),
    "fields alone": (b"/AcroForm << /Fields [] >>", False),
}


@pytest.mark.parametrize(("catalog", "named"), FOR_ADOBE.values(), ids=FOR_ADOBE.keys())
def test_a_form_that_only_adobe_shows_is_named(catalog: bytes, *, named: bool):
    """A page that asks to wait is no form, and the reason why is told."""
    error = _read(one_page(stream(b""), catalog=catalog)).error
    assert error
    assert error.code == "unknown-form"
    assert error.message.endswith("an XFA form, which only Adobe's programs show") == named


CIRCLES = {
    "a list that leads round": b"/EmbeddedFiles << /Kids [6 0 R] >>",
    "a list of words": b"/EmbeddedFiles (none)",
    "a file that is none": b"/EmbeddedFiles << /Names [(a) (b) (c) 4 0 R] >>",
    "nothing at all": b"/EmbeddedFiles 99 0 R",
}


@pytest.mark.parametrize("listed", CIRCLES.values(), ids=CIRCLES.keys())
def test_a_broken_list_costs_nothing(listed: bytes):
    """The pages of the file are read whatever it says of attachments."""
    named = {6: b"<< /Kids [6 0 R] >>", 1: b"<< /Type /Catalog /Pages 2 0 R /Names << %s >> >>" % listed}
    assert [one.pages for one in _read(form(more=named)).forms] == [(1,)]
