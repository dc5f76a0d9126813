"""Rulings are told from everything else that is long, thin or dark on a scanned page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.degradations import DEGRADATIONS, degraded
from extractor.scan.inked import find_strokes
from extractor.scan.straightenings import straighten
from tests.scanned_forms import CELLS, SCALE, XS, YS, Pixels, form, grids_of, raster_of, spans_of

WAYS = [name for name in DEGRADATIONS if "seal" not in name or name == "red seal"]


@pytest.mark.parametrize("scale", [150 / 72, 200 / 72, 300 / 72, 400 / 72])
@pytest.mark.parametrize("width", [0.5, 1.5])
def test_the_table_is_found_at_any_resolution(scale: float, width: float):
    """Thin and thick rulings make the same cells; the title and the texts make none."""
    assert spans_of(form(scale, width), scale) == [sorted(CELLS)]


@pytest.mark.parametrize("name", WAYS)
def test_a_damaged_page_has_the_same_table(name: str):
    """However a page was scanned, its cells are those that were drawn."""
    scale = 200 / 72
    assert spans_of(degraded(form(scale), name, 5, scale), scale) == [sorted(CELLS)]


def _dashed(pixels: Pixels) -> None:
    for y in YS:
        for x in range(XS[0], XS[-1], 5):
            _white(pixels, x, y - 2, x + 2, y + 2)
    for x in XS:
        for y in range(YS[0], YS[-1], 5):
            _white(pixels, x - 2, y, x + 2, y + 2)


def _white(pixels: Pixels, x0: float, y0: float, x1: float, y1: float) -> None:
    near = pixels[round(y0 * SCALE) : round(y1 * SCALE), round(x0 * SCALE) : round(x1 * SCALE)]
    near[near.min(2) < 255] = 255


def _struck_out(pixels: Pixels) -> None:
    cv2.line(pixels, _at(160, 172), _at(200, 172), (0, 0, 0), 1)


def _underlined(pixels: Pixels) -> None:
    cv2.line(pixels, _at(60, 345), _at(300, 345), (0, 0, 0), 2)


def _photographed(pixels: Pixels) -> None:
    grain = np.random.default_rng(1).integers(0, 200, (60, 120, 1), np.uint8)
    pixels[-70:-10, 20:140] = grain


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * SCALE), round(y * SCALE)


@pytest.mark.parametrize("added", [_struck_out, _underlined, _photographed], ids=lambda added: added.__name__)
def test_other_lines_are_no_cells(added: Callable[[Pixels], None]):
    """What is struck out within a cell, underlined below the table, or a picture, rules nothing."""
    pixels = form()
    added(pixels)
    assert spans_of(pixels) == [sorted(CELLS)]


def test_dashed_rulings_are_rulings():
    """Two points of every five are missing."""
    pixels = form(width=1.0)
    _dashed(pixels)
    assert spans_of(pixels) == [sorted(CELLS)]


STYLES: dict[str, dict[str, Any]] = {
    "dashes": {"dashes": "[3 2]"},
    "dots": {"dashes": "[1 1.5]", "width": 1.0},
    "cells apart": {"apart": 1.0},
    "dashed cells apart": {"apart": 1.0, "dashes": "[3 2]"},
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_rulings_of_any_style_are_found(style: dict[str, Any]):
    """However a page's rulings are drawn, they are told from what is written between them."""
    assert spans_of(form(**style)) == [sorted(CELLS)]


@pytest.mark.parametrize("seed", [1, 2, 5, 6])
def test_the_shadow_of_a_fold_is_no_ruling(seed: int):
    """It is as dark as pale rulings are, but goes on through the margins."""
    pale = form(width=0.25, color=0.6)
    assert spans_of(degraded(pale, "fold", seed, SCALE)) == [sorted(CELLS)]


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_halves_of_double_rulings_stay_apart_where_both_end(dpi: int):
    """The paper beyond their ends, white as it is, joins them no more."""
    scale = dpi / 72
    assert spans_of(form(scale, 0.4, apart=1.05), scale) == [sorted(CELLS)]


def test_pale_rulings_end_at_a_shaded_row():
    """A shade as dark as they are does not carry them on."""
    pixels = form(width=0.25, color=0.6)
    top, bottom = round(YS[0] * SCALE) + 2, round(YS[1] * SCALE) - 1
    row = pixels[top:bottom, round(XS[0] * SCALE) + 2 : round(XS[-1] * SCALE) - 1]
    row[row.min(2) > 225] = 225
    assert spans_of(pixels) == [sorted(CELLS)]


STROKES = {"black among black": {"width": 1.0}, "black among pale": {"width": 1.5, "color": 0.85}}


@pytest.mark.parametrize("style", STROKES.values(), ids=STROKES.keys())
def test_strokes_level_with_a_ruling_do_not_carry_it_on(style: dict[str, Any]):
    """The upright of a 中 in a low row, exactly above a column's side, is no side of its cell."""
    pixels = form(**style)
    cv2.line(pixels, _at(XS[3], 63), _at(XS[3], 78), (0, 0, 0), 2)
    for y in (66, 71, 75):
        cv2.line(pixels, _at(XS[3] - 4, y), _at(XS[3] + 4, y), (0, 0, 0), 1)
    assert spans_of(pixels) == [sorted(CELLS)]


def test_a_pale_table_above_a_dark_one_is_found():
    """They have their left sides in common, and yet each its own style."""
    pixels = np.vstack([form(width=0.25, color=0.75), form(width=2.0)])
    assert spans_of(pixels) == [sorted(CELLS), sorted(CELLS)]


def test_a_pale_ruling_between_a_shaded_header_and_the_next_row_is_found():
    """Of a generated page at 150 dpi: it is hardly darker than the shade, but ends where its table does."""
    pixels = np.asarray(cv2.imread(str(Path(__file__).parent / "scans" / "shaded-header.png")), np.uint8)
    header, labels, indicators = 7, 2, 9 * 6
    assert [len(spans) for spans in spans_of(pixels)] == [header + labels + indicators]


def test_a_short_side_that_a_dark_and_a_pale_table_have_in_common_is_found():
    """It is no longer than a stroke in either of them, and each part is as dark as its own table."""
    pixels = np.full((round(380 * SCALE), round(420 * SCALE), 3), 255, np.uint8)
    for top, light in ((60, 0), (200, 150)):
        ends = [((40, y), (380, y)) for y in range(top, top + 81, 20)]
        ends += [((x, top), (x, top + 80)) for x in (40, 150, 380)]
        for first, last in (*ends, ((260, top + 20), (260, top + 40))):
            cv2.line(pixels, _at(*first), _at(*last), (light,) * 3, 1)
    assert [len(spans) for spans in spans_of(pixels)] == [9, 9]


def test_a_paler_ruling_of_a_table_without_outer_sides_is_no_crease():
    """It goes on past the first and last side that are drawn, but so do others."""
    pixels = form(width=1.0)
    for x in (XS[0], XS[-1]):
        _white(pixels, x - 1, YS[0] - 1, x + 1, YS[-1] + 1)
    row = pixels[round(YS[2] * SCALE) - 2 : round(YS[2] * SCALE) + 3]
    np.maximum(row, 150, out=row)
    assert [len(table) for table in spans_of(pixels)] == [len(CELLS)]


def test_a_bowed_dotted_line_is_no_ruling():
    """It leaves the height at which it is looked for, so that nothing of its long pieces is seen there."""
    pixels = form(width=1.0)
    for x in range(800):
        if x % 6 < 2:
            pixels[740 + round(10 * np.sin(np.pi * x / 800)), 30 + x] = 0
    assert spans_of(pixels) == [sorted(CELLS)]


def test_hardly_visible_lines_are_no_rulings():
    """Where a JPEG's squares end, the paper may be a little darker, from side to side of the page."""
    pixels = form(width=1.0)
    for y in (70, 150):
        _darken(pixels, (0, y, 420, y + 1), 245)
    for x in (110, 210):
        _darken(pixels, (x, 0, x + 1, 380), 245)
    assert spans_of(pixels) == [sorted(CELLS)]


def test_the_end_of_a_shade_is_no_ruling():
    """A page break leaves a shaded cell open below: its side is not drawn, though its shade ends there."""
    pixels = form(width=0.5, color=0.4)
    _white(pixels, XS[0] - 1, YS[-1] - 1, XS[1] - 1, YS[-1] + 1)
    _darken(pixels, (XS[0], YS[3] + 1, XS[1], YS[-1]), 204)
    (grid,) = grids_of(straighten(raster_of(pixels)))
    assert [cell.left for cell in grid.cells if cell.open_bottom] == [0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pale_rulings_in_perspective_are_found(seed: int):
    """They are paler than text by far, and yet they tell how the page lies."""
    pale = form(width=0.25, color=0.6)
    assert spans_of(degraded(pale, "perspective", seed, SCALE)) == [sorted(CELLS)]


def test_thin_rulings_broken_by_a_fax_are_found():
    """Much of each is lost, in pieces of uneven length, but they have paper on both hands."""
    pixels = form(width=0.5, color=0.35)
    light = pixels + np.random.default_rng(4).normal(0, 14, pixels.shape[:2])[:, :, None]
    assert spans_of(np.where(light < 125, 0, 255).astype(np.uint8)) == [sorted(CELLS)]


TWO_ROWS = [cell for cell in sorted(CELLS) if cell[2] <= 2]


def _two_rows_in_the_open() -> Pixels:
    """Return two rows as page breaks may leave them: open above, and open below."""
    pixels = form()
    _white(pixels, 0, YS[0] - 1, 420, YS[0] + 1)
    _white(pixels, 0, YS[2] - 1, 420, 380)
    return pixels


def test_sides_that_hang_from_a_ruling_are_found():
    """They are no longer than strokes of characters, but begin at the ruling and end at one height."""
    assert spans_of(_two_rows_in_the_open()) == [TWO_ROWS]


def test_a_bracket_above_the_frame_is_no_side():
    """That of a title stands exactly above a column's side, which begins one row below the frame."""
    pixels = form()
    cv2.line(pixels, _at(XS[3], YS[0] - 14), _at(XS[3], YS[0] - 2), (0, 0, 0), 2)
    assert spans_of(pixels) == [sorted(CELLS)]


def test_a_ruling_that_is_drawn_twice_for_some_of_its_cells_is_no_crease():
    """The rest of it is not half as dark, up to its end; the outer sides are not drawn."""
    pixels = _two_rows_in_the_open()
    for x in (XS[0], XS[-1]):
        _white(pixels, x - 1, YS[0], x + 1, YS[1] - 1)
        _white(pixels, x - 1, YS[1] + 1, x + 1, YS[2])
    row = pixels[round(YS[1] * SCALE) - 2 : round(YS[1] * SCALE) + 3, round(XS[2] * SCALE) + 3 :]
    row[:] = 255 - ((255 - row) / 2.2).astype(np.uint8)
    assert spans_of(pixels) == [TWO_ROWS]


def test_nearly_invisible_rulings_are_found():
    """Where there are no others, those count that are but 5 of 255 darker than paper."""
    assert spans_of(form(width=0.5, color=0.98)) == [sorted(CELLS)]


def _darken(pixels: Pixels, box: tuple[float, float, float, float], light: int) -> None:
    x0, y0, x1, y1 = (round(side * SCALE) for side in box)
    np.minimum(pixels[y0:y1, x0:x1], light, out=pixels[y0:y1, x0:x1])


@pytest.mark.parametrize("shade", [255, 128, 0])
def test_a_blank_page_has_no_strokes(shade: int):
    """Nor has one that is black or grey all over."""
    assert find_strokes(straighten(raster_of(np.full((400, 300, 3), shade, np.uint8)))) == []


def test_noise_has_no_strokes():
    """A picture of something else is not ruled."""
    noise = np.random.default_rng(1).integers(0, 255, (400, 300, 3), np.uint8)
    assert find_strokes(straighten(raster_of(noise))) == []


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (20, 20)])
def test_tiny_pages_are_read(size: tuple[int, int]):
    """However small a picture is, it gives a page."""
    assert find_strokes(straighten(raster_of(np.zeros((*size, 3), np.uint8)))) == []


def test_a_very_long_page_is_read():
    """OpenCV cannot level a picture of more than 32,767 rows: it is read as it lies."""
    page = straighten(raster_of(np.full((33000, 60, 3), 255, np.uint8)))
    assert (page.grey.shape, find_strokes(page)) == ((33000, 60), [])
