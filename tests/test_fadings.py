"""Ink that has faded is made as dark as it was, and paper stays white."""

import numpy as np
import pytest

from extractor.scan.fadings import unfaded
from extractor.scan.straightenings import straighten
from tests.scanned_forms import CELLS, SCALE, Floats, Pixels, form, grids_of, raster_of


def _faded(left: Floats, *, grain: float = 2.0) -> Pixels:
    """Return a form of whose ink a share is left, column by column, on paper with some grain."""
    dice = np.random.default_rng(4)
    ink = (255.0 - form()) * left[:, None]
    return np.clip(250 - ink + dice.normal(0, grain, ink.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("share", [0.2, 0.12])
def test_a_page_that_faded_is_as_dark_as_others(share: float):
    """A hundredth of it is much darker than paper, though a person hardly sees its ink."""
    pixels = _faded(np.full(form().shape[1], share))
    page = straighten(raster_of(pixels))
    assert np.percentile(page.grey, 1) < 170
    assert np.median(page.grey) > 245
    assert len(grids_of(page)[0].cells) == len(CELLS)


def test_a_column_that_faded_is_found_where_all_else_is_dark():
    """A third of the width has a seventh of its ink; only where one asks for it is it made darker."""
    width = form().shape[1]
    left = np.where(np.abs(np.arange(width) - width * 0.62) < width / 6, 0.14, 1.0)
    pixels = _faded(left)
    (grid,) = grids_of(straighten(raster_of(pixels), faded=True))
    assert len(grid.cells) == len(CELLS)


def test_paper_without_ink_stays_as_it_is():
    """Grain is none."""
    grey = np.random.default_rng(2).integers(243, 256, (800, 600)).astype(np.uint8)
    for in_places in (False, True):
        assert np.array_equal(unfaded(grey, SCALE, in_places=in_places), grey)
