"""PDF bytes → pages of words and strokes, each read only when it is asked for.

Pages that lie askew are made level, and those of small text larger, while they are read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import repeat

from extractor.geometry import Page, Raster
from extractor.page.attachments import Bound
from extractor.page.bearings import boxless, whole_page
from extractor.page.complaints import is_damaged, reset_complaints
from extractor.page.documents import cause_of, open_document
from extractor.page.enlargements import Enlargements
from extractor.page.leaves import Leaf
from extractor.page.pictures import UNREADABLE
from extractor.page.pixels import rasterise
from extractor.page.tilts import levelled, tilt_of
from extractor.page.triages import as_damaged, is_cut
from models.errors import DamagedPdf, TooLarge
from models.records import Box, Unread, Why


@dataclass(frozen=True, slots=True)
class Pages:
    """An open PDF: how many pages, each of them in turn, any one of them, and its pixels.

    A page that cannot be read is an `unread` one, `damaged-page` or `too-large`; so is one read in part, with
    the words that are left.  A part of one is a box as seen.  `besides` names what no page shows.
    """

    count: int
    pages: Iterator[Page]
    page: Callable[[int], Page]
    raster: Callable[[int], Raster]
    part: Callable[[int, Box], Raster]
    besides: tuple[str, ...] = ()


def read_pages(data: bytes, *, max_pages: int, first: int = 1) -> Pages:
    """Open a PDF and return its pages from `first` on, each read only when it is asked for.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf: As their names say.
        DamagedPdf: Truncated, or no page `first`.
        MemoryError: MuPDF was refused memory, which says nothing of the file.
        TooLarge: More than `max_pages` pages.
    """
    document, lost, besides = open_document(data)
    count = document.page_count
    if count > max_pages:
        raise TooLarge(f"{count} pages; the limit is {max_pages}")
    if not 1 <= first <= count:
        raise DamagedPdf(f"there is no page {first}")

    def read(number: int, larger: Enlargements) -> Page:
        why = lost(number)
        return _without_content(number, why) if why else _read_page(document, number, larger)

    return Pages(
        count,
        pages=map(read, range(first, count + 1), repeat(Enlargements())),
        page=lambda number: read(number, Enlargements()),
        raster=lambda number: rasterise(document, number),
        part=lambda number, box: rasterise(document, number, box),
        besides=besides,
    )


def _read_page(document: Bound, number: int, larger: Enlargements) -> Page:
    try:
        reset_complaints()
        leaf = Leaf(number, whole_page(document.load_page(number - 1)))
        leaf.times = larger.next(leaf.layer)
        level = _read_level(leaf)
        page = level or (leaf.read() if leaf.times == 1 else _read_large(leaf))
        lacks_font = leaf.layer.lacks_font
        is_lost = lacks_font or is_damaged() or boxless(leaf.leaf)
        is_whole = not (is_lost or is_cut(page, document.page_count, None if level else leaf.drawn))
        return page if is_whole else as_damaged(page, lacks_font=lacks_font)
    except TooLarge:
        return _without_content(number, "too-large")
    except UNREADABLE as error:
        cause = cause_of(f"page {number} cannot be read", error)
        if not isinstance(cause, DamagedPdf):
            raise cause from error
        return _without_content(number, "damaged-page")


def _read_level(leaf: Leaf) -> Page | None:
    """Return a page made level to be read; None if it is so, or has pictures that are to be recognised."""
    tilt = tilt_of(leaf.layer)
    if not tilt:
        return None
    with levelled(leaf.leaf, tilt) as level:
        made = Leaf(leaf.number, level)
        made.times = leaf.times
        page = made.read()
    return None if page.unread or page.pictures else replace(page, warp=made.warp(tilt))


def _read_large(leaf: Leaf) -> Page:
    """Return a page of small text read as if larger; as it is, where something is to be recognised."""
    page = leaf.read()
    if not (page.unread or page.pictures):
        return replace(page, warp=leaf.warp())
    leaf.times = 1.0
    return leaf.read()


def _without_content(number: int, why: Why) -> Page:
    return Page(number, 0, 0, (), (), unread=Unread(page=number, why=why), kind="unreadable")
