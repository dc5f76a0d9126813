"""Whatever the colours of a scanned page are, its ink becomes dark, and its paper white."""

import cv2
import numpy as np
import pytest

from benchmarks.degradations import degraded
from extractor.scan.whitenings import whitened
from tests.scanned_forms import CELLS, SCALE, form, raster_of, spans_of


@pytest.mark.parametrize("damage", ["clean", "noise", "black margins", "uneven light"])
def test_a_negative_is_a_page_like_others(damage: str):
    """White ink on black film, the light and the margins of which are reversed as well."""
    assert spans_of(~degraded(form(), damage, 5, SCALE)) == [sorted(CELLS)]


def test_a_page_upon_something_dark_is_no_negative():
    """Though most of the picture is dark, its ink is darker than its paper."""
    pixels = form()
    reach = pixels.shape[0] // 2
    dark = cv2.copyMakeBorder(pixels, *(reach,) * 4, cv2.BORDER_CONSTANT, value=(40, 36, 30))
    assert spans_of(np.asarray(dark, np.uint8)) == [sorted(CELLS)]


def test_a_pattern_of_pale_paper_is_no_negative():
    """Where little of a page is printed, its ink tells, not the paler lines of its paper."""
    paper = np.full((1750, 1240, 3), 248, np.uint8)
    paper[::10] = 255
    paper[104:106] = paper[144:146] = 0
    paper[104:146, 100::250] = 0
    assert np.max(whitened(raster_of(paper)).grey[104, ::50]) < 100


def test_a_page_in_a_dark_window_is_no_negative():
    """White writing around a page is more than what the page holds, not many times as much."""
    pixels = form()
    height, width, _ = pixels.shape
    dark = np.full((2 * height, 2 * width, 3), 30, np.uint8)
    for y in range(15, 2 * height, 22):
        cv2.putText(dark, "menu item " * 20, (5, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (210, 210, 210))
    dark[height // 2 : height // 2 + height, width // 2 : width // 2 + width] = pixels
    assert spans_of(dark) == [sorted(CELLS)]


def test_a_shadow_from_the_edge_is_no_desk():
    """A hand's shadow over a third of a page leaves less than half of its light, and all of its text."""
    pixels = form()
    height, width, _ = pixels.shape
    shadow = np.zeros((height, width), np.float32)
    cv2.fillPoly(shadow, [np.array([(0, height), (0, 260), (280, 180), (640, height)])], 1.0)
    shadow = cv2.GaussianBlur(shadow, (0, 0), 12)
    dark = np.asarray(pixels * (1 - 0.55 * shadow[:, :, None]), np.uint8)
    assert spans_of(dark) == [sorted(CELLS)]
    assert np.mean(whitened(raster_of(dark)).grey[300:700, :300] < 100) > 0.02


@pytest.mark.parametrize("kept", ["all ink", "rulings"])
def test_what_is_printed_in_red_is_no_seal(kept: str):
    """Red rulings stay, beside black text and where all is red."""
    pixels = form(width=1.0)
    ink = np.asarray(pixels[:, :, 0] < 200, np.uint8)
    if kept == "rulings":
        level, upright = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size)) for size in ((1, 50), (30, 1)))
        ink = np.asarray(level | upright, np.uint8)
    pixels[ink > 0] = (205, 50, 55)
    assert spans_of(pixels) == [sorted(CELLS)]
    assert np.mean(whitened(raster_of(pixels)).grey < 200) > 0.02


def test_a_seal_over_rulings_is_taken_away():
    """A round seal with a star's straight strokes has no lines of a table."""
    pixels = form()
    seal = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(seal, (560, 480), 130, 1, 9)
    cv2.rectangle(seal, (200, 120), (330, 250), 1, 7)
    pixels[(seal > 0) & (pixels[:, :, 0] > 200)] = (215, 60, 66)
    blank = np.asarray(whitened(raster_of(pixels)).grey)[seal > 0]
    assert np.median(blank) > 245
    assert spans_of(pixels) == [sorted(CELLS)]
