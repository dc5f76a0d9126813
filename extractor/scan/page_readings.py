"""A page that has pictures, or nonsense, where text is due → the same page recognised, by its kind."""

from collections.abc import Callable
from dataclasses import replace

from extractor.geometry import Page, Raster
from extractor.page.complaints import is_incomplete
from extractor.page.pages import Pages
from extractor.scan.foreign_layers import with_layer
from extractor.scan.mixtures import blank_part, read_mixed, words_on
from models.errors import DamagedPdf, TooLarge
from models.records import RECOGNISED, Box, Unread, Why

Recognise = Callable[[Page, Raster], Page]
"""A page without readable text and its pixels → the page with what was recognised on it."""


def read_page(pages: Pages, page: Page, recognise: Recognise | None) -> Page:
    """Return a page as it is read: recognised where its kind asks for it.

    Args:
        pages: The open file.
        page: One of its pages.
        recognise: None leaves every page as it is.

    Returns:
        One that cannot be drawn is `unread`, and says why; so does one whose picture is damaged, with
        what was recognised of it.
    """
    if recognise is None or page.kind not in RECOGNISED:
        return page
    try:
        if page.kind == "mixed":
            return read_mixed(page, lambda one, part: _look(pages, one, part, recognise))
        raster, is_damaged = pages.raster(page.number), is_incomplete()
        read = recognise(page, raster)
    except TooLarge:
        return as_unread(page, "too-large")
    except DamagedPdf:
        return as_unread(page, "damaged-page")
    if is_damaged:
        read = replace(read, unread=Unread(page=page.number, why="damaged-page"))
    if page.kind == "scan-with-layer":
        read = replace(with_layer(read, words_on(page.layer, page, read.warp)), layer=())
    return read


def as_unread(page: Page, why: Why) -> Page:
    """Return a page of which nothing is read."""
    return replace(page, words=(), notes=(), unread=Unread(page=page.number, why=why))


def _look(pages: Pages, page: Page, part: Box | None, recognise: Recognise) -> Page:
    if part is None:
        return recognise(page, pages.raster(page.number))
    return recognise(blank_part(page, part), pages.part(page.number, part))
