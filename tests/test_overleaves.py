"""A scanned page that shows its table larger or moved is laid under the page before."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from extractor.geometry import Page, Sight, Word, as_seen
from extractor.grid.grids import find_grids
from extractor.grid.rulings import find_rulings
from extractor.scan.overleaves import laid_under

if TYPE_CHECKING:
    from models.records import Box

XS = (40.0, 90.0, 210.0, 260.0, 330.0, 555.0)
SIGHT = Sight((100.0, 125.0, 140.0, 135.0), ("12.5",), 0.9)


def leaf(number: int, xs: tuple[float, ...], ys: tuple[float, ...] = (100.0, 120.0, 140.0)) -> Page:
    """Return a page with a table of full rows and columns."""
    strokes: list[Box] = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    down = tuple(find_rulings(strokes, along=1))
    words = (Word(*SIGHT.box, "12.5"),)
    return Page(number, 595, 842, words, tuple(strokes), down, sights=(SIGHT,))


MOVED = {"to the side": (1.0, 12.0), "larger": (1.03, -8.0), "smaller": (0.98, 20.0)}


@pytest.mark.parametrize(("size", "by"), MOVED.values(), ids=MOVED.keys())
def test_a_table_is_laid_under_the_one_before(size: float, by: float):
    """Its sides stand under that one's, and all that it holds is found where it was seen."""
    xs = tuple(size * x + by for x in XS if x != 210)
    page = leaf(2, xs)
    laid = laid_under(page, find_grids(page), find_grids(leaf(1, XS)))
    (grid,) = find_grids(laid).grids
    sides = {cell.box[0] for cell in grid.cells} | {grid.box[2]}
    assert np.allclose(sorted(sides), [x for x in XS if x != 210], atol=0.02)
    assert laid.words[0].box == laid.sights[0].box
    assert np.allclose(as_seen(laid.sights[0].box, laid), SIGHT.box, atol=0.02)


def test_sides_that_perspective_drew_together_are_laid_under():
    """What is left of the perspective moves the sides in the midst to one side."""
    xs = tuple(x + 12 + 3.8 * 4 * (x - XS[0]) * (XS[-1] - x) / (XS[-1] - XS[0]) ** 2 for x in XS)
    page = leaf(2, xs)
    laid = laid_under(page, find_grids(page), find_grids(leaf(1, XS)))
    (grid,) = find_grids(laid).grids
    sides = {cell.box[0] for cell in grid.cells} | {grid.box[2]}
    assert np.allclose(sorted(sides), XS, atol=0.2)


def test_a_whole_form_is_laid_under_the_few_rows_above_it():
    """A page break behind its first rows: all their sides stand above some of the many overleaf."""
    above = (40.0, 90.0, 110.0, 210.0, 260.0, 330.0, 395.0, 440.0, 500.0, 555.0)
    below = sorted((*above, 60.0, 125.0, 160.0, 185.0, 290.0, 360.0, 470.0))
    page = leaf(2, tuple(x + 12 for x in below))
    laid = laid_under(page, find_grids(page), find_grids(leaf(1, above)))
    (grid,) = find_grids(laid).grids
    sides = {cell.box[0] for cell in grid.cells} | {grid.box[2]}
    assert np.allclose(sorted(sides), below, atol=0.2)


FIRST, LAST = slice(1, None), slice(None, -1)
LACKING = {
    "the first column": (FIRST, slice(None)),
    "the last column": (LAST, slice(None)),
    "the first column above": (slice(None), FIRST),
    "the last column above": (slice(None), LAST),
}


@pytest.mark.parametrize(("kept", "above"), LACKING.values(), ids=LACKING.keys())
def test_a_table_that_lacks_an_outer_column_is_laid_under_the_rest(kept: slice, above: slice):
    """A page break may leave the side of a merged cell undrawn; the other sides tell where it stands."""
    xs = (*XS, 600.0)
    page, before = leaf(2, tuple(1.02 * x - 15 for x in xs[kept])), leaf(1, xs[above])
    laid = laid_under(page, find_grids(page), find_grids(before))
    (grid,) = find_grids(laid).grids
    assert np.allclose((grid.box[0], grid.box[2]), (xs[kept][0], xs[kept][-1]), atol=0.02)


OTHERS = {
    "it stands there already": (2, XS),
    "of other columns": (2, (60.0, 140.0, 180.0, 290.0, 400.0, 560.0)),
    "much smaller": (2, tuple(0.8 * x for x in XS)),
    "not the next page": (3, tuple(x + 12 for x in XS)),
}


@pytest.mark.parametrize(("number", "xs"), OTHERS.values(), ids=OTHERS.keys())
def test_others_are_left(number: int, xs: tuple[float, ...]):
    """What needs no moving, or is another table, comes back as it is."""
    page = leaf(number, xs)
    assert laid_under(page, find_grids(page), find_grids(leaf(1, XS))) is page
