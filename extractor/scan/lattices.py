"""A picture's blocks → a place in the middle of each, and from what is told there, every pixel between.

Where each pixel of a page was before takes long to compute, and changes little from one to the next.
One more block lies on every side, so that no pixel stands at the rim.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray


def middles(size: Sequence[int], block: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far right and down the middle of each block is, in pixels from the corner.

    Args:
        size: Of the picture: how wide and how high, in pixels.
        block: The side of a block, in pixels.
    """
    xs, ys = np.meshgrid(*((np.arange(-1, length // block + 2) + 0.5) * block for length in size))
    return xs, ys


def spread(told: NDArray[np.float32], size: Sequence[int], block: int) -> NDArray[np.float32]:
    """Return for each pixel of a picture what is told of the middles of its blocks."""
    rows, columns = told.shape
    whole = cv2.resize(told, (columns * block, rows * block), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole[block : block + size[1], block : block + size[0]], np.float32)
