"""A file's bytes → an open PDF, or an error that says whose fault it is."""

import re

import pymupdf

from models.errors import DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf, TooLarge
from models.formats import HEAD_BYTES, Format, format_of

TRAILER_WITHIN = 2048
A4_LENGTH = 842.0
LONGEST = 1250.0
"""A picture longer than an A3 sheet, in points, was not scanned at the resolution that it claims."""
MOST_PIXELS = 200_000_000
OUT_OF_MEMORY = re.compile(r"\b(?:m|c|re)alloc\b")
"""MuPDF tells of refused memory in words alone, whatever class of error carries them."""
UNREADABLE = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises over a file's contents; IndexError where a repair lost pages that were counted."""

pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003 - the library's own switch
pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003


def open_document(data: bytes) -> pymupdf.Document:
    """Open a PDF from memory; pictures (PNG, JPEG, TIFF of any number) as a PDF of one a page.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf: As their names say; a picture is no error.
        DamagedPdf: Truncated, or without a page.
        TooLarge: A picture of more than MOST_PIXELS pixels.
        MemoryError: MuPDF was refused memory.
    """
    if not data:
        raise EmptyFile("the file has no bytes")
    kind = format_of(data[:HEAD_BYTES])
    if kind is None:
        raise NotAPdf("the file begins neither like a PDF nor like a PNG, JPEG or TIFF picture")
    try:
        if kind != "pdf":
            return _of_pictures(data, kind)
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


def _of_pictures(data: bytes, kind: Format) -> pymupdf.Document:
    """Return a PDF that shows each picture of a file on a page of its own.

    A picture that does not say how many pixels make an inch, as those of cameras and many
    scanners, is as long as an A4 sheet.
    """
    pictures = pymupdf.open(stream=data, filetype=kind)
    for picture in pictures.pages():
        width, height = _pixels(picture)
        if width * height > MOST_PIXELS:
            raise TooLarge(f"picture {picture.number + 1} has {width} x {height} pixels")
    plain = pymupdf.open(stream=pictures.convert_to_pdf(), filetype="pdf")
    if all(max(page.rect.width, page.rect.height) <= LONGEST for page in plain.pages()):
        return plain
    made = pymupdf.open()
    for page in plain.pages():
        longest = max(page.rect.width, page.rect.height)
        scale = A4_LENGTH / longest if longest > LONGEST else 1
        sheet = made.new_page(width=page.rect.width * scale, height=page.rect.height * scale)
        sheet.show_pdf_page(sheet.rect, plain, page.number)
    return made


def _pixels(picture: pymupdf.Page) -> tuple[int, int]:
    (info,) = picture.get_image_info()
    return info["width"], info["height"]


def cause_of(what: str, error: Exception) -> Exception:
    """Return what to raise for an error of MuPDF: the file's fault, unless memory ran out."""
    if OUT_OF_MEMORY.search(str(error)):
        return MemoryError(f"{what}: {error}")
    return DamagedPdf(f"{what}: {error}")
