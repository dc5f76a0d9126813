"""What a page draws → thin boxes and shades, from blocks and from drawings alike."""

from itertools import pairwise
from typing import Any

import pytest

from extractor.geometry import sides
from extractor.page.strokes import Strokes, from_blocks, from_drawings
from models.records import Box


def _block(box: Box, **how: object) -> dict[str, Any]:
    plain = {"isrect": True, "continues": False, "alpha": 255, "stroked": False, "color": 0}
    return {"bbox": box, **plain, **how}


def test_blocks_sort_into_strokes_and_shades():
    """Thin fills and strokes are thin boxes, an outline its four sides, a coloured fill a shade."""
    blocks = [
        _block((0, 0, 100, 1)),
        _block((0, 0, 100, 50), stroked=True),
        _block((0, 0, 50, 50), color=0xDDEEFF),
        _block((0, 0, 70, 70), color=0xFFFFFF),
        _block((0, 0, 90, 1), alpha=0),
    ]
    sides = [(0, 0, 100, 0), (0, 50, 100, 50), (0, 0, 0, 50), (100, 0, 100, 50)]
    assert from_blocks(blocks) == Strokes(
        [(0, 0, 100, 1), *sides], [(0, 0, 50, 50)], [(0, 0, 70, 70)], [(0, 0, 100, 50)]
    )


@pytest.mark.parametrize("drawn", ["lines", "cells"])
def test_boxes_wider_than_what_is_drawn_leave_it_to_the_drawings(drawn: str):
    """MuPDF widens strokes by their pen's width in its own coordinates: in tenths, ten times as much."""
    wide = 2.5
    if drawn == "lines":
        across = [(0.0, y, 300.0, y) for y in range(0, 100, 20)]
        boxes = [*across, *((x, 0.0, x, 80.0) for x in range(0, 400, 100))]
    else:
        boxes = [(x, y, x + 100.0, y + 17.0 + y) for y in (0.0, 17.0, 51.0, 119.0) for x in (0.0, 100.0)]
    swollen = [_block((x0 - wide, y0 - wide, x1 + wide, y1 + wide), stroked=True) for x0, y0, x1, y1 in boxes]
    assert from_blocks(swollen) is None
    cells = [
        _block((x, y, x + 100.5, y + 17.5 + y), stroked=True) for y in (0, 17, 51, 119) for x in (0, 100)
    ]
    assert from_blocks(cells) is not None


@pytest.mark.parametrize("gap", [0.75, 3.0])
def test_a_ring_is_four_sides(gap: float):
    """A box within a box, filled between them, is a border; further apart they are shades."""
    inner = (gap, gap, 100 - gap, 50 - gap)
    path = [_block(inner, continues=True), _block((0, 0, 100, 50))]
    strokes = from_blocks(path)
    assert strokes is not None
    assert (len(strokes.thin), strokes.shades) == (4, [])
    items = [("re", inner, -1), ("re", (0, 0, 100, 50), -1)]
    assert from_drawings([{"type": "f", "fill": (0, 0, 0), "items": items}]) == strokes


def test_a_ring_of_lines_around_a_box():
    """Of a border drawn askew, one outline may come as lines and the other as a box, in either order."""
    inner, outer = (1.0, 1.0, 99.0, 49.0), (0.0, 0.0, 100.0, 50.0)
    corners = [(0, 0), (100, 0), (100, 50), (0, 50), (0, 0)]
    lines = [("l", *ends) for ends in pairwise(corners)]
    ring = from_drawings([{"type": "f", "fill": (0, 0, 0), "items": [("re", inner), ("re", outer)]}])
    for items in ([("re", inner), *lines], [*lines, ("re", inner)]):
        assert from_drawings([{"type": "f", "fill": (0, 0, 0), "items": items}]) == ring


@pytest.mark.parametrize("width", [0.0, 0.002, -0.002])
def test_a_side_of_no_width_is_none(width: float):
    """A ring that a page break cuts has three sides; turned coordinates are not exact."""
    path = [_block((1, 1, 99, 50 - width), continues=True), _block((0, 0, 100, 50))]
    strokes = from_blocks(path)
    assert strokes is not None
    assert sorted(strokes.thin) == [(0, 0, 1, 50), (0, 0, 100, 1), (99, 0, 100, 50)]


def test_boxes_of_one_path_that_are_no_ring():
    """Several fills of one path count one by one."""
    path = [_block((0, 0, 100, 1), continues=True), _block((0, 20, 100, 50), color=0xDDEEFF)]
    assert from_blocks(path) == Strokes([(0, 0, 100, 1)], [(0, 20, 100, 50)], [], [])


@pytest.mark.parametrize(
    "blocks",
    [
        [_block((0, 0, 100, 1)), _block((0, 0, 9, 9), isrect=False)],
        [_block((2 * at, 0, 2 * at + 1, 1)) for at in range(4)],
        [_block((2 * at, 0, 2 * at + 1, 1), stroked=True) for at in range(20)],
        [_block((2 * at, 0, 2 * at + 1, 1), continues=at < 19) for at in range(20)],
    ],
    ids=["curve", "filled dots", "stroked dots", "dots of one path"],
)
def test_blocks_that_cannot_tell(blocks: list[dict[str, Any]]):
    """Curves and dotted lines ask for the drawings: blocks leave out most dots."""
    assert from_blocks(blocks) is None


def test_a_loop_of_lines_is_its_box():
    """A filled loop drawn line by line counts as the box that it goes round."""
    corners = [(0, 0), (100, 0), (100, 1), (0, 1), (0, 0)]
    lines = [("l", start, end) for start, end in pairwise(corners)]
    assert from_drawings([{"type": "f", "fill": (0, 0, 0), "items": lines}]).thin == [(0, 0, 100, 1)]


def _disc(left: float, size: float) -> list[tuple[Any, ...]]:
    """Return a disc as four curves, each with its two handles."""
    half, right = size / 2, left + size
    ends = [(left, half), (left + half, 0), (right, half), (left + half, size), (left, half)]
    turns = [(left, 0), (right, 0), (right, size), (left, size)]
    return [("c", ends[at], turns[at], turns[at], ends[at + 1]) for at in range(4)]


def test_dots_that_are_round():
    """Small discs may make a dotted line, all of them one path; larger ones shade nothing."""
    path = [item for at in range(3) for item in _disc(4 * at, 1)] + _disc(20, 30)
    strokes = from_drawings([{"type": "f", "fill": (0, 0, 0), "items": path}])
    assert strokes == Strokes([(0, 0, 1, 1), (4, 0, 5, 1), (8, 0, 9, 1)], [], [], [])


def test_corners_that_are_swapped():
    """Rectangles drawn in turned coordinates are the same boxes."""
    items = [("re", (100, 1, 0, 0), -1)]
    assert from_drawings([{"type": "f", "fill": (0, 0, 0), "items": items}]).thin == [(0, 0, 100, 1)]
    assert from_drawings([{"type": "s", "fill": None, "items": items}]).thin == [(0, 0, 100, 1)]


def test_slanted_lines_and_curves_rule_nothing():
    """A crossed-out cell's diagonal is no stroke, nor is a curve."""
    items = [("l", (0, 0), (100, 50)), ("c", (0, 0), (1, 1), (2, 2), (3, 3)), ("l", (0, 0), (100, 0.2))]
    assert from_drawings([{"type": "s", "fill": None, "items": items}]).thin == [(0, 0, 100, 0.2)]


def test_a_star_rules_nothing():
    """The sides of figures with slanting ones are no rulings, nor are they shades; lone strokes are."""
    points = [(50, 0), (80, 90), (0, 35), (100, 35), (20, 90), (50, 0)]
    star = [("l", *side) for side in pairwise(points)]
    assert from_drawings([{"type": "fs", "fill": (1, 0, 0), "items": star}]) == Strokes([], [], [], [])
    lone = [("l", (0, 0), (100, 0)), ("l", (0, 0), (100, 50)), ("l", (0, 50), (100, 50))]
    assert len(from_drawings([{"type": "s", "items": lone}]).thin) == 2


def _rounded(box: Box, radius: float) -> list[tuple[Any, ...]]:
    """Return a box with rounded corners as lines and curves."""
    x0, y0, x1, y1 = box
    r = radius
    corners = [
        ((x0 + r, y0), (x1 - r, y0), (x1, y0), (x1, y0 + r)),
        ((x1, y0 + r), (x1, y1 - r), (x1, y1), (x1 - r, y1)),
        ((x1 - r, y1), (x0 + r, y1), (x0, y1), (x0, y1 - r)),
        ((x0, y1 - r), (x0, y0 + r), (x0, y0), (x0 + r, y0)),
    ]
    return [
        item
        for start, end, corner, after in corners
        for item in (("l", start, end), ("c", end, corner, corner, after))
    ]


def test_rounded_boxes_have_four_sides():
    """Cells with rounded corners are stroked, or filled between two outlines; large curves rule nothing."""
    box = _rounded((0, 0, 100, 50), 5)
    assert sorted(from_drawings([{"type": "s", "items": box}]).thin) == sorted(sides((0, 0, 100, 50)))
    ring = box + _rounded((1, 1, 99, 49), 4)
    thin, shades, *_ = from_drawings([{"type": "f", "fill": (0, 0, 0), "items": ring}])
    assert (len(thin), shades) == (4, [])
    assert from_drawings([{"type": "f", "fill": (0, 0, 1), "items": box}]).shades == [(0, 0, 100, 50)]
    bowed = from_drawings([{"type": "f", "fill": (0, 0, 1), "items": _rounded((0, 0, 100, 50), 20)}])
    assert bowed == Strokes([], [], [], [])


def test_a_dark_box_drawn_again_is_a_cell_of_which_clips_leave_the_sides():
    """Chromium draws rounded borders so; a shade drawn twice, or a dark one once, rules nothing."""
    box = [("re", (0.0, 0.0, 100.0, 50.0), -1)]
    dark, pale = ({"type": "f", "fill": fill, "items": box} for fill in ((0, 0, 0), (0.9, 0.9, 0.9)))
    assert sorted(from_drawings([dark, dark]).thin) == sorted(sides((0, 0, 100, 50)))
    assert from_drawings([dark]).thin == from_drawings([pale, pale]).thin == []


@pytest.mark.parametrize(("top", "bottom", "lacking"), [(0.0, 40.0, 0.0), (10.0, 50.0, 50.0)])
def test_a_dark_box_drawn_for_three_sides_is_cut(top: float, bottom: float, lacking: float):
    """It lacks the side at which the others that are drawn so end, too: above or below."""
    lower = [(0.0, 0.0, 40.0, 40.0), (50.0, 0.0, 90.0, 20.0), (100.0, 0.5, 140.0, 30.0)]
    upper = [(x0, 50.0 - y1, x1, 50.0 - y0) for x0, y0, x1, y1 in lower]
    boxes = lower if lacking == top else upper
    drawn = [{"type": "f", "fill": (0, 0, 0), "items": [("re", box, -1)]} for box in boxes for _ in range(3)]
    thin = from_drawings(drawn).thin
    assert len(thin) == 3 * 3
    assert not [box for box in thin if box[1] == box[3] and abs(box[1] - lacking) < 1]
    assert {box[3] - box[1] for box in thin if box[0] == box[2] == 0.0} == {bottom - top}
