"""A page's annotations → those hidden that people laid over it, before anything is read.

Stamps, electronic seals, comments and marks are none of the form, and the lines that they draw are no
rulings.  What somebody typed into the form is: fields, and text without a frame.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import pymupdf

from extractor.page.pictures import UNREADABLE
from models.records import Box

HIDDEN = 1 << 1
"""The flag of an annotation that is not shown.

Source:
    ISO 32000-1 §12.5.3, table 165.
"""
LINK, FREE_TEXT, WIDGET = 1, 2, 21
"""MuPDF's kinds of annotations (pdf_annot_type)."""
SIGNATURE, CALLOUT = "/Sig", "/FreeTextCallout"


class Aside(NamedTuple):
    """What an annotation says, and where it lies in the page's content."""

    box: Box
    text: str


class Laid(NamedTuple):
    """What annotations that were hidden say, and the places of fields whose frame has a colour."""

    asides: list[Aside]
    fields: list[Box]


def set_aside(document: pymupdf.Document, leaf: pymupdf.Page) -> Laid:
    """Hide what was laid over a page, until the document is closed; return what it says, and framed fields.

    An annotation that is broken stays as it is.
    """
    laid = Laid([], [])
    annotations = leaf.annot_xrefs()
    if not annotations or (leaf.first_annot is None and leaf.first_widget is None):
        return laid
    has_fields = leaf.first_widget is not None
    for xref, kind, _ in annotations:
        with suppress(*UNREADABLE, ValueError):
            if not _is_typed(document, xref, kind):
                laid.asides.extend(_hide(document, leaf, xref))
        with suppress(*UNREADABLE, ValueError):
            if has_fields and kind == WIDGET and document.xref_get_key(xref, "MK/BC")[0] == "array":
                laid.fields.append(_place(document, leaf, xref))
    return laid


def _hide(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Iterator[Aside]:
    """Hide an annotation, and yield what it says, if anything."""
    flags = document.xref_get_key(xref, "F")[1]
    document.xref_set_key(xref, "F", str((int(flags) if flags.isdigit() else 0) | HIDDEN))
    type_, text = document.xref_get_key(xref, "Contents")
    if type_ == "string" and text.strip():
        yield Aside(_place(document, leaf, xref), text.strip())


def _is_typed(document: pymupdf.Document, xref: int, kind: int) -> bool:
    """Tell whether an annotation is part of the form: a link, a field, or text without a frame."""
    said = partial(document.xref_get_key, xref)
    if kind == WIDGET:
        return SIGNATURE not in (said("FT")[1], said("Parent/FT")[1])
    if kind == FREE_TEXT:
        return bool(said("IT")[1] != CALLOUT and said("BS/W")[1] in ("null", "0"))
    return kind == LINK


def _place(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Box:
    """Return where an annotation lies: somewhere on its page, if it does not say."""
    numbers = document.xref_get_key(xref, "Rect")[1].strip("[]").split()
    try:
        x0, y0, x1, y1 = map(float, numbers)
    except ValueError:
        return (0.0, 0.0, leaf.cropbox.width, leaf.cropbox.height)
    box = pymupdf.Rect(x0, y0, x1, y1).normalize() * leaf.transformation_matrix
    return (box.x0, box.y0, box.x1, box.y1)
