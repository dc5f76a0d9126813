"""How a page lies → the matrix from its content to what is seen of it."""

from collections.abc import Callable

import pymupdf
from pymupdf import mupdf

from models.records import Box

LETTER = (0.0, 0.0, 612.0, 792.0)
"""The box that MuPDF, as other viewers, takes for a page without one: A4 loses its head."""


def boxless(leaf: pymupdf.Page) -> bool:
    """Tell whether a page has no box of its own or of its parents (`/MediaBox`), or one that is none.

    Source:
        ISO 32000-1 §7.7.3.3: it is required, four numbers.
    """
    if tuple(leaf.mediabox) != LETTER:
        return False
    return _rect(_inherited(leaf, "MediaBox")) != pymupdf.Rect(LETTER)


def whole_page(leaf: pymupdf.Page) -> pymupdf.Page:
    """Return a page, loaded anew without a crop box that is none, or a unit of nothing.

    MuPDF shows a letter's size then, a speck, or nothing at all; other viewers show the whole page.

    Source:
        ISO 32000-1 §14.11.2: a crop box is cut to the media box, which it is by default.
    """
    size = _size(leaf.rect)
    if size[0] and size == _size(leaf.mediabox):
        return leaf
    document, number = leaf.parent, leaf.number
    crop = _inherited(leaf, "CropBox")
    is_box = mupdf.pdf_array_len(crop) == len(LETTER) and _rect(crop).intersects(leaf.mediabox)
    if size[0] and is_box:
        return leaf
    if not is_box:
        document.xref_set_key(leaf.xref, "CropBox", "[{} {} {} {}]".format(*leaf.mediabox))
    if not size[0]:
        document.xref_set_key(leaf.xref, "UserUnit", "1")
    loaded: pymupdf.Page = document.load_page(number)
    return loaded


def _size(box: pymupdf.Rect) -> list[int]:
    """Return the shorter and the longer side of a page, however it is turned, in points."""
    return sorted((round(box.width), round(box.height)))


def bearing_of(leaf: pymupdf.Page) -> pymupdf.Matrix:
    """Return what turns a place of the content into one of the page as seen.

    MuPDF's text and drawings ignore `/Rotate`, while the page's own size follows it; the
    matrix of the rotation alone is not in points but in the page's own unit.
    """
    if not leaf.rotation:
        return pymupdf.Identity
    unit = _unit(leaf.parent, leaf.xref)
    in_points = pymupdf.Matrix(1 / unit, 1 / unit) * leaf.rotation_matrix * pymupdf.Matrix(unit, unit)
    return pymupdf.Matrix(in_points)


def content_of(leaf: pymupdf.Page) -> pymupdf.Matrix:
    """Return what leads from the file's own space to a place of the content, in points from the top left.

    PyMuPDF's `transformation_matrix` forgets, of a turned page, what its crop box leaves out and its unit.
    """
    if not leaf.rotation:
        return pymupdf.Matrix(leaf.transformation_matrix)
    box, unit = mupdf.FzRect(), _unit(leaf.parent, leaf.xref)
    mupdf.pdf_page_transform(mupdf.pdf_page_from_fz_page(leaf.this), box, mupdf.FzMatrix())
    return pymupdf.Matrix(unit, 0, 0, -unit, -unit * box.x0, unit * box.y1)


def seen_with(matrix: pymupdf.Matrix) -> Callable[[Box], Box]:
    """Return what moves boxes as a matrix of quarter turns does, many times cheaper than MuPDF's own."""
    a, b, c, d, e, f = (float(matrix[at]) for at in range(6))

    def seen(box: Box) -> Box:
        x0, y0, x1, y1 = box
        left, right = a * x0 + c * y0 + e, a * x1 + c * y1 + e
        top, bottom = b * x0 + d * y0 + f, b * x1 + d * y1 + f
        return (min(left, right), min(top, bottom), max(left, right), max(top, bottom))

    return seen


def _inherited(leaf: pymupdf.Page, name: str) -> mupdf.PdfObj:
    page = mupdf.pdf_lookup_page_obj(mupdf.pdf_document_from_fz_document(leaf.parent.this), leaf.number)
    return mupdf.pdf_dict_get_inheritable(page, mupdf.pdf_new_name(name))


def _rect(box: mupdf.PdfObj) -> pymupdf.Rect:
    return pymupdf.Rect(mupdf.pdf_to_rect(box))


def area_of(leaf: pymupdf.Page) -> float:
    """Return the area of a page's paper in square points, in which its pictures are measured as well."""
    return float(leaf.mediabox.get_area() * _unit(leaf.parent, leaf.xref) ** 2)


def _unit(document: pymupdf.Document, xref: int) -> float:
    """Return a page's UserUnit: how many 72ths of an inch its own unit is."""
    kind, value = document.xref_get_key(xref, "UserUnit")
    unit = float(value) if kind in ("int", "float") else 1.0
    return unit if 0 < unit < float("inf") else 1.0
