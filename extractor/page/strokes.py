"""What a page draws → the thin boxes that may rule it, and the boxes it shades.

Enter MuPDF's vector blocks, or its drawings where the blocks cannot tell a
path's parts.  All boxes are in the coordinates that they came in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, starmap
from typing import Any, NamedTuple

from extractor.geometry import area, sides, union
from extractor.page.outlines import NO_WIDTH, THIN, around, is_thin, outlines
from models.records import Box

DARK = 0x60
"""No channel of a dark colour is above this (of 255)."""
WHITE = 0xF8
"""A colour whose channels are all at least this (of 255) cannot be told from paper."""
LOWEST, HIGHEST = 2.0, 40.0
"""Of a character's outline, in points."""
FEWEST_DOTS = 4
"""MuPDF's vector blocks leave out most of a page's dots; so many mean that there are dotted lines."""
MOST_PENS, FEWEST_LINES = 3, 8
"""Rulings of one page, at least so many, are drawn with few pens; the cells of a form have more heights."""
OVERLAPPING = 2.0
"""The outlines of cells side by side overlap by their pen's width, which is less than this, in points."""

SIDES, EDGES = 4, (1, 3, 0, 2)
"""A box's sides, and the place of each in it: top, bottom, left, right."""
LEVEL = 1.5
"""What a page break cuts ends there, give or take so many points."""

Block = Mapping[str, Any]
Drawing = Mapping[str, Any]


class Strokes(NamedTuple):
    """The thin boxes of a page, its boxes filled in colour, those as white as paper, and its frames.

    A frame is a box of which all sides, which are among the thin boxes, are drawn at once: a ring or outline.
    """

    thin: list[Box]
    shades: list[Box]
    papers: list[Box]
    frames: list[Box]


def is_white(color: int) -> bool:
    """Tell whether an sRGB colour looks like paper."""
    return color >> 16 >= WHITE and color >> 8 & 255 >= WHITE and color & 255 >= WHITE


def from_blocks(vectors: Iterable[Block]) -> Strokes | None:
    """Return the strokes of vector blocks; None where only drawings tell a path's parts.

    A path of several rectangles comes as blocks of which all but the last say `continues`.
    """
    strokes = Strokes([], [], [], [])
    outlined: list[Box] = []
    path: list[Box] = []
    dots = 0
    for block in vectors:
        if not block["isrect"]:
            return None
        if not block["alpha"]:
            continue
        box = block["bbox"]
        x0, y0, x1, y1 = box
        narrow, low, stroked = x1 - x0 <= THIN, y1 - y0 <= THIN, block["stroked"]
        if not stroked and (path or block["continues"]):
            path.append(box)
            dots += narrow and low
            if not block["continues"]:
                _fill(strokes, path, white=is_white(block["color"]))
                path = []
        elif narrow or low:
            strokes.thin.append(box)
            dots += narrow and low
        elif stroked:
            outlined.append(box)
            strokes.thin.extend(sides(box))
        else:
            (strokes.papers if is_white(block["color"]) else strokes.shades).append(box)
    strokes.frames.extend(outlined)
    return strokes if dots < FEWEST_DOTS and not _are_swollen(outlined) else None


def _are_swollen(outlined: Sequence[Box]) -> bool:
    """Tell whether the boxes of stroked rectangles may be larger than what is drawn.

    MuPDF widens them by the pen's width in the coordinates that it is set in, which may be tenths of a point
    (Ghostscript's): lines become boxes that are all as wide, and cells such as overlap.
    """
    widths = {round(min(x1 - x0, y1 - y0), 1) for x0, y0, x1, y1 in outlined}
    as_wide = len(widths) <= MOST_PENS and len(outlined) >= FEWEST_LINES
    return as_wide or any(starmap(_overlap, pairwise(outlined)))


def _overlap(one: Box, other: Box) -> bool:
    """Tell whether a box begins well within the one beside or above it, and ends beyond it."""
    return any(
        one[axis] < other[axis] < one[axis + 2] - OVERLAPPING
        and one[axis + 2] < other[axis + 2]
        and abs(one[1 - axis] - other[1 - axis]) < NO_WIDTH
        for axis in (0, 1)
    )


def touch(one: Box, other: Box, near: float) -> bool:
    """Tell whether boxes meet, or all but do: in points."""
    return all(one[axis] <= other[axis + 2] + near and other[axis] <= one[axis + 2] + near for axis in (0, 1))


def from_drawings(drawings: Iterable[Drawing]) -> Strokes:
    """Return the strokes of a page's drawings, as `get_cdrawings` has them."""
    strokes = Strokes([], [], [], [])
    dark = Counter[Box]()
    for drawing in drawings:
        items = drawing["items"]
        if "s" in drawing["type"]:
            _stroke(strokes, items)
        if "f" in drawing["type"]:
            boxes = _filled(items)
            if len(boxes) == 1 and max(drawing["fill"] or (0,)) * 255 <= DARK:
                dark.update(box for box in boxes if not is_thin(box))
            _fill(strokes, boxes, white=min(drawing["fill"] or (0,)) * 255 >= WHITE)
    # Chromium draws each side of a rounded border as the whole cell, of which a clip leaves that side.
    strokes.thin.extend(_sides_of_clipped(dark))
    return strokes


def count_outlines(blocks: Iterable[Block]) -> int:
    """Return how many vector blocks are no rectangles and as high and wide as characters are."""
    shapes = (block["bbox"] for block in blocks if not block.get("isrect", True))
    sizes = ((x1 - x0, y1 - y0) for x0, y0, x1, y1 in shapes)
    return sum(max(size) <= HIGHEST and min(size) >= LOWEST for size in sizes)


def color_of(drawing: Drawing) -> int:
    """Return the sRGB colour of a drawing's strokes, or of what it fills."""
    channels = drawing.get("color") or drawing.get("fill") or (0.0, 0.0, 0.0)
    red, green, blue = (round(channel * 255) for channel in channels)
    return red << 16 | green << 8 | blue


def _fill(strokes: Strokes, path: Sequence[Box], *, white: bool) -> None:
    """Add what one filled path shows: thin boxes, a ring's sides, or shades or paper."""
    ring = _rings(path)
    strokes.thin.extend(ring or [box for box in path if is_thin(box)])
    if len(ring) == SIDES:
        strokes.frames.append(union(ring))
    if not ring:
        (strokes.papers if white else strokes.shades).extend(box for box in path if not is_thin(box))


def _stroke(strokes: Strokes, items: Sequence[Any]) -> None:
    """Add what one stroked path shows: thin boxes, and the boxes of which they are the sides."""
    boxes = [_upright(item[1]) for item in items if item[0] == "re"]
    strokes.thin.extend(edge for box in boxes for edge in _edges(box))
    for outline in outlines(items):
        if outline.is_rounded:
            strokes.thin.extend(sides(outline.box))
            boxes.append(outline.box)
        elif len(outline.lines) == 1 or not outline.is_slanting:
            strokes.thin.extend(filter(is_thin, map(around, outline.lines)))
    strokes.frames.extend(box for box in boxes if not is_thin(box))


def _edges(box: Box) -> Sequence[Box]:
    """Return the thin boxes of one stroked rectangle or line: its outline, or itself."""
    return (box,) if is_thin(box) else sides(box)


def _sides_of_clipped(dark: Mapping[Box, int]) -> Iterator[Box]:
    """Yield the sides of boxes that were drawn once a side; of three, but for that where a page break cuts.

    There most of those end that lack one.
    """
    boxes = [box for box, times in dark.items() if times > 1]
    around = union(boxes) if boxes else (0.0, 0.0, 0.0, 0.0)
    ends = {box: [at for at in range(SIDES) if abs(box[at] - around[at]) <= LEVEL] for box in boxes}
    counts = Counter(at for box in boxes if dark[box] == SIDES - 1 for at in ends[box])
    for box in boxes:
        cut = max(ends[box], key=counts.__getitem__, default=None) if dark[box] == SIDES - 1 else None
        yield from (side for at, side in zip(EDGES, sides(box), strict=True) if at != cut)


def _filled(items: Sequence[Any]) -> list[Box]:
    """Return the boxes that a path fills, in order: drawn askew, some come as lines and others as boxes."""
    boxes = [_upright(item[1]) for item in items if item[0] == "re"]
    if not boxes or len(boxes) == len(items):
        return boxes or _loops(items)
    boxes.clear()
    for is_box, group in groupby(items, key=lambda item: bool(item[0] == "re")):
        some = list(group)
        boxes += [_upright(item[1]) for item in some] if is_box else _loops(some)
    return boxes


def _loops(items: Sequence[Any]) -> list[Box]:
    """Return the boxes of a path's closed loops; of round ones the dots, and boxes whose corners are."""
    if any(item[0] not in ("l", "c") for item in items):
        return []
    return [outline.box for outline in outlines(items) if outline.is_box]


def _upright(corners: Box) -> Box:
    """Return a rectangle's box; one drawn in turned coordinates comes with its corners swapped."""
    x0, y0, x1, y1 = corners
    return around(((x0, y0), (x1, y1)))


def _rings(boxes: Sequence[Box]) -> list[Box]:
    """Return the sides between each box and the next one within it: a border drawn as a ring.

    A side of no width is not there: a page break cuts the cell.
    """
    ring = []
    for first, second in pairwise(boxes):
        x0, y0, x1, y1 = max(first, second, key=area)
        left, top, right, bottom = min(first, second, key=area)
        gaps = (left - x0, top - y0, x1 - right, y1 - bottom)
        if all(-NO_WIDTH <= gap <= THIN for gap in gaps) and max(gaps) > NO_WIDTH:
            around = ((x0, y0, left, y1), (x0, y0, x1, top), (right, y0, x1, y1), (x0, bottom, x1, y1))
            ring += [side for side, gap in zip(around, gaps, strict=True) if gap > NO_WIDTH]
    return ring
