"""Cells → what is stroked or filled to show their sides, in the ways producers do."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.generators.picks import Pick
from tests.generators.presses import Box, Leaf

Side = tuple[float, float, float, float]
"""From one end to the other, along one axis."""


@dataclass(frozen=True, slots=True)
class Border:
    """How sides are drawn."""

    kind: str = "stroke"
    """stroke: lines; fill: thin filled rectangles; rect: one stroked rectangle a cell; shade: no line,
    each cell a filled rectangle apart from the next."""
    pattern: str = "solid"
    """solid, dash or dot (the PDF operator), pieces (strokes of their own), double."""
    width: float = 0.6
    grey: float = 0.0
    outer: bool = True
    short: float = 0.0
    """Each side ends this many points before its corner."""
    whole: bool = False
    """Sides that touch are one long line."""
    gap: float = 0.0
    """Cells stand this far apart from the grid's lines, each with sides of its own."""
    shade: float = 1.0


def make_border(pick: Pick) -> Border:
    """Return a random way that some producer might have."""
    if pick.feature("shades alone", 8):
        return Border(kind="shade", shade=pick.one((0.85, 0.92)), gap=pick.one((0.6, 1.0)))
    pattern = pick.kind("border", ("solid", "solid", "solid", "dash", "dot", "pieces", "dots", "double"))
    plain = pattern in ("solid", "dash")
    gap = pick.kind("gap", (0.0, 0.0, 0.0, 0.0, 0.5, 1.0)) if plain else 0.0
    return Border(
        kind=pick.kind("side", ("stroke", "fill", "rect", "stroke")),
        pattern=pattern,
        width=pick.one((0.6, 0.25, 1.0, 0.0, 1.5, 0.5)),
        grey=pick.one((0.0, 0.0, 0.6, 0.85)),
        outer=bool(gap) or not pick.feature("no outer border", 12),
        short=0.0 if gap or not plain else pick.kind("short", (0.0, 0.0, 0.0, 0.5, 1.0, 2.0)),
        whole=not gap and pick.chance(40),
        gap=gap,
        shade=pick.one((1.0, 1.0, 0.9, 0.8)),
    )


def is_shaded(border: Border, *, label: bool) -> bool:
    """Tell whether a cell is filled: labels may be, and all cells where nothing else shows them."""
    return border.kind == "shade" or (label and border.shade < 1)


def sides(leaf: Leaf, border: Border) -> list[Side]:
    """Return the sides to draw, in order."""
    found: dict[Side, None] = {}
    for box, _ in leaf.cells:
        x0, y0, x1, y1 = _inset(box, border.gap)
        own = [(x0, y0, x0, y1), (x1, y0, x1, y1)]
        own += [] if box in leaf.open_above else [(x0, y0, x1, y0)]
        own += [] if box in leaf.open_below else [(x0, y1, x1, y1)]
        for side in own:
            if border.outer or not _on_frame(side, leaf.frames, border.gap):
                found[side] = None
    drawn = _merged(list(found)) if border.whole else list(found)
    drawn = [_shortened(side, border) for side in drawn]
    return [piece for side in drawn for piece in _patterned(side, border)]


def _inset(box: Box, gap: float) -> Box:
    return (box[0] + gap, box[1] + gap, box[2] - gap, box[3] - gap)


def _on_frame(side: Side, frames: list[Box], gap: float) -> bool:
    x0, y0, x1, y1 = side
    for left, top, right, bottom in frames:
        if not (top - 1 <= y0 and y1 <= bottom + 1):
            continue
        if x0 == x1 and min(abs(x0 - left), abs(x0 - right)) < gap + 0.1:
            return True
        if y0 == y1 and min(abs(y0 - top), abs(y0 - bottom)) < gap + 0.1:
            return True
    return False


def _merged(pieces: list[Side]) -> list[Side]:
    """Return sides joined where they touch or lie over one another."""
    merged: list[Side] = []
    for flat in (True, False):
        at, start, end = (1, 0, 2) if flat else (0, 1, 3)
        own = [piece for piece in pieces if (piece[1] == piece[3]) == flat]
        for piece in sorted(own, key=lambda piece: (piece[at], piece[start])):
            last = merged[-1] if merged else None
            if (
                last
                and (last[1] == last[3]) == flat
                and last[at] == piece[at]
                and piece[start] <= last[end] + 0.01
            ):
                longest = max(last[end], piece[end])
                merged[-1] = (
                    (last[0], last[1], longest, last[3]) if flat else (last[0], last[1], last[2], longest)
                )
            else:
                merged.append(piece)
    return merged


def _shortened(side: Side, border: Border) -> Side:
    """Return a side that ends before its corners, of which at least half is left, and a few dashes."""
    x0, y0, x1, y1 = side
    by = border.short
    if x1 - x0 + y1 - y0 <= (4 if border.pattern == "solid" else 8) * by:
        return side
    return (x0, y0 + by, x1, y1 - by) if x0 == x1 else (x0 + by, y0, x1 - by, y1)


def _patterned(side: Side, border: Border) -> Iterator[Side]:
    if border.pattern == "double":
        off = 0.9
        x0, y0, x1, y1 = side
        yield (x0 - off, y0, x1 - off, y1) if x0 == x1 else (x0, y0 - off, x1, y1 - off)
        yield (x0 + off, y0, x1 + off, y1) if x0 == x1 else (x0, y0 + off, x1, y1 + off)
    elif border.pattern in ("pieces", "dots"):
        dot = max(0.8, border.width)
        on, step = (3.0, 5.0) if border.pattern == "pieces" else (dot, 2.5 * dot)
        yield from _pieces(side, on, step)
    else:
        yield side


def _pieces(side: Side, on: float, step: float) -> Iterator[Side]:
    x0, y0, x1, y1 = side
    length = x1 - x0 + y1 - y0
    at = 0.0
    while at < length:
        end = min(at + on, length)
        yield (x0, y0 + at, x1, y0 + end) if x0 == x1 else (x0 + at, y0, x0 + end, y1)
        at += step
