"""Grey page on white paper → the same with the ink that it had before it faded.

Thermal paper fades as a whole, carbon copies and sunned sheets in parts.  What is pale everywhere
is made as dark as ink; what is pale in places, only where a page shows no table as it is: what is
printed overleaf is pale in places too.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.scan.whitenings import Grey

Floats = NDArray[np.float32]
PLOT, FINE = 24, 2
"""How dark ink is, is told by squares of so many points, at so many pixels a point."""
DARK = 98.5
"""It is as dark as this percentile of its square."""
FAINTEST, GRAINS = 14.0, 8.0
"""What is no darker than this (of 255), or so many times the paper's grain, is no ink."""
USUAL, PALE = 90.0, 60.0
"""Of squares with ink the first percentile tells how dark a page's ink is; less than the second is pale."""
FULL, MOST = 120.0, 8.0
"""Pale ink is made so dark, and darker by this factor at most."""
SPREAD, THIN = 0.7, 1e-2
"""So many squares around are asked for what is made of one."""
FEWEST = 6
"""Fewer squares with ink tell nothing."""


def unfaded(grey: Grey, scale: float, *, in_places: bool = False) -> Grey:
    """Return a page whose pale ink is as dark as ink is.

    Args:
        grey: 255 is paper.
        scale: Pixels a point.
        in_places: Each place by its own ink, rather than all by the page's.
    """
    darkness = _darkness(grey, scale)
    inked = darkness[darkness > 0]
    if inked.size < FEWEST:
        return grey
    usual = float(np.percentile(inked, USUAL))
    if in_places:
        return _darker(grey, _spread(darkness, max(FULL, usual), grey.shape))
    return grey if usual >= PALE else _darker(grey, np.full((1, 1), min(MOST, FULL / usual), np.float32))


def _darker(grey: Grey, gains: Floats) -> Grey:
    """Return a page whose darkness is so many times what it is."""
    dark = cv2.multiply(
        (255 - grey).astype(np.float32), np.broadcast_to(gains, grey.shape).astype(np.float32)
    )
    return np.asarray(255 - np.minimum(dark, 255), np.uint8)


def _spread(darkness: Grey, full: float, shape: tuple[int, int]) -> Floats:
    """Return by how much each pixel is darkened; blank squares as those around them."""
    inked = np.asarray(darkness > 0, np.float32)
    gains = np.clip(full / np.maximum(darkness, 1), 1, MOST).astype(np.float32) * inked
    weight = cv2.GaussianBlur(inked, (0, 0), SPREAD)
    smooth = cv2.GaussianBlur(gains, (0, 0), SPREAD) / np.maximum(weight, THIN)
    return np.asarray(
        cv2.resize(np.maximum(smooth, 1), shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32
    )


def _darkness(grey: Grey, scale: float) -> Grey:
    """Return how dark the ink of each square is, 0 where it holds none."""
    height, width = (int(length / scale) // PLOT for length in grey.shape)
    side = PLOT * FINE
    if not height or not width:
        return np.zeros((1, 1), np.uint8)
    small = ~np.asarray(
        cv2.resize(grey, (width * side, height * side), interpolation=cv2.INTER_AREA), np.uint8
    )
    plots = small.reshape(height, side, width, side).swapaxes(1, 2).reshape(height, width, -1)
    middle, dark = np.percentile(plots[:, :, ::3], (50, DARK), axis=2)
    grain = float(np.percentile(small[::3, ::3], 75))
    clear = dark - middle
    return np.asarray(np.where(clear > max(FAINTEST, GRAINS * grain), clear, 0), np.uint8)
