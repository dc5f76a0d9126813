"""What a page has decides how it is read: its own text, its pictures, or both."""

import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pymupdf
import pytest

from extractor.geometry import as_seen
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import extract_or_error, load_kit, recognise_pages
from extractor.scan.sightings import SURE_TEXT
from models.records import Kind
from tests.scanned_forms import CELLS, TEXTS, XS, YS, form, png, rotated, struck

WIDTH, HEIGHT = 420, 380
INVISIBLE = 3
PROSE = "绩效 目标 完成 情况 说明 附表 如下 所示\n" * 4


SCAN = png(form())
BARE = replace(load_kit(), recognise=None)


def layer(page: pymupdf.Page, wrong: str = "", mode: int = INVISIBLE) -> None:
    """Write what stands in the form's cells, all but right: invisible, as scanners do."""
    for number, (top, left, _, right) in enumerate(sorted(CELLS)):
        text = TEXTS[number % len(TEXTS)][: int((XS[right] - XS[left]) // 9)]
        text = text.replace("12.50", wrong) if wrong else text
        page.insert_text((XS[left] + 2, YS[top] + 13), text, fontname="china-s", fontsize=9, render_mode=mode)


def pdf(*draw: Callable[[pymupdf.Page], object]) -> bytes:
    """Return a page on which something was drawn."""
    document = pymupdf.open()
    page = document.new_page(width=WIDTH, height=HEIGHT)
    for one in draw:
        one(page)
    return bytes(document.tobytes())


def scan(page: pymupdf.Page) -> None:
    """Draw a scanned form all over a page."""
    page.insert_image(page.rect, stream=SCAN)


def tiled(page: pymupdf.Page) -> None:
    """Draw a scanned form all over a page, cut into nine tiles as some scanners do."""
    rows = [np.array_split(row, 3, axis=1) for row in np.array_split(form(), 3)]
    wide, high = page.rect.width / 3, page.rect.height / 3
    for at in range(9):
        x, y = at % 3 * wide, at // 3 * high
        page.insert_image(
            (x, y, x + wide, y + high), stream=png(rows[at // 3][at % 3]), keep_proportion=False
        )


def inline(page: pymupdf.Page) -> None:
    """Draw a scanned form all over a page, its pixels among the content (ISO 32000-1, 8.9.7)."""
    grey = form()[..., 0]
    size = f"/W {grey.shape[1]} /H {grey.shape[0]} /BPC 8 /CS /G /F /Fl".encode()
    data = zlib.compress(grey.tobytes())
    page.insert_text((0, 0), " ")
    (content,) = page.get_contents()
    put = b"q %d 0 0 %d 0 0 cm BI %b ID %b EI Q" % (WIDTH, HEIGHT, size, data)
    page.parent.update_stream(content, put)


def nested(page: pymupdf.Page) -> None:
    """Draw such a page as a form XObject on another (ISO 32000-1, 8.10)."""
    page.show_pdf_page(page.rect, pymupdf.open(stream=pdf(inline)))


def pasted(page: pymupdf.Page) -> None:
    """Draw a scanned form, askew, on the lower half of a page."""
    page.insert_image((100, 180, 320, 380), stream=png(rotated(form(3.5), 2)))


def write(text: str) -> Callable[[pymupdf.Page], object]:
    """Write at the top of a page."""
    return lambda page: page.insert_text((20, 30), text, fontname="china-s", fontsize=10)


KINDS: dict[str, tuple[tuple[Callable[[pymupdf.Page], object], ...], Kind]] = {
    "text": ((write(PROSE),), "text"),
    "rulings alone": ((lambda page: page.draw_rect((20, 20, 300, 300)),), "text"),
    "nothing": ((), "blank"),
    "a picture": ((scan,), "scan"),
    "a picture and a page number": ((scan, write("第 3 页")), "mixed"),
    "tiles of a picture and a page number": ((tiled, write("第 3 页")), "mixed"),
    "text and a picture below": ((write(PROSE), pasted), "mixed"),
    "a picture in the content itself": ((inline,), "scan"),
    "a picture in the content of a form": ((nested,), "scan"),
    "text on a picture": ((scan, write(PROSE)), "mixed"),
    "ruled text on a picture": ((scan, write(PROSE), lambda page: page.draw_rect((20, 20, 300, 90))), "text"),
    "a picture with an invisible layer": ((scan, layer), "scan-with-layer"),
    "a picture painted over its layer": ((lambda page: layer(page, mode=0), scan), "scan-with-layer"),
    "a small picture": (
        (write(PROSE), lambda page: page.insert_image((20, 200, 120, 300), stream=SCAN)),
        "text",
    ),
    "text that means nothing": ((lambda page: page.insert_text((20, 30), "ÀÈÌÒÙÄË" * 5),), "rubbish-text"),
}


@pytest.mark.parametrize(("draw", "kind"), KINDS.values(), ids=KINDS.keys())
def test_kinds(draw: tuple[Callable[[pymupdf.Page], object], ...], kind: Kind):
    """Each kind of page is told, and stands in the record."""
    read = extract_or_error(pdf(*draw), "", BARE)
    assert [(run.kind, run.first, run.last) for run in read.kinds] == [(kind, 1, 1)]


def test_pages_of_one_kind_are_one_run():
    """Kinds are told as runs of pages."""
    document = pymupdf.open()
    for draw in ((scan,), (scan,), (write(PROSE),), (), (scan,)):
        document.insert_pdf(pymupdf.open(stream=pdf(*draw)))
    read = extract_or_error(document.tobytes(), "", BARE)
    assert [(run.kind, run.first, run.last) for run in read.kinds] == [
        ("scan", 1, 2),
        ("text", 3, 3),
        ("blank", 4, 4),
        ("scan", 5, 5),
    ]


def test_a_foreign_layer_is_compared():
    """What another's recognition says is noted where it differs from ours, never taken in its place."""
    data = pdf(scan, lambda page: layer(page, wrong="72.50"))
    (page,) = recognise_pages(data, [1], load_kit(), max_pages=9)
    texts = [cell.text for grid in find_grids(page).grids for cell in grid.cells]
    assert "12.50" in texts
    assert "72.50" not in texts
    agreement, *others = page.notes
    agreed, compared = map(int, agreement.seen.split(" / "))
    assert agreement.code == "layer-agrees"
    assert compared - agreed == len(others)
    assert agreed > compared / 2
    wrong = [note for note in others if note.seen == "72.50"]
    assert {(note.code, note.kept) for note in wrong} == {("layer-differs", "12.50")}
    assert not any(note.code == "layer-agrees" for note in others)


def test_a_pasted_scan_is_read_beside_its_text():
    """Text around a pasted scan stays as the file has it; the form in the scan has all of its cells."""
    data = pdf(write(PROSE), pasted)
    (page,) = recognise_pages(data, [1], load_kit(), max_pages=9)
    own = next(read_pages(data, max_pages=9).pages).words
    words = {word.text: word for word in page.words}
    assert {word.text for word in own} <= set(words)
    (grid,) = find_grids(page).grids
    assert len(grid.cells) == len(CELLS)
    assert "12.50" in [cell.text for cell in grid.cells]
    number = as_seen(words["12.50"].box, page)
    assert 100 < number[0] < 320
    assert 180 < number[1] < 380
    for word, given in zip(page.words, own, strict=False):
        assert as_seen(word.box, page)[:2] == pytest.approx(given.box[:2], abs=2)
    assert min(word.x0 for word in page.words) >= 0
    assert min(word.y0 for word in page.words) >= 0


def test_what_a_pen_struck_out_of_a_picture_is_told_in_its_place():
    """Beside text of the file's own as on a page that is nothing but a scan."""
    picture = png(struck(3.5))
    data = pdf(write(PROSE), lambda page: page.insert_image((20, 50, 400, 394), stream=picture))
    (page,) = recognise_pages(data, [1], load_kit(), max_pages=9)
    (note,) = [note for note in page.notes if note.code == "struck-text"]
    assert (*note.box, note.kept) in page.words


def test_text_over_a_scan_is_doubted_where_it_is_read_otherwise():
    """Another's recognition may be written over its picture for all to see: it is no surer for that."""
    data = pdf(scan, lambda page: layer(page, wrong="98.36", mode=0))
    (given,) = read_pages(data, max_pages=9).pages
    (page,) = recognise_pages(data, [1], load_kit(), max_pages=9)
    assert (given.kind, given.unread) == ("mixed", None)
    (grid,) = find_grids(page).grids
    assert len(grid.cells) == len(CELLS)
    assert "98.36" in [cell.text for cell in grid.cells]
    doubted = [sight for sight in page.sights if sight.readings[0] == "98.36"]
    assert doubted
    assert all(len(sight.readings) > 1 and sight.confidence < SURE_TEXT for sight in doubted)
    assert not any(sight.readings[0] == "项目名称" for sight in page.sights)
    assert ("", "100%") in [sight.readings for sight in page.sights]


def test_a_page_with_a_photograph_stays_as_it_is():
    """A picture without a form changes nothing about the text beside it."""
    noise = np.random.default_rng(1).integers(0, 255, (600, 700, 3), np.uint8)
    data = pdf(write(PROSE), lambda page: page.insert_image((20, 150, 400, 370), stream=png(noise)))
    (given,) = read_pages(data, max_pages=9).pages
    assert given.kind == "mixed"
    assert list(recognise_pages(data, [1], load_kit(), max_pages=9)) == [given]


@pytest.mark.parametrize("unit", ["1", "2", "0.5"])
@pytest.mark.parametrize(("share", "kind"), [(0.14, "text"), (0.5, "mixed")])
def test_a_picture_is_measured_against_its_page_in_any_unit(unit: str, share: float, kind: Kind):
    """A small one beside a few words is none to be recognised, whatever a unit of the page is long."""
    document = pymupdf.open(stream=pdf(lambda page: page.insert_text((20, 370), "a few words")))
    page = document[0]
    side = share**0.5
    page.insert_image((0, 0, side * WIDTH, side * HEIGHT), stream=SCAN, keep_proportion=False)
    page.draw_line((20, 375), (90, 375))
    document.xref_set_key(page.xref, "UserUnit", unit)
    assert read_pages(document.tobytes(), max_pages=1).page(1).kind == kind
