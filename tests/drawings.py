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


def strokes(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """One stroked line a side, as LibreOffice and reportlab."""
    for start, end in _sides(box):
        shape.draw_line(start, end)
        shape.finish(closePath=False, width=0.6)


def thin_fills(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """One thin filled rectangle a side, as Chromium."""
    for start, end in _sides(box):
        shape.draw_rect(_grown(pymupdf.Rect(start, end), 0.35))
        shape.finish(color=None, fill=(0, 0, 0), width=0)


def outlines(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """One stroked rectangle a cell."""
    shape.draw_rect(box)
    shape.finish(width=0.5)


def dashes(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """Short pieces with gaps, each a path of its own."""
    for start, end in _sides(box):
        length = abs(end - start)
        step = (end - start) / length
        for at in range(0, int(length), 5):
            shape.draw_line(start + step * at, start + step * min(at + 3, length))
            shape.finish(closePath=False, width=0.5)


def doubles(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """Two strokes a side, a point apart."""
    outlines(shape, box)
    outlines(shape, _grown(box, -1))


def dots(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """Dots as small squares."""
    for start, end in _sides(box):
        length = abs(end - start)
        step = (end - start) / length
        for at in range(0, int(length) + 1, 2):
            point = start + step * at
            shape.draw_rect(_grown(pymupdf.Rect(point, point), 0.4))
            shape.finish(color=None, fill=(0, 0, 0))


def stroked_dots(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """Dots as strokes that are hardly longer than wide."""
    for start, end in _sides(box):
        length = abs(end - start)
        step = (end - start) / length
        for at in range(0, int(length), 2):
            shape.draw_line(start + step * at, start + step * (at + 0.8))
            shape.finish(width=0.5)


def rings(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """One ring a cell, filled by the even-odd rule, a gap apart: WeasyPrint's separate borders."""
    shape.draw_rect(_grown(box, -0.5))
    shape.draw_rect(_grown(box, -1.25))
    shape.finish(color=None, fill=(0, 0, 0), even_odd=True)


def broken(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """One stroke a side, short of both ends."""
    for start, end in _sides(box):
        step = (end - start) / abs(end - start)
        shape.draw_line(start + step * 1.5, end - step * 1.5)
        shape.finish(closePath=False, width=0.3, color=(0.6, 0.6, 0.6))


def flat_curves(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """One curve a side, all of whose points lie on it."""
    for start, end in _sides(box):
        step = (end - start) / 3
        shape.draw_bezier(start, start + step, end - step, end)
        shape.finish(closePath=False, width=0.5)


def shades(shape: pymupdf.Shape, box: pymupdf.Rect) -> None:
    """No line at all: each cell filled in a pale colour, white showing between them."""
    shape.draw_rect(_grown(box, -0.4))
    shape.finish(color=None, fill=(0.85, 0.9, 1))


STYLES: dict[str, Callable[[pymupdf.Shape, pymupdf.Rect], None]] = {
    "strokes": strokes,
    "thin fills": thin_fills,
    "outlines": outlines,
    "dashes": dashes,
    "doubles": doubles,
    "dots": dots,
    "stroked dots": stroked_dots,
    "rings": rings,
    "broken": broken,
    "flat curves": flat_curves,
}


UNRULED = {"shades": shades}
"""Tables that no ruling shows."""


def draw(tables: Sequence[Drawn], style: str = "strokes", *, rotation: int = 0) -> bytes:
    """Return a PDF with one table a page.

    A page's content is written once: a stream a line would take ten times as long.
    """
    document = pymupdf.open()
    for table in tables:
        page = document.new_page(width=595, height=842)
        shape = page.new_shape()
        for span, text in table.cells.items():
            box = table.box(span)
            (STYLES | UNRULED)[style](shape, box)
            _write(shape, box, text)
        shape.commit()
        page.set_rotation(rotation)
    data: bytes = document.tobytes()
    document.close()
    return data


def draw_titled(pages: Sequence[tuple[str, Drawn]]) -> bytes:
    """Return a PDF with one table a page, each below its title if it has one."""
    document = pymupdf.open(stream=draw([table for _, table in pages]))
    for page, (title, _) in zip(document, pages, strict=True):
        page.insert_text((200, 28), title, fontname="china-s", fontsize=14)
    data: bytes = document.tobytes()
    document.close()
    return data


def draw_cut(pages: Sequence[Drawn], openings: Sequence[set[int]]) -> bytes:
    """Return a PDF whose cells lack their sides at page breaks in some columns, page by page."""
    document = pymupdf.open()
    for drawn, opened, before in zip(pages, openings, [set(), *openings], strict=False):
        page = document.new_page(width=595, height=842)
        for span, text in drawn.cells.items():
            top, left, bottom, _ = span
            box = drawn.box(span)
            for start, end in ((box.tl, box.bl), (box.tr, box.br)):
                page.draw_line(start, end, width=0.6)
            if top or left not in before:
                page.draw_line(box.tl, box.tr, width=0.6)
            if not (bottom == len(drawn.ys) - 1 and left in opened):
                page.draw_line(box.bl, box.br, width=0.6)
            fits = int((box.width - 4) / 8)
            for number in range(0, len(text), fits):
                at = box.tl + pymupdf.Point(2, 10 + 9 * number / fits)
                page.insert_text(at, text[number : number + fits], fontname="china-s", fontsize=8)
    data: bytes = document.tobytes()
    document.close()
    return data


def _write(shape: pymupdf.Shape, box: pymupdf.Rect, text: str) -> None:
    """Write a text in lines of whole characters that fit the cell, from its top left."""
    fits = max(1, int((box.width - 4) / 8))
    for number, start in enumerate(range(0, len(text), fits)):
        point = box.tl + pymupdf.Point(2, 10 + 11 * number)
        shape.insert_text(point, text[start : start + fits], fontname="china-s", fontsize=8)


def text_page(lines: Sequence[str]) -> bytes:
    """Return a PDF of plain lines without any ruling."""
    document = pymupdf.open()
    page = document.new_page()
    for number, line in enumerate(lines):
        page.insert_text((72, 72 + 20 * number), line, fontname="china-s")
    data: bytes = document.tobytes()
    document.close()
    return data
