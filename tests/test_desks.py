"""Of a photograph the sheet of paper is the page, and as large as paper is."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from extractor.geometry import warped
from extractor.scan.desks import sheet_on
from extractor.scan.perspectives import perspective_of
from extractor.scan.straightenings import straighten
from extractor.scan.whitenings import whitened
from tests.scanned_forms import CELLS, SCALE, XS, YS, Floats, form, grids_of, raster_of

SIZE = (1100, 1200)
AT = np.array([[70, 110], [1040, 150], [1000, 1020], [40, 980]], np.float32)
"""Where the corners of the sheet are seen, in pixels."""


@pytest.mark.parametrize("desk", [(60, 60, 60), (120, 120, 120), (165, 165, 165), (124, 72, 60)])
def test_a_sheet_on_a_desk_is_the_page(desk: tuple[int, int, int]):
    """Grained wood of any light is none of it; it is as large as A4, and its places are found again."""
    pixels = form()
    height, width, _ = pixels.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    camera = cv2.getPerspectiveTransform(corners, AT)
    dice = np.random.default_rng(7)
    grain = cv2.GaussianBlur(dice.normal(0, 250, SIZE[::-1]).astype(np.float32), (0, 0), sigmaX=30, sigmaY=2)
    scene = np.clip(np.array(desk) + grain[:, :, None], 0, 255).astype(np.uint8)
    paper = cv2.warpPerspective(np.full_like(pixels, 1), camera, SIZE) > 0
    seen = cv2.warpPerspective(np.asarray(pixels * 0.9, np.uint8), camera, SIZE)
    page = straighten(raster_of(np.where(paper, seen, scene)))
    (grid,) = grids_of(page)
    assert [(cell.top, cell.left, cell.bottom, cell.right) for cell in grid.cells] == sorted(CELLS)
    x0, _, x1, _ = grid.box
    assert (x1 - x0) / (XS[-1] - XS[0]) == pytest.approx(842 / 420, rel=0.1)
    table = np.array([[[x * SCALE, y * SCALE] for y in (YS[0], YS[-1]) for x in (XS[0], XS[-1])]], np.float32)
    (corner,) = cv2.perspectiveTransform(table[:, :1], camera)[0] / SCALE
    assert np.allclose(warped((x0, grid.box[1], x0, grid.box[1]), page.warp)[:2], corner, atol=3)


LIGHTS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "a shadow that ends little by little": lambda xs, ys: np.hypot(xs - 300, ys - 400) / 500,
    "the gutter of a volume": lambda xs, _: 0.6 * np.exp(-xs / 25),
    "a dark band at one side": lambda xs, _: 0.5 * (xs < 90),
    "even paper": lambda xs, _: 0 * xs,
}


@pytest.mark.parametrize("darkness", LIGHTS.values(), ids=LIGHTS)
def test_paper_in_a_shadow_is_no_desk(darkness: Callable[[Floats, Floats], Floats]):
    """A shadow fades, and lies on one side."""
    ys, xs = np.mgrid[0:800, 0:600].astype(np.float64)
    light = (240 * (1 - np.clip(darkness(xs, ys), 0, 0.7))).astype(np.uint8)
    assert sheet_on(light, cv2.cvtColor(light, cv2.COLOR_GRAY2RGB)) is None


def test_a_sheet_narrower_than_its_edge_is_looked_at():
    """Light within the edge of a strip at an image's end is looked for in the image."""
    light = np.full((18, 53), 40, np.uint8)
    light[12:, 8:] = 240
    assert sheet_on(light, cv2.cvtColor(light, cv2.COLOR_GRAY2RGB)) is not None


@pytest.mark.parametrize(
    ("desk", "length"), [((190, 130, 80), 800), ((30, 30, 30), 800), ((130, 130, 130), 0)]
)
def test_a_hard_shadow_over_a_sheet_is_no_desk(desk: tuple[int, int, int], length: int):
    """Dark paper is told from wood by its colour, from a darker desk by its light; no half is a sheet."""
    scene = np.full((1000, 800, 3), desk, np.uint8)
    sheet = cv2.resize(form(), (640, 800), interpolation=cv2.INTER_AREA)
    scene[100:900, 80:720] = sheet
    scene[:, 400:] = scene[:, 400:] // 2
    white = whitened(raster_of(scene, 1.0))
    assert white.sheet == pytest.approx(length, abs=20)
    assert np.count_nonzero(white.grey[100:900, 420:700] < 150) > 5000


@pytest.mark.parametrize("first", range(4))
def test_the_sides_of_a_sheet_tell_how_it_was_seen(first: int):
    """On a sheet without lines they set it upright, in whatever order its corners are told."""
    corners = np.roll(AT.astype(np.float64), first, axis=0)
    seen = perspective_of(np.zeros(SIZE[::-1], np.uint8), corners)
    assert seen
    moved = np.roll(cv2.perspectiveTransform(corners[None], seen.matrix)[0], -first, axis=0)
    sides = np.roll(moved, -1, axis=0) - moved
    assert np.allclose(sides[::2, 1], 0, atol=1e-6)
    assert np.allclose(sides[1::2, 0], 0, atol=1e-6)


def test_the_corners_of_a_sheet_are_seen():
    """They are told in points, but not of a sheet that ends beyond the picture."""
    scene = np.full((1000, 800, 3), 60, np.uint8)
    corners = np.array([[90, 80], [700, 110], [720, 900], [60, 860]])
    cv2.fillConvexPoly(scene, corners, (230, 230, 230))
    found = whitened(raster_of(scene, 2.0)).corners
    assert found is not None
    off = np.linalg.norm(found[:, None] - corners[None] / 2, axis=2)
    assert (off.min(axis=0) < 4).all()
    assert whitened(raster_of(scene[:880], 2.0)).corners is None
