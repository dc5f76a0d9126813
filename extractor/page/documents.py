"""A file's bytes → an open PDF, or an error that says whose fault it is."""

import re
from typing import NamedTuple

import pymupdf

from extractor.page.pictures import UNREADABLE, Lost, Pictures, open_pictures
from extractor.page.visibilities import settle_layers
from models.errors import DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf
from models.formats import HEAD_BYTES, format_of

END, LOCK = b"%%EOF", b"/Encrypt"
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
OUT_OF_MEMORY = re.compile(r"\b(?:m|c|re)alloc\b")
"""MuPDF tells of refused memory in words alone, whatever class of error carries them."""
pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003 - the library's own switch
pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003


class Opened(NamedTuple):
    """An open PDF, and why any of its pages (from 1) stands for a picture that cannot be shown."""

    document: Pictures
    lost: Lost


def open_document(data: bytes) -> Opened:
    """Open a PDF from memory; pictures (PNG, JPEG, TIFF of any number) as a PDF of one a page.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf: As their names say; a picture is no error.
        DamagedPdf: Truncated, or without a page.
        MemoryError: MuPDF was refused memory.
    """
    if not data:
        raise EmptyFile("the file has no bytes")
    kind = format_of(data[:HEAD_BYTES])
    if kind is None:
        raise NotAPdf("the file begins neither like a PDF nor like a PNG, JPEG or TIFF picture")
    try:
        if kind != "pdf":
            return Opened(*open_pictures(data, kind))
        document = pymupdf.open(stream=data, filetype="pdf")
        if document.needs_pass:
            raise EncryptedPdf("the file is encrypted and asks for a password")
        if document.is_repaired and _is_cut_off(data):
            raise DamagedPdf("the file is cut off: its end is missing")
        if not document.page_count:
            raise DamagedPdf("the file has no page")
        settle_layers(document)
    except UNREADABLE as error:
        if kind == "pdf" and LOCK in data and not OUT_OF_MEMORY.search(str(error)):
            raise EncryptedPdf("the file is locked in an unknown way, or its lock is damaged") from error
        raise cause_of("the file cannot be opened", error) from error
    return Opened(document, lambda _: None)


def _is_cut_off(data: bytes) -> bool:
    """Tell whether a file has no end, or objects behind its last one: those of a revision that has none."""
    end = data.rfind(END)
    return end < 0 or _OBJECT.search(data, end) is not None


def cause_of(what: str, error: Exception) -> Exception:
    """Return what to raise for an error of MuPDF: the file's fault, unless memory ran out."""
    if OUT_OF_MEMORY.search(str(error)):
        return MemoryError(f"{what}: {error}")
    return DamagedPdf(f"{what}: {error}")
