"""A file's bytes → an open PDF, or an error that says whose fault it is."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import pymupdf

from extractor.page.attachments import MOST_FILES, Attached, Binder, Bound, attached_files
from extractor.page.joined_files import joined_files
from extractor.page.page_trees import find_pages, settle_pages
from extractor.page.pictures import UNREADABLE, Lost, open_pictures
from extractor.page.visibilities import settle_layers
from models.errors import BadDocument, DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf
from models.formats import HEAD_BYTES, format_of, not_read
from models.records import Why

END, LOCK = b"%%EOF", b"/Encrypt"
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
OUT_OF_MEMORY = re.compile(r"\b(?:m|c|re)alloc\b")
"""MuPDF tells of refused memory in words alone, whatever class of error carries them."""
pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003 - the library's own switch
pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003
_Part = tuple[pymupdf.Document, Lost]
"""One file's pages, and why any of them shows nothing."""


class Opened(NamedTuple):
    """An open PDF, why any of its pages (from 1) stands for what cannot be shown, and what else it carries.

    The pages of PDFs that are attached to it come after its own.
    """

    document: Bound
    lost: Lost
    besides: tuple[str, ...] = ()


def open_document(data: bytes) -> Opened:
    """Open a PDF from memory; pictures (PNG, JPEG, TIFF of any number) as a PDF of one a page.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf: As their names say; a picture is no error.
        DamagedPdf: Truncated, or without a page.
        MemoryError: MuPDF was refused memory.
    """
    if not data:
        raise EmptyFile("the file has no bytes")
    kind = format_of(data[:HEAD_BYTES])
    if kind is None:
        raise NotAPdf(not_read(data[:HEAD_BYTES]))
    try:
        if kind != "pdf":
            return Opened(*open_pictures(data, kind))
        *earlier, data = joined_files(data)
        document = _open_pdf(data)
        parts, others = _attachments(document, data, earlier)
        besides = (*_only_adobe(document), *others)
    except UNREADABLE as error:
        if kind == "pdf" and LOCK in data and not OUT_OF_MEMORY.search(str(error)):
            raise EncryptedPdf("the file is locked in an unknown way, or its lock is damaged") from error
        raise cause_of("the file cannot be opened", error) from error
    if not parts:
        return Opened(document, _nothing, besides)
    binder = Binder([(document, _nothing), *parts])
    return Opened(binder, binder.why, besides)


def _open_pdf(data: bytes) -> pymupdf.Document:
    document = pymupdf.open(stream=data, filetype="pdf")
    if document.needs_pass:
        raise EncryptedPdf("the file is encrypted and asks for a password")
    if document.is_repaired and _is_cut_off(data):
        raise DamagedPdf("the file is cut off: its end is missing")
    find_pages(document)
    settle_pages(document)
    if not document.page_count:
        raise DamagedPdf("the file has no page")
    settle_layers(document)
    return document


def _only_adobe(document: pymupdf.Document) -> tuple[str, ...]:
    """Name the form that a file draws with XFA, if it has one: its pages only ask to wait.

    A form that its pages show as well has its fields on them.

    Source:
        ISO 32000-1 §12.7.8; /NeedsRendering of table 28.
    """
    catalog = document.pdf_catalog()
    asks = document.xref_get_key(catalog, "NeedsRendering")[1] == "true"
    if not asks and document.xref_get_key(catalog, "AcroForm/XFA")[0] != "null":
        asks = document.xref_get_key(catalog, "AcroForm/Fields")[1] in ("[]", "null")
    return ("an XFA form, which only Adobe's programs show",) if asks else ()


def _attachments(
    document: pymupdf.Document, data: bytes, earlier: Sequence[bytes]
) -> tuple[list[_Part], list[str]]:
    """Return the PDFs before a PDF in one file, and those that it carries, then those that these carry.

    Each is there once.  The names are of other files.
    """
    parts, others, known = list[_Part](), list[str](), {data.rstrip()} if earlier else set[bytes]()
    waiting = [Attached(f"#{number}", is_pdf=True, data=one) for number, one in enumerate(earlier, 1)]
    waiting += attached_files(document, data)
    for one in waiting:  # grows by what each PDF carries
        bare = one.data.rstrip()
        if not one.is_pdf or len(parts) == MOST_FILES:
            others.append(one.name)
        elif not one.data or bare not in known:
            known.add(bare)
            part = _part(one.data)
            parts.append(part)
            waiting += attached_files(part[0], one.data)
    return parts, others


def _part(data: bytes) -> _Part:
    """Return an attached PDF, or an empty page for one that cannot be opened."""
    try:
        return _open_pdf(data), _nothing
    except (BadDocument, *UNREADABLE) as error:
        if OUT_OF_MEMORY.search(str(error)):
            raise MemoryError(f"an attached file cannot be opened: {error}") from error
        empty = pymupdf.open()
        empty.new_page()
        is_locked = LOCK in data if isinstance(error, UNREADABLE) else isinstance(error, EncryptedPdf)
        return empty, _locked if is_locked else _damaged


def _nothing(_: int) -> None:
    """Tell that no page is lost."""


def _damaged(_: int) -> Why:
    return "damaged-page"


def _locked(_: int) -> Why:
    return "locked-file"


def _is_cut_off(data: bytes) -> bool:
    """Tell whether a file has no end, or objects behind its last one: those of a revision that has none."""
    end = data.rfind(END)
    return end < 0 or _OBJECT.search(data, end) is not None


def cause_of(what: str, error: Exception) -> Exception:
    """Return what to raise for an error of MuPDF: the file's fault, unless memory ran out."""
    if OUT_OF_MEMORY.search(str(error)):
        return MemoryError(f"{what}: {error}")
    return DamagedPdf(f"{what}: {error}")
