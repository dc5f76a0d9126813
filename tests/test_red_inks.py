"""What is printed in red is read as any other ink; red seals and marks of red pens are not."""

import cv2
import numpy as np
import pytest

from extractor.scan.whitenings import whitened
from tests.scanned_forms import SCALE, XS, YS, Pixels, form, raster_of

INKS = {"bright": (220, 25, 30), "dark": (165, 12, 20)}
WORDS, FIGURES = (1, 1), (1, 2)
"""Cells by row and column."""


@pytest.mark.parametrize("ink", INKS.values(), ids=INKS.keys())
@pytest.mark.parametrize("beside", ["nothing", "a seal"])
def test_words_printed_in_red_stay(ink: tuple[int, int, int], beside: str):
    """A red name or reason is ink, though a seal is stamped elsewhere; pictures blur its colour."""
    pixels = form()
    cell = cell_of(pixels, *WORDS)
    words = cell.min(axis=2) < 140
    cell[:] = np.array(ink) + (255 - np.array(ink)) * (cell.min(axis=2, keepdims=True) / 255)
    cv2.circle(pixels, (820, 700), 8, (220, 25, 30), -1)  # enough red to be looked at
    if beside == "a seal":
        stamp(pixels, (600, 560))
    _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 60])
    seen = white(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8))
    assert np.percentile(cell_of(seen, *WORDS)[words], 90) < 170


def test_signs_of_a_seal_are_taken_away():
    """They are as large as those of print, and stand by a ring and a star."""
    pixels = form()
    stamp(pixels, (450, 450))
    red = (pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 90)
    assert np.count_nonzero(red) > 3000
    assert np.percentile(white(pixels)[red], 5) > 235


@pytest.mark.parametrize("aside", [0, 14], ids=["upon", "beside"])
def test_marks_of_a_red_pen_at_black_words_are_taken_away(aside: int):
    """A tick is one stroke upon or next to what it ticks."""
    pixels = form()
    cell = cell_of(pixels, *FIGURES)
    inked = np.flatnonzero((cell.min(axis=2) < 140).any(axis=0))
    mark = np.zeros(cell.shape[:2], np.uint8)
    x = int(inked[-1]) + aside - 14 * (not aside)
    cv2.polylines(mark, [np.array([(x, 14), (x + 6, 22), (x + 20, 6)])], isClosed=False, color=1, thickness=2)
    plain = (mark > 0) & (cell.min(axis=2) > 200)
    cell[plain] = INKS["bright"]
    stamp(pixels, (600, 560))
    assert np.median(cell_of(white(pixels), *FIGURES)[plain]) > 235


def cell_of(pixels: np.ndarray, row: int, column: int) -> Pixels:
    """Return the pixels within the sides of a cell."""
    top, bottom = (round(YS[one] * SCALE) for one in (row, row + 1))
    left, right = (round(XS[one] * SCALE) for one in (column, column + 1))
    return pixels[top + 3 : bottom - 2, left + 3 : right - 2]


def stamp(pixels: Pixels, middle: tuple[int, int]) -> None:
    """Stamp a red seal of 140 points with signs along its ring."""
    seal = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(seal, middle, 140, 1, 9)
    cv2.drawMarker(seal, middle, 1, cv2.MARKER_STAR, 60, 9)
    for angle in np.arange(0, 2 * np.pi, np.pi / 6):
        x, y = np.round(np.array(middle) + 112 * np.array([np.cos(angle), np.sin(angle)])).astype(int)
        cv2.putText(seal, "E", (int(x) - 8, int(y) + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 1, 2)
    pixels[(seal > 0) & (pixels.min(axis=2) > 200)] = (215, 40, 46)


def white(pixels: Pixels) -> np.ndarray:
    """Return a page as it is read, in grey."""
    return whitened(raster_of(pixels)).grey
