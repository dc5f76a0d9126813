"""Whatever the colours of a scanned page are, its ink becomes dark, and its paper white."""

import cv2
import numpy as np
import pytest

from benchmarks.degradations import degraded
from tests.scanned_forms import CELLS, SCALE, form, spans_of


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
