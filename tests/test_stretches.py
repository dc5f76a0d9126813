"""A stretch of a line is told to be ruled by what is seen of it."""

import numpy as np
import pytest

from extractor.scan.densities import Stretch
from extractor.scan.stretches import Case, Runs, Style, is_ruled
from tests.scanned_forms import plain_line

LINE = plain_line(duty=0.82, strength=35.0)
PAGE = Style(density=0.95, strength=34.0, runs=Runs(gap=5.3, dash=np.inf, palest=0.33))
SEEN = Stretch(0.77, 1.0, 0.27, 0.43, gap=4.0, run=29.0, whole=0.88, level=0.77, black=0.0, clean=True)
"""A pale ruling of a blurred page in a low row, a number close beside it."""
CASES = {
    "a ruling with text close beside": (SEEN, True),
    "a stroke of text with paper at its ends": (SEEN._replace(palest=0.05), False),
    "a line with a wide gap": (SEEN._replace(unbroken=0.9), False),
}


SHADED = Stretch(0.8, 1.0, 0.27, 1.0, gap=0.0, run=28.0, whole=1.0, level=0.28, black=0.0, clean=True)
"""A pale side of a low shaded row, far paler than the same side upon paper."""
PALER = {
    "across a shade": (SHADED, True),
    "where the shade ends": (SHADED._replace(beside=0.0), False),
    "hardly inked": (SHADED._replace(level=0.15), False),
}


@pytest.mark.parametrize(("seen", "ruled"), PALER.values(), ids=PALER.keys())
def test_a_far_paler_stretch_of_a_long_line(seen: Stretch, *, ruled: bool):
    """It is ruled if it is inked all along, and alike on both hands."""
    assert is_ruled(Case(seen, LINE, 10.0, own=True), PAGE, 200 / 72) is ruled


HIDDEN = Stretch(0.82, 0.8, 0.0, 1.0, gap=16.0, run=62.0, whole=0.82, level=0.9, black=0.0, clean=True)
"""A side of a row as high as two lines of text, of which the ring of a seal took 6 points away."""
GAPS = {
    "on paper": (HIDDEN, True),
    "beside text": (HIDDEN._replace(beside=0.7), False),
    "a wider gap": (HIDDEN._replace(gap=26.0, whole=0.72), False),
}


@pytest.mark.parametrize(("seen", "ruled"), GAPS.values(), ids=GAPS.keys())
def test_a_side_that_a_seal_hides_for_a_while(seen: Stretch, *, ruled: bool):
    """No strokes of characters fill all of a side but for one gap, with paper on both hands."""
    assert is_ruled(Case(seen, LINE, 30.0, own=True), PAGE, 200 / 72) is ruled


@pytest.mark.parametrize(("seen", "ruled"), CASES.values(), ids=CASES.keys())
def test_a_low_stretch_of_a_long_line(seen: Stretch, *, ruled: bool):
    """It is ruled where none of its narrow gaps is paper."""
    assert is_ruled(Case(seen, LINE, 16.0, own=True), PAGE, 200 / 72) is ruled
