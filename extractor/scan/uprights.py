"""Level page → which of its four turns is upright, as far as shapes tell."""

import cv2
import numpy as np

from extractor.geometry import Turn
from extractor.scan.slants import SMALL, Trace, inked
from extractor.scan.whitenings import Grey

GLYPH_GAP = 1.6
"""Characters of one line stand nearer than so many points, lines stand further apart."""
LONG = 1.8
"""A line of text is longer than high by this factor."""
SURE = 1.5
"""One direction of text is sure where there is so much more of it than of the other."""
SIDE = 15
"""Fewer rulings (percent) than these may go on past the table's side: they are the shadow of a fold."""
LEAST = 12.0
"""Shorter steps than so many points between the ends of rulings tell nothing."""


def likely_turns(dark: Grey, across: Trace, down: Trace) -> tuple[Turn, ...]:
    """Return the clockwise turns that may make a page upright, likeliest first.

    Args:
        dark: The darkness of the level page, small.
        across: Where the rulings across it run.
        down: Where those down it run.

    Lines of text are longer than high: that leaves two turns.  Forms group their rows from the
    left, so rulings that do not go through all columns end at the right: that orders the two.
    """
    level, upended = _text_lengths(dark)
    upright: tuple[Turn, Turn] = (0, 180) if _open_at_start(across) >= 0 else (180, 0)
    sideways: tuple[Turn, Turn] = (90, 270) if _open_at_start(down) <= 0 else (270, 90)
    if upended > SURE * level:
        return sideways
    if level > SURE * upended:
        return upright
    return (*upright, *sideways) if level >= upended else (*sideways, *upright)


def _text_lengths(dark: Grey) -> tuple[float, float]:
    """Return how much ink stands in blobs that lie, and in blobs that stand."""
    ink = inked(dark).astype(np.uint8)
    long = round(30 * SMALL)
    for size in ((long, 1), (1, long)):
        ruled = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        ink[cv2.dilate(ruled, np.ones((3, 3), np.uint8)) > 0] = 0
    across = 2 * round(GLYPH_GAP * SMALL / 2) + 1
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((across, across), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    _, _, width, height, area = stats[1:].T.astype(np.float64)
    return float(area[width > LONG * height].sum()), float(area[height > LONG * width].sum())


def _open_at_start(found: Trace) -> float:
    """Return by how much more rulings stay away from the table's first side than from its last."""
    if not found:
        return 0.0
    _, rulings = np.unique(found.ruling, return_inverse=True)
    starts, ends = np.full(rulings.max() + 1, np.inf), np.full(rulings.max() + 1, -np.inf)
    np.minimum.at(starts, rulings, found.along)
    np.maximum.at(ends, rulings, found.along)
    before, after = starts - np.percentile(starts, SIDE), np.percentile(ends, 100 - SIDE) - ends
    least = LEAST * SMALL
    # What ends at neither side is a line of text.
    starts_late = (before > least) & (abs(after) <= least)
    ends_early = (after > least) & (abs(before) <= least)
    return float(before[starts_late].sum() - after[ends_early].sum())
