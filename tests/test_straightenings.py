"""A scanned page is made upright, level and flat, and every place on it is found again on the scan."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.geometry import Turn, warped
from extractor.scan.slants import Floats, trace
from extractor.scan.straightenings import straighten, turned_straight
from tests.scanned_forms import CELLS, SCALE, XS, YS, Pixels, form, grids_of, raster_of, rotated, spans_of

TABLE = (XS[0], YS[0], XS[-1], YS[-1])


@pytest.mark.parametrize("angle", [-5, -1.5, 0, 0.4, 3, 5])
def test_a_page_that_lies_askew_is_levelled(angle: float):
    """The table is found whole, and its corners on the page as seen."""
    pixels = rotated(form(), angle)
    page = straighten(raster_of(pixels))
    (grid,) = grids_of(page)
    assert [(cell.top, cell.left, cell.bottom, cell.right) for cell in grid.cells] == sorted(CELLS)
    turn = np.radians(angle)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners = [(x, y) for x in TABLE[::2] for y in TABLE[1::2]]
    seen = (np.array(corners) - (210, 190)) @ matrix.T + (210, 190)
    assert np.allclose(warped(grid.box, page.warp), [*seen.min(0), *seen.max(0)], atol=1)


@pytest.mark.parametrize(("grain", "found"), [(0, 3), (2, 0)])
def test_hardly_visible_rulings_tell_how_a_clean_page_lies(grain: int, found: int):
    """Lines that are 6 of 255 darker than paper are traced where they stand out of its grain."""
    dark = np.random.default_rng(1).integers(0, 5 * grain + 1, (300, 400)).astype(np.uint8)
    dark[[60, 140, 220], 20:380] = 6
    assert np.unique(trace(dark).ruling).size == found


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_on_its_side_is_turned(quarters: int):
    """Lines of text lie level, groups of rows stand at the left, and half a turn remains thinkable."""
    page = straighten(raster_of(np.rot90(form(), -quarters)))
    assert page.turns == (0, 180)
    (grid,) = grids_of(page)
    assert [(cell.top, cell.left, cell.bottom, cell.right) for cell in grid.cells] == sorted(CELLS)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_found_on_the_scan(turn: Turn):
    """However a straight page is turned, its way back leads to the same place."""
    page = straighten(raster_of(rotated(form(), 2)))
    other = turned_straight(page, turn)
    size = (page.width, page.height)
    assert (other.width, other.height) == (size if turn % 180 == 0 else size[::-1])
    ys, xs = np.nonzero(page.grey < 60)
    dark = np.median(xs) / SCALE, np.median(ys) / SCALE
    assert other.turns[0] == (0 - turn) % 360
    ys, xs = np.nonzero(other.grey < 60)
    seen = np.median(xs) / SCALE, np.median(ys) / SCALE
    assert np.allclose(warped((*seen, *seen), other.warp), warped((*dark, *dark), page.warp), atol=2)


def _seen_from_aside(pixels: Pixels) -> Pixels:
    """Return a page as a camera over its lower edge sees it: a fifth narrower above."""
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    drawn = corners + np.array([[90, 30], [-100, 55], [-5, -10], [10, -5]], np.float32)
    camera = cv2.getPerspectiveTransform(corners, drawn)
    return np.asarray(cv2.warpPerspective(pixels, camera, (width, height), borderValue=(255,) * 3), np.uint8)


def _moved(pixels: Pixels, lift: Callable[[Floats], Floats]) -> Pixels:
    """Return a page whose places are lifted by so many pixels, by their share of the way across."""
    xs, ys = np.meshgrid(*(np.arange(length, dtype=np.float32) for length in pixels.shape[1::-1]))
    ys = ys + lift(xs / pixels.shape[1]).astype(np.float32)
    return np.asarray(cv2.remap(pixels, xs, ys, cv2.INTER_LINEAR, borderValue=(255,) * 3), np.uint8)


MOVED: dict[str, Callable[[Pixels], Pixels]] = {
    "from aside": _seen_from_aside,
    "nine degrees": lambda pixels: rotated(pixels, 9),
    "bound at the left": lambda pixels: _moved(pixels, lambda x: 60 * np.maximum(0.35 - x, 0) ** 2 / 0.35),
    "waves": lambda pixels: _moved(pixels, lambda x: 6 * np.sin(3 * np.pi * x)),
}


@pytest.mark.parametrize("moved", MOVED.values(), ids=MOVED.keys())
def test_pages_as_cameras_and_bound_volumes_show_them_are_made_straight(moved: Callable[[Pixels], Pixels]):
    """All cells are found, however far from straight their sides were."""
    assert spans_of(moved(form())) == [sorted(CELLS)]


@settings(max_examples=15, derandomize=True, deadline=None, database=None)
@given(
    angle=st.floats(-4.5, 4.5),
    push=st.lists(st.floats(-4, 4), min_size=8, max_size=8),
    place=st.tuples(st.floats(XS[0], XS[-1]), st.floats(YS[0], YS[-1])),
)
def test_every_place_is_found_again(angle: float, push: list[float], place: tuple[float, float]):
    """From the drawn table to the straight page's, and by its warp to the scan: within a point and a half."""
    corners = np.array([[0, 0], [420, 0], [420, 380], [0, 380]], np.float32)
    camera = cv2.getPerspectiveTransform(corners, corners + np.array(push, np.float32).reshape(4, 2))
    turn = np.vstack([cv2.getRotationMatrix2D((210, 190), angle, 1), [0, 0, 1]])
    seen = turn @ camera
    matrix = np.diag([SCALE, SCALE, 1]) @ seen @ np.diag([1 / SCALE, 1 / SCALE, 1])
    pixels = form()
    size = pixels.shape[1::-1]
    page = straighten(raster_of(cv2.warpPerspective(pixels, matrix, size, borderValue=(255,) * 3)))
    (grid,) = grids_of(page)
    x0, y0, x1, y1 = grid.box
    x = x0 + (place[0] - XS[0]) / (XS[-1] - XS[0]) * (x1 - x0)
    y = y0 + (place[1] - YS[0]) / (YS[-1] - YS[0]) * (y1 - y0)
    true = seen @ (*place, 1)
    assert np.allclose(warped((x, y, x, y), page.warp)[:2], true[:2] / true[2], atol=1.5)
