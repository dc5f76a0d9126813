"""One sign's ink, large enough that strokes a pixel apart are told: small print seen at 150 to 300 dpi."""

import cv2
import numpy as np

from extractor.scan.whitenings import Grey

SHARPER = 3
"""A sign is looked at in so many times its size."""
DARKEST, LEAST_INK = 90, 60
"""The darkest strokes are so many per cent of the way from the palest ink, which has so much of 255."""


def ink_of(pixels: Grey) -> Grey:
    """Return how dark each pixel of a line is."""
    return np.asarray(~pixels, np.uint8)


def peak_of(ink: Grey) -> float:
    """Return how dark the darkest strokes are; 0 where there is no ink."""
    dark = ink[ink > LEAST_INK]
    return float(np.percentile(dark, DARKEST)) if dark.size else 0.0


def sharper(ink: Grey) -> Grey:
    """Return ink in `SHARPER` times its size."""
    return np.asarray(cv2.resize(ink, None, fx=SHARPER, fy=SHARPER, interpolation=cv2.INTER_CUBIC), np.uint8)
