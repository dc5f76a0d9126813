"""A 0 alone in its cell is told by its shape."""

import cv2
import numpy as np
import pytest

from extractor.scan.noughts import is_nought
from tests.test_inequalities import FONTS, line

DARK = 128


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("size", [9.0, 12.0])
@pytest.mark.parametrize("dpi", [200, 300])
def test_a_nought_is_told(font: str, size: float, dpi: int):
    """It is one even ring."""
    assert is_nought(line("0", font, size, dpi))


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("text", ["6", "8", "9", "3", "4", "5", "00", "10", "0.", "。", "〇", "%"])
@pytest.mark.parametrize("blur", [0.8, 2.0])
def test_nothing_else_is_one(text: str, font: str, blur: float):
    """Other digits are uneven, or have no hole or two, or a dent; what is more has more."""
    assert not is_nought(line(text, font, blur=blur))


RINGS = {
    "a 0": ((20, 30), (12, 20), (4, 12), None, True),
    "a small hole": ((20, 30), (12, 20), (4, 6), None, False),
    "a hole aside": ((18, 30), (12, 20), (4, 12), None, False),
    "a low hole": ((20, 34), (12, 20), (4, 10), None, False),
    "a stroke across": ((20, 30), (12, 20), (4, 12), 30, False),
}


@pytest.mark.parametrize(("middle", "size", "hole", "across", "told"), RINGS.values(), ids=RINGS.keys())
def test_a_ring_is_even_and_slim(
    middle: tuple[int, int], size: tuple[int, int], hole: tuple[int, int], across: int | None, *, told: bool
):
    """Else it is another sign, or something lies over it."""
    pixels = np.full((60, 40), 255, np.uint8)
    if across:
        cv2.line(pixels, (6, across), (34, across), (0,), 2)
    cv2.ellipse(pixels, (20, 30), size, 0, 0, 360, (0,), -1)
    cv2.ellipse(pixels, middle, hole, 0, 0, 360, (255,), -1)
    assert is_nought(pixels) == told


def test_paper_shows_none():
    """Nor does it fail."""
    assert not is_nought(np.full((20, 20), 255, np.uint8))


@pytest.mark.parametrize("text", ["10", "60", "01", "0.5"])
@pytest.mark.parametrize("ink", [80, 110])
def test_a_faded_sign_beside_it_is_seen(text: str, ink: int):
    """However pale: it is 10, not 0."""
    pixels = line(text, size=12.0)
    columns = np.flatnonzero((pixels < DARK).any(axis=0))
    gap = next(at for at in range(columns[0], columns[-1]) if at not in columns)
    faded = slice(gap, None) if text[0] == "0" else slice(None, gap)
    weaker = pixels.copy()
    weaker[:, faded] = 255 - ((255 - weaker[:, faded]).astype(float) * ink / 255).astype(np.uint8)
    assert not is_nought(weaker)


def test_grain_beside_it_hides_none():
    """Nor what is blank there."""
    pixels = line("0", size=12.0)
    pixels = cv2.copyMakeBorder(pixels, 4, 4, 30, 4, cv2.BORDER_CONSTANT, value=(255,))
    pixels[6:8, 4:6] = pixels[20, 12] = 130
    assert is_nought(pixels)
