"""What a file begins with tells what it is, or seems to be, whatever its name says."""

import io
import zipfile

import pytest

from models.formats import HEAD_BYTES, KINDS, format_of, guess_of, kind_in, not_read
from review_ui.languages import LANGUAGES, load_words


def packed(*names: str) -> bytes:
    """Return the beginning of an archive of such files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 99)
    return stream.getvalue()[:HEAD_BYTES]


OTHERS = {
    "OFD": (packed("OFD.xml", "Doc_0/Document.xml"), "ofd"),
    "OFD, its parts first": (packed("Doc_0/Document.xml"), "ofd"),
    "Word": (packed("[Content_Types].xml", "word/document.xml"), "word"),
    "Excel": (packed("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "workbook"),
    "an archive": (packed("a.pdf"), "zip"),
    "the old Word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
        "old-office",
    ),
    "a web page": (b"\r\n <!DOCTYPE html>", "web-page"),
    "Base64": (b"JVBERi0xLjcK", "base64"),
    "words": ("自评表".encode(), None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize(("head", "seems"), OTHERS.values(), ids=OTHERS.keys())
def test_a_file_that_is_not_read_is_named(head: bytes, seems: str | None):
    """The words for it tell what it seems to be, where that is known."""
    assert (format_of(head), guess_of(head), kind_in(not_read(head))) == (None, seems, seems)
    assert not_read(head).endswith("or TIFF picture") == (seems is None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_have_words_for_each_kind(lang: str):
    """What a refused file seems to be is said in the reader's language."""
    assert [kind for kind in KINDS if not load_words(lang).has(f"seems.{kind}")] == []


def test_pages_say_in_english_what_commands_say():
    """The words of `not_read` and those of the pages are the same."""
    t = load_words("en")
    assert [kind_in(f"; it seems to be {t(f'seems.{kind}')}") for kind in KINDS] == list(KINDS)
