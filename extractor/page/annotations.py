"""A page's annotations → those hidden that people laid over it, before anything is read.

Stamps, electronic seals, comments and marks are none of the form, and the lines that they draw are no
rulings.  What somebody typed into the form is: fields, and text without a frame.  What somebody struck out
is told, since it may count no more.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import pymupdf

from extractor.geometry import Word, holds_middle
from extractor.page.pictures import UNREADABLE
from models.records import Box, Note

HIDDEN = 1 << 1
"""The flag of an annotation that is not shown.

Source:
    ISO 32000-1 §12.5.3, table 165.
"""
LINK, FREE_TEXT, STRIKE_OUT, WIDGET = 1, 2, 11, 21
"""MuPDF's kinds of annotations (pdf_annot_type)."""
MOST_PAIRS = 1_000_000
"""Of words and what was struck out; a page of more is no form."""
SIGNATURE, CALLOUT = "/Sig", "/FreeTextCallout"


class Aside(NamedTuple):
    """What an annotation says, and where it lies in the page's content."""

    box: Box
    text: str


class Laid(NamedTuple):
    """What hidden annotations say, the places of fields whose frame has a colour, and what was struck out."""

    asides: list[Aside]
    fields: list[Box]
    struck: list[Box]


def set_aside(document: pymupdf.Document, leaf: pymupdf.Page) -> Laid:
    """Hide what was laid over a page, until the document is closed; return what it says, and framed fields.

    An annotation that is broken stays as it is.
    """
    laid = Laid([], [], [])
    annotations = leaf.annot_xrefs()
    if not annotations or (leaf.first_annot is None and leaf.first_widget is None):
        return laid
    has_fields = leaf.first_widget is not None
    for xref, kind, _ in annotations:
        with suppress(*UNREADABLE, ValueError):
            if kind == STRIKE_OUT:
                laid.struck.extend(_lines(document, leaf, xref))
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


def struck_out(words: Sequence[Word], struck: Sequence[Box], page: int) -> Iterator[Note]:
    """Yield the words of a page that lie in the places of what was struck out, wholly or in part."""
    for word in words if 0 < len(struck) * len(words) <= MOST_PAIRS else ():
        if any(holds_middle(box, word.box) or holds_middle(word.box, box) for box in struck):
            yield Note(code="struck-text", page=page, box=word.box, seen=word.text, kept=word.text)


def _lines(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Iterator[Box]:
    """Yield the places of the lines of text that an annotation marks, four corners each."""
    numbers = list(map(float, document.xref_get_key(xref, "QuadPoints")[1].strip("[]").split()))
    for at in range(0, len(numbers) - 7, 8):
        across, down = numbers[at : at + 8 : 2], numbers[at + 1 : at + 8 : 2]
        box = pymupdf.Rect(min(across), min(down), max(across), max(down)) * leaf.transformation_matrix
        yield (box.x0, box.y0, box.x1, box.y1)


def _place(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Box:
    """Return where an annotation lies: somewhere on its page, if it does not say."""
    numbers = document.xref_get_key(xref, "Rect")[1].strip("[]").split()
    try:
        x0, y0, x1, y1 = map(float, numbers)
    except ValueError:
        return (0.0, 0.0, leaf.cropbox.width, leaf.cropbox.height)
    box = pymupdf.Rect(x0, y0, x1, y1).normalize() * leaf.transformation_matrix
    return (box.x0, box.y0, box.x1, box.y1)
