"""A straight grey page on white paper → its ink.

Strokes are not black everywhere, so what counts as ink is decided place by place: by a
share of the darkest strokes there, above the page's noise.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractor.scan.whitenings import Grey

Mask = npt.NDArray[np.bool_]

FLAT, MOSTLY = 60, 90
"""Paper varies by less than the first; its noise is this percentile of what varies less."""
STROKE = 0.8
"""The darkest square of so many points' side tells how dark the strokes of a place are."""
HAIR = 2.0
"""A thin stroke, which a square hardly shows, is looked for over so many points along and down."""
SHARE = 0.38
"""What is darker than this share of the darkest strokes around is ink."""
FAINTEST = 0.25
"""Strokes fainter than this share of the page's are none."""
ABOVE_NOISE = 2.0
SPECK = 0.25
"""Ink of fewer square points is noise."""


@dataclass(frozen=True, slots=True)
class Inked:
    """A page's ink.

    Attributes:
        grey: The page.
        ink: How much darker than the paper.
        scale: Pixels a point.
        full: The darkness of the page's strokes.
        noise: That of its paper.
    """

    grey: Grey
    ink: Grey
    scale: float
    full: float
    noise: float


def find_ink(grey: Grey, scale: float) -> Inked:
    """Return how dark each place of a page is; its blank paper is white."""
    ink = ~grey
    some = ink[:: max(1, round(scale / 2)), :: max(1, round(scale / 2))]
    flat = some[some < FLAT]
    noise = float(np.percentile(flat, MOSTLY)) if flat.size else 0.0
    strokes = some[some > max(FLAT, ABOVE_NOISE * noise)]
    return Inked(grey, ink, scale, float(np.percentile(strokes, 75)) if strokes.size else 255.0, noise)


def mask_of(page: Inked, rows: slice, columns: slice) -> Mask:
    """Return which pixels of a part of a page are ink: none where it is as even as paper."""
    ink = page.ink[rows, columns]
    if not ink.size:
        return np.zeros(ink.shape, np.bool_)
    soft = np.asarray(cv2.blur(ink, (3, 3)) if page.scale > 2.5 else ink, np.uint8)  # noqa: PLR2004 - 180 dpi
    least = max(FAINTEST * page.full, ABOVE_NOISE * page.noise)
    count = min(ink.size, max(4, round((STROKE * page.scale) ** 2)))
    peak = _peak(soft, count)
    if peak < least:
        long = max(3, round(HAIR * page.scale))
        peak = max(_peak(np.asarray(cv2.blur(ink, size), np.uint8), count) for size in ((long, 1), (1, long)))
    if peak < least:
        return np.zeros(ink.shape, np.bool_)
    return without_specks(ink > max(SHARE * min(peak, page.full), least), page.scale)


def _peak(soft: Grey, count: int) -> float:
    """Return how dark at least `count` pixels are."""
    return float(np.partition(soft.ravel(), -count)[-count])


def without_specks(mask: Mask, scale: float) -> Mask:
    """Return ink less what is too small to be a point."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= max(2, SPECK * scale**2)
    keep[0] = False
    return np.asarray(keep[labels] if count > 1 else mask, np.bool_)
