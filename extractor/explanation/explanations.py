"""PDF bytes → drawings of how its pages were read: the pipeline's first stages, and no form is read again.

For whoever asks why a cell was read so: `zipingbiao extract --debug-svg` and the
layer over the desk's page images.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import msgspec

from extractor.explanation.diagrams import draw_page, lay_out
from extractor.geometry import Page, is_changed, turned
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.page.sights import on_its_own
from models.errors import BadDocument, DamagedPdf, TooLarge
from models.layers import Drawing, Layer
from models.records import Box, Form
from models.warps import flattened

BATCH = 32_000_000
"""Drawings of so many characters are handed on together; a long file takes several calls."""
NOT_ANY: Mapping[int, Page] = MappingProxyType({})


def draw_pages(
    data: bytes,
    forms: Sequence[Form],
    *,
    max_pages: int,
    first: int = 1,
    recognised: Mapping[int, Page] = NOT_ANY,
) -> list[Drawing]:
    """Return drawings of a PDF's pages from page `first` on, as many as make a batch.

    Args:
        data: The file's bytes, untrusted.
        forms: What `extract` read from them.
        max_pages: A file of more is `too-large`.
        first: From 1.
        recognised: The pages that were recognised, by number; they are drawn as they were made straight.

    Raises:
        BadDocument: The file, or one of these pages, cannot be read, or there is no page `first`.
    """
    on_page = _by_page(forms)
    drawn: list[Drawing] = []
    size = 0
    for given in read_pages(data, max_pages=max_pages, first=first).pages:
        page = recognised.get(given.number, given)
        read = [_as_read(form, page) for form in on_page.get(page.number, ())]
        page = on_its_own(page) if page.number in recognised and page.warp is not None else page
        svg = draw_page(page, find_grids(page), read)
        drawn.append(Drawing(page.number, svg))
        size += len(svg)
        if size > BATCH:
            break
    return drawn


def lay_page(data: bytes, number: int, *, max_pages: int, recognised: Page | None = None) -> Layer:
    """Return how one page (counted from 1) is cut into cells; where it cannot be read, the layer says why.

    That of a page that was recognised lies on its `extractor.scan.portraits`, made straight.
    """
    if recognised is not None:
        page = on_its_own(recognised)
        return lay_out(page, find_grids(page))
    try:
        page = next(read_pages(data, max_pages=max_pages, first=number).pages)
    except BadDocument as error:
        return Layer(page=number, code=error.code)
    if page.kind == "unreadable":
        is_large = page.unread is not None and page.unread.why == "too-large"
        return Layer(page=number, code=(TooLarge if is_large else DamagedPdf).code)
    return lay_out(page, find_grids(page))


def _by_page(forms: Sequence[Form]) -> dict[int, list[Form]]:
    """Return forms by every page that something of them stands on: a title may stand on the page before."""
    found: dict[int, list[Form]] = {}
    for form in forms:
        pages = {*form.pages, *(one.page for one in form.evidence.values())}
        pages |= {*(one.page for one in form.unplaced), *(one.page for one in form.notes)}
        for page in pages:
            found.setdefault(page, []).append(form)
    return found


def _as_read(form: Form, page: Page) -> Form:
    """Return a form with its places on one page where they are on the page as read."""
    if not is_changed(page):
        return form
    warp = page.warp
    on_its_side = page.turn in (90, 270)
    size = (page.height, page.width) if on_its_side else (page.width, page.height)

    def read(box: Box) -> Box:
        if warp is not None:
            return flattened(box, warp)
        return turned(box, page.turn, *size)

    return replace(
        form,
        evidence={
            pointer: msgspec.structs.replace(one, box=read(one.box))
            for pointer, one in form.evidence.items()
            if one.page == page.number
        },
        unplaced=tuple(replace(one, box=read(one.box)) for one in form.unplaced if one.page == page.number),
        notes=tuple(replace(one, box=read(one.box)) for one in form.notes if one.page == page.number),
    )
