"""A page → its pixels: a picture for a browser, a raster for recognition."""

from math import hypot

import pymupdf

from extractor.geometry import Raster, area
from extractor.page.attachments import Bound
from extractor.page.bearings import whole_page
from extractor.page.complaints import is_cut_off, reset_complaints
from extractor.page.documents import cause_of, open_document
from extractor.page.pictures import A4_LENGTH, LONGEST, UNREADABLE, is_small_claim
from extractor.page.placements import picture_area, placed_pictures
from models.errors import BadDocument, DamagedPdf, EncryptedPdf, TooLarge
from models.layers import Picture
from models.records import Box, Why

LEAST_DPI, MOST_DPI = 150, 300
"""Scans are recognised at their own resolution within these bounds."""
FALSE_DPI = 100
"""What is longer than A3 and has fewer pixels an inch was made a page by its pixels alone, at 72 or 96."""
WHOLE = 0.8
"""Pictures over less of a page tell nothing of the paper's size."""


def render_page(data: bytes, page: int, scale: float = 2.0, max_pixels: int = 40_000_000) -> Picture:
    """Return one page (counted from 1) as a PNG, `scale` pixels a point.

    Grey where the page has no colour: a third of the size, and forms rarely have any.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf, DamagedPdf: As `read_pages`.
        TooLarge: The page would take more than `max_pixels` even at one pixel a point.
    """
    (width, height), pixels, _ = _drawn(data, page, scale, max_pixels)
    if pixels.is_monochrome or _is_grey(pixels):
        pixels = pymupdf.Pixmap(pymupdf.csGRAY, pixels)
    return Picture(width, height, "image/png", pixels.tobytes("png"))


def draw_page(data: bytes, page: int, scale: float, max_pixels: int) -> Raster:
    """Return one page (counted from 1) in colour, at most `scale` pixels a point.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf, DamagedPdf, TooLarge: As `render_page`.
    """
    _, pixels, scale = _drawn(data, page, scale, max_pixels)
    return Raster(pixels.width, pixels.height, scale, bytes(pixels.samples_mv))


def _drawn(
    data: bytes, page: int, scale: float, max_pixels: int
) -> tuple[tuple[float, float], pymupdf.Pixmap, float]:
    """Return a page's size in points, its pixels and their scale."""
    document, lost, _ = open_document(data)
    if not 1 <= page <= document.page_count:
        raise DamagedPdf(f"there is no page {page}")
    if why := lost(page):
        raise _cause(page, why)
    try:
        leaf = whole_page(document[page - 1])
        width, height = leaf.rect.width, leaf.rect.height
        if not width * height > 0:
            raise DamagedPdf(f"page {page} has no size")
        if width * height > max_pixels:
            raise TooLarge(f"page {page} is {width:.0f} by {height:.0f} points")
        scale = min(scale, (max_pixels / (width * height)) ** 0.5)
        matrix = pymupdf.Matrix(scale, scale)
        return (width, height), leaf.get_pixmap(matrix=matrix, alpha=False, colorspace=pymupdf.csRGB), scale
    except UNREADABLE as error:
        raise cause_of(f"page {page} cannot be drawn", error) from error


def _is_grey(pixels: pymupdf.Pixmap) -> bool:
    samples = pixels.samples_mv
    return bool(samples[0::3] == samples[1::3] == samples[2::3])


def rasterise(
    document: Bound, number: int, part: Box | None = None, *, max_pixels: int = 40_000_000
) -> Raster:
    """Return a page (counted from 1) as seen, or a part of it, in colour.

    It has the resolution of the picture that covers most of it, counted on paper: a page that
    was made as large as its picture has pixels shows a sheet of A4.

    Raises:
        DamagedPdf: The page cannot be drawn.
        TooLarge: It would take more than `max_pixels` even at the least resolution.
    """
    try:
        leaf = whole_page(document[number - 1])
        own, share = _own_dpi(leaf)
        larger = _times_larger(max(leaf.rect.width, leaf.rect.height), own) if share >= WHOLE else 1.0
        dpi = min(max(round(own / larger), LEAST_DPI), MOST_DPI)
        drawn = leaf.rect if part is None else leaf.rect & pymupdf.Rect(part)
        inches = drawn.width * drawn.height * larger**2 / 72**2
        if not inches > 0:
            raise DamagedPdf(f"page {number} has no size")
        if inches * LEAST_DPI**2 > max_pixels:
            raise TooLarge(f"page {number} is {drawn.width:.0f} by {drawn.height:.0f} points")
        dpi = min(dpi, int((max_pixels / inches) ** 0.5))
        reset_complaints()
        scale = dpi * larger / 72
        matrix = pymupdf.Matrix(scale, scale)
        pixels = leaf.get_pixmap(matrix=matrix, alpha=False, colorspace=pymupdf.csRGB, clip=drawn)
        if is_cut_off():
            raise DamagedPdf(f"the picture on page {number} is cut off")
        return Raster(pixels.width, pixels.height, scale, bytes(pixels.samples_mv), larger)
    except UNREADABLE as error:
        raise cause_of(f"page {number} cannot be drawn", error) from error


def _cause(page: int, why: Why) -> BadDocument:
    """Return the error of drawing a page that shows nothing."""
    if why == "too-large":
        return TooLarge(f"page {page} has too many pixels")
    if why == "locked-file":
        return EncryptedPdf(f"page {page} is of an attached file that is encrypted")
    return DamagedPdf(f"page {page} is damaged")


def _times_larger(longest: float, dpi: int) -> float:
    """Return how many times larger the paper is than a page of so many points and pixels an inch.

    Less than 1 where the page was made larger than its paper.
    """
    is_false = dpi < FALSE_DPI if longest > LONGEST else is_small_claim(longest, longest * dpi / 72)
    return A4_LENGTH / longest if is_false and dpi else 1.0


def _own_dpi(leaf: pymupdf.Page) -> tuple[int, float]:
    """Return the largest picture's pixels an inch on a page, 0 if there is none, and how much pictures cover.

    All pictures count, as a share of the page.  The largest may lie on its side, and its pixels be oblong, as
    a fax's are: the finer way counts.
    """
    largest = max(placed_pictures(leaf), key=lambda one: area(one["bbox"]), default=None)
    if not largest:
        return 0, 0.0
    share = picture_area(leaf) / (leaf.rect.get_area() or 1.0)
    a, b, c, d, *_ = largest["transform"]
    sides = ((largest["width"], hypot(a, b)), (largest["height"], hypot(c, d)))
    return round(max((pixels / points * 72 for pixels, points in sides if points > 0), default=0)), share
