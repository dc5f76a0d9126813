"""Boxes upon a larger one in another colour → the sides of those between which it shows as lines.

Web pages rule tables so: cells of paper a pixel apart, upon black.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import nlargest
from operator import itemgetter

from extractor.geometry import area, sides, union
from extractor.page.outlines import NO_WIDTH, THIN
from models.records import Box

FEWEST_TILES, MOST_TILED, ALL_TILED = 4, 0.8, 0.9
"""So many boxes upon a shade may leave so little of it that it rules them: they cover the first share, or
the second of where they stand."""
FEWEST_MORE = 2
"""So many are enough beside a larger table ruled so: a page may end under another one's first row."""
BESIDE = 0.75
"""Or so many of them stand side by side, however much of the shade a page break leaves bare."""
MOST_TABLES = 100
"""So many of the largest shades of a page may be what shows between the cells of a table."""
_TOP = itemgetter(1)


def tiled(shades: Sequence[Box], papers: Sequence[Box]) -> Iterator[Box]:
    """Yield the sides of boxes that lie upon a shade where it shows between them alone.

    Above and below them all it is one line, also where a page break leaves no box.

    Args:
        shades: The boxes of a page in colour, as the page is read.
        papers: Those as white as paper.
    """
    if len(papers) < FEWEST_TILES:
        return
    boxes = sorted((*papers, *shades), key=_TOP)
    tops = list(map(_TOP, boxes))
    few = False
    for shade in nlargest(MOST_TABLES, shades, key=area):
        near = boxes[bisect_left(tops, shade[1]) : bisect_left(tops, shade[3])]
        tiles = [_cut(box, shade) for box in near if box != shade and _is_upon(box, shade)]
        if len(tiles) < (FEWEST_MORE if few else FEWEST_TILES):
            continue
        if _cover(tiles, shade) or _stand_side_by_side(tiles):
            few = True
            yield from (side for tile in tiles for side in sides(tile)[2:])
            for box in (*tiles, union(tiles)):
                yield from _ends(box, shade)


def _is_upon(box: Box, other: Box) -> bool:
    """Tell whether a box lies upon another, or begins there: a page break may end the lower one first."""
    return other[0] <= box[0] and other[1] <= box[1] < other[3] and box[2] <= other[2]


def _cut(box: Box, other: Box) -> Box:
    x0, y0, x1, y1 = box
    return (x0, y0, x1, min(y1, other[3]))


def _cover(tiles: list[Box], shade: Box) -> bool:
    """Tell whether boxes leave little of a shade; a page break may leave a strip below the last ones."""
    covered, around = sum(map(area, tiles)), area(union(tiles))
    is_cut = ALL_TILED * around <= covered <= around and 2 * covered >= area(shade)
    return is_cut or MOST_TILED <= covered / area(shade) <= 1


def _stand_side_by_side(tiles: list[Box]) -> bool:
    """Tell whether most boxes have another right beside them, a line's width apart."""
    ordered = sorted(tiles)
    lefts = list(map(itemgetter(0), ordered))
    beside: set[Box] = set()
    for box in ordered:
        first, last = bisect_right(lefts, box[2] + NO_WIDTH), bisect_right(lefts, box[2] + THIN)
        near = [one for one in ordered[first:last] if one[1] < box[3] and box[1] < one[3]]
        beside.update(near)
        if near:
            beside.add(box)
    return len(beside) >= BESIDE * len(tiles)


def _ends(box: Box, shade: Box) -> Iterator[Box]:
    """Yield the upper and lower side of a box where its shade shows: where both end, a page break cuts it."""
    top, bottom, _, _ = sides(box)
    if box[1] - shade[1] > NO_WIDTH:
        yield top
    if shade[3] - box[3] > NO_WIDTH:
        yield bottom
