"""What a page draws in another colour than its rulings → the marks that somebody made upon it.

A square seal, or a frame around what matters, would cut the cells beneath.  Coloured lines that rule end at
rulings, or at each other; a mark ends anywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from extractor.geometry import Word, sides, union
from extractor.page.outlines import Line, around, is_thin, pieces
from extractor.page.strokes import Strokes, touch
from models.records import Box

COLOURFUL = 0x50
"""Channels that differ by more than this (of 255) are a colour, not a grey."""
MOST = 16
"""So many coloured strokes are marks at most; more of them rule the table."""
NEAR = 1.0
"""A stroke that ends so near to a ruling, in points, ends at it."""
MEETING = 0.3
"""Of the ends of strokes that touch, so many lie at rulings if they rule: a mark's do by chance."""
FRAME = 4
FRAMING = 0.75
"""Of the ends of the four sides of a frame, which seals have, so many lie at rulings that cross them."""
CORNER, FEWEST_PARTED = 4.0, 2
"""So many ends that lie further than this, in points, from the ends of other strokes make a table of them."""
Part = TypeVar("Part")


class Mark(NamedTuple):
    """A colour, and the box around strokes in it that touch."""

    color: int
    box: Box


def is_colourful(color: int) -> bool:
    """Tell whether an sRGB colour is no grey."""
    channels = color >> 16 & 255, color >> 8 & 255, color & 255
    return max(channels) - min(channels) > COLOURFUL


def read_apart(
    parts: Sequence[Part], color_of: Callable[[Part], int], read: Callable[[Iterable[Part]], Strokes | None]
) -> tuple[Strokes | None, list[Mark]]:
    """Return the strokes of a page that may rule it, and the marks made upon it.

    Args:
        parts: What is drawn, in order.
        color_of: A part's sRGB colour.
        read: Parts to strokes; None where it cannot tell.
    """
    colors = {color for color in set(map(color_of, parts)) if is_colourful(color)}
    coloured: dict[int, list[Part]] = {}
    for part in parts if colors else ():
        if (color := color_of(part)) in colors:
            coloured.setdefault(color, []).append(part)
    if not colors or sum(map(len, coloured.values())) * 2 > len(parts):
        return read(parts), []
    ruled = read([part for part in parts if color_of(part) not in colors])
    drawn = {color: read(some) for color, some in coloured.items()}
    told = {color: strokes for color, strokes in drawn.items() if strokes is not None}
    if ruled is None or len(told) < len(drawn):
        return None, []
    if sum(len(strokes.thin) for strokes in told.values()) > MOST:
        return read(parts), []
    marks: list[Mark] = []
    thin, shades, papers, frames = map(list, ruled)
    for color, strokes in told.items():
        shades += strokes.shades
        papers += strokes.papers
        for touching in _touching(strokes.thin):
            if _are_ruling(touching, ruled.thin) or _are_table(touching):
                thin += touching
            else:
                marks.append(Mark(color, union(touching)))
    return Strokes(thin, shades, papers, frames), marks


def lines_through(words: Sequence[Word], marks: Iterable[Mark], see: Callable[[Box], Box]) -> Iterator[Box]:
    """Yield the marks that are lines through words and end where these do; those of seals go on.

    `see` leads to places as read.
    """
    for mark in marks:
        x0, y0, x1, y1 = box = see(mark.box)
        if not (is_thin(mark.box) and x1 - x0 >= y1 - y0):
            continue
        at = (y0 + y1) / 2
        met = [word for word in words if word.y0 < at < word.y1 and max(x0, word.x0) < min(x1, word.x1)]
        if _ends_with(box, met):
            yield mark.box


def lines_aslant(words: Sequence[Word], lines: Sequence[Line], see: Callable[[Box], Box]) -> Iterator[Box]:
    """Yield the pieces of lines aslant that likewise end where the words do through which they go.

    Many such lines are a drawing.
    """
    for line in lines if len(lines) <= MOST else ():
        parts = list(map(around, pieces(line)))
        places = list(map(see, parts))
        met = [word for word in words if any(touch(word.box, place, 0.0) for place in places)]
        if _ends_with(union(places), met):
            yield from parts


def _ends_with(box: Box, words: Sequence[Word]) -> bool:
    """Tell whether a line begins and ends near the first and last of words, by no more than their height."""
    reach = max((word.y1 - word.y0 for word in words), default=0.0)
    left = min((word.x0 for word in words), default=box[2])
    right = max((word.x1 for word in words), default=box[0])
    return left - reach <= box[0] and box[2] <= right + reach


def _touching(boxes: Iterable[Box]) -> list[list[Box]]:
    """Return the boxes in groups of those that touch, or whose surroundings do."""
    groups: list[list[Box]] = []
    for box in boxes:
        near = [group for group in groups if touch(box, union(group), NEAR)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), box])
    return groups


def _are_ruling(boxes: Sequence[Box], rulings: Sequence[Box]) -> bool:
    """Tell whether enough of the ends of strokes lie at rulings."""
    frames = _are_frame(boxes)
    meeting = sum(
        any(
            left - NEAR <= x <= right + NEAR and top - NEAR <= y <= bottom + NEAR
            for left, top, right, bottom in rulings
            if not frames or _is_flat(box) != (right - left >= bottom - top)
        )
        for box in boxes
        for x, y in _ends(box)
    )
    return meeting >= (FRAMING if frames else MEETING) * 2 * len(boxes)


def _are_frame(boxes: Sequence[Box]) -> bool:
    """Tell whether strokes are the four sides of one box."""
    around = union(list(boxes))
    return len(boxes) == FRAME and all(
        all(abs(one - other) <= NEAR for one, other in zip(box, side, strict=True))
        for box, side in zip(sorted(boxes), sorted(sides(around)), strict=True)
    )


def _is_flat(box: Box) -> bool:
    return box[2] - box[0] >= box[3] - box[1]


def _are_table(boxes: Sequence[Box]) -> bool:
    """Tell whether strokes part each other: some end within the length of others, where a frame's do not."""
    parted = sum(
        any(_holds(_inner(other), x, y) for other in boxes if other is not box)
        for box in boxes
        for x, y in _ends(box)
    )
    return parted >= FEWEST_PARTED


def _inner(box: Box) -> Box:
    """Return a stroke without its ends, with what is near beside it."""
    x0, y0, x1, y1 = box
    across, down = (-CORNER, NEAR) if x1 - x0 >= y1 - y0 else (NEAR, -CORNER)
    return x0 - across, y0 - down, x1 + across, y1 + down


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _ends(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    x0, y0, x1, y1 = box
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return ((x0, y), (x1, y)) if _is_flat(box) else ((x, y0), (x, y1))
