"""PDFs that were written one after another into a file are all read."""

from pathlib import Path

import pytest

from extractor.page.joined_files import joined_files
from extractor.pipeline import extract_or_error
from tests.hostile.oddities import form
from tests.hostile.writers import PDFS, one_page, stream
from tests.test_attachments import KIT, carrying

FORM, LETTER = form(), one_page(stream(b""))
OTHER = form(page=b"/Rotate 0")
START = FORM.rindex(b"startxref")


def _moved(data: bytes, by: int) -> bytes:
    """Return a file whose table of objects is told so many bytes farther on."""
    head, told = data.rsplit(b"startxref\n", 1)
    at, end = told.split(b"\n", 1)
    return head + b"startxref\n%d\n" % (int(at) + by) + end


JOINED = {
    "two": ([FORM, LETTER], [FORM, LETTER]),
    "lines between them": ([FORM + b"\r\n\r\n", LETTER], [FORM + b"\r\n\r\n", LETTER]),
    "a revision with a header of its own": (
        [FORM, _moved(OTHER, len(FORM))],
        [FORM + _moved(OTHER, len(FORM))],
    ),
    "one whose table is elsewhere": ([FORM, _moved(OTHER, 9)], [FORM + _moved(OTHER, 9)]),
    "an attachment that is not packed": ([form(more={9: stream(LETTER)})], [form(more={9: stream(LETTER)})]),
    "a table beyond any file": (
        [FORM, b"%PDF-1.4\nstartxref\n99999999999999999999\n%%EOF"],
        [FORM + b"%PDF-1.4\nstartxref\n99999999999999999999\n%%EOF"],
    ),
    "noise": ([b"%PDF-%PDF-"], [b"%PDF-%PDF-"]),
}


@pytest.mark.parametrize(("written", "parts"), JOINED.values(), ids=JOINED.keys())
def test_a_file_is_its_parts(written: list[bytes], parts: list[bytes]):
    """Each says where its own table of objects is; whatever does not is a piece of what stands before it."""
    assert joined_files(b"".join(written)) == parts


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_a_file_of_any_producer_is_whole(path: Path):
    """Twice, it is two of it."""
    data = path.read_bytes()
    assert joined_files(data) == [data]
    assert joined_files(data * 2) == [data, data]


def test_the_forms_of_all_files_in_one_are_read():
    """Those of the last come first, as viewers show them; a file that is there twice is read once."""
    read = extract_or_error(OTHER + LETTER + FORM + carrying(("a.pdf", OTHER), first=FORM), "a.pdf", KIT)
    assert read.pages == 4
    assert [one.pages for one in read.forms] == [(1,), (2,), (4,)]
    assert [one.pages for one in extract_or_error(FORM + FORM, "a.pdf", KIT).forms] == [(1,)]
