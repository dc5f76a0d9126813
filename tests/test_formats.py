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
    "Base64 in an address": (b"data:application/pdf;base64,JVBERi0xLjcK", "base64"),
    "a web page behind a mark of its encoding": (b"\xef\xbb\xbf<html>", "web-page"),
    "slides": (packed("[Content_Types].xml", "ppt/presentation.xml"), "slides"),
    "XPS": (packed("[Content_Types].xml", "FixedDocumentSequence.fdseq"), "xps"),
    "OpenDocument": (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
        "open-document",
    ),
    "a photograph of a telephone": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif"),
    "a film": (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", None),
    "a letter on its way": (b"Received: from a by b; Mon, 1 Jan 2024\r\n", "letter"),
    "a packed file": (b"\xfd7zXZ\0\0\x04", "packed"),
    "words": ("自评表".encode(), "text"),
    "words of half a character": ("自评表".encode()[:-1], "text"),
    "words in the Chinese encoding": ("自评表".encode("gb18030"), "text"),
    "words in two bytes each": ("\ufeff自评表".encode("utf-16-le"), "text"),
    "zeros": (bytes(HEAD_BYTES), "zeros"),
    "noise": (bytes(range(256)), None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize(("head", "seems"), OTHERS.values(), ids=OTHERS.keys())
def test_a_file_that_is_not_read_is_named(head: bytes, seems: str | None):
    """The words for it tell what it seems to be, where that is known."""
    assert (format_of(head), guess_of(head), kind_in(not_read(head))) == (None, seems, seems)
    assert not_read(head).endswith("or TIFF picture") == (seems is None)


ARCHIVES = {
    "a ZIP that packs nothing": (packed("a.pdf"), "zip"),
    "a tar": (b"a.pdf".ljust(257, b"\0") + b"ustar".ljust(255, b"\0"), "tar"),
    "RAR": (b"Rar!\x1a\x07\x01\0", "rar"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z"),
}


@pytest.mark.parametrize(("head", "seems"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_an_archive_whose_files_can_be_seen_is_none_of_them(head: bytes, seems: str):
    """Read as a PDF, it would be its last file alone."""
    head += b"%PDF-1.7\n"
    assert (format_of(head), kind_in(not_read(head))) == (None, seems)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_have_words_for_each_kind(lang: str):
    """What a refused file seems to be is said in the reader's language."""
    assert [kind for kind in KINDS if not load_words(lang).has(f"seems.{kind}")] == []


def test_pages_say_in_english_what_commands_say():
    """The words of `not_read` and those of the pages are the same."""
    t = load_words("en")
    assert [kind_in(f"; it seems to be {t(f'seems.{kind}')}") for kind in KINDS] == list(KINDS)
