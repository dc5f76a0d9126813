"""What is laid over a form is none of it: watermarks, seals, stamps, comments."""

import math

import pymupdf
import pytest

from extractor.page.pages import read_pages
from tests.drawn_steps import Draw, read_drawn, write

RED, PALE = (0.9, 0.1, 0.1), (0.85, 0.85, 0.85)
LINES = ("项目名称 示范项目", "主管部门 某局", "培训人数 90人", "合格率 96%", "总分 94")


def form_of_five_rows(page: pymupdf.Page) -> None:
    """Draw a table of five rows and two columns."""
    for row, line in enumerate(LINES):
        for column, text in enumerate(line.split()):
            write(page, text, (55 + 150 * column, 67 + 30 * row))
    for row in range(len(LINES) + 1):
        page.draw_line((50, 50 + 30 * row), (350, 50 + 30 * row))
    for column in range(3):
        page.draw_line((50 + 150 * column, 50), (50 + 150 * column, 200))


def _askew(page: pymupdf.Page) -> None:
    turn = pymupdf.Point(60, 190), pymupdf.Matrix(35)
    write(page, "内部资料", (60, 190), fontsize=40, color=PALE, morph=turn)


def _tiles(page: pymupdf.Page) -> None:
    for y in range(20, 290, 22):
        for x in range(10, 360, 70):
            write(page, "内部资料", (x, y), color=(0.8, 0.8, 0.8))


def _tiles_beside_texts(page: pymupdf.Page) -> None:
    for y in range(80, 201, 30):
        write(page, "内部资料", (175, y - 1), color=(0.6, 0.6, 0.6))


def _seal(page: pymupdf.Page) -> None:
    middle, signs = pymupdf.Point(260, 125), "某市某区财政局"
    page.draw_circle(middle, 48, color=RED, width=2)
    for number, sign in enumerate(signs):
        turn = 200 - 220 * number / (len(signs) - 1)
        at = middle + pymupdf.Point(math.cos(math.radians(turn)), -math.sin(math.radians(turn))) * 36
        write(page, sign, tuple(at), color=RED, morph=(at, pymupdf.Matrix(turn - 90)))
    write(page, "专用章", (245, 152), color=RED)


OVERLAID: dict[str, list[Draw]] = {
    "askew": [_askew],
    "flat, pale and huge": [lambda page: write(page, "内部资料", (60, 160), fontsize=60, color=PALE)],
    "flat, in a blank place": [lambda page: write(page, "内部资料", (60, 270), fontsize=40, color=PALE)],
    "black, hardly opaque": [lambda page: write(page, "内部资料", (60, 160), fontsize=60, fill_opacity=0.1)],
    "as black as the form": [lambda page: write(page, "内部资料", (60, 160), fontsize=60)],
    "small and pale, all over": [_tiles],
    "small and pale, over sides and no text": [_tiles_beside_texts],
    "a seal's writing": [_seal],
    "red upon a text": [lambda page: write(page, "作废", (206, 128), color=RED)],
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("steps", OVERLAID.values(), ids=OVERLAID)
def test_text_over_the_form_is_left_out_and_told(steps: list[Draw], rotation: int):
    """The form's words are those that it has without it; what lies over it is in notes."""
    page, bare = (read_drawn(form_of_five_rows, *some, rotation=rotation) for some in (steps, ()))
    assert sorted(page.words) == sorted(bare.words)
    assert page.notes
    assert {note.code for note in page.notes} == {"overlaid-text"}


def test_texts_with_shadows_keep_their_single_figures():
    """MuPDF keeps of a character that is printed twice the first print: a shadow that stands for its text."""

    def write_with_shadow(page: pymupdf.Page) -> None:
        for row, line in enumerate((*LINES, "得分 9", "权重 4")):
            for column, text in enumerate(line.split()):
                x, y = 55 + 150 * column, 67 + 30 * row
                write(page, text, (x + 0.5, y + 0.5), color=(0.7, 0.7, 0.7))
                write(page, text, (x, y))

    words = {word.text for word in read_drawn(write_with_shadow).words}
    assert words == {text for line in LINES for text in line.split()} | {"得分", "9", "权重", "4"}


FORMS_OWN: dict[str, list[Draw]] = {
    "a high title": [lambda page: write(page, "绩效自评表", (120, 35), fontsize=22)],
    "a red figure": [lambda page: write(page, "85", (260, 97), color=RED)],
    "pale texts in their cells": [
        *(
            lambda page, y=y: write(page, "达到预期", (255, y), color=(0.6, 0.6, 0.6))
            for y in range(78, 200, 30)
        )
    ],
    "pale texts of which two are too long": [
        *(
            lambda page, x=x, y=y: write(page, "达标", (x, y), color=(0.6, 0.6, 0.6))
            for x in (120, 146, 230, 256, 282, 308)
            for y in range(78, 200, 30)
        ),
        *(lambda page, y=y: write(page, "达标", (343, y), color=(0.6, 0.6, 0.6)) for y in (78, 108)),
    ],
    "a pale hint": [lambda page: write(page, "（100字以内）", (260, 97), color=(0.7, 0.7, 0.7))],
    "filled in upon a line": [
        lambda page: write(page, "________", (60, 250)),
        lambda page: write(page, "李四", (70, 250), color=(0, 0, 0.8)),
    ],
    "white on a dark band": [
        lambda page: page.draw_rect((50, 210, 350, 250), color=None, fill=(0, 0, 0.4)),
        lambda page: write(page, "自评结果", (60, 240), fontsize=24, color=(1, 1, 1)),
    ],
    "filled into blanks": [
        lambda page: write(page, "填报人：____      年    月    日", (60, 250)),
        lambda page: write(page, "李四  2020", (101, 250), color=(0, 0, 0.8)),
    ],
    "a red title in a red frame": [
        lambda page: page.draw_rect((100, 210, 300, 250), color=RED),
        lambda page: write(page, "绩效自评表", (120, 240), color=RED),
    ],
    "written down": [lambda page: write(page, "产出", (370, 100), rotate=270)],
    "in a field": [lambda page: _field(page, "88.8")],
    "typed over it": [
        lambda page: page.add_freetext_annot((250, 82, 345, 98), "补充", fontname="china-s", fontsize=10)
    ],
}


def _field(page: pymupdf.Page, value: str) -> None:
    widget = pymupdf.Widget()
    widget.field_type, widget.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "one"
    widget.field_value, widget.rect = value, pymupdf.Rect(250, 232, 345, 248)
    page.add_widget(widget)


OTHERS: dict[str, list[Draw]] = {
    "on colour": [
        lambda page: page.draw_rect((50, 210, 350, 250), color=None, fill=(0, 0, 0.4)),
        lambda page: write(page, "实际值", (60, 235), color=(1, 1, 1)),
        lambda page: write(page, "得分", (200, 127), color=(1, 1, 1)),
    ],
    "hints": [
        lambda page: write(page, "实际值", (60, 235), color=(0.6, 0.6, 0.6)),
        lambda page: write(page, "（不必填）", (200, 127), color=(0.6, 0.6, 0.6)),
    ],
}


@pytest.mark.parametrize("steps", OTHERS.values(), ids=OTHERS)
def test_one_pale_text_upon_another_condemns_none_but_its_copies(steps: list[Draw]):
    """A cell too small for its text costs no other cell its own."""
    assert "实际值" in [word.text for word in read_drawn(form_of_five_rows, *steps).words]


@pytest.mark.parametrize("steps", FORMS_OWN.values(), ids=FORMS_OWN)
def test_what_the_form_itself_says_is_read(steps: list[Draw]):
    """Colour, size or direction alone make no overlay; what is too long for its cell is told as that."""
    page, bare = read_drawn(form_of_five_rows, *steps), read_drawn(form_of_five_rows)
    assert len(page.words) > len(bare.words)
    assert set(bare.words) <= set(page.words)
    assert {note.code for note in page.notes} <= {"overrun-text"}


def test_a_page_that_is_askew_as_a_whole_is_read():
    """Text beside nothing straight is no watermark."""
    turn = pymupdf.Point(200, 150), pymupdf.Matrix(12)
    texts = ("项目名称", "主管部门", "实施单位", "年度目标", "数量指标")
    page = read_drawn(
        *(lambda page, at=at: write(page, texts[at], (60, 60 + 20 * at), morph=turn) for at in range(5))
    )
    assert [word.text for word in page.words] == list(texts)


def test_a_page_that_says_nothing_but_its_watermark_is_blank():
    """A printer may leave a page empty; what lies over it, over and over, is not its text."""
    turn = pymupdf.Point(200, 150), pymupdf.Matrix(30)
    page = read_drawn(
        *(lambda page, y=y: write(page, "仅供 参考", (60, y), morph=turn) for y in (60, 90, 120))
    )
    assert page.words == ()
    assert {note.code for note in page.notes} == {"overlaid-text"}


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_watermark_longer_than_the_form_turns_no_page(rotation: int):
    """Whoever opened the file stands all over it, with number and day: the form is read as it stands."""

    def tile(page: pymupdf.Page) -> None:
        for at in (pymupdf.Point(x, y) for y in range(10, 300, 15) for x in range(10, 400, 130)):
            write(page, "李四 13800138000 2024-03-01", tuple(at), color=PALE, morph=(at, pymupdf.Matrix(30)))

    page = read_drawn(lambda page: write(page, "总分", (200, 150), rotate=rotation), tile, rotation=rotation)
    assert (page.turn, [word.text for word in page.words]) == (0, ["总分"])


def test_copies_cut_at_the_sides_of_a_page_of_little_text_are_overlaid():
    """The last page may hold but the total; a watermark's pieces there are not all alike."""
    turn, texts = pymupdf.Matrix(30), ("内部", "内部资料", "部资料", "资料", "料 内", "内部 资")
    at = [pymupdf.Point(x, y) for y in range(20, 290, 30) for x in (40, 160, 280)]
    marks = [
        lambda page, place=place, text=text: write(page, text, tuple(place), color=PALE, morph=(place, turn))
        for place, text in zip(at, texts * 9, strict=False)
    ]
    page = read_drawn(*marks, lambda page: write(page, "87.93", (60, 60)))
    assert [word.text for word in page.words] == ["87.93"]


def test_writing_round_a_seal_is_told_on_a_page_of_little_else():
    """The last page may hold but a seal and the total: most of its lines are the seal's."""
    middle = pymupdf.Point(200, 150)
    signs = [
        lambda page, at=at: write(
            page,
            "某市财政局财务专用章"[at],
            (194, 110),
            morph=(middle, pymupdf.Matrix(100 - 22 * at)),
            color=(1, 0, 0),
        )
        for at in range(10)
    ]
    page = read_drawn(*signs, lambda page: write(page, "87.93", (60, 60)))
    assert [word.text for word in page.words] == ["87.93"]


def _sign(page: pymupdf.Page) -> None:
    """Draw a rectangle as the picture of a signature field."""
    annotation = page.add_rect_annot((120, 90, 300, 130))
    document = page.parent
    for key, value in (("Subtype", "/Widget"), ("FT", "/Sig")):
        document.xref_set_key(annotation.xref, key, value)


ANNOTATIONS: dict[str, tuple[Draw, str]] = {
    "a stamp": (lambda page: page.add_stamp_annot((180, 100, 320, 140), stamp=0), "Approved"),
    "a framed remark": (
        lambda page: page.add_freetext_annot(
            (180, 100, 320, 140), "请核实", fontname="china-s", border_width=1
        ),
        "请核实",
    ),
    "a box": (lambda page: page.add_rect_annot((120, 90, 300, 130)), ""),
    "a line": (lambda page: page.add_line_annot((50, 125), (350, 125)), ""),
    "struck out": (lambda page: page.add_strikeout_annot((60, 110, 300, 130)), ""),
    "a signature": (_sign, ""),
}
BROKEN_PLACES = ("[1 2 /x]", "[1 2 3]", "[1 2 3 4 5]", f"[0 0 {'9' * 400} 5]", "(no)")


@pytest.mark.parametrize("rotation", [0, 180])
@pytest.mark.parametrize(("draw", "said"), ANNOTATIONS.values(), ids=ANNOTATIONS)
def test_what_people_laid_over_rules_nothing(draw: Draw, said: str, rotation: int):
    """Words and strokes are those of the page without it; what it says is in a note."""
    page, bare = (
        read_drawn(form_of_five_rows, draw, rotation=rotation),
        read_drawn(form_of_five_rows, rotation=rotation),
    )
    assert (page.words, page.strokes) == (bare.words, bare.strokes)
    assert [note.seen for note in page.notes if note.code == "overlaid-text"] == [said] * bool(said)


def test_broken_annotations_cost_nothing():
    """A page is read though what lies over it makes no sense."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    form_of_five_rows(page)
    for key, value in (("Rect", "[1 2 /x]"), ("F", "(no)"), ("Subtype", "/Nothing"), ("Contents", "7")):
        document.xref_set_key(page.add_rect_annot((120, 90, 300, 130)).xref, key, value)
    for place in BROKEN_PLACES:
        annotation = page.add_rect_annot((120, 90, 300, 130))
        document.xref_set_key(annotation.xref, "Rect", place)
        document.xref_set_key(annotation.xref, "Contents", "(said)")
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [word.text for word in read.words] == " ".join(LINES).split()
    assert [note.seen for note in read.notes].count("said") == len(BROKEN_PLACES)
