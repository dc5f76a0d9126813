"""Texts that run down or up their cell, in several lines, are read in their order."""

import pymupdf
import pytest

from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from tests.drawn_steps import Draw

XS, YS, SIZE = (50, 130, 330), (100, 200, 230), 10
LINES = ("年度", "总体目标", "情况")
UPRIGHT = "UniGB-UCS2-V"


def _table(page: pymupdf.Page) -> None:
    for x in XS:
        page.draw_line((x, YS[0]), (x, YS[-1]))
    for y in YS:
        page.draw_line((XS[0], y), (XS[-1], y))
    page.insert_text((140, 150), "完成本年任务，保障机构正常运转。", fontname="china-s", fontsize=SIZE)


def _turned_down(page: pymupdf.Page) -> None:
    for number, line in enumerate(LINES):
        page.insert_text((95 - 14 * number, 110), line, fontname="china-s", fontsize=SIZE, rotate=270)


def _turned_up(page: pymupdf.Page) -> None:
    for number, line in enumerate(LINES):
        page.insert_text((80 + 14 * number, 190), line, fontname="china-s", fontsize=SIZE, rotate=90)


def _written_down(page: pymupdf.Page) -> None:
    """Write with a font for vertical writing: its characters stand upright."""
    document = page.parent
    font, content = document.get_new_xref(), document.get_new_xref()
    document.update_object(
        font,
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light-{UPRIGHT}/Encoding/{UPRIGHT}/DescendantFonts[<<"
        "/Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 4>>/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4"
        "/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 800/StemV 80>>>>]>>",
    )
    kind, fonts = document.xref_get_key(page.xref, "Resources")
    owner, path = (int(fonts.split()[0]), "") if kind == "xref" else (page.xref, "Resources/")
    document.xref_set_key(owner, f"{path}Font/V", f"{font} 0 R")
    shown = "".join(
        f"BT /V {SIZE} Tf {95 - 14 * number} 190 Td <{line.encode('utf-16-be').hex()}> Tj ET "
        for number, line in enumerate(LINES)
    )
    document.update_object(content, "<<>>")
    document.update_stream(content, shown.encode())
    before = " ".join(f"{xref} 0 R" for xref in page.get_contents())
    document.xref_set_key(page.xref, "Contents", f"[{before} {content} 0 R]")


WAYS = {"turned down": _turned_down, "turned up": _turned_up, "written down": _written_down}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_lines_that_run_sideways_are_in_order(write: Draw, rotation: int):
    """Those that run down stand from the right, those that run up from the left, on any turned page."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    _table(page)
    write(page)
    page.set_rotation(rotation)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    (grid,) = find_grids(read).grids
    assert grid.cells[0].text == "".join(LINES)


def test_a_large_writing_across_the_page_makes_no_words_run_sideways():
    """A word that lies within a line that runs down over it, and is narrower, keeps its own direction."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    _table(page)
    for x, y, text in ((55, 112, "2"), (75, 112, "月"), (55, 132, "1"), (75, 132, "日")):
        page.insert_text((x, y), text, fontname="china-s", fontsize=SIZE)
    page.insert_text((50, 100), "内部资料", fontname="china-s", fontsize=60, rotate=270)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert {word.text for word in read.downward} == {"内部资料"}
