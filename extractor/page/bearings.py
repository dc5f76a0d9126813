"""How a page lies → the matrix from its content to what is seen of it."""

import pymupdf


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


def _unit(document: pymupdf.Document, xref: int) -> float:
    """Return a page's UserUnit: how many 72ths of an inch its own unit is."""
    kind, value = document.xref_get_key(xref, "UserUnit")
    unit = float(value) if kind in ("int", "float") else 1.0
    return unit if 0 < unit < float("inf") else 1.0
