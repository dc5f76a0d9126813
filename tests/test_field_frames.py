"""The frame of a field within a cell does not cut it; fields that are the cells themselves rule."""

import pymupdf
import pytest

from models.records import Box
from tests.test_overlays import Draw, form_of_five_rows, read_drawn


def _field(box: Box, width: float = 1) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        widget = pymupdf.Widget()
        widget.field_type, widget.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, str(box)
        widget.field_value, widget.rect = "88.8", pymupdf.Rect(box)
        widget.border_width, widget.border_color = width, (0, 0, 0)
        page.add_widget(widget)

    return draw


def _label_beside(page: pymupdf.Page) -> None:
    page.draw_rect((50, 215, 120, 235))


WITHIN: dict[str, list[Draw]] = {
    "one": [_field((270, 83, 340, 97))],
    "two in a cell": [_field((250, 83, 290, 97)), _field((300, 83, 340, 97))],
    "upon two sides of its cell": [_field((200, 80, 260, 104))],
    "over two sides of its cell": [_field((198.5, 78.5, 260, 104))],
    "as large as its cell": [_field((200, 80, 350, 110))],
    "two, one above the other": [_field((270, 83, 340, 97)), _field((270, 113, 340, 127), width=2)],
}
CELLS: dict[str, list[Draw]] = {
    "beneath the table": [_field((50, 215, 120, 235)), _field((120, 215, 350, 235))],
    "beside a label": [_label_beside, _field((120, 215, 350, 235))],
    "at rulings": [_field((200, 80, 260, 110)), _field((260, 80, 350, 110))],
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("steps", WITHIN.values(), ids=WITHIN)
def test_a_frame_within_a_cell_rules_nothing(steps: list[Draw], rotation: int):
    """Strokes are those without the fields, and what is in these is read."""
    page, bare = (read_drawn(form_of_five_rows, *some, rotation=rotation) for some in (steps, ()))
    assert sorted(page.strokes) == sorted(bare.strokes)
    assert [word.text for word in page.words].count("88.8") == len(steps)


@pytest.mark.parametrize("steps", CELLS.values(), ids=CELLS)
def test_a_field_that_is_a_cell_is_ruled(steps: list[Draw]):
    """Nothing else rules it, or it stands at what does."""
    page, bare = read_drawn(form_of_five_rows, *steps), read_drawn(form_of_five_rows)
    assert len(page.strokes) == len(bare.strokes) + 8
    assert set(bare.strokes) <= set(page.strokes)


def test_a_frame_in_a_row_that_the_page_cuts_rules_nothing():
    """Below it stands no ruling; those beside it go on to the page's end."""

    def row(page: pymupdf.Page) -> None:
        page.draw_line((50, 50), (350, 50))
        for x in (50, 200, 350):
            page.draw_line((x, 50), (x, 110))

    page, bare = read_drawn(row, _field((202, 60, 260, 75))), read_drawn(row)
    assert sorted(page.strokes) == sorted(bare.strokes)
    ended = read_drawn(row, _field((202, 90, 260, 109)))
    assert len(ended.strokes) == len(bare.strokes) + 4


def _dashes(page: pymupdf.Page) -> None:
    for y in range(80, 200, 5):
        page.draw_line((260, y), (260, y + 3))


def test_a_frame_upon_a_dashed_side_rules_nothing():
    """Pieces of the side that lie within the field are not taken for the frame's."""
    page = read_drawn(form_of_five_rows, _dashes, _field((230, 82, 260.4, 98), width=0.5))
    bare = read_drawn(form_of_five_rows, _dashes)
    assert sorted(page.strokes) == sorted(bare.strokes)


def test_a_frame_in_a_shade_of_its_own_rules_nothing():
    """Cells that only shades show hold a field each; many fields on one ground are cells themselves."""

    def shades(page: pymupdf.Page, wide: float = 98) -> None:
        for left in (50, 150) if wide < 100 else (50,):
            page.draw_rect((left, 50, left + wide, 78), color=None, fill=(0.9, 0.9, 0.9))

    fields = _field((60, 56, 100, 70)), _field((160, 56, 200, 70))
    assert not read_drawn(shades, *fields).strokes
    assert len(read_drawn(lambda page: shades(page, 200), *fields).strokes) == 8


def _outlined(*boxes: Box) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        for box in boxes:
            page.draw_rect(box, width=0.75)

    return draw


def _ring(box: Box) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        x0, y0, x1, y1 = box
        shape = page.new_shape()
        shape.draw_rect(box)
        shape.draw_rect((x0 + 1, y0 + 1, x1 - 1, y1 - 1))
        shape.finish(color=None, fill=(0, 0, 0), even_odd=True)
        shape.commit()

    return draw


DRAWN_WITHIN: dict[str, Draw] = {
    "one": _outlined((210, 85, 340, 105)),
    "two in a cell": _outlined((206, 85, 260, 105), (270, 85, 340, 105)),
    "a ring": _ring((210, 85, 340, 105)),
}
DRAWN_CELLS: dict[str, Draw] = {
    "at a ruling": _outlined((200, 85, 340, 105)),
    "cells apart": _outlined((206, 85, 260, 105), (263, 85, 340, 105)),
    "beneath the table": _outlined((60, 215, 120, 235)),
    "with a line that ends at it": _outlined((210, 85, 340, 105), (270, 105, 270, 110)),
    "with a line in it": _outlined((210, 85, 340, 105), (275, 85, 275, 105)),
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("step", DRAWN_WITHIN.values(), ids=DRAWN_WITHIN)
def test_a_drawn_frame_that_stands_free_rules_nothing(step: Draw, rotation: int):
    """So browsers print the fields of a page in its cells: as outlines or rings around their text."""
    page, bare = (read_drawn(form_of_five_rows, *some, rotation=rotation) for some in ((step,), ()))
    assert sorted(page.strokes) == sorted(bare.strokes)


@pytest.mark.parametrize("step", DRAWN_CELLS.values(), ids=DRAWN_CELLS)
def test_drawn_frames_that_may_be_cells_rule(step: Draw):
    """They stand at rulings or beside each other, or nothing else rules around them."""
    page, bare = read_drawn(form_of_five_rows, step), read_drawn(form_of_five_rows)
    assert set(bare.strokes) < set(page.strokes)


def test_frames_that_are_all_cells_rule():
    """Cells that stand well apart in the border of their table are many, and little else is drawn."""

    def border(page: pymupdf.Page) -> None:
        for ends in (
            ((50, 50), (350, 50)),
            ((50, 200), (350, 200)),
            ((50, 50), (50, 200)),
            ((350, 50), (350, 200)),
        ):
            page.draw_line(*ends)

    cells = _outlined(*((x, y, x + 60.0, y + 20.0) for x in (60.0, 130.0, 200.0) for y in (60.0, 90.0)))
    assert len(read_drawn(border, cells).strokes) == 4 * 7
