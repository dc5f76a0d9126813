"""A page's thin boxes → those without the frames of its form fields.

A field to be filled lies within a cell, which its frame would cut.
"""

from collections.abc import Iterable, Sequence

from extractor.geometry import sides, union
from models.records import Box

NEAR = 0.1
"""Lines of one frame lie this exactly, in points."""
CLOSE = 0.8
"""A field to which another line comes so near, in points, may be the cell itself."""
WIDEST = 3.0
"""No frame is drawn further within its field than this many points."""
SIDES = 4
MOST_PAIRS = 1_000_000
"""Of fields and strokes; a page of more is no form."""


def without_frames(strokes: list[Box], fields: Sequence[Box]) -> list[Box]:
    """Return strokes but for the frames of fields around which others stand on all sides.

    Fields that are the only rulings, or that others touch, are cells.

    Args:
        strokes: Thin boxes.
        fields: The places of framed fields.
    """
    if not fields or len(fields) * len(strokes) > MOST_PAIRS:
        return strokes
    frames = [frame for field in fields if (frame := _frame(strokes, field))]
    drawn = {at for frame in frames for at in frame}
    others = [box for at, box in enumerate(strokes) if at not in drawn]
    inner = [frame for frame in frames if _is_enclosed(union([strokes[at] for at in frame]), others)]
    dropped = {at for frame in inner for at in frame}
    return [box for at, box in enumerate(strokes) if at not in dropped]


def _frame(strokes: Sequence[Box], field: Box) -> list[int]:
    """Return which strokes draw a field's frame: just four, as far within it on every side."""
    x0, y0, x1, y1 = (field[0] - NEAR, field[1] - NEAR, field[2] + NEAR, field[3] + NEAR)
    within = [
        at
        for at, (left, top, right, bottom) in enumerate(strokes)
        if x0 <= left and y0 <= top and right <= x1 and bottom <= y1
    ]
    if len(within) != SIDES:
        return []
    boxes = [strokes[at] for at in within]
    around = union(boxes)
    insets = [abs(one - other) for one, other in zip(field, around, strict=True)]
    is_frame = max(insets) - min(insets) <= NEAR and max(insets) <= WIDEST
    return within if is_frame and all(map(_is_near, sorted(boxes), sorted(sides(around)))) else []


def _is_near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _is_enclosed(frame: Box, others: Iterable[Box]) -> bool:
    """Tell whether other strokes stand on all sides of a frame, and none at it."""
    left, top, right, bottom = frame
    x, y = (left + right) / 2, (top + bottom) / 2
    found = set[str]()
    for x0, y0, x1, y1 in others:
        if x0 < right + CLOSE and left - CLOSE < x1 and y0 < bottom + CLOSE and top - CLOSE < y1:
            return False
        if x0 <= x <= x1:
            found.add("above" if y1 < top else "below")
        if y0 <= y <= y1:
            found.add("left" if x1 < left else "right")
    return len(found) == SIDES
