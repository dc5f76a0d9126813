"""PDF bytes → an open document, or an error that says whose fault it is."""

import re

import pymupdf

from models.errors import DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf

HEADER_WITHIN = 1024
"""ISO 32000-1 Annex H.3 lets readers look for `%PDF-` this many bytes in."""
TRAILER_WITHIN = 2048
OUT_OF_MEMORY = re.compile(r"\b(?:m|c|re)alloc\b")
"""MuPDF tells of refused memory in words alone, whatever class of error carries them."""
UNREADABLE = (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises over a file's contents."""

pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003 - the library's own switch
pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003


def open_document(data: bytes) -> pymupdf.Document:
    """Open a PDF from memory.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf: As their names say.
        DamagedPdf: Truncated, or without a page.
        MemoryError: MuPDF was refused memory.
    """
    if not data:
        raise EmptyFile("the file has no bytes")
    if b"%PDF-" not in data[:HEADER_WITHIN]:
        raise NotAPdf("the file does not begin like a PDF")
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        if document.needs_pass:
            raise EncryptedPdf("the file is encrypted and asks for a password")
        if document.is_repaired and b"%%EOF" not in data[-TRAILER_WITHIN:]:
            raise DamagedPdf("the file is cut off: its end is missing")
        if not document.page_count:
            raise DamagedPdf("the file has no page")
    except UNREADABLE as error:
        raise cause_of("the file cannot be opened", error) from error
    return document


def cause_of(what: str, error: Exception) -> Exception:
    """Return what to raise for an error of MuPDF: the file's fault, unless memory ran out."""
    if OUT_OF_MEMORY.search(str(error)):
        return MemoryError(f"{what}: {error}")
    return DamagedPdf(f"{what}: {error}")
