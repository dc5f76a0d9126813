"""The shadow of a fold is taken off a page, and the rulings upon it are left."""

import cv2
import numpy as np
import pytest

from tests.scanned_forms import CELLS, SCALE, XS, YS, Pixels, form, spans_of


def _folded(pixels: Pixels, at: float, axis: int) -> Pixels:
    """Return a page with the shadow of a fold so many points from its top or left."""
    beyond = np.arange(pixels.shape[axis]) / SCALE - at
    light = (1 - 0.35 * np.exp(-((beyond / 8) ** 2)) * (beyond > 0)) * (
        1 - 0.15 * np.exp(-((beyond / 1.5) ** 2))
    )
    return (pixels * (light[:, None, None] if axis == 0 else light[None, :, None])).astype(np.uint8)


def test_a_ruling_upon_a_fold_is_found():
    """It is narrower than the shadow, and is not seen in the margins."""
    assert spans_of(_folded(form(width=0.4, color=0.4), 139, axis=0)) == [sorted(CELLS)]


@pytest.mark.parametrize(("axis", "at"), [(0, 100), (1, 140)])
def test_the_shadow_is_taken_off_a_table_that_fills_the_picture(axis: int, at: float):
    """Its rulings reach into the margins as folds do, but are narrower."""
    near = [slice(round(start * SCALE), round(end * SCALE)) for start, end in ((50, 330), (30, 390))]
    cut = form(width=0.25, color=0.6)[near[0], near[1]]
    assert spans_of(_folded(cut, at, axis)) == [sorted(CELLS)]


@pytest.mark.parametrize("apart", [(0,), (-1, 0, 1), (-1.5, 1.5)], ids=["thin", "thick", "double"])
def test_the_frame_of_a_table_that_fills_the_picture_is_no_fold(apart: tuple[float, ...]):
    """Pale, and wider than its other rulings, it is narrower than a fold's shadow."""
    pixels = cv2.GaussianBlur(form(width=0.5, color=0.3), (0, 0), 0.8)
    top, bottom, left, right = (round(at * SCALE) for at in (YS[0], YS[-1], XS[0], XS[-1]))
    for by in (round(step * SCALE) for step in apart):
        cv2.rectangle(pixels, (left + by, top + by), (right + by, bottom + by), (180,) * 3, 2)
    cut = pixels[top - 20 : bottom + 20, left - 20 : right + 20]
    assert spans_of(cut) == [sorted(CELLS)]
