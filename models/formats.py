"""A file's first bytes → the format that they begin, whatever its name says."""

from typing import Literal

Format = Literal["pdf", "png", "jpeg", "tiff"]

HEAD_BYTES = 1024
"""So many bytes tell a format: ISO 32000-1 Annex H.3 lets readers look for `%PDF-` that far in."""
SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
ARCHIVE = ".zip"
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
NAMED = (*SUFFIXES, ARCHIVE, *OTHER_ARCHIVES)
"""What a file may be called that is taken in, or refused with a reason; others are passed over."""
MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/tiff")

_PICTURES: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)


_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or an office document in one (.docx, .xlsx, .ofd)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (.doc, .xls, .wps, .et)"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"%!PS", "PostScript (.ps)"),
    (b"MIME-Version:", "a saved web page or a letter (.mht, .eml)"),
    (b"From:", "a letter (.eml)"),
    (b"<", "a web page or XML"),
    (b"\xef\xbb\xbf<", "a web page or XML"),
    (b"CAJ", "a file of CAJViewer (.caj)"),
    (b"HN", "a file of CAJViewer (.nh)"),
    (b"KDH", "a file of CAJViewer (.kdh)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a WebP picture"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 picture"),
    (b"II+\x00", "a BigTIFF picture"),
    (b"JVBERi0", "a PDF written as Base64 text"),
    (b"%FDF", "the data of a form without its pages (.fdf)"),
)
_PARTS: tuple[tuple[bytes, str], ...] = (
    (b"OFD.xml", "an OFD document"),
    (b"Doc_0/", "an OFD document"),
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
)
"""What the first names in a ZIP tell of it."""


def guess_of(head: bytes) -> str:
    """Return what a file that is not read seems to be by its beginning, `""` where that is not known."""
    seems = next((name for mark, name in _OTHERS if head.lstrip().startswith(mark)), "")
    if not head.startswith(b"PK"):
        return seems
    return next((name for part, name in _PARTS if part in head), seems)


def not_read(head: bytes) -> str:
    """Return the words for a file that is neither PDF nor picture."""
    guess = guess_of(head)
    words = f"the file is neither a PDF (%PDF- within {HEAD_BYTES} bytes) nor a PNG, JPEG or TIFF picture"
    return f"{words}; it seems to be {guess}" if guess else words


def format_of(head: bytes) -> Format | None:
    """Return the format of a file that begins like this, None if it is none that is read.

    Source:
        PNG (W3C) §5.2, JPEG (ITU-T T.81) B.1.1.3, TIFF 6.0 §2.
    """
    for mark, name in _PICTURES:
        if head.startswith(mark):
            return name
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] else None
