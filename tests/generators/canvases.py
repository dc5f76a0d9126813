"""Planned pages → PDF bytes, by PyMuPDF and by reportlab."""

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pymupdf
from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.generators.borders import Border, is_shaded, sides
from tests.generators.presses import UNSEEN, Box, Leaf, Line, Measure

ASCENT = 0.86
DASHES = {"dash": [3, 2], "dot": [0.6, 1.4]}
BOLD = 0.3
"""Fake bold prints a text again this many points to the right."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How a canvas is drawn on: by which library, with which font and borders."""

    maker: str
    """pymupdf or reportlab."""
    embed: bool
    """The font is embedded, else only named: then readers bring their own."""
    bold: bool
    """Labels are printed twice, a hair apart."""
    border: Border


def measure_of(ink: Ink) -> Measure:
    """Return what tells the length of a text in points."""
    if ink.maker == "reportlab":
        name = _embedded() if ink.embed else _named()
        return lambda text, size: float(pdfmetrics.stringWidth(text, name, size))
    if ink.embed:
        return lambda text, size: sum(map(_advance, text)) * size
    # A named CJK font's characters are all of one width, for PyMuPDF gives it none.
    return lambda text, size: len(text) * size


def draw_leaves(leaves: Sequence[Leaf], width: float, height: float, ink: Ink) -> bytes:
    """Return a PDF of planned pages."""
    draw = _with_reportlab if ink.maker == "reportlab" else _with_pymupdf
    return draw(leaves, width, height, ink)


def _shifts(line: Line, ink: Ink) -> tuple[float, ...]:
    return (0.0, BOLD) if ink.bold and line.label else (0.0,)


def _with_pymupdf(leaves: Sequence[Leaf], width: float, height: float, ink: Ink) -> bytes:
    document = pymupdf.open()
    for leaf in leaves:
        page = document.new_page(width=width, height=height)
        shapes = page.new_shape()
        for box, label in leaf.cells:
            if is_shaded(ink.border, label=label):
                shapes.draw_rect(_shrunk(box, ink.border.gap))
                shapes.finish(fill=(ink.border.shade,) * 3, color=None, width=0)
        if ink.border.kind != "shade":
            _rule(shapes, leaf, ink.border)
        shapes.commit()
        _write_with_pymupdf(page, leaf, ink)
    if ink.embed:
        document.subset_fonts()
    data: bytes = document.tobytes(garbage=3, deflate=True)
    document.close()
    return data


@cache
def _font() -> pymupdf.Font:
    """Return the font that comes with PyMuPDF."""
    return pymupdf.Font("cjk")


@cache
def _advance(character: str) -> float:
    """Return how wide that font sets a character, in its size: asking PyMuPDF takes a third of a hunt."""
    return float(_font().text_length(character, 1))


def _write_with_pymupdf(page: pymupdf.Page, leaf: Leaf, ink: Ink) -> None:
    measure, shapes = measure_of(ink), page.new_shape()
    writers = {unseen: pymupdf.TextWriter(page.rect) for unseen in ("", *UNSEEN)}
    for line in leaf.lines:
        look = {"color": (1, 1, 1) if line.unseen == "white" else (0, 0, 0), "render_mode": _mode(line)}
        for run in line.runs(measure):
            for shift in _shifts(line, ink):
                at = (run.x + shift, run.y + ASCENT * run.size)
                if ink.embed:
                    writers[line.unseen].append(at, run.text, font=_font(), fontsize=run.size)
                else:
                    shapes.insert_text(at, run.text, fontname="china-s", fontsize=run.size, **look)
    shapes.commit()
    for unseen, writer in writers.items() if ink.embed else ():
        if not writer.text_rect.is_empty:
            color = (1, 1, 1) if unseen == "white" else (0, 0, 0)
            writer.write_text(page, color=color, render_mode=3 if unseen == "no mode" else 0)


def _mode(line: Line) -> int:
    """Return the text rendering mode (ISO 32000-1 §9.3.6): 3 draws nothing."""
    return 3 if line.unseen == "no mode" else 0


def _as_rectangles(leaf: Leaf, border: Border) -> bool:
    """Tell whether each cell is drawn as one rectangle: all its sides are there, unbroken."""
    whole = border.outer and not leaf.open_above | leaf.open_below
    return border.kind == "rect" and whole and border.pattern in ("solid", "dash", "dot")


def _shrunk(box: Box, by: float) -> pymupdf.Rect:
    return pymupdf.Rect(box[0] + by, box[1] + by, box[2] - by, box[3] - by)


def _operator(dashes: list[float] | None) -> str | None:
    return f"[{' '.join(map(str, dashes))}] 0" if dashes else None


def _rule(shapes: pymupdf.Shape, leaf: Leaf, border: Border) -> None:
    ink = (border.grey,) * 3
    if _as_rectangles(leaf, border):
        for box, _ in leaf.cells:
            shapes.draw_rect(_shrunk(box, border.gap))
        dashes = DASHES.get(border.pattern)
        shapes.finish(color=ink, width=border.width, dashes=_operator(dashes))
        return
    shapes.totalcont += "\n".join(["q", *_strokes(leaf, border, shapes.page.rect.height), "Q", ""])


def _strokes(leaf: Leaf, border: Border, height: float) -> Iterator[str]:
    """Give the operators (ISO 32000-1 §8.5) of each side, a path of its own, as PyMuPDF's shapes write them.

    Asking a shape for each of some thousand dots takes longer than all else that a file costs.
    """
    grey = " ".join([f"{border.grey:g}"] * 3)
    yield f"{grey} rg {_operator(DASHES.get(border.pattern)) or '[] 0'} d"
    if border.width:  # a shape leaves lines without width as they are
        yield f"{grey} RG {border.width:g} w"
    half = max(border.width, 0.2) / 2
    for x0, y0, x1, y1 in sides(leaf, border):
        if border.kind == "fill":
            left, bottom = (x0 - half, height - y1) if x0 == x1 else (x0, height - y0 - half)
            wide, tall = (2 * half, y1 - y0) if x0 == x1 else (x1 - x0, 2 * half)
            yield f"{left:g} {bottom:g} {wide:g} {tall:g} re f"
        else:
            yield f"{x0:g} {height - y0:g} m {x1:g} {height - y1:g} l h S"


@cache
def _embedded() -> str:
    """Return the name of the TrueType font that comes with PyMuPDF, made known to reportlab."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cjk.ttf"
        path.write_bytes(_font().buffer)
        pdfmetrics.registerFont(TTFont("cjk", str(path)))
    return "cjk"


@cache
def _named() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def _with_reportlab(leaves: Sequence[Leaf], width: float, height: float, ink: Ink) -> bytes:
    name = _embedded() if ink.embed else _named()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    measure = measure_of(ink)
    for leaf in leaves:
        _fill(canvas, leaf, ink.border, height)
        for line in leaf.lines:
            for run in line.runs(measure):
                for shift in _shifts(line, ink):
                    _write(canvas, run, name, shift, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _write(canvas: Canvas, line: Line, name: str, shift: float, height: float) -> None:
    canvas.setFillGray(1 if line.unseen == "white" else 0)
    canvas.setFont(name, line.size)
    mode = _mode(line) or None
    canvas.drawString(line.x + shift, height - line.y - ASCENT * line.size, line.text, mode=mode)


def _fill(canvas: Canvas, leaf: Leaf, border: Border, height: float) -> None:
    ink = Color(border.grey, border.grey, border.grey)
    canvas.setFillGray(border.shade)
    for (x0, y0, x1, y1), label in leaf.cells:
        if is_shaded(border, label=label):
            gap = border.gap
            canvas.rect(x0 + gap, height - y1 + gap, x1 - x0 - 2 * gap, y1 - y0 - 2 * gap, stroke=0, fill=1)
    if border.kind == "shade":
        return
    canvas.setStrokeColor(ink)
    canvas.setFillColor(ink)
    canvas.setLineWidth(border.width)
    canvas.setDash(DASHES.get(border.pattern, []))
    if _as_rectangles(leaf, border):
        for (x0, y0, x1, y1), _ in leaf.cells:
            gap = border.gap
            canvas.rect(x0 + gap, height - y1 + gap, x1 - x0 - 2 * gap, y1 - y0 - 2 * gap)
        return
    for x0, y0, x1, y1 in sides(leaf, border):
        if border.kind == "fill":
            half = max(border.width, 0.2) / 2
            wide, tall = (2 * half, y1 - y0) if x0 == x1 else (x1 - x0, 2 * half)
            left, bottom = (x0 - half, height - y1) if x0 == x1 else (x0, height - y0 - half)
            canvas.rect(left, bottom, wide, tall, stroke=0, fill=1)
        else:
            canvas.line(x0, height - y0, x1, height - y1)
