"""What everybody sees on a page is read, whatever its file says in its place."""

import pymupdf
import pytest

from extractor.page.pages import read_pages
from tests.drawn_steps import write
from tests.generators.fontmaps import mapped
from tests.hostile.contents import FONT
from tests.hostile.writers import one_page, stream

SHOWN = "88"


def _read(said: bytes, *, unknown: bool = False) -> list[str]:
    """Return the words of a page that shows 88, about which the file says something else."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    writer = pymupdf.TextWriter(page.rect)
    writer.append((20, 50), SHOWN, font=pymupdf.Font("cjk"))
    writer.write_text(page)
    (xref,) = page.get_contents()
    shown = document.xref_stream(xref)
    document.update_stream(xref, b"/Span << %s >> BDC\n%s\nEMC" % (said, shown))
    write(page, "总分", (20, 80))
    data = document.tobytes()
    (read,) = read_pages(mapped(data, lambda _: "\ufffd") if unknown else data, max_pages=1).pages
    return [word.text for word in read.words]


SAID = {
    "another number": b"/ActualText (98)",
    "nothing": b"/ActualText ()",
    "as UTF-16": b"/ActualText <FEFF00390038>",
    "half a digit": b"/ActualText <FEFF003>",
    "what is not there": b"/ActualText 99 0 R",
    "another word for it": b"/Alt (98) /E (ninety-eight)",
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID.keys())
def test_what_is_shown_counts(said: bytes):
    """A text said in the place of another that is seen is not read."""
    assert sorted(_read(said)) == [SHOWN, "总分"]


@pytest.mark.parametrize("is_within", [False, True])
def test_what_is_said_elsewhere_does_not_count_either(*, is_within: bool):
    """It may be said in a drawing within the page, or by a property that the page's content only names."""
    said = b"/Span << /ActualText (98) >> BDC" if is_within else b"/Span /P BDC"
    inner = b"%s BT /X 10 Tf 20 50 Td (88) Tj ET EMC" % said
    resources = b"/Resources << /Font << /X 5 0 R >> /XObject << /F 6 0 R >> /Properties << /P 7 0 R >> >>"
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 400 300] " + resources
    objects = {5: FONT, 6: stream(inner, kind), 7: b"null" if is_within else b"<< /ActualText (98) >>"}
    data = one_page(stream(b"/F Do" if is_within else inner), resources, objects, box=b"[0 0 400 300]")
    (read,) = read_pages(data, max_pages=1).pages
    assert [word.text for word in read.words] == [SHOWN]


def test_what_is_said_of_signs_without_meaning_is_read():
    """Where a font does not tell what its signs are, the text said of them does."""
    assert sorted(_read(b"/ActualText (88)", unknown=True)) == [SHOWN, "总分"]


def test_what_looks_alike_is_read_as_said():
    """An ideograph that shares its glyph with a radical is what the file says it is."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    write(page, "⽬")
    (xref,) = page.get_contents()
    document.update_stream(
        xref, b"/Span << /ActualText <FEFF76EE> >> BDC\n%s\nEMC" % document.xref_stream(xref)
    )
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert ([word.text for word in read.words], read.notes) == (["目"], ())
