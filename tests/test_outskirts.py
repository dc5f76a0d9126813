"""Text outside the tables of a scan is found, however close to them and however small."""

import numpy as np
import pytest

from extractor.scan.inks import find_ink
from extractor.scan.outskirts import parts_outside

SCALE, EM = 2.0, 14.0
TABLE = (20.0, 60.0, 280.0, 120.0)


@pytest.mark.parametrize("strokes", [1, 2, 3])
def test_a_line_just_above_a_table_is_found(strokes: int):
    """Small print has strokes so many pixels wide and one apart: little of its box is paper."""
    grey = np.full((300, 600), 255, np.uint8)
    grey[120, 40:560] = 0
    for x in range(240, 360, strokes + 1):
        grey[103:113, x : x + strokes] = 0
    (part,) = parts_outside(find_ink(grey, SCALE), [TABLE], EM)
    assert part.top == pytest.approx(103, abs=3)
    assert part.ink.shape == pytest.approx((10, 120), abs=6)


def test_what_is_full_of_ink_is_no_text():
    """A bar is none, nor is a photograph."""
    grey = np.full((300, 600), 255, np.uint8)
    grey[40:60, 100:400] = 0
    assert parts_outside(find_ink(grey, SCALE), [], EM) == []
