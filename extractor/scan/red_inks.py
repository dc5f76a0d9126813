"""Colour raster of a scan → its light with red seals taken away, and what is printed in red left.

A seal is stamped: it has a ring, a frame or a star, thicker or longer than any stroke of
text, and its signs stand beside those.  Red signs far from any are print.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]

RED = 45
"""A pixel whose red is above its green and blue by this much (of 255) is printed in red."""
FEW_RED = 2e-4
"""A page with a smaller share of red pixels has no seal."""
DEEPEST_RED = 120
"""Red ink on white paper still has this much red light; less is black ink beneath."""
RED_LINE, MANY_RED_LINES = 30.0, 1500.0
"""Lines of red ink of so many points, and so many in all, are rulings: a square seal has but four."""
MOSTLY_RED = 4
"""Where there is so many times as much red ink as black, the page is printed in red."""
FINE = 2.0
"""What is printed in red is told at so many pixels a point."""
PALE = 25
"""Ink as red as this belongs to a red sign: colour spreads in pictures."""
THICK, SOLID, LONG, BIG = 2.5, 12.0, 24.0, 26.0
"""Ink so many points thick over so many square points, lines so long, and what is so large was stamped."""
SPECK = 3.0
"""Black ink no longer than this is none of a sign: dark places of red ones are such."""
ARC, WORN = 6.0, 4.0
"""A long part so many points high is the arc of a broken ring; worn ink is closed over so many."""
STAMPED = 40.0
"""So many points around such parts a seal's signs stand."""
WORD, ASIDE, SEVERAL = 3.0, 8.0, 2
"""Signs so near one another are one word; of fewer parts so near black ink it is a tick."""


def without_red(rgb: NDArray[np.uint8], grey: Grey, scale: float) -> Grey:
    """Return the light of a page where red ink of seals and pens counts as paper, black beneath it as black.

    Args:
        rgb: The page, (rows, columns, 3).
        grey: Its light, (rows, columns).
        scale: Pixels a point.

    Returns:
        The grey itself where there is hardly any red, or nearly all ink is; red rulings and red
        print stay in any case.
    """
    red, green, blue = (np.ascontiguousarray(rgb[:, :, channel]) for channel in range(3))
    redness = cv2.min(cv2.subtract(red, green), cv2.subtract(red, blue))
    sealed = (redness > RED) & (red > DEEPEST_RED)
    paper = float(np.median(red[::7, ::7]))
    is_paper = float(np.median(redness[::7, ::7])) > RED
    count = np.count_nonzero(sealed)
    if count < FEW_RED * redness.size:
        return grey
    if not is_paper and count > MOSTLY_RED * np.count_nonzero(red <= DEEPEST_RED):
        return grey
    lift = max(0.0, paper - float(np.median(red[sealed]))) / float(np.median(redness[sealed]))
    white = np.asarray(cv2.addWeighted(red, 1.0, redness, lift, 0.0), np.uint8)
    if is_paper:
        return white
    kept = _printed(red, np.asarray(redness, np.uint8), scale)
    rulings = _red_rulings(sealed, scale)
    return np.asarray(np.where(kept if rulings is None else kept | rulings, grey, white), np.uint8)


def _printed(red: Grey, redness: Grey, scale: float) -> Mask:
    """Return where signs are printed in red: no seal's, no marks of a pen upon or beside black ones."""
    height, width = red.shape
    times = min(1.0, FINE / scale)
    fine = scale * times
    size = (max(1, round(width * times)), max(1, round(height * times)))
    red, redness = (
        np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.uint8) for one in (red, redness)
    )
    ink = np.asarray(redness > PALE, np.uint8)
    strong = np.asarray(redness > RED, np.uint8)
    black = np.asarray((red <= DEEPEST_RED) & (redness <= PALE), np.uint8)
    signs = ink & ~_around(_stamped(ink, strong, fine), STAMPED * fine)
    black = _sign_sized(black, fine)
    count, labels = cv2.connectedComponents(_around(signs, WORD * fine / 2))
    marked = np.bincount(labels[black > 0], minlength=count) > 0
    beside = np.bincount(labels[_around(black, ASIDE * fine) > 0], minlength=count) > 0
    marked |= beside & (_counts(signs, np.asarray(labels, np.int32), count) < SEVERAL)
    found = np.asarray(~marked[labels] & (labels > 0), np.uint8)
    return np.asarray(cv2.resize(found, (width, height), interpolation=cv2.INTER_NEAREST) > 0)


def _counts(signs: Grey, labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Return of how many parts each word is made."""
    parts, own = cv2.connectedComponents(signs)
    words = np.zeros(parts, np.int64)
    words[own] = labels
    return np.bincount(words[1:], minlength=count)


def _stamped(ink: Grey, strong: Grey, scale: float) -> Grey:
    """Return what of red ink is thicker, longer or larger than signs, however pale or worn it is."""
    thick, worn = (np.ones((round(side * scale),) * 2, np.uint8) for side in (THICK, WORN))
    opened = np.asarray(cv2.morphologyEx(strong, cv2.MORPH_OPEN, thick), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    solid = _chosen(labels, stats[:, cv2.CC_STAT_AREA] > SOLID * scale * scale)
    closed = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, worn), np.uint8)
    large = [_sides_over(closed, BIG * scale, BIG * scale), _sides_over(strong, ARC * scale, BIG * scale)]
    return _long(strong, LONG * scale) | np.asarray(solid | large[0] | large[1], np.uint8)


def _sides_over(ink: Grey, shorter: float, longer: float) -> Mask:
    """Return the parts of ink whose sides are longer than so many pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    sides = np.sort(stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1)
    return _chosen(labels, (sides[:, 0] > shorter) & (sides[:, 1] > longer))


def _sign_sized(ink: Grey, scale: float) -> Grey:
    """Return the parts of ink that may be signs: no specks, nor the table's rulings."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    longer = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    return np.asarray(_chosen(labels, (longer > SPECK * scale) & (longer <= BIG * scale)), np.uint8)


def _chosen(labels: NDArray[Any], is_chosen: NDArray[Any]) -> Mask:
    """Return where the labels of chosen parts stand; 0 is none."""
    is_chosen[0] = False
    return np.asarray(is_chosen[labels], np.bool_)


def _long(ink: Grey, length: float) -> Grey:
    """Return the straight lines of ink of so many pixels, level or upright."""
    kernels = np.ones((1, round(length)), np.uint8), np.ones((round(length), 1), np.uint8)
    level, upright = (
        np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.uint8) for kernel in kernels
    )
    return level | upright


def _around(mask: Grey, reach: float) -> Grey:
    """Return a mask and what lies within so many pixels of it, across and down."""
    side = 2 * round(reach) + 1
    return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)), np.uint8)


def _red_rulings(sealed: Mask, scale: float) -> Mask | None:
    """Return where long straight lines are red; None where they are too few for a table's."""
    mask = sealed.astype(np.uint8)
    long, thick = round(RED_LINE * scale), max(2, round(scale))
    found = np.zeros_like(mask)
    length = 0.0
    for ahead in (True, False):
        kernel, wide = ((long, 1), (1, thick)) if ahead else ((1, long), (thick, 1))
        closed = cv2.dilate(mask, np.ones(wide[::-1], np.uint8))
        lines = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(lines, np.uint8))
        sides = stats[1:, cv2.CC_STAT_WIDTH if ahead else cv2.CC_STAT_HEIGHT]
        length += float(sides.sum()) / scale
        found |= np.asarray(lines, np.uint8)
    return sealed & (found > 0) if length > MANY_RED_LINES else None
