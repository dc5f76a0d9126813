"""Drawings of how a page was read: complete, bounded, and nothing but drawings."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.explanation.diagrams import ROOM, condense, draw_page, lay_out
from extractor.explanation.explanations import draw_pages, lay_page
from extractor.explanation.marks import ems
from extractor.geometry import Cell, Grid, Page, Sheet, Word
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import extract, load_kit
from models.errors import DamagedPdf, NotAPdf
from models.layers import MOST_CELLS, Layer, LayerCell
from models.records import Box, Evidence, Form, Note, Record, Unplaced, Unread
from tests.drawings import text_page

PDFS = Path(__file__).parent / "pdfs"
NAMESPACE = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "style", "g", "title", "rect", "path", "text"}
BOX: Box = (10.0, 10.0, 90.0, 30.0)


def parsed(svg: str) -> ET.Element:
    """Return a drawing as a strict reader of XML sees it."""
    return ET.fromstring(svg.encode())  # noqa: S314 - our own output


def texts(root: ET.Element, kind: str | None = None) -> list[str]:
    """Return the texts drawn on the page (not those beneath it), of one class."""
    page = root.find(f"{NAMESPACE}svg")
    assert page is not None
    return ["".join(one.itertext()) for one in page.iter(f"{NAMESPACE}text") if one.get("class") == kind]


def titles(root: ET.Element) -> list[str]:
    """Return what is said when one points at things."""
    return ["".join(one.itertext()) for one in root.iter(f"{NAMESPACE}title")]


def one_cell(words: tuple[Word, ...], **page: object) -> tuple[Page, Sheet]:
    """Return a page of two cells, the first of which holds all words."""
    frame: tuple[Box, ...] = ((10, 10, 90, 10), (10, 30, 90, 30), (10, 10, 10, 30), (90, 10, 90, 30))
    text = " ".join(word.text for word in words)
    cells = (Cell(0, 0, 2, 1, 1, BOX, (words,), text), Cell(0, 1, 2, 3, 1, (90.0, 10.0, 95.0, 30.0)))
    drawn = replace(Page(1, 200.0, 100.0, words, frame), **page)  # type: ignore[arg-type] - callers name its fields
    return drawn, Sheet(1, 200.0, 100.0, (Grid(1, BOX, 2, 3, cells),), ())


def form_with(**changes: object) -> Form:
    """Return a form whose project name is read from the first cell."""
    evidence = {"/project_name": Evidence(page=1, box=BOX)}
    form = Form(pages=(1,), template="beijing-2019", record=Record(), evidence=evidence)
    return replace(form, **changes)  # type: ignore[arg-type] - callers name its fields


@pytest.mark.parametrize("name", ["fit.rl.pdf", "flow.lodocx.pdf", "flowrep.weasy.pdf"])
def test_a_drawing_shows_all_that_was_read(name: str):
    """Every cell with its place, every word, and every field that was read stand on their page's drawing."""
    data = (PDFS / name).read_bytes()
    forms = extract(data, name, load_kit()).forms
    drawings = draw_pages(data, forms, max_pages=99)
    pages = list(read_pages(data, max_pages=99).pages)
    assert [one.page for one in drawings] == [page.number for page in pages]
    for page, drawing in zip(pages, drawings, strict=True):
        root, sheet = parsed(drawing.svg), find_grids(page)
        assert sorted(texts(root) + texts(root, "outside")) == sorted(word.text for word in page.words)
        cells = [cell for grid in sheet.grids for cell in grid.cells]
        spots = [re.fullmatch(r"r(\d+)(?:–(\d+))? c(\d+)(?:–(\d+))?", text) for text in texts(root, "at")]
        seen = [
            (int(spot[1]) - 1, int(spot[3]) - 1, int(spot[2] or spot[1]), int(spot[4] or spot[3]))
            for spot in spots
            if spot
        ]
        assert seen == [(cell.top, cell.left, cell.bottom, cell.right) for cell in cells]
        said = " ".join(texts(root, "name"))
        pointers = [
            pointer for form in forms for pointer, at in form.evidence.items() if at.page == page.number
        ]
        assert pointers
        assert all(re.sub(r"\d+", "", pointer) in re.sub(r"\d+(–\d+)?", "", said) for pointer in pointers)
        assert root.get("viewBox", "").split()[2] == f"{page.width:.2f}".rstrip("0").rstrip(".")


def test_what_has_no_field_has_its_own_colour():
    """Text nobody claimed is red, text outside grey, a note says what stood there; each with its words."""
    words = (Word(12, 12, 40, 20, "游离"), Word(50, 12, 80, 20, "名称"))
    page, sheet = one_cell(words, unread=Unread(page=1, why="rubbish-text"))
    foot = Word(100, 80, 130, 90, "第1页")
    sheet = replace(sheet, loose=((foot,),))
    form = form_with(
        unplaced=(
            Unplaced(page=1, box=(11, 11, 41, 21), text="游离"),
            Unplaced(page=1, box=foot.box, text="第1页", outside=True),
            Unplaced(page=2, box=BOX, text="别页"),
        ),
        notes=(Note(code="restored-text", page=1, box=BOX, seen="⽬", kept="目"),),
    )
    root = parsed(draw_page(page, sheet, [form]))
    assert texts(root, "unplaced") == ["游离"]
    assert texts(root, "outside") == ["第1页"]
    assert texts(root) == ["名称"]
    assert texts(root, "notes") == ["restored-text: ⽬ → 目"]
    said = titles(root)
    assert {"unplaced: 游离", "outside: 第1页", "restored-text: ⽬ → 目"} <= set(said)
    assert "r1–2 c1\n/project_name\n游离 名称" in said
    assert not [one for one in said if "别页" in one]
    assert "rubbish-text" in "".join(root.itertext())


def test_shades_are_drawn_below_the_strokes():
    """Boxes filled in colour stand faintly under all else, with a legend; too many are counted."""
    shades: tuple[Box, ...] = ((10, 10, 50, 30), (50, 10, 90, 20))
    page, sheet = one_cell((), shades=shades)
    root = parsed(draw_page(page, sheet, []))
    paths = [one for one in root.iter(f"{NAMESPACE}path") if one.get("class") in ("shades", "strokes")]
    assert [one.get("class") for one in paths] == ["shades", "strokes"]
    assert paths[0].get("d") == "M10 10H50V30H10zM50 10H90V20H50z"
    assert "shade 底色" in "".join(root.itertext())
    crowd = replace(page, shades=shades * 50_000)
    said = "".join(parsed(draw_page(crowd, sheet, [])).itertext())
    assert re.search(r"not drawn, .*\d,\d\d\d shades", said)


def test_the_legend_lies_under_the_page():
    """The legend's words follow each other without touching, and end within the page."""
    page, sheet = one_cell(())
    *_, legend = parsed(draw_page(page, sheet, [])).findall(f"{NAMESPACE}g")
    texts = legend.findall(f"{NAMESPACE}text")
    lefts = [float(one.get("x", "")) for one in texts]
    rights = [
        left + float(one.get("font-size", "")) * ems(one.text or "")
        for left, one in zip(lefts, texts, strict=True)
    ]
    assert all(right < left for right, left in zip(rights, lefts[1:], strict=False))
    assert rights[-1] < page.width


ANY = st.text(alphabet=st.characters(), max_size=12) | st.sampled_from(
    ["]]>", "</text><script>", "&amp;", "\x00\ud800\uffff", "'\"", "<!--", "\u202egnp.exe"]
)
LENGTHS = st.floats(width=32) | st.floats(-50, 900)
BOXES = st.tuples(LENGTHS, LENGTHS, LENGTHS, LENGTHS)


@given(ANY, ANY, BOXES)
def test_hostile_text_stays_text(text: str, other: str, box: Box):
    """Whatever a file says, and wherever, the drawing is well-formed and has no element but drawings."""
    page, sheet = one_cell((Word(*box, text), Word(12, 12, 40, 20, other)))
    form = form_with(
        template=other,
        evidence={f"/extras/{text}": Evidence(page=1, box=box)},
        unplaced=(Unplaced(page=1, box=box, text=other),),
        notes=(Note(code="hidden-text", page=1, box=box, seen=text),),
    )
    root = parsed(draw_page(page, sheet, [form]))
    for element in root.iter():
        assert element.tag.removeprefix(NAMESPACE) in HARMLESS
        assert not [name for name in element.attrib if "href" in name or name.startswith("on")]
        assert not [length for length in element.attrib.values() if "nan" in length or "inf" in length]
    assert "url(" not in "".join(one.text or "" for one in root.iter(f"{NAMESPACE}style"))
    assert "\u202e" not in "".join(root.itertext())


def test_a_crowded_page_makes_no_huge_drawing():
    """A hundred thousand words, strokes and cells are drawn as far as there is room, and it says how far."""
    words = tuple(Word(i % 600, i // 600, i % 600 + 5, i // 600 + 8, "&字" * 9) for i in range(100_000))
    strokes = tuple((float(i % 600), i / 200, i % 600 + 1.0, i / 200) for i in range(100_000))
    page, sheet = one_cell(words, strokes=strokes)
    cells = tuple(Cell(at, 0, at + 1, 1, 1, BOX, ((words[at],),), "&" * 900) for at in range(20_000))
    sheet = replace(sheet, grids=(*sheet.grids, Grid(1, BOX, 20_000, 1, cells)))
    form = form_with(unplaced=tuple(Unplaced(page=1, box=word.box, text=word.text) for word in words[:9_000]))
    svg = draw_page(page, sheet, [form])
    assert len(svg) < sum(ROOM.values()) + 1_000_000
    said = "".join(parsed(svg).itertext())
    for kind in ("words", "strokes", "cells", "unplaced"):
        assert re.search(rf"not drawn, .*\d,\d\d\d {kind}", said), kind


POINTERS = {
    "one": (["/year"], ["/year"]),
    "rows of a field": (["/indicators/0/level1", "/indicators/1/level1"], ["/indicators/0–1/level1"]),
    "a gap": (["/indicators/0/x", "/indicators/2/x"], ["/indicators/0/x", "/indicators/2/x"]),
    "two fields by turns": (
        ["/indicators/0/a", "/indicators/0/b", "/indicators/1/a", "/indicators/1/b"],
        ["/indicators/0–1/a", "/indicators/0–1/b"],
    ),
    "another field": (["/funds/0/a", "/funds/1/b"], ["/funds/0/a", "/funds/1/b"]),
    "an extra": (["/extras/indicators~10~1得分"], ["/extras/indicators~10~1得分"]),
}


@pytest.mark.parametrize(("pointers", "shown"), POINTERS.values(), ids=POINTERS.keys())
def test_pointers_of_one_cell_are_said_together(pointers: list[str], shown: list[str]):
    """Neighbouring rows that share a merged cell make one name."""
    assert condense(pointers) == shown


def test_a_layer_has_cells_and_rulings():
    """Rows and columns count from 1, ends included; rulings are merged; what is too much is counted."""
    page, sheet = one_cell(())
    assert lay_out(page, sheet) == Layer(
        page=1,
        rulings=((10, 10, 90, 10), (10, 30, 90, 30), (10, 10, 10, 30), (90, 10, 90, 30)),
        cells=(
            LayerCell(rows=(1, 2), columns=(1, 1), box=BOX),
            LayerCell(rows=(1, 2), columns=(2, 3), box=(90.0, 10.0, 95.0, 30.0)),
        ),
    )
    crowd = Grid(1, BOX, MOST_CELLS, 1, tuple(Cell(at, 0, at + 1, 1, 1, BOX) for at in range(MOST_CELLS)))
    crowded = lay_out(page, replace(sheet, grids=(*sheet.grids, crowd)))
    assert (len(crowded.cells), crowded.left_out) == (MOST_CELLS, 2)


def test_one_page_of_a_file_is_laid_out():
    """A page's layer has the cells of that page alone; a file that cannot be read gives its code instead."""
    data = (PDFS / "flow.lodocx.pdf").read_bytes()
    page = list(read_pages(data, max_pages=99).pages)[2]
    assert lay_page(data, 3, max_pages=99) == lay_out(page, find_grids(page))
    assert lay_page(b"no", 3, max_pages=99) == Layer(page=3, code="not-a-pdf")
    assert lay_page(data, 3, max_pages=2).code == "too-large"
    assert lay_page(data, 13, max_pages=99).code == "damaged-pdf"


def test_long_files_are_drawn_in_batches(monkeypatch: pytest.MonkeyPatch):
    """A call draws as many pages as make a batch, from where it is told to begin."""
    data = (PDFS / "fit.rl.pdf").read_bytes()
    monkeypatch.setattr("extractor.explanation.explanations.BATCH", 60_000)
    assert [one.page for one in draw_pages(data, (), max_pages=99, first=3)] == [3, 4]
    with pytest.raises(DamagedPdf):
        draw_pages(data, (), max_pages=99, first=8)
    with pytest.raises(NotAPdf):
        draw_pages(b"no", (), max_pages=99)


def test_a_page_without_any_form_is_drawn():
    """Nobody's table is drawn too: that is where one looks for why no form was found."""
    (only,) = draw_pages(text_page("nothing here"), (), max_pages=9)
    assert "".join(texts(parsed(only.svg))) == "nothinghere"
