"""A file's first bytes → the format that they begin, whatever its name says."""

import codecs
import re
from collections.abc import Mapping
from typing import Literal, get_args

Format = Literal["pdf", "png", "jpeg", "tiff"]
Kind = Literal[
    "zip", "old-office", "rtf", "postscript", "mht", "letter", "web-page", "cajviewer", "rar", "7z", "gzip",
    "gif", "bmp", "webp", "jpeg2000", "bigtiff", "base64", "fdf", "ofd", "word", "workbook", "slides",
    "open-document", "xps", "tar", "packed", "heif", "djvu", "text", "zeros",
]  # fmt: skip
"""What a file that is not read may seem to be; pages have words for each (`seems.<kind>`)."""
KINDS: tuple[Kind, ...] = get_args(Kind)

HEAD_BYTES = 1024
"""So many bytes tell a format: ISO 32000-1 Annex H.3 lets readers look for `%PDF-` that far in."""
SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
ARCHIVE = ".zip"
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
OTHER_PAGES = (".heic", ".heif", ".avif", ".webp", ".bmp", ".gif", ".jp2", ".ofd", ".caj")
"""Photographs and documents that may well be a form: refused, and told what they are, never passed over."""
NAMED = (*SUFFIXES, *OTHER_PAGES, ARCHIVE, *OTHER_ARCHIVES)
"""What a file may be called that is taken in, or refused with a reason; others are passed over."""
MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/tiff")

_PICTURES: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)

_ARCHIVES: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ", "packed"),
    (b"BZh", "packed"),
    (b"(\xb5/\xfd", "packed"),
)
_TAR = slice(257, 262), b"ustar"
"""Where a tar says that it is one (POSIX.1-2017 pax, ustar interchange format)."""

_OTHERS: tuple[tuple[bytes, Kind], ...] = (
    *_ARCHIVES,
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"MIME-Version:", "mht"),
    (b"From:", "letter"),
    (b"<", "web-page"),
    (b"CAJ", "cajviewer"),
    (b"HN", "cajviewer"),
    (b"KDH", "cajviewer"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"RIFF", "webp"),
    (b"\x00\x00\x00\x0cjP", "jpeg2000"),
    (b"II+\x00", "bigtiff"),
    (b"JVBERi0", "base64"),
    (b"data:application/pdf;base64", "base64"),
    (b"%FDF", "fdf"),
    (b"AT&TFORM", "djvu"),
)
_LETTER = re.compile(
    rb"(?:received|return-path|delivered-to|message-id|date|subject|to|dkim-signature|x-[\w-]+): ",
    re.IGNORECASE,
)
"""How a letter begins whose sender does not stand first (RFC 5322 §3.6)."""
_HEIF = re.compile(rb"....ftyp(?:hei|hev|mif1|msf1|avi)", re.DOTALL)
"""What telephones take photographs in (ISO/IEC 23008-12 §10)."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_PARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"OFD.xml", "ofd"),
    (b"Doc_0/", "ofd"),
    (b"word/", "word"),
    (b"xl/", "workbook"),
    (b"ppt/", "slides"),
    (b"vnd.oasis.opendocument", "open-document"),
    (b".fdseq", "xps"),
)
"""What the first names in a ZIP tell of it."""
_SEEMS, _CARRIES = "; it seems to be ", "; it carries what is not read: "
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
    "slides": "PowerPoint slides (.pptx)",
    "open-document": "an OpenDocument file (.odt, .ods)",
    "xps": "an XPS document (.xps, .oxps)",
    "tar": "a tar archive",
    "packed": "a packed file (.xz, .bz2, .zst)",
    "heif": "a HEIC or AVIF photograph",
    "djvu": "a DjVu document",
    "text": "plain text",
    "zeros": "nothing but zeros, as copying that broke off leaves them",
}


def guess_of(head: bytes) -> Kind | None:
    """Return what a file that is not read seems to be by its beginning, None where that is not known."""
    if _is_tar(head):
        return "tar"
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    seems = next((kind for mark, kind in _OTHERS if bare.startswith(mark)), None)
    if head.startswith(b"PK"):
        return next((kind for part, kind in _PARTS if part in head), seems)
    if seems is None and _LETTER.match(bare):
        return "letter"
    if seems is None and _HEIF.match(head):
        return "heif"
    return seems or _guess_of_all(head)


def _guess_of_all(head: bytes) -> Kind | None:
    """Return what a file seems to be all of whose first bytes are zeros, or text."""
    if not head.strip(b"\0"):
        return "zeros" if head else None
    encodings = (
        ("utf-16",) if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8", "gb18030")
    )
    return "text" if any(_is_text(head, encoding) for encoding in encodings) else None


def _is_text(head: bytes, encoding: str) -> bool:
    """Tell whether bytes, the last of which may be half a character, are text in such an encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text)


def not_read(head: bytes) -> str:
    """Return the words for a file that is neither PDF nor picture."""
    kind = guess_of(head)
    words = f"the file is neither a PDF (%PDF- within {HEAD_BYTES} bytes) nor a PNG, JPEG or TIFF picture"
    return f"{words}{_SEEMS}{_SAID[kind]}" if kind else words


def without_form(carried: str) -> str:
    """Return the words for a file without a form, and what it carries that is not read, if anything."""
    words = "no project self-evaluation form (项目支出绩效自评表) was found"
    return f"{words}{_CARRIES}{carried}" if carried else words


def carried_in(words: str) -> str:
    """Return what the words of `without_form` tell that a file carries."""
    return words.partition(_CARRIES)[2]


def kind_in(words: str) -> Kind | None:
    """Return what the words of `not_read` tell that a file seems to be; they are all that is stored of it."""
    said = "" if _CARRIES in words else words.partition(_SEEMS)[2]
    return next((kind for kind in KINDS if _SAID[kind] == said), None)


def format_of(head: bytes) -> Format | None:
    """Return the format of a file that begins like this, None if it is none that is read.

    Source:
        PNG (W3C) §5.2, JPEG (ITU-T T.81) B.1.1.3, TIFF 6.0 §2.
    """
    for mark, name in _PICTURES:
        if head.startswith(mark):
            return name
    # Of files that an archive holds as they are, a reader of PDFs would see the last alone.
    is_archive = head.startswith(tuple(mark for mark, _ in _ARCHIVES)) or _is_tar(head)
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] and not is_archive else None


def _is_tar(head: bytes) -> bool:
    place, mark = _TAR
    return head[place] == mark
