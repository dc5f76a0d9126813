"""A scanned page as it was recognised → its picture made straight, and its cells on that.

The picture is the scan itself, in its own colours: only its place on the paper is changed.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.geometry import Page
from extractor.page.pixels import draw_page
from extractor.scan.lattices import middles, spread
from models.errors import DamagedPdf
from models.layers import Picture
from models.warps import Warp

Floats = NDArray[np.float32]
BLOCK = 16
"""Pixels between the places whose way back is computed; those between follow."""
QUALITY = 80
"""Of the WebP picture: characters stay sharp at a third of a PNG's size."""
WHITE = (255, 255, 255)


def portray(data: bytes, page: Page, *, scale: float = 2.0, max_pixels: int = 40_000_000) -> Picture:
    """Return a recognised page as a picture, straight and upright, `scale` pixels a point.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf, DamagedPdf, TooLarge: As `render_page`.
    """
    cv2.setNumThreads(1)  # as `extractor.scan.scans`
    raster = draw_page(data, page.number, scale, max_pixels)
    rgb = np.frombuffer(raster.rgb, np.uint8).reshape(raster.height, raster.width, 3)
    pixels = np.ascontiguousarray(rgb[:, :, ::-1])
    size = round(page.width * raster.scale), round(page.height * raster.scale)
    if page.warp is not None and 0 < size[0] * size[1] <= max_pixels:
        maps = _way_back(page, page.warp, raster.scale, size)
        drawn = cv2.remap(pixels, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=WHITE)
        pixels = np.asarray(drawn, np.uint8)
    done, content = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    if not done:
        raise DamagedPdf(f"page {page.number} cannot be drawn")
    return Picture(page.width, page.height, "image/webp", content.tobytes())


def _way_back(page: Page, warp: Warp, scale: float, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Return where each pixel of a straight page, of so many a point, is on the page as seen."""
    straight = np.stack(middles(size, BLOCK), axis=-1) / scale
    seen = cv2.perspectiveTransform(straight, np.array(warp).reshape(3, 3))
    if page.bulge:
        rows = np.array([page.bulge.across, page.bulge.down], np.float32).reshape(2, -1, page.bulge.columns)
        places = (straight / page.bulge.step).astype(np.float32)
        further = cv2.remap(
            np.ascontiguousarray(rows.transpose(1, 2, 0)),
            places[:, :, 0],
            places[:, :, 1],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        seen = seen + np.asarray(further, np.float64)
    across, down = (
        spread(np.ascontiguousarray(seen[:, :, one] * scale - 0.5, np.float32), size, BLOCK) for one in (0, 1)
    )
    return across, down
