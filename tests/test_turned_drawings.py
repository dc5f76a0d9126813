"""Drawings of pages that are read otherwise than they are seen: on their side, or in a unit of their own."""

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pymupdf
import pytest

from extractor.explanation.explanations import draw_pages, lay_page
from extractor.page.pages import read_pages
from extractor.pipeline import extract, load_kit

PDFS = Path(__file__).parent / "pdfs"
NAMESPACE = "{http://www.w3.org/2000/svg}"


def page_of(svg: str) -> ET.Element:
    """Return the drawing of the page itself, without what stands beneath."""
    inner = ET.fromstring(svg.encode()).find(f"{NAMESPACE}svg")  # noqa: S314 - our own output
    assert inner is not None
    return inner


def titles(root: ET.Element) -> list[str]:
    """Return what is said when one points at things."""
    return ["".join(one.itertext()) for one in root.iter(f"{NAMESPACE}title")]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_is_drawn_as_it_is_seen(turn: int):
    """Content that lies sideways is read upright, yet drawn where it stands, fields in their cells."""
    data = _turned((PDFS / "fit.rl.pdf").read_bytes(), turn)
    (form, *_) = forms = extract(data, "f", load_kit()).forms
    (page, *_) = read_pages(data, max_pages=99).pages
    (drawing, *_) = draw_pages(data, forms, max_pages=99)
    layer = lay_page(data, 1, max_pages=99)
    assert layer.turn == page.turn != 0
    seen = (page.width, page.height) if turn == 180 else (page.height, page.width)
    inner = page_of(drawing.svg)
    assert [round(float(inner.get(name, ""))) for name in ("width", "height")] == [round(one) for one in seen]
    boxes = {tuple(round(side, 1) for side in cell.box) for cell in layer.cells}
    box = form.evidence["/indicators/0/score"].box
    assert tuple(round(side, 1) for side in box) in boxes
    assert any(title.endswith("/indicators/0/score\n6") for title in titles(inner)), titles(inner)
    cell = next(
        group
        for group in inner.iter(f"{NAMESPACE}g")
        if (group.findtext(f"{NAMESPACE}title") or "").endswith("/indicators/0/score\n6")
    )
    rect = cell.find(f"{NAMESPACE}rect")
    assert rect is not None
    x, y, width, height = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
    assert width > height
    assert _laid(inner, (x, y, x + width, y + height)) == pytest.approx(box, abs=0.1)


@pytest.mark.parametrize(("unit", "rotation"), [("2", 0), ("0.5", 0), ("0.5", 90)])
def test_a_page_with_a_unit_of_its_own_is_drawn_as_it_is_seen(unit: str, rotation: int):
    """UserUnit scales the drawing, its cells and its shades as it scales the page."""
    document = pymupdf.open(PDFS / "fit.rl.pdf")
    document.select([0])
    document[0].draw_rect((10, 20, 30, 50), fill=(1, 0.9, 0.6), color=None)
    plain = document.tobytes()
    document.xref_set_key(document[0].xref, "UserUnit", unit)
    document[0].set_rotation(rotation)
    data, scale = bytes(document.tobytes()), float(unit)
    forms = extract(data, "f", load_kit()).forms
    inner = page_of(draw_pages(data, forms, max_pages=9)[0].svg)
    before = page_of(draw_pages(plain, (), max_pages=9)[0].svg)
    sides = (before.get("width", ""), before.get("height", ""))[:: -1 if rotation else 1]
    size = [float(inner.get(name, "")) for name in ("width", "height")]
    assert size == pytest.approx([float(side) * scale for side in sides], abs=0.1)
    assert any(title.endswith("/indicators/0/score\n6") for title in titles(inner)), titles(inner)
    boxes = {tuple(round(side) for side in cell.box) for cell in lay_page(data, 1, max_pages=9).cells}
    assert tuple(round(side) for side in forms[0].evidence["/indicators/0/score"].box) in boxes
    (shades,) = [one.get("d", "") for one in inner.iter(f"{NAMESPACE}path") if one.get("class") == "shades"]
    high = float(before.get("height", ""))
    box = (high - 50, 10, high - 20, 30) if rotation else (10, 20, 30, 50)
    drawn = _laid(inner, [float(side) for side in re.findall(r"[\d.]+", shades)][-5:-1])
    assert drawn == pytest.approx([side * scale for side in box], abs=0.1)


def _laid(inner: ET.Element, box: Sequence[float]) -> list[float]:
    """Return a box of the page as read where the drawing lays it: left, top, right and bottom as seen."""
    group = inner.find(f"{NAMESPACE}g")
    assert group is not None
    matrix = group.get("transform", "matrix(1 0 0 1 0 0)").removeprefix("matrix")
    a, b, c, d, e, f = map(float, re.findall(r"[-\d.e]+", matrix))
    points = [(a * x + c * y + e, b * x + d * y + f) for x, y in (box[:2], box[2:])]
    lefts, tops = zip(*points, strict=True)
    return [min(lefts), min(tops), max(lefts), max(tops)]


def _turned(data: bytes, turn: int) -> bytes:
    """Return the first page of a PDF with its content turned on the page, not the page itself."""
    source, out = pymupdf.open(stream=data), pymupdf.open()
    box = source[0].rect
    size = (box.width, box.height) if turn == 180 else (box.height, box.width)
    out.new_page(width=size[0], height=size[1]).show_pdf_page(
        pymupdf.Rect(0, 0, *size), source, 0, rotate=turn
    )
    return bytes(out.tobytes())
