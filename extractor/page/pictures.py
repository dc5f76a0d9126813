"""A file of pictures → a PDF of one a page, and which of them cannot be shown.

The frames of a TIFF are taken one by one, each when it is asked for: a bad one costs itself,
and a long file no more memory than its largest.
"""

from collections.abc import Callable

import pymupdf

from extractor.page.complaints import is_cut_off, reset_complaints
from models.formats import Format
from models.records import Why

A4_WIDTH, A4_LENGTH = 595.0, 842.0
LONGEST = 1250.0
"""A picture longer than an A3 sheet, in points, was not scanned at the resolution that it claims."""
SHORTEST, MANY_PIXELS = 400.0, 800
"""Nor was one shorter than half an A4 sheet that has so many pixels along its longer side."""
MOST_PIXELS = 200_000_000
MOST_DRAWN, SHARPEST = 40_000_000, 300 / 72
"""Frames are drawn with so many pixels at most, in all and a point."""
HEAD, MOST_FRAMES = 4096, 20
"""There an animated PNG says how many pictures it has; so many at most are told of."""
UNREADABLE = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises over a file's contents; IndexError where a repair lost pages that were counted."""


class Album:
    """The frames of a file, each as the one page of a PDF that is made when it is asked for.

    `whys` tells of those that were asked for, counted from 1, why they cannot be shown, if they cannot.
    """

    def __init__(self, pictures: pymupdf.Document) -> None:
        self._pictures = pictures
        self.page_count: int = pictures.page_count
        self.whys: dict[int, Why | None] = {}
        self._made: tuple[int, pymupdf.Document] = (-1, pymupdf.open())

    def load_page(self, number: int) -> pymupdf.Page:
        """Return a page, counted from 0; an empty one for a picture that cannot be shown."""
        if self._made[0] != number:
            made = pymupdf.open()
            self.whys[number + 1] = why = _add(made, self._pictures, number)
            if why:
                made.new_page(width=A4_WIDTH, height=A4_LENGTH)
            self._made = number, made
        page: pymupdf.Page = self._made[1].load_page(0)
        return page

    def __getitem__(self, number: int) -> pymupdf.Page:
        """Return as `load_page`."""
        return self.load_page(number)

    def why(self, number: int) -> Why | None:
        """Return why a page, counted from 1, shows no picture."""
        if number not in self.whys:
            self.load_page(number - 1)
        return self.whys[number]


Pictures = pymupdf.Document | Album
Lost = Callable[[int], Why | None]
"""A page, counted from 1 → why it shows no picture, if it shows none."""


def open_pictures(data: bytes, kind: Format) -> tuple[Pictures, Lost]:
    """Return a PDF that shows each picture of a file on a page of its own, and which pages have none.

    The further pictures of an animated PNG are never shown. A picture that does not say how many
    pixels make an inch, as those of cameras and many scanners, is as long as an A4 sheet.

    Raises:
        RuntimeError, ValueError, FzErrorBase: The file cannot be opened at all.
    """
    pictures = pymupdf.open(stream=data, filetype=kind)
    if kind == "tiff" or _is_too_large(pictures, 0):
        album = Album(pictures)
        return album, album.why
    made = _of_usual_size(pymupdf.open(stream=_converted(pictures), filetype="pdf"))
    further = _further_frames(data, kind)
    for _ in range(further):
        made.new_page(width=A4_WIDTH, height=A4_LENGTH)
    return made, lambda number: "damaged-page" if 1 < number <= 1 + further else None


def _converted(pictures: pymupdf.Document) -> bytes:
    """Return a PDF of a file's one picture, as it is compressed there.

    Raises:
        RuntimeError, FzErrorBase: It is damaged or cut off.
    """
    reset_complaints()
    plain: bytes = pictures.convert_to_pdf()
    if is_cut_off():
        raise RuntimeError("the picture is cut off")
    return plain


def _further_frames(data: bytes, kind: Format) -> int:
    """Return how many pictures an animated PNG has after the first, which alone MuPDF shows.

    Source:
        W3C, PNG (third edition), 11.3.6.1: acTL stands before the image data.
    """
    at = data.find(b"acTL", 0, HEAD) if kind == "png" else -1
    return min(int.from_bytes(data[at + 4 : at + 8]), MOST_FRAMES) - 1 if at > 0 else 0


def _of_usual_size(plain: pymupdf.Document) -> pymupdf.Document:
    if not any(_claims_falsely(page) for page in plain.pages()):
        return plain
    made = pymupdf.open()
    for page in plain.pages():
        sheet = _add_sheet(made, page)
        sheet.show_pdf_page(sheet.rect, plain, page.number)
    return made


def _add(made: pymupdf.Document, pictures: pymupdf.Document, number: int) -> Why | None:
    """Add one picture as a page; return why it has none."""
    if _is_too_large(pictures, number):
        return "too-large"
    try:
        reset_complaints()
        picture = pictures[number]
        sheet = _add_sheet(made, picture)
        width, height = _pixels(picture)
        fit = min(1.0, max(SHARPEST * sheet.rect.width / width, SHARPEST * sheet.rect.height / height))
        fit = min(fit, (MOST_DRAWN / (width * height)) ** 0.5)
        matrix = pymupdf.Matrix(fit * width / picture.rect.width, fit * height / picture.rect.height)
        space = pymupdf.csGRAY if _is_grey(picture) else pymupdf.csRGB
        pixels = picture.get_pixmap(matrix=matrix, alpha=False, colorspace=space)
        if is_cut_off():
            made.delete_page(-1)
            return "damaged-page"
        # The pixels of a fax are twice as high as wide, or nearly.
        sheet.insert_image(sheet.rect, pixmap=pixels, keep_proportion=False)
    except UNREADABLE:
        return "damaged-page"
    return None


def _add_sheet(made: pymupdf.Document, picture: pymupdf.Page) -> pymupdf.Page:
    """Add an empty page for a picture: as large as that claims to be, or as long as an A4 sheet."""
    rect = picture.rect
    scale = A4_LENGTH / max(rect.width, rect.height) if _claims_falsely(picture) else 1
    return made.new_page(width=rect.width * scale, height=rect.height * scale)


def _claims_falsely(picture: pymupdf.Page) -> bool:
    """Tell whether a picture was not scanned at the resolution that it claims."""
    longest = max(picture.rect.width, picture.rect.height)
    return longest > LONGEST or is_small_claim(longest, max(_pixels(picture)))


def is_small_claim(longest: float, pixels: float) -> bool:
    """Tell whether so many pixels along a page's longer side, in points, show a larger sheet."""
    return longest < SHORTEST and pixels >= MANY_PIXELS


def _is_grey(picture: pymupdf.Page) -> bool:
    (info,) = picture.get_image_info()
    return bool(info["colorspace"] == 1)


def _is_too_large(pictures: pymupdf.Document, number: int) -> bool:
    try:
        width, height = _pixels(pictures[number])
    except UNREADABLE:
        return False
    return width * height > MOST_PIXELS


def _pixels(picture: pymupdf.Page) -> tuple[int, int]:
    (info,) = picture.get_image_info()
    return info["width"], info["height"]
