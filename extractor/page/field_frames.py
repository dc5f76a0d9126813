"""A page's thin boxes → those without the frames of its form fields.

A field to be filled lies within a cell, which its frame would cut.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from extractor.geometry import holds_middle, sides, union
from extractor.grid.rulings import find_rulings
from extractor.page.outlines import THIN
from models.records import Box

NEAR = 0.1
"""Lines of one frame lie this exactly, in points."""
CLOSE = 0.8
"""A field to which another line comes so near, in points, may be the cell itself."""
WIDEST = 3.0
"""No frame is drawn further within its field than this many points."""
UPON = 3.0
"""A stroke no further from a side of a field, in points, is that of the cell: the field may reach over it."""
WHOLE = 0.8
"""A side of a frame is at least this share of its field's."""
APART = 4.0
"""Cells whose borders stand apart stand no further apart than this, in points."""
SIDES, LEFT = 4, 2
MOST_PAIRS = 1_000_000
"""Of fields and strokes or shades; a page of more is no form."""
_TOP = itemgetter(1)


def without_frames(strokes: list[Box], fields: Sequence[Box], shades: Sequence[Box] = ()) -> list[Box]:
    """Return strokes but for the frames of fields that stand within cells, or upon the sides of these.

    Fields that are the only rulings, or at which others end, are cells.

    Args:
        strokes: Thin boxes.
        fields: The places of framed fields.
        shades: Filled boxes; one around a single field may be its cell.
    """
    if not fields or len(fields) * (len(strokes) + len(shades)) > MOST_PAIRS:
        return strokes
    frames = [frame for field in fields if (frame := _frame(strokes, field))]
    drawn = {at for frame in frames for at in frame}
    rest = [box for at, box in enumerate(strokes) if at not in drawn]
    others = [(one.start, one.at, one.end, one.at) for one in find_rulings(rest, along=0)]
    others += [(one.at, one.start, one.at, one.end) for one in find_rulings(rest, along=1)]
    boxes = [union([strokes[at] for at in frame]) for frame in frames]
    around = [shade for shade in shades if sum(holds_middle(shade, box) for box in boxes) == 1]
    others += [side for shade in around for side in sides(shade)]
    inner = [
        frame
        for frame, box in zip(frames, boxes, strict=True)
        if _is_inner(box, others, [other for other in boxes if other != box and _meets(other, box)])
    ]
    dropped = {at for frame in inner for at in frame}
    return [box for at, box in enumerate(strokes) if at not in dropped]


def without_drawn_frames(strokes: list[Box], frames: Sequence[Box]) -> list[Box]:
    """Return strokes but for the frames that stand free within cells: those of fields of a web page, printed.

    Frames no further apart than borders are the cells of a table; so are all where little else is drawn.

    Args:
        strokes: Thin boxes, the sides of frames among them.
        frames: The boxes of which all sides were drawn at once.
    """
    if not frames or len(strokes) < (SIDES + 1) * len(frames):
        return strokes
    lone = list(_lone(frames))
    if not lone or len(lone) * len(strokes) > MOST_PAIRS:
        return strokes
    own = dict(zip(lone, _free_sides(strokes, lone), strict=True))
    drawn = {at for found in own.values() for at in found}
    others = [stroke for at, stroke in enumerate(strokes) if at not in drawn]
    dropped = {
        at
        for frame, found in own.items()
        if found and all(_is_beyond(others, frame, side) for side in range(SIDES))
        for at in found
    }
    return [stroke for at, stroke in enumerate(strokes) if at not in dropped] if dropped else strokes


def _lone(frames: Sequence[Box]) -> Iterator[Box]:
    """Yield the frames to which no other stands as near as cells whose borders are apart."""
    ordered = sorted(set(frames), key=_TOP)
    near: set[Box] = set()
    for at, frame in enumerate(ordered):
        x0, y0, x1, y1 = frame
        reach = (x0 - APART, y0 - APART, x1 + APART, y1 + APART)
        for other in ordered[at + 1 :]:
            if other[1] > reach[3]:
                break
            if _meets(reach, other):
                near.update((frame, other))
    return (frame for frame in ordered if frame not in near)


def _free_sides(strokes: Sequence[Box], frames: Iterable[Box]) -> Iterator[list[int]]:
    """Yield for each frame which strokes draw it; none where others come to it, or stand in it."""
    ordered = sorted(range(len(strokes)), key=lambda at: strokes[at][1])
    tops = [strokes[at][1] for at in ordered]
    tall = [at for at, (_, y0, _, y1) in enumerate(strokes) if y1 - y0 > THIN]
    for frame in frames:
        first, last = bisect_left(tops, frame[1] - CLOSE - THIN), bisect_right(tops, frame[3] + CLOSE)
        near = {at for at in (*ordered[first:last], *tall) if _meets(strokes[at], frame)}
        is_free = len(near) == SIDES and all(_is_within(strokes[at], frame) for at in near)
        yield sorted(near) if is_free else []


def _is_within(stroke: Box, frame: Box) -> bool:
    return (
        frame[0] - NEAR <= stroke[0]
        and frame[1] - NEAR <= stroke[1]
        and stroke[2] <= frame[2] + NEAR
        and stroke[3] <= frame[3] + NEAR
    )


def _frame(strokes: Sequence[Box], field: Box) -> list[int]:
    """Return which strokes draw a field's frame: just four, as far within it on every side."""
    x0, y0, x1, y1 = (field[0] - NEAR, field[1] - NEAR, field[2] + NEAR, field[3] + NEAR)
    within = [
        at
        for at, (left, top, right, bottom) in enumerate(strokes)
        if x0 <= left and y0 <= top and right <= x1 and bottom <= y1
    ]
    if len(within) > SIDES:  # pieces of a dashed line may stand upon its side
        within = [at for at in within if _is_as_long(strokes[at], field)]
    if len(within) != SIDES:
        return []
    boxes = [strokes[at] for at in within]
    around = union(boxes)
    insets = [abs(one - other) for one, other in zip(field, around, strict=True)]
    is_frame = max(insets) - min(insets) <= NEAR and max(insets) <= WIDEST
    return within if is_frame and all(map(_is_near, sorted(boxes), sorted(sides(around)))) else []


def _is_as_long(stroke: Box, field: Box) -> bool:
    """Tell whether a stroke is nearly as long as the side of a field along which it may run."""
    wide, high = stroke[2] - stroke[0], stroke[3] - stroke[1]
    return wide >= WHOLE * (field[2] - field[0]) if wide >= high else high >= WHOLE * (field[3] - field[1])


def _is_near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _is_inner(frame: Box, others: Sequence[Box], frames: Sequence[Box]) -> bool:
    """Tell whether other strokes stand on all sides of a frame, or upon these, and none ends at it.

    Where the page ends within its cell none stands above or below it, but those beside it go on.
    """
    around = sides(frame)
    lining = [[other for other in others if _lines(other, side)] for side in around]
    if not all(
        lined or _is_beyond(others, frame, at) or _goes_on(others, frame, at)
        for at, lined in enumerate(lining)
    ):
        return False
    along = {other for lined in lining for other in lined}
    near = [other for other in others if other not in along and _meets(other, frame)]
    near += [side for other in frames for side in sides(other) if side not in along]
    return not any(
        _touches(other, side)
        for side, lined in zip(around, lining, strict=True)
        if not lined
        for other in near
    )


def _meets(one: Box, other: Box) -> bool:
    """Tell whether two boxes overlap, or all but do."""
    return (
        one[0] < other[2] + CLOSE
        and other[0] - CLOSE < one[2]
        and one[1] < other[3] + CLOSE
        and other[1] - CLOSE < one[3]
    )


def _lines(stroke: Box, side: Box) -> bool:
    """Tell whether a stroke runs along a side, over its middle."""
    flat = side[1] == side[3]
    x, y = (side[0] + side[2]) / 2, (side[1] + side[3]) / 2
    if (stroke[2] - stroke[0] >= stroke[3] - stroke[1]) != flat:
        return False
    if flat:
        return stroke[0] <= x <= stroke[2] and abs((stroke[1] + stroke[3]) / 2 - y) <= UPON
    return stroke[1] <= y <= stroke[3] and abs((stroke[0] + stroke[2]) / 2 - x) <= UPON


def _is_beyond(others: Iterable[Box], frame: Box, side: int) -> bool:
    """Tell whether a stroke stands beyond a side of a frame: above, below, left or right of its middle."""
    left, top, right, bottom = frame
    x, y = (left + right) / 2, (top + bottom) / 2
    if side < 2:  # noqa: PLR2004 - above and below
        return any(x0 <= x <= x1 and (y1 < top if side == 0 else y0 > bottom) for x0, y0, x1, y1 in others)
    return any(y0 <= y <= y1 and (x1 < left if side == LEFT else x0 > right) for x0, y0, x1, y1 in others)


def _goes_on(others: Iterable[Box], frame: Box, side: int) -> bool:
    """Tell whether strokes on the left and on the right of a frame go on past its top or bottom."""
    left, top, right, bottom = frame
    if side >= LEFT:
        return False
    start, end = (top - UPON, bottom) if side == 0 else (top, bottom + UPON)
    passing = [box for box in others if box[1] < start and box[3] > end]
    return any(box[2] <= left for box in passing) and any(box[0] >= right for box in passing)


def _touches(stroke: Box, side: Box) -> bool:
    """Tell whether a stroke comes to a side, between its ends."""
    flat = side[1] == side[3]
    inset = (2 * CLOSE, 0.0) if flat else (0.0, 2 * CLOSE)
    x0, y0, x1, y1 = side[0] + inset[0], side[1] + inset[1], side[2] - inset[0], side[3] - inset[1]
    return _meets(stroke, (x0, y0, x1, y1))
