"""Small forms as pixels: what a scanner would give of them."""

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from extractor.geometry import Grid, Page, Raster
from extractor.grid.grids import find_grids
from extractor.scan.densities import Density
from extractor.scan.inked import ruled
from extractor.scan.straightenings import Straight, straighten

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]
Spans = list[tuple[int, int, int, int]]

SCALE = 150 / 72
"""Pixels a point."""
XS = (40, 75, 150, 260, 330, 380)
YS = (60, 80, 100, 140, 160, 180, 200, 260, 280, 320)
CELLS: Spans = [
    (0, 0, 1, 2),
    (0, 2, 1, 5),
    *((row, column, row + 1, column + 1) for row in (1, 2) for column in range(5)),
    (3, 0, 9, 1),
    (3, 1, 6, 2),
    *((row, column, row + 1, column + 1) for row in (3, 4, 5) for column in (2, 3, 4)),
    *((row, column, row + 1, column + 1) for row in (6, 7, 8) for column in (1, 2, 3, 4)),
]
"""A form's cells: rows and columns, the ends excluded; its groups stand at the left."""
TEXTS = ("项目名称", "12.50", "数量指标", "完成一百二十件，", "100%", "良好—", "土口日田", "社会效益明显")


def form(
    scale: float = SCALE,
    width: float = 0.6,
    color: float = 0.0,
    *,
    dashes: str | None = None,
    apart: float = 0.0,
) -> Pixels:
    """Return a page of 420 by 380 points with a form of CELLS, as RGB pixels.

    Its cells may stand apart, each with sides of its own.
    """
    document = pymupdf.open()
    leaf = document.new_page(width=420, height=380)
    leaf.insert_text((130, 40), "项目支出绩效自评表", fontname="china-s", fontsize=16)
    for number, (top, left, bottom, right) in enumerate(sorted(CELLS)):
        box = pymupdf.Rect(XS[left], YS[top], XS[right], YS[bottom])
        sides = pymupdf.Rect(box.x0 + apart, box.y0 + apart, box.x1 - apart, box.y1 - apart)
        leaf.draw_rect(sides, color=(color,) * 3, width=width, dashes=dashes)
        text = TEXTS[number % len(TEXTS)]
        leaf.insert_text(
            (box.x0 + 2, box.y0 + 13), text[: int(box.width // 9)], fontname="china-s", fontsize=9
        )
    pixels = leaf.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def struck(scale: float = SCALE) -> Pixels:
    """Return the form, its 12.50 struck out by a pen."""
    pixels = form(scale)
    x, y = (round(length * scale) for length in (XS[2] + 1, YS[0] + 9))
    pixels[y : y + round(scale), x : x + round(45 * scale)] = 40
    return pixels


def png(pixels: Pixels) -> bytes:
    """Return pixels as a PNG."""
    return cv2.imencode(".png", np.ascontiguousarray(pixels))[1].tobytes()


def raster_of(pixels: Pixels, scale: float = SCALE) -> Raster:
    """Return pixels as recognition gets them."""
    height, width = pixels.shape[:2]
    return Raster(width, height, scale, np.ascontiguousarray(pixels).tobytes())


def grids_of(page: Straight) -> tuple[Grid, ...]:
    """Return the grids that a straight page's strokes rule."""
    return find_grids(ruled(Page(1, page.width, page.height, (), ()), page)).grids


def spans_of(pixels: Pixels, scale: float = SCALE) -> list[Spans]:
    """Return the cells that are found on a scanned page, table by table."""
    grids = grids_of(straighten(raster_of(pixels, scale)))
    return [[(cell.top, cell.left, cell.bottom, cell.right) for cell in grid.cells] for grid in grids]


def rotated(pixels: Pixels, angle: float) -> Pixels:
    """Return a page turned about its middle, counter-clockwise by so many degrees."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,) * 3)
    return np.asarray(turned, np.uint8)


def plain_line(duty: float, strength: float) -> Density:
    """Return what is told of a line as a whole, none of its places: what share is inked, and how darkly."""
    nothing = np.zeros((5, 0))
    blank = nothing > 0
    return Density(
        *(nothing, nothing, nothing, blank, blank, blank),
        duty=duty,
        strength=strength,
        is_line=True,
        is_plain=True,
    )
