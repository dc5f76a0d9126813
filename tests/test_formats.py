"""What a file begins with tells what it is, or seems to be, whatever its name says."""

import io
import zipfile

import pytest

from models.formats import HEAD_BYTES, format_of, guess_of, not_read


def packed(*names: str) -> bytes:
    """Return the beginning of an archive of such files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 99)
    return stream.getvalue()[:HEAD_BYTES]


OTHERS = {
    "OFD": (packed("OFD.xml", "Doc_0/Document.xml"), "an OFD document"),
    "OFD, its parts first": (packed("Doc_0/Document.xml"), "an OFD document"),
    "Word": (packed("[Content_Types].xml", "word/document.xml"), "a Word document (.docx)"),
    "Excel": (packed("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "an Excel workbook (.xlsx)"),
    "an archive": (packed("a.pdf"), "a ZIP archive or an office document in one (.docx, .xlsx, .ofd)"),
    "the old Word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
        "an old office document (.doc, .xls, .wps, .et)",
    ),
    "a web page": (b"\r\n <!DOCTYPE html>", "a web page or XML"),
    "Base64": (b"JVBERi0xLjcK", "a PDF written as Base64 text"),
    "words": ("自评表".encode(), ""),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize(("head", "seems"), OTHERS.values(), ids=OTHERS.keys())
def test_a_file_that_is_not_read_is_named(head: bytes, seems: str):
    """The words for it end with what it seems to be, where that is known."""
    assert (format_of(head), guess_of(head)) == (None, seems)
    assert not_read(head).endswith(f"it seems to be {seems}" if seems else "or TIFF picture")
