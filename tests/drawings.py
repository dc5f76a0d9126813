"""Draws ruled tables with merged cells into PDFs, in the ways producers do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pymupdf

Span = tuple[int, int, int, int]
"""Rows top..bottom and columns left..right, ends excluded."""


@dataclass(frozen=True)
class Drawn:
    """A table to draw: edges in points, and the text of each merged cell."""

    xs: Sequence[float]
    ys: Sequence[float]
    cells: dict[Span, str]

    def box(self, span: Span) -> pymupdf.Rect:
        """Return a cell's place on the page."""
        top, left, bottom, right = span
        return pymupdf.Rect(self.xs[left], self.ys[top], self.xs[right], self.ys[bottom])


def _sides(box: pymupdf.Rect) -> list[tuple[pymupdf.Point, pymupdf.Point]]:
    return [(box.tl, box.tr), (box.bl, box.br), (box.tl, box.bl), (box.tr, box.br)]


def _grown(box: pymupdf.Rect, by: float) -> pymupdf.Rect:
    return pymupdf.Rect(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by)


def strokes(page: pymupdf.Page, box: pymupdf.Rect) -> None:
    """One stroked line a side, as LibreOffice and reportlab."""
    for start, end in _sides(box):
        page.draw_line(start, end, width=0.6)


def thin_fills(page: pymupdf.Page, box: pymupdf.Rect) -> None:
    """One thin filled rectangle a side, as Chromium."""
    for start, end in _sides(box):
        side = _grown(pymupdf.Rect(start, end), 0.35)
        page.draw_rect(side, color=None, fill=(0, 0, 0), width=0)


def outlines(page: pymupdf.Page, box: pymupdf.Rect) -> None:
    """One stroked rectangle a cell."""
    page.draw_rect(box, width=0.5)


def dashes(page: pymupdf.Page, box: pymupdf.Rect) -> None:
    """Short pieces with gaps, each a path of its own."""
    for start, end in _sides(box):
        length = abs(end - start)
        step = (end - start) / length
        for at in range(0, int(length), 5):
            page.draw_line(start + step * at, start + step * min(at + 3, length), width=0.5)


def doubles(page: pymupdf.Page, box: pymupdf.Rect) -> None:
    """Two strokes a side, a point apart."""
    outlines(page, box)
    outlines(page, _grown(box, -1))


STYLES: dict[str, Callable[[pymupdf.Page, pymupdf.Rect], None]] = {
    "strokes": strokes,
    "thin fills": thin_fills,
    "outlines": outlines,
    "dashes": dashes,
    "doubles": doubles,
}


def draw(tables: Sequence[Drawn], style: str = "strokes", *, rotation: int = 0) -> bytes:
    """Return a PDF with one table a page."""
    document = pymupdf.open()
    for table in tables:
        page = document.new_page(width=595, height=842)
        for span, text in table.cells.items():
            box = table.box(span)
            STYLES[style](page, box)
            if text:
                _write(page, box, text)
        page.set_rotation(rotation)
    data: bytes = document.tobytes()
    document.close()
    return data


def _write(page: pymupdf.Page, box: pymupdf.Rect, text: str) -> None:
    """Write a text in lines of whole characters that fit the cell, from its top left."""
    fits = max(1, int((box.width - 4) / 8))
    for number, start in enumerate(range(0, len(text), fits)):
        point = box.tl + pymupdf.Point(2, 10 + 11 * number)
        page.insert_text(point, text[start : start + fits], fontname="china-s", fontsize=8)


def text_page(lines: Sequence[str]) -> bytes:
    """Return a PDF of plain lines without any ruling."""
    document = pymupdf.open()
    page = document.new_page()
    for number, line in enumerate(lines):
        page.insert_text((72, 72 + 20 * number), line, fontname="china-s")
    data: bytes = document.tobytes()
    document.close()
    return data
