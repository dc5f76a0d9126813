"""A file of pictures → a PDF of one a page, and which of them cannot be shown.

One bad frame of a TIFF costs itself: the others are taken one by one.
"""

import re

import pymupdf

from models.formats import Format
from models.records import Why

A4_WIDTH, A4_LENGTH = 595.0, 842.0
LONGEST = 1250.0
"""A picture longer than an A3 sheet, in points, was not scanned at the resolution that it claims."""
MOST_PIXELS = 200_000_000
MOST_DRAWN = 40_000_000
"""Frames of a file that is broken elsewhere are drawn anew with so many pixels at most."""
HEAD, MOST_FRAMES = 4096, 20
"""There an animated PNG says how many pictures it has; so many at most are told of."""
UNREADABLE = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises over a file's contents; IndexError where a repair lost pages that were counted."""
_CUT = re.compile("premature end|read error|out of range code|cannot decode|ran out of")


def open_pictures(data: bytes, kind: Format) -> tuple[pymupdf.Document, dict[int, Why]]:
    """Return a PDF that shows each picture of a file on a page of its own, and which pages have none.

    The further pictures of an animated PNG are never shown. A picture that does not say how many
    pixels make an inch, as those of cameras and many scanners, is as long as an A4 sheet.

    Raises:
        RuntimeError, ValueError, FzErrorBase: The file cannot be opened at all.
    """
    made, lost = _opened(data, kind)
    for number in range(made.page_count + 1, made.page_count + _further_frames(data, kind) + 1):
        made.new_page(width=A4_WIDTH, height=A4_LENGTH)
        lost[number] = "damaged-page"
    return made, lost


def _further_frames(data: bytes, kind: Format) -> int:
    """Return how many pictures an animated PNG has after the first, which alone MuPDF shows.

    Source:
        W3C, PNG (third edition), 11.3.6.1: acTL stands before the image data.
    """
    at = data.find(b"acTL", 0, HEAD) if kind == "png" else -1
    return min(int.from_bytes(data[at + 4 : at + 8]), MOST_FRAMES) - 1 if at > 0 else 0


def _opened(data: bytes, kind: Format) -> tuple[pymupdf.Document, dict[int, Why]]:
    pictures = pymupdf.open(stream=data, filetype=kind)
    if not any(_is_too_large(pictures, number) for number in range(pictures.page_count)):
        try:
            reset_complaints()
            plain = pymupdf.open(stream=pictures.convert_to_pdf(), filetype="pdf")
        except UNREADABLE:
            if pictures.page_count == 1:
                raise
        else:
            if not is_cut_off():
                return _of_usual_size(plain), {}
    return _one_by_one(pictures)


def reset_complaints() -> None:
    """Forget what MuPDF has complained of so far."""
    pymupdf.TOOLS.reset_mupdf_warnings()


def is_cut_off() -> bool:
    """Tell whether MuPDF has complained of a picture whose end is missing: it shows the rest in grey."""
    return bool(_CUT.search(pymupdf.TOOLS.mupdf_warnings()))


def _of_usual_size(plain: pymupdf.Document) -> pymupdf.Document:
    if all(max(page.rect.width, page.rect.height) <= LONGEST for page in plain.pages()):
        return plain
    made = pymupdf.open()
    for page in plain.pages():
        sheet = _add_sheet(made, page.rect)
        sheet.show_pdf_page(sheet.rect, plain, page.number)
    return made


def _one_by_one(pictures: pymupdf.Document) -> tuple[pymupdf.Document, dict[int, Why]]:
    made, lost = pymupdf.open(), dict[int, Why]()
    for number in range(pictures.page_count):
        why = _add(made, pictures, number)
        if why:
            lost[number + 1] = why
            made.new_page(width=A4_WIDTH, height=A4_LENGTH)
    return made, lost


def _add(made: pymupdf.Document, pictures: pymupdf.Document, number: int) -> Why | None:
    """Add one picture as a page; return why it has none."""
    if _is_too_large(pictures, number):
        return "too-large"
    try:
        reset_complaints()
        picture = pictures[number]
        width, height = _pixels(picture)
        fit = min(1.0, (MOST_DRAWN / (width * height)) ** 0.5)
        matrix = pymupdf.Matrix(fit * width / picture.rect.width, fit * height / picture.rect.height)
        pixels = picture.get_pixmap(matrix=matrix, alpha=False)
        if is_cut_off():
            return "damaged-page"
        sheet = _add_sheet(made, picture.rect)
        sheet.insert_image(sheet.rect, pixmap=pixels)
    except UNREADABLE:
        return "damaged-page"
    return None


def _add_sheet(made: pymupdf.Document, rect: pymupdf.Rect) -> pymupdf.Page:
    """Add an empty page for a picture: as large as that claims to be, or as long as an A4 sheet."""
    longest = max(rect.width, rect.height)
    scale = A4_LENGTH / longest if longest > LONGEST else 1
    return made.new_page(width=rect.width * scale, height=rect.height * scale)


def _is_too_large(pictures: pymupdf.Document, number: int) -> bool:
    try:
        width, height = _pixels(pictures[number])
    except UNREADABLE:
        return False
    return width * height > MOST_PIXELS


def _pixels(picture: pymupdf.Page) -> tuple[int, int]:
    (info,) = picture.get_image_info()
    return info["width"], info["height"]
