"""Marks in a colour of their own rule nothing; coloured rulings, and pictures of rulings, do."""

from io import BytesIO
from itertools import pairwise

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractor.page.pens import MOST, Mark, read_apart
from extractor.page.strokes import Strokes
from models.records import Box
from tests.drawn_steps import Draw, read_drawn, write
from tests.test_overlays import LINES, RED, form_of_five_rows

BLUE, BLACK = 0x2040C0, 0x000000


def _frame(page: pymupdf.Page, box: Box, word: str = "") -> None:
    page.draw_rect(box, color=RED, width=1.5)
    if word:
        write(page, word, (box[0] + 4, box[3] - 6), color=RED)


def _by_hand(page: pymupdf.Page) -> None:
    """Draw a frame of four lines."""
    for start, end in pairwise(((70, 97), (150, 97), (150, 137), (70, 137), (70, 97))):
        page.draw_line(start, end, color=RED, width=2)


MARKS: dict[str, tuple[Draw, list[str]]] = {
    "a square seal in a blank place": (lambda page: _frame(page, (310, 143, 336, 167), "印"), ["印"]),
    "a square seal over sides": (lambda page: _frame(page, (185, 130, 225, 172), "李印"), ["李印"]),
    "a frame around two rows": (lambda page: _frame(page, (60, 90, 320, 150)), []),
    "a square seal at a side by chance": (lambda page: _frame(page, (120, 80, 176, 136), "印"), ["印"]),
    "drawn by hand": (_by_hand, []),
    "underlined": (lambda page: page.draw_line((215, 128), (260, 128), color=RED, width=1), []),
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("draw", "said"), MARKS.values(), ids=MARKS)
def test_marks_rule_nothing(draw: Draw, said: list[str], rotation: int):
    """Strokes and words are those without the mark; a seal's own words are in notes."""
    page, bare = (read_drawn(form_of_five_rows, *some, rotation=rotation) for some in ((draw,), ()))
    assert sorted(page.strokes) == sorted(bare.strokes)
    assert sorted(page.words) == sorted(bare.words)
    assert [note.seen for note in page.notes] == said


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("height", "told"), [(183, 1), (190, 0)])
def test_a_coloured_line_through_a_value_is_told(height: int, told: int, rotation: int):
    """A red pen strikes out as a black one does; one below a value does not."""
    value = LINES[-1].split()[1]

    def strike(page: pymupdf.Page) -> None:
        page.draw_line((203, height), (203 + 10 * len(value), height), color=RED)

    page = read_drawn(form_of_five_rows, strike, rotation=rotation)
    assert [note.seen for note in page.notes if note.code == "struck-text"] == [value] * told


def test_a_coloured_line_through_a_part_of_a_word_is_told():
    """A cell's text is one word where it has no spaces, and a pen goes through the old figure of it alone."""
    page = read_drawn(
        form_of_five_rows,
        lambda page: write(page, "30场改为50场", (60, 230)),
        lambda page: page.draw_line((59, 226), (75, 226), color=RED),
    )
    assert [note.seen for note in page.notes if note.code == "struck-text"] == ["30场改为50场"]


def _crossed(page: pymupdf.Page) -> None:
    """Cross out a value by two strokes of one path."""
    shape = page.new_shape()
    for height in (135, 122):
        shape.draw_line((203, height), (228, 257 - height))
    shape.finish(color=(0, 0, 0))
    shape.commit()


ASLANT: dict[str, tuple[Draw, list[str]]] = {
    "one stroke": (lambda page: page.draw_line((200, 135), (232, 121)), ["90人"]),
    "a cross": (_crossed, ["90人"]),
    "a narrow shape": (
        lambda page: page.draw_polyline(
            [(200, 135), (232, 121), (232, 122), (200, 136)], fill=(0, 0, 0), closePath=True
        ),
        ["90人"],
    ),
    "going on far past it, as a seal's do": (lambda page: page.draw_line((190, 138), (262, 112)), []),
    "in a blank place": (lambda page: page.draw_line((270, 140), (350, 110)), []),
    "between the values": (lambda page: page.draw_line((200, 131), (270, 160)), []),
    "a triangle": (
        lambda page: page.draw_polyline([(200, 135), (232, 121), (232, 135)], color=RED, closePath=True),
        [],
    ),
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("draw", "struck"), ASLANT.values(), ids=ASLANT)
def test_a_line_aslant_through_a_value_is_told(draw: Draw, struck: list[str], rotation: int):
    """So strike people out by hand; a line through a blank cell says that nothing is due there."""
    page, bare = (read_drawn(form_of_five_rows, *some, rotation=rotation) for some in ((draw,), ()))
    assert [note.seen for note in page.notes if note.code == "struck-text"] == struck
    assert page.words == bare.words


def _coloured_row(page: pymupdf.Page) -> None:
    """Rule one more row of the form in blue."""
    page.draw_line((50, 230), (350, 230), color=(0, 0.2, 0.8))
    for x in (50, 200, 350):
        page.draw_line((x, 200), (x, 230), color=(0, 0.2, 0.8))


def test_a_coloured_line_that_ends_at_rulings_is_one():
    """Rows ruled in another colour stay rows."""
    page, bare = read_drawn(form_of_five_rows, _coloured_row), read_drawn(form_of_five_rows)
    assert len(page.strokes) == len(bare.strokes) + 4


def _small_table(page: pymupdf.Page) -> None:
    """Rule two rows of two columns in blue, of which no line ends at the form's."""
    for y in (220, 245, 270):
        page.draw_line((50, y), (350, y), color=(0, 0.2, 0.8))
    for x in (50, 200, 350):
        page.draw_line((x, 220), (x, 270), color=(0, 0.2, 0.8))


def test_a_small_table_in_colour_beside_the_form_is_ruled():
    """Strokes that part each other are no frame."""
    page, bare = read_drawn(form_of_five_rows, _small_table), read_drawn(form_of_five_rows)
    assert len(page.strokes) == len(bare.strokes) + 6


def test_a_table_in_colour_is_ruled():
    """Where most is drawn in a colour, that is the rulings' own."""

    def blue(page: pymupdf.Page) -> None:
        for at in range(5):
            page.draw_line((50, 50 + 30 * at), (350, 50 + 30 * at), color=(0, 0.2, 0.8))
            page.draw_line((50 + 75 * at, 50), (50 + 75 * at, 170), color=(0, 0.2, 0.8))
        page.draw_line((50, 250), (350, 250))

    assert len(read_drawn(blue).strokes) == 11


def test_pictures_one_pixel_wide_are_rulings():
    """Where nothing is drawn, thin pictures rule the page, as some programs have it."""
    dot = BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "PNG")

    def ruled(page: pymupdf.Page) -> None:
        for at in range(4):
            for box in ((50, 50 + 30 * at, 350, 50.7 + 30 * at), (50 + 100 * at, 50, 50.7 + 100 * at, 140)):
                page.insert_image(box, stream=dot.getvalue(), keep_proportion=False)
        write(page, "项目名称", (60, 70))

    page = read_drawn(ruled)
    assert (len(page.strokes), page.kind) == (8, "text")


def test_so_are_those_written_into_the_content():
    """Printers paint lines as masks of one pixel, which are no objects of the file (ISO 32000-1, 8.9.7)."""

    def ruled(page: pymupdf.Page) -> None:
        write(page, "项目名称", (60, 70))
        content = page.get_contents()[-1]
        for at in range(4):
            for place in (b"300 0 0 .7 50 %d" % (160 + 30 * at), b".7 0 0 90 %d 160" % (50 + 100 * at)):
                line = b"\nq %b cm BI /W 1 /H 1 /IM true /BPC 1 ID \x00 EI Q" % place
                page.parent.update_stream(content, page.parent.xref_stream(content) + line)

    page = read_drawn(ruled)
    assert (len(page.strokes), page.kind) == (8, "text")


@pytest.mark.parametrize(("opaque", "kind"), [(40, "text"), (255, "scan-with-layer")])
def test_a_picture_that_one_sees_through_hides_nothing(opaque: int, kind: str):
    """A watermark over the page makes no scan of it; a scan with visible text beneath stays one."""
    over = BytesIO()
    Image.new("RGBA", (400, 300), (120, 120, 120, opaque)).save(over, "PNG")

    def lines(page: pymupdf.Page) -> None:
        for y in range(20, 280, 12):
            write(page, "项目 资金 年度 指标", (20, y))

    page = read_drawn(lines, lambda page: page.insert_image(page.rect, stream=over.getvalue()))
    assert page.kind == kind


def test_a_picture_whose_mask_is_broken_is_opaque():
    """A page is no damaged one for that."""
    over = BytesIO()
    Image.new("RGBA", (400, 300), (120, 120, 120, 40)).save(over, "PNG")

    def covered(page: pymupdf.Page) -> None:
        form_of_five_rows(page)
        page.insert_image(page.rect, stream=over.getvalue())
        page.parent.xref_set_key(page.get_images()[0][0], "SMask", "9999 0 R")

    assert read_drawn(covered).kind == "scan-with-layer"


def test_characters_made_drawings_are_recognised():
    """A page of outlines is a scan; one with as many words as shapes is not."""

    def outlined(page: pymupdf.Page) -> None:
        for x in range(20, 380, 16):
            for y in range(20, 280, 16):
                page.draw_circle((x, y), 5)

    assert read_drawn(outlined).kind == "scan"
    assert read_drawn(outlined, form_of_five_rows).kind == "text"


boxes = st.builds(
    lambda x, y, size, along: (x, y, x + (size if along else 1), y + (1 if along else size)),
    *(st.floats(0, 500), st.floats(0, 500), st.floats(5, 300), st.booleans()),
)


@given(st.lists(st.tuples(st.sampled_from([BLACK, BLUE]), boxes), max_size=30))
def test_nothing_is_lost(parts: list[tuple[int, Box]]):
    """Every stroke rules or lies in a mark; dark ones always rule, and all do where most have a colour."""
    strokes, marks = read_apart(
        parts, lambda part: part[0], lambda some: Strokes([box for _, box in some], [], [], [])
    )
    assert strokes is not None
    coloured = [box for color, box in parts if color == BLUE]
    for color, box in parts:
        marked = any(_holds(mark, box) for mark in marks)
        assert box in strokes.thin or (color == BLUE and marked)
    if len(coloured) * 2 > len(parts) or len(coloured) > MOST:
        assert (len(strokes.thin), marks) == (len(parts), [])


def _holds(mark: Mark, box: Box) -> bool:
    x0, y0, x1, y1 = mark.box
    return x0 <= box[0] and y0 <= box[1] and box[2] <= x1 and box[3] <= y1
