"""A file's first bytes → the format that they begin, whatever its name says."""

from collections.abc import Mapping
from typing import Literal, get_args

Format = Literal["pdf", "png", "jpeg", "tiff"]
Kind = Literal[
    "zip", "old-office", "rtf", "postscript", "mht", "letter", "web-page", "cajviewer", "rar", "7z", "gzip",
    "gif", "bmp", "webp", "jpeg2000", "bigtiff", "base64", "fdf", "ofd", "word", "workbook",
]  # fmt: skip
"""What a file that is not read may seem to be; pages have words for each (`seems.<kind>`)."""
KINDS: tuple[Kind, ...] = get_args(Kind)

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

_OTHERS: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"MIME-Version:", "mht"),
    (b"From:", "letter"),
    (b"<", "web-page"),
    (b"\xef\xbb\xbf<", "web-page"),
    (b"CAJ", "cajviewer"),
    (b"HN", "cajviewer"),
    (b"KDH", "cajviewer"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"RIFF", "webp"),
    (b"\x00\x00\x00\x0cjP", "jpeg2000"),
    (b"II+\x00", "bigtiff"),
    (b"JVBERi0", "base64"),
    (b"%FDF", "fdf"),
)
_PARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"OFD.xml", "ofd"),
    (b"Doc_0/", "ofd"),
    (b"word/", "word"),
    (b"xl/", "workbook"),
)
"""What the first names in a ZIP tell of it."""
_SEEMS = "; it seems to be "
_SAID: Mapping[Kind, str] = {
    "zip": "a ZIP archive or an office document in one (.docx, .xlsx, .ofd)",
    "old-office": "an old office document (.doc, .xls, .wps, .et)",
    "rtf": "a text document (.rtf)",
    "postscript": "PostScript (.ps)",
    "mht": "a saved web page or a letter (.mht, .eml)",
    "letter": "a letter (.eml)",
    "web-page": "a web page or XML",
    "cajviewer": "a file of CAJViewer (.caj, .nh, .kdh)",
    "rar": "a RAR archive",
    "7z": "a 7z archive",
    "gzip": "a gzip archive",
    "gif": "a GIF picture",
    "bmp": "a BMP picture",
    "webp": "a WebP picture",
    "jpeg2000": "a JPEG 2000 picture",
    "bigtiff": "a BigTIFF picture",
    "base64": "a PDF written as Base64 text",
    "fdf": "the data of a form without its pages (.fdf)",
    "ofd": "an OFD document",
    "word": "a Word document (.docx)",
    "workbook": "an Excel workbook (.xlsx)",
}


def guess_of(head: bytes) -> Kind | None:
    """Return what a file that is not read seems to be by its beginning, None where that is not known."""
    seems = next((kind for mark, kind in _OTHERS if head.lstrip().startswith(mark)), None)
    if not head.startswith(b"PK"):
        return seems
    return next((kind for part, kind in _PARTS if part in head), seems)


def not_read(head: bytes) -> str:
    """Return the words for a file that is neither PDF nor picture."""
    kind = guess_of(head)
    words = f"the file is neither a PDF (%PDF- within {HEAD_BYTES} bytes) nor a PNG, JPEG or TIFF picture"
    return f"{words}{_SEEMS}{_SAID[kind]}" if kind else words


def kind_in(words: str) -> Kind | None:
    """Return what the words of `not_read` tell that a file seems to be; they are all that is stored of it."""
    said = words.partition(_SEEMS)[2]
    return next((kind for kind in KINDS if _SAID[kind] == said), None)


def format_of(head: bytes) -> Format | None:
    """Return the format of a file that begins like this, None if it is none that is read.

    Source:
        PNG (W3C) §5.2, JPEG (ITU-T T.81) B.1.1.3, TIFF 6.0 §2.
    """
    for mark, name in _PICTURES:
        if head.startswith(mark):
            return name
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] else None
