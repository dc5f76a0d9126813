"""A page drawn step by step → how it is read."""

from collections.abc import Callable

import pymupdf

from extractor.geometry import Page
from extractor.page.pages import read_pages

Draw = Callable[[pymupdf.Page], object]


def write(page: pymupdf.Page, text: str, at: tuple[float, float] = (20, 50), **how: object) -> None:
    """Write a line of text that begins at a place."""
    page.insert_text(at, text, **{"fontname": "china-s", "fontsize": 10, **how})


def read_drawn(*steps: Draw, rotation: int = 0) -> Page:
    """Return a page as it is read that was drawn in some steps."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    for step in steps:
        step(page)
    page.set_rotation(rotation)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    return read
