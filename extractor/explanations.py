"""PDF bytes → drawings of how its pages were read: the pipeline's first stages, and no form is read again.

For whoever asks why a cell was read so: `zipingbiao extract --debug-svg` and the
layer over the desk's page images.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.diagrams import draw_page, lay_out
from extractor.geometry import Cell, Page, Sheet, Word, as_seen, is_changed
from extractor.grids import find_grids
from extractor.pages import read_pages
from models.errors import BadDocument
from models.layers import Layer
from models.records import Form

BATCH = 32_000_000
"""Drawings of so many characters are handed on together; a long file takes several calls."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page as SVG."""

    page: int
    svg: str


def draw_pages(data: bytes, forms: Sequence[Form], *, max_pages: int, first: int = 1) -> list[Drawing]:
    """Return drawings of a PDF's pages from page `first` on, as many as make a batch.

    Args:
        data: The file's bytes, untrusted.
        forms: What `extract` read from them.
        max_pages: A file of more is `too-large`.
        first: From 1.

    Raises:
        BadDocument: The file, or one of these pages, cannot be read, or there is no page `first`.
    """
    on_page = _by_page(forms)
    drawn: list[Drawing] = []
    size = 0
    for page in read_pages(data, max_pages=max_pages, first=first).pages:
        svg = draw_page(*_as_seen(page, find_grids(page)), on_page.get(page.number, []))
        drawn.append(Drawing(page.number, svg))
        size += len(svg)
        if size > BATCH:
            break
    return drawn


def lay_page(data: bytes, number: int, *, max_pages: int) -> Layer:
    """Return how one page (counted from 1) is cut into cells; where it cannot be read, the layer says why."""
    try:
        page = next(read_pages(data, max_pages=max_pages, first=number).pages)
    except BadDocument as error:
        return Layer(page=number, code=error.code)
    return lay_out(*_as_seen(page, find_grids(page)))


def _by_page(forms: Sequence[Form]) -> dict[int, list[Form]]:
    """Return forms by every page that something of them stands on: a title may stand on the page before."""
    found: dict[int, list[Form]] = {}
    for form in forms:
        pages = {*form.pages, *(one.page for one in form.evidence.values())}
        pages |= {*(one.page for one in form.unplaced), *(one.page for one in form.notes)}
        for page in pages:
            found.setdefault(page, []).append(form)
    return found


def _as_seen(page: Page, sheet: Sheet) -> tuple[Page, Sheet]:
    """Return a page that was read on its side, or in a unit of its own, as it is seen, with its cells."""
    if not is_changed(page):
        return page, sheet

    def word(one: Word) -> Word:
        return Word(*as_seen(one.box, page), one.text)

    def cell(one: Cell) -> Cell:
        lines = tuple(tuple(word(other) for other in line) for line in one.lines)
        return one._replace(box=as_seen(one.box, page), lines=lines)

    x0, y0, x1, y1 = as_seen((0.0, 0.0, page.width, page.height), page)
    seen = replace(
        page,
        width=x1 - x0,
        height=y1 - y0,
        words=tuple(word(one) for one in page.words),
        strokes=tuple(as_seen(one, page) for one in page.strokes),
        shades=tuple(as_seen(one, page) for one in page.shades),
        notes=tuple(replace(note, box=as_seen(note.box, page)) for note in page.notes),
        turn=0,
        scale=1.0,
    )
    grids = tuple(
        replace(grid, box=as_seen(grid.box, page), cells=tuple(cell(one) for one in grid.cells))
        for grid in sheet.grids
    )
    loose = tuple(tuple(word(one) for one in line) for line in sheet.loose)
    return seen, replace(
        sheet, width=seen.width, height=seen.height, grids=grids, loose=loose, turn=0, scale=1.0
    )
