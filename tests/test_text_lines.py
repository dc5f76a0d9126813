"""Cells are cut into lines of text: every line whole, none beyond its cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scan.inks import find_ink
from extractor.scan.text_lines import Crop, crops_of, part_of, usual_em
from extractor.scan.whitenings import Grey
from models.records import Box

SCALE, EM = 2.0, 20.0
CELL = (10.0, 10.0, 110.0, 90.0)


def blank() -> Grey:
    """Return a page of 120 by 100 points."""
    return np.full((200, 240), 255, np.uint8)


def fill(grey: Grey, box: tuple[int, int, int, int], shade: int = 0) -> None:
    """Ink a box given in pixels."""
    x0, y0, x1, y1 = box
    grey[y0:y1, x0:x1] = shade


def crops(grey: Grey, box: Box = CELL) -> list[Crop]:
    """Return the lines of a cell."""
    page = find_ink(grey, SCALE)
    part = part_of(page, box)
    return crops_of(page, part, EM)


def signs(grey: Grey, at: tuple[int, int], count: int = 4, shade: int = 0) -> None:
    """Ink a line of square characters; `at` is where the first begins."""
    left, top = at
    for x in range(left, left + count * 20, 20):
        fill(grey, (x, top, x + 18, top + 18), shade)
        fill(grey, (x + 3, top + 3, x + 15, top + 8), 255)
        fill(grey, (x + 3, top + 10, x + 15, top + 15), 255)


def tops(found: list[Crop]) -> list[int]:
    """Return where lines begin, in pixels."""
    return [round(crop.box[1] * SCALE) for crop in found]


def test_lines_are_found_from_top_to_bottom():
    """Each has the box of its ink."""
    grey = blank()
    for y in (30, 60, 120):
        signs(grey, (40, y))
    assert tops(crops(grey)) == [30, 60, 120]


def test_parts_of_one_character_are_one_line():
    """三 is three bars."""
    grey = blank()
    for y in (40, 48, 56):
        fill(grey, (40, y, 58, y + 2))
    assert tops(crops(grey)) == [40]


def test_lines_that_touch_are_parted():
    """A sign that reaches into the next line does not make them one."""
    grey = blank()
    signs(grey, (40, 40))
    signs(grey, (40, 62))
    fill(grey, (44, 56, 46, 64))
    assert len(crops(grey)) == 2


def test_what_rests_of_a_ruling_is_not_shown():
    """The second of a double one beside a text is no sign of it: the crop shows paper there."""
    grey = blank()
    signs(grey, (132, 40))
    fill(grey, (213, 20, 216, 180))
    (crop,) = crops(grey)
    assert crop.pixels[:, -3:].min() == 255


def test_what_may_go_on_in_a_ruling_is_shown():
    """The upper strokes of a row of digits under a ruling look like one: no digit is cut."""
    grey = blank()
    fill(grey, (24, 22, 216, 25))
    for left in range(30, 210, 12):
        fill(grey, (left, 22, left + 10, 40))
        fill(grey, (left + 3, 26, left + 7, 36), 255)
    (crop,) = crops(grey)
    assert crop.pixels[:4].min() == 0


def test_texts_far_apart_are_read_alone():
    """A wide gap in a line parts it."""
    grey = blank()
    signs(grey, (30, 40), count=2)
    signs(grey, (150, 40), count=2)
    assert [round(crop.box[0]) for crop in crops(grey)] == [15, 75]


def test_labels_written_down_are_one_line():
    """One character a line is read along."""
    grey = blank()
    for at in range(4):
        signs(grey, (32, 30 + 24 * at), count=1)
    (crop,) = crops(grey, (10.0, 10.0, 32.0, 90.0))
    height, width = crop.pixels.shape
    assert width > 2.5 * height


def test_a_point_written_down_stands_between_its_digits():
    """It is near the digit below it, yet no part of that: pixels between two digits are its own."""
    grey = blank()
    signs(grey, (32, 30), count=1)
    fill(grey, (39, 66, 43, 70))
    for top in (76, 100):
        signs(grey, (32, top), count=1)
    (crop,) = crops(grey, (10.0, 10.0, 32.0, 90.0))
    edges = np.flatnonzero(np.diff((crop.pixels < 128).any(axis=0), prepend=False, append=False))
    assert list(np.diff(edges)[::2]) == [18, 4, 18, 18]


def test_rulings_are_no_text():
    """A thick or slanting ruling reaches into the cell; it is not read."""
    grey = blank()
    fill(grey, (16, 16, 224, 25))
    fill(grey, (16, 16, 23, 184))
    signs(grey, (40, 60))
    assert tops(crops(grey)) == [60]


def test_a_full_line_close_to_the_upper_side_is_text():
    """Small print fills a row of its cell as a ruling does, but the rows below as well."""
    grey = blank()
    for top in (25, 60):
        for left in range(24, 216, 20):
            fill(grey, (left, top, left + 13, top + 16))
    assert tops(crops(grey)) == [25, 60]


@pytest.mark.parametrize(("ruling", "top"), [(22, 23), (23, 24)], ids=["beside it", "upon it"])
def test_a_full_line_beside_a_ruling_is_text(ruling: int, top: int):
    """Rows of a line that fills its cell are nearly as full of ink as a ruling, but higher together."""
    grey = blank()
    fill(grey, (20, 20, 220, ruling))
    signs(grey, (22, 23), count=9)
    signs(grey, (22, 60), count=9)
    assert tops(crops(grey)) == [top, 60]


def test_a_one_beside_a_ruling_is_text():
    """In a low cell it is nearly as high as that, and yet no ruling."""
    grey = blank()
    fill(grey, (16, 16, 22, 44))
    fill(grey, (24, 24, 26, 38))
    signs(grey, (30, 22), count=1)
    (crop,) = crops(grey, (10.0, 10.0, 110.0, 21.0))
    assert round(crop.box[0] * SCALE) == 24


RESTS = {
    "all the way up": (216, 30, 170),
    "half the way": (216, 30, 90),
    "thinner than strokes": (217, 100, 116),
}


@pytest.mark.parametrize(("left", "top", "bottom"), RESTS.values(), ids=RESTS.keys())
def test_the_rest_of_a_ruling_at_a_side_is_no_one(left: int, top: int, bottom: int):
    """Half a double ruling, or one on a noisy scan, is as slender as a 1, yet longer or thinner."""
    grey = blank()
    fill(grey, (left, top, 218, bottom))
    assert crops(grey) == []


def test_a_ragged_bar_at_the_lower_side_is_a_ruling():
    """On a noisy scan a double ruling's second half has holes, and is no —— behind the text."""
    grey = blank()
    signs(grey, (30, 60), count=2)
    for left in range(100, 200, 10):
        fill(grey, (left, 176, left + 6, 178))
    assert tops(crops(grey)) == [60]


def test_a_bit_of_a_ruling_is_no_dash():
    """Ink at the upper or lower side alone is what a ruling left."""
    for top in (24, 174):
        grey = blank()
        fill(grey, (80, top, 98, top + 2))
        assert crops(grey) == []


SPURS = {"at the left": (22, 22, 28, 23), "at the right": (211, 22, 218, 23)}


@pytest.mark.parametrize("spur", SPURS.values(), ids=SPURS.keys())
def test_the_corner_of_a_ruling_is_no_sign_beside_a_text(spur: tuple[int, int, int, int]):
    """It reaches into the cell by less than any stroke is thick: no - before a 0."""
    grey = blank()
    signs(grey, (60, 24), count=1)
    fill(grey, spur)
    (crop,) = crops(grey)
    assert (crop.box[0], crop.box[2], crop.is_cut) == (30.0, 39.0, False)


def test_blank_cells_have_no_lines():
    """Neither has one with the noise of a scanner."""
    dice = np.random.default_rng(1)
    grey = np.clip(245 + dice.normal(0, 8, (200, 240)), 0, 255).astype(np.uint8)
    assert crops(grey) == []


DASHES = {
    "a hyphen": (6, "-"),
    "two hyphens that touch": (13, "--"),
    "a wide hyphen": (9, "-"),
    "two small hyphens that touch": (10, "--"),
    "a dash": (18, "—"),
    "two dashes": (36, "——"),
}


@pytest.mark.parametrize(("width", "dash"), DASHES.values(), ids=DASHES.keys())
def test_bars_are_dashes(width: int, dash: str):
    """One low wide bar is a dash by its shape, whatever a reader makes of it."""
    grey = blank()
    fill(grey, (80, 100, 80 + width, 102))
    (crop,) = crops(grey)
    assert (crop.dash, crop.is_bar) == (dash, True)


def test_a_bar_at_the_upper_side_is_a_ruling():
    """A part of the second line of a double one, with text beneath."""
    grey = blank()
    fill(grey, (120, 22, 200, 24))
    signs(grey, (40, 60))
    assert tops(crops(grey)) == [60]


def test_a_bar_from_side_to_side_is_a_ruling():
    """The second of a double one is no dash before the text beneath."""
    grey = blank()
    fill(grey, (22, 30, 218, 32))
    signs(grey, (40, 60))
    assert tops(crops(grey)) == [60]


@pytest.mark.parametrize(("left", "cut"), [(40, False), (22, True)])
def test_what_reaches_a_side_is_cut(left: int, *, cut: bool):
    """More of it may lie beyond; a ruling that was cleared away does not change that."""
    grey = blank()
    fill(grey, (16, 16, 22, 184))
    signs(grey, (left, 60))
    (crop,) = crops(grey)
    assert crop.is_cut == cut


def test_characters_are_no_dashes():
    """A square is none."""
    grey = blank()
    signs(grey, (40, 40), count=1)
    assert crops(grey)[0].dash == ""


def test_the_usual_size_is_that_of_most_lines():
    """A title does not count for more than what it is."""
    grey = blank()
    for y in (30, 60, 90):
        signs(grey, (40, y))
    page = find_ink(grey, SCALE)
    assert usual_em([part_of(page, CELL)], SCALE) == pytest.approx(20, abs=2)


BOXES = st.tuples(st.integers(24, 190), st.integers(24, 150), st.integers(3, 40), st.integers(3, 24))


@given(st.lists(BOXES, min_size=1, max_size=8))
def test_all_ink_is_in_some_crop_and_no_crop_leaves_the_cell(boxes: list[tuple[int, int, int, int]]):
    """Whatever stands in a cell, each row of its ink belongs to a line; lines stay inside."""
    grey = blank()
    for x, y, width, height in boxes:
        fill(grey, (x, y, min(x + width, 214), min(y + height, 174)))
    page = find_ink(grey, SCALE)
    part = part_of(page, CELL)
    found = crops_of(page, part, EM)
    covered = np.zeros(len(part.ink), bool)
    for crop in found:
        x0, y0, x1, y1 = crop.box
        assert CELL[0] <= x0 < x1 <= CELL[2]
        assert CELL[1] <= y0 < y1 <= CELL[3]
        covered[round(y0 * SCALE) - part.top : round(y1 * SCALE) - part.top] = True
    assert covered[part.ink.any(axis=1)].all()
