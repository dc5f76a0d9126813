"""A value that was printed over, or struck out, is left to a person."""

from dataclasses import replace
from io import BytesIO
from time import process_time

import pymupdf
import pytest
from PIL import Image, ImageDraw

from extractor.geometry import Page, Ruling, Word
from extractor.grid.grids import find_grids
from extractor.grid.overprints import overprints
from extractor.pipeline import extract_or_error, load_kit
from tests.drawings import draw_titled
from tests.drawn_forms import NATIONAL, table
from tests.drawn_steps import Draw, read_drawn, write
from tests.test_overlays import form_of_five_rows

KIT = replace(load_kit(), recognise=None)
VALUE = (205, 97)
"""Where the form has 某局, in its second row."""


def _notes(*steps: Draw) -> list[tuple[str, str]]:
    sheet = find_grids(read_drawn(form_of_five_rows, *steps))
    return [(note.code, note.seen) for note in sheet.notes]


def _line(x0: float, x1: float, y: float, width: float = 0.5) -> Draw:
    return lambda page: page.draw_line((x0, y), (x1, y), width=width)


def _boxed(page: pymupdf.Page, place: tuple[float, ...], opacity: float = 1) -> None:
    annotation = page.add_rect_annot(place)
    annotation.set_colors(stroke=(1, 1, 1), fill=(1, 1, 1))
    annotation.set_opacity(opacity)
    annotation.update()


def _typed(page: pymupdf.Page, place: tuple[float, ...], text: str, **how: object) -> None:
    page.add_freetext_annot(place, text, fontname="china-s", fontsize=10, **how)


def _sealed(page: pymupdf.Page, ground: int) -> None:
    """Stamp it with a red ring, upon paper so opaque."""
    seal = Image.new("RGBA", (60, 60), (255, 255, 255, ground))
    ImageDraw.Draw(seal).ellipse((4, 4, 56, 56), outline=(220, 0, 0, 255), width=3)
    picture = BytesIO()
    seal.save(picture, "PNG")
    page.add_stamp_annot(pymupdf.Rect(202, 82, 228, 104), stamp=picture.getvalue())


TOLD: dict[str, tuple[list[Draw], list[tuple[str, str]]]] = {
    "another text upon it": ([lambda page: write(page, "某部", VALUE)], [("overprinted-text", "某局")]),
    "a line through it": ([_line(205, 225, 93.3)], [("struck-text", "某局")]),
    "a line through it and past both its ends": ([_line(202, 229, 93.3)], [("struck-text", "某局")]),
    "a thick line through it": ([_line(205, 225, 93.3, 2.5)], [("struck-text", "某局")]),
    "two lines through it": ([_line(204, 226, 92.3), _line(204, 226, 94.3)], [("struck-text", "某局")]),
    "a line through it and another word": (
        [lambda page: write(page, "12", (228, 97)), _line(203, 245, 93.3)],
        [("struck-text", "某局"), ("struck-text", "12")],
    ),
    "a line that goes on far beyond it": ([_line(205, 260, 93.3)], []),
    "a row's line that it stands upon": ([_line(200, 350, 93.3)], []),
    "a drawn line through it": (
        [lambda page: page.add_line_annot((200, 92), (230, 94))],
        [("struck-text", "某局")],
    ),
    "a drawn line past it": ([lambda page: page.add_line_annot((150, 82), (300, 142))], []),
    "a pen's stroke through it": (
        [lambda page: page.add_ink_annot([[(203, 95), (214, 90), (228, 94)]])],
        [("struck-text", "某局")],
    ),
    "a pen's stroke beside it": ([lambda page: page.add_ink_annot([[(260, 95), (280, 90)]])], []),
    "a white box over it": ([lambda page: _boxed(page, (200, 85, 230, 100))], [("struck-text", "某局")]),
    "a seal with its paper": (
        [lambda page: _sealed(page, 255)],
        [("overlaid-text", "Image Stamp"), ("struck-text", "某局")],
    ),
    "a seal without": ([lambda page: _sealed(page, 0)], [("overlaid-text", "Image Stamp")]),
    "a box that lets it be seen": ([lambda page: _boxed(page, (200, 85, 230, 100), 0.3)], []),
    "a framed remark over it": (
        [lambda page: _typed(page, (200, 82, 230, 98), "某部", fill_color=(1, 1, 1), border_width=1)],
        [("overlaid-text", "某部"), ("struck-text", "某局")],
    ),
    "figures typed beside it in one place": (
        [lambda page: write(page, "12", (262, 97)), lambda page: _typed(page, (228, 88, 290, 104), "34")],
        [("struck-text", "12"), ("struck-text", "34")],
    ),
    "figures typed so near that they are one word": (
        [lambda page: write(page, "12", (262, 97)), lambda page: _typed(page, (278, 82, 320, 98), "34")],
        [("struck-text", "1234")],
    ),
    "figures typed next to it in its cell": (
        [lambda page: write(page, "12", (242, 97)), lambda page: _typed(page, (288, 84, 320, 100), "34")],
        [("struck-text", "12"), ("struck-text", "34")],
    ),
    "figures typed in the next cell": (
        [lambda page: write(page, "12", (170, 97)), lambda page: _typed(page, (250, 84, 320, 100), "34")],
        [],
    ),
    "figures typed in a place over two cells": (
        [
            lambda page: write(page, "12", (170, 97)),
            lambda page: _typed(page, (160, 84, 345, 100), "34", align=2),
        ],
        [("struck-text", "某局"), ("struck-text", "34")],
    ),
    "typed by itself, upon white": (
        [lambda page: _typed(page, (250, 82, 345, 98), "34", fill_color=(1, 1, 1))],
        [],
    ),
    "an annotation that strikes it out": (
        [lambda page: page.add_strikeout_annot(pymupdf.Rect(205, 87, 225, 99))],
        [("struck-text", "某局")],
    ),
    "one that strikes out a part of it": (
        [lambda page: page.add_strikeout_annot(pymupdf.Rect(205, 87, 214, 99))],
        [("struck-text", "某局")],
    ),
    "one that underlines it": ([lambda page: page.add_underline_annot(pymupdf.Rect(205, 87, 225, 99))], []),
    "a line under it": ([_line(205, 225, 98.2)], []),
    "another text beside it": ([lambda page: write(page, "某部", (228, 97))], []),
    "a blank that it fills": ([lambda page: write(page, "______", (203, 97))], []),
    "a box that it ticks": (
        [lambda page: write(page, "□", (240, 97)), lambda page: write(page, "√", (241, 97))],
        [],
    ),
    "nothing": ([], []),
}


@pytest.mark.parametrize(("steps", "notes"), TOLD.values(), ids=TOLD.keys())
def test_what_was_changed_is_told(steps: list[Draw], notes: list[tuple[str, str]]):
    """Words beneath others, or with a line through them, are in notes; other lines and texts say nothing."""
    assert _notes(*steps) == notes


@pytest.mark.parametrize("step", ["over", "struck"])
def test_a_changed_value_is_uncertain(step: str):
    """Both texts are in the value, and the form goes to review for it alone."""
    document = pymupdf.open(stream=draw_titled([("项目支出绩效自评表", table(NATIONAL))]))
    page = document[0]
    (place,) = [one for one in page.search_for("88") if one.y0 > 500]
    if step == "over":
        write(page, "87", (place.x0 + 1, place.y1 - 2), fontsize=8)
    else:
        _line(place.x0, place.x1, (place.y0 + place.y1) / 2)(page)
    (form,) = extract_or_error(document.tobytes(), "a.pdf", KIT).forms
    assert [one.field for one in form.uncertain] == ["/total_score"]
    assert "uncertain:/total_score" in form.why_review


FRAMED = pymupdf.Rect(510, 444, 556, 460)
"""Within the cell of a reason that is blank."""


@pytest.mark.parametrize(
    ("place", "said", "fields"),
    [
        (FRAMED, "降雨", ["/indicators/1/reason"]),
        (pymupdf.Rect(298, 402, 340, 416), "9", ["/indicators/0/actual"]),
        (pymupdf.Rect(298, 402, 340, 416), "核实", []),
    ],
    ids=["in a blank cell", "a figure upon a value", "a remark upon a value"],
)
@pytest.mark.parametrize("is_stamp", [False, True])
def test_what_a_frame_or_stamp_shows_in_a_cell_is_told(
    place: pymupdf.Rect, said: str, fields: list[str], *, is_stamp: bool
):
    """It may be the value, which somebody wrote in a box of its own; a stamp's words may be drawn alone."""
    document = pymupdf.open(stream=draw_titled([("项目支出绩效自评表", table(NATIONAL))]))
    page = document[0]
    page.add_freetext_annot(place, said, fontname="china-s", fontsize=8, border_width=1)
    (annotation,) = page.annots()
    if is_stamp:
        document.xref_set_key(annotation.xref, "Subtype", "/Stamp")
        document.xref_set_key(annotation.xref, "Contents", "null")
    (form,) = extract_or_error(document.tobytes(), "a.pdf", KIT).forms
    assert [one.field for one in form.uncertain] == fields
    assert said in [note.seen for note in form.notes]


def test_many_lines_through_words_cost_no_more_each():
    """Of thousands of lines each is held against those beside it alone."""
    heights = range(0, 32000, 8)
    strokes = [(at, y + 3.8, at + 40.0, y + 4.0) for y in heights for at in range(0, 200, 40)]
    words = tuple(Word(0.0, y, 200.0, y + 8.0, "某局") for y in heights)
    page = Page(1, 200, 32000, words, tuple(strokes))
    begun = process_time()
    assert list(overprints(page, strokes, [Ruling(y + 3.9, 0, 200) for y in heights], ())) == []
    assert process_time() - begun < 3
