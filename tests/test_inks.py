"""What is dark enough is ink: no speck of a scanner's, every stroke that is printed."""

import pytest

from extractor.scan.inks import find_ink, mask_of
from tests.test_text_lines import SCALE, blank, crops, fill, signs, tops


def test_specks_are_no_ink():
    """Single dark pixels are a scanner's; a point is larger."""
    grey = blank()
    grey[50, 50] = 0
    fill(grey, (60, 60, 62, 62))
    ink = mask_of(find_ink(grey, SCALE), slice(0, 200), slice(0, 240))
    assert not ink[50, 50]
    assert ink[60, 60]


def test_a_pale_dash_of_one_pixel_is_ink():
    """Printed thin and scanned softly, it is paler than other strokes, and yet no blank cell."""
    grey = blank()
    signs(grey, (40, 40))
    fill(grey, (60, 150, 95, 151), shade=145)
    ink = mask_of(find_ink(grey, 2 * SCALE), slice(120, 180), slice(0, 240))
    assert ink[30, 60:95].all()


@pytest.mark.parametrize("shade", [0, 120, 170])
def test_faint_strokes_are_ink_as_well(shade: int):
    """How dark strokes are is each cell's own matter."""
    grey = blank()
    signs(grey, (40, 40), shade=shade)
    assert tops(crops(grey)) == [40]
