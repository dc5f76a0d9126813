"""A scanned page as it was recognised → its picture made straight, and its cells on that.

The picture is the scan itself, in its own colours: only its place on the paper is changed.
"""

import cv2
import numpy as np

from extractor.geometry import Page
from extractor.page.pixels import draw_page
from models.errors import DamagedPdf
from models.layers import Picture

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
        grown = np.diag([raster.scale, raster.scale, 1.0])
        way = grown @ np.array(page.warp).reshape(3, 3) @ np.linalg.inv(grown)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        drawn = cv2.warpPerspective(
            pixels, way, size, flags=how, borderMode=cv2.BORDER_CONSTANT, borderValue=WHITE
        )
        pixels = np.asarray(drawn, np.uint8)
    done, content = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    if not done:
        raise DamagedPdf(f"page {page.number} cannot be drawn")
    return Picture(page.width, page.height, "image/webp", content.tobytes())
