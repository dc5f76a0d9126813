"""PDF bytes → drawings of how its pages were read: the pipeline's first stages, and no form is read again.

For whoever asks why a cell was read so: `zipingbiao extract --debug-svg` and the
layer over the desk's page images.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from extractor.diagrams import draw_page, lay_out
from extractor.geometry import Page
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
        first: From 1; none are left where it is past the last page.

    Raises:
        BadDocument: The file, or one of these pages, cannot be read.
    """
    on_page = _by_page(forms)
    drawn: list[Drawing] = []
    size = 0
    for page in _pages_from(data, first, max_pages):
        drawn.append(Drawing(page.number, draw_page(page, find_grids(page), on_page.get(page.number, []))))
        size += len(drawn[-1].svg)
        if size > BATCH:
            break
    return drawn


def lay_page(data: bytes, number: int, *, max_pages: int) -> Layer:
    """Return how one page (counted from 1) is cut into cells; where it cannot be read, the layer says why."""
    try:
        page = next(_pages_from(data, number, max_pages))
    except BadDocument as error:
        return Layer(page=number, code=error.code)
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


def _pages_from(data: bytes, first: int, max_pages: int) -> Iterator[Page]:
    return islice(read_pages(data, max_pages=max_pages).pages, first - 1, None)
