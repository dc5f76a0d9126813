"""An open PDF → the files that it carries with it, and several PDFs bound as one.

Letters and portfolios carry forms so: the page that is seen says "see the attachment".

Source:
    ISO 32000-1 §7.11.4, embedded file streams; §12.5.6.15, file attachment annotations; ISO 32000-2 §14.13,
    associated files, which need not be listed as embedded ones.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import PurePath
from typing import NamedTuple

import pymupdf
from pymupdf import mupdf

from extractor.page.pictures import UNREADABLE, Lost, Pictures
from models.formats import HEAD_BYTES, format_of
from models.records import Why

MOST_FILES, MOST_ANNOTATIONS = 1000, 1000
"""So many attachments of a file, and annotations of a page, are looked at."""
PDF = ".pdf"
"""Files of this name are read; of those whose name tells nothing, what begins as a PDF is one."""
MARKS = (b"/FileAttachment", b"/ObjStm")
"""A file without either has no attachment on a page."""


class Attached(NamedTuple):
    """A file in a file: its name, and its bytes if it is a PDF that can be taken out."""

    name: str
    is_pdf: bool
    data: bytes = b""


def attached_files(document: pymupdf.Document, data: bytes) -> list[Attached]:
    """Return what a PDF carries: the files of the document, then those pinned to its pages."""
    found = list(_of_document(document))
    if any(mark in data for mark in MARKS):
        found += _of_pages(document)
    # One file may be listed for the document and shown on a page.
    return list({(one.name, one.data): one for one in found}.values())


def _of_document(document: pymupdf.Document) -> Iterator[Attached]:
    for list_files in (_named, _associated):
        try:
            listed = list_files(document)
        except UNREADABLE:
            continue
        for one in listed:
            yield from _taken_out(one)


def _named(document: pymupdf.Document) -> list[mupdf.PdfObj]:
    if document.xref_get_key(document.pdf_catalog(), "Names")[0] == "null":
        return []
    pdf = mupdf.pdf_document_from_fz_document(document.this)
    named = mupdf.pdf_load_name_tree(pdf, mupdf.pdf_new_name("EmbeddedFiles"))
    return [mupdf.pdf_dict_get_val(named, at) for at in range(min(mupdf.pdf_dict_len(named), MOST_FILES))]


def _associated(document: pymupdf.Document) -> list[mupdf.PdfObj]:
    if document.xref_get_key(document.pdf_catalog(), "AF")[0] == "null":
        return []
    trailer = mupdf.pdf_trailer(mupdf.pdf_document_from_fz_document(document.this))
    files = mupdf.pdf_dict_getp(trailer, "Root/AF")
    return [mupdf.pdf_array_get(files, at) for at in range(min(mupdf.pdf_array_len(files), MOST_FILES))]


def _of_pages(document: pymupdf.Document) -> Iterator[Attached]:
    pdf = mupdf.pdf_document_from_fz_document(document.this)
    for number in range(document.page_count):
        try:
            listed = mupdf.pdf_dict_gets(mupdf.pdf_lookup_page_obj(pdf, number), "Annots")
            pinned = [
                mupdf.pdf_dict_gets(mupdf.pdf_array_get(listed, at), "FS")
                for at in range(min(mupdf.pdf_array_len(listed), MOST_ANNOTATIONS))
            ]
        except UNREADABLE:
            continue
        for one in pinned:
            yield from _taken_out(one)


def _taken_out(specification: mupdf.PdfObj) -> Iterator[Attached]:
    """Yield the file that a specification holds, if it holds one."""
    try:
        if not mupdf.pdf_is_embedded_file(specification):
            return
        name = _name(specification)
    except UNREADABLE:
        return
    suffix = PurePath(name.strip()).suffix.lower()
    suffix = suffix if suffix.isascii() else ""  # 1.自评表
    if suffix not in {PDF, ""}:
        yield Attached(name, is_pdf=False)
        return
    try:
        content = mupdf.pdf_load_embedded_file_contents(specification)
        data = mupdf.fz_buffer_extract_copy(content)
        yield Attached(name, is_pdf=bool(suffix) or format_of(data[:HEAD_BYTES]) == "pdf", data=data)
    except mupdf.FzErrorSystem:  # memory was refused
        raise
    except UNREADABLE:
        yield Attached(name, is_pdf=bool(suffix))


def _name(specification: mupdf.PdfObj) -> str:
    told = (mupdf.pdf_dict_gets(specification, key) for key in ("UF", "F"))
    return next((mupdf.pdf_to_text_string(one) for one in told if mupdf.pdf_is_string(one)), "")


class Binder:
    """The pages of several files, one after another; which stand for what cannot be shown, `why` tells."""

    def __init__(self, parts: Sequence[tuple[Pictures, Lost]]) -> None:
        self._parts = parts
        self._ends = list(accumulate(document.page_count for document, _ in parts))
        self.page_count: int = self._ends[-1]

    def load_page(self, number: int) -> pymupdf.Page:
        """Return a page, counted from 0."""
        part, own = self._find(number)
        return self._parts[part][0].load_page(own)

    def __getitem__(self, number: int) -> pymupdf.Page:
        """Return as `load_page`."""
        return self.load_page(number)

    def why(self, number: int) -> Why | None:
        """Return why a page, counted from 1, shows nothing."""
        part, own = self._find(number - 1)
        return self._parts[part][1](own + 1)

    def _find(self, number: int) -> tuple[int, int]:
        part = bisect_right(self._ends, number)
        return part, number - (self._ends[part - 1] if part else 0)


Bound = Pictures | Binder
"""What gives pages one by one, wherever they come from."""
