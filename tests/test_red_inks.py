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


@pytest.mark.parametrize("tone", [(225, 120, 120), (235, 165, 160)], ids=str)
@pytest.mark.parametrize("worn", [0.0, 0.3])
def test_so_are_those_of_a_pale_one_without_a_star(tone: tuple[int, int, int], worn: float):
    """Its ring is worn off in patches."""
    pixels = form()
    bare = pixels.copy()
    stamp(pixels, (600, 620), tone, worn, star=False)
    red = (pixels != bare).any(axis=2)
    assert np.count_nonzero(red) > 3000
    assert np.percentile(white(pixels)[red], 5) > 220


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


def stamp(
    pixels: Pixels,
    middle: tuple[int, int],
    tone: tuple[int, int, int] = (215, 40, 46),
    worn: float = 0.0,
    *,
    star: bool = True,
) -> None:
    """Stamp a red seal of 140 points with signs along its ring, of which a share is worn off in patches."""
    seal = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(seal, middle, 140, 1, 9 if star else 4)
    height, width = seal.shape
    rng = np.random.default_rng(7)
    patches = rng.random((height // 12 + 1, width // 12 + 1)).astype(np.float32)
    seal[cv2.resize(patches, (width, height), interpolation=cv2.INTER_LINEAR) < worn] = 0
    if star:
        cv2.drawMarker(seal, middle, 1, cv2.MARKER_STAR, 60, 9)
    for angle in np.arange(0, 2 * np.pi, np.pi / 6):
        x, y = np.round(np.array(middle) + 112 * np.array([np.cos(angle), np.sin(angle)])).astype(int)
        cv2.putText(seal, "E", (int(x) - 8, int(y) + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 1, 2)
    pixels[(seal > 0) & (pixels.min(axis=2) > 200)] = tone


def white(pixels: Pixels) -> np.ndarray:
    """Return a page as it is read, in grey."""
    return whitened(raster_of(pixels)).grey
