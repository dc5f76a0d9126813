"""Beside which cells of a table its outer sides are drawn."""

from itertools import pairwise

import pytest

from extractor.geometry import Page, Ruling
from extractor.grid.outer_sides import is_open, outer_side

YS = [10.0, 40.0, 70.0, 100.0]
SIDES = {
    "along all": ([(10, 100)], [], [False, False, False]),
    "not along the second": ([(10, 40), (70, 100)], [], [False, True, False]),
    "in a part of the second, where its cell begins": ([(10, 46), (70, 100)], [], [False, False, False]),
    "past the first by the gap between cells": ([(10, 43), (70, 100)], [], [False, True, False]),
    "too short for a ruling": ([(10, 40), (70, 100)], [(50, 55)], [False, False, False]),
    "in dots": ([(10, 40), (70, 100)], [(y, y + 1) for y in range(50, 60, 3)], [False, False, False]),
    "nowhere": ([], [(50, 55)], [True, True, True]),
}


@pytest.mark.parametrize(("sides", "short", "opens"), SIDES.values(), ids=SIDES)
def test_a_side_is_drawn_beside_cells(
    sides: list[tuple[float, float]], short: list[tuple[float, float]], opens: list[bool]
):
    """If only in part; what hardly goes into a row is the side of the one above."""
    page = Page(1, 200, 300, (), tuple((20.0, start, 20.5, end) for start, end in short))
    drawn = outer_side(page, [Ruling(20, start, end) for start, end in sides], 20, YS)
    assert [is_open(drawn, top, bottom) for top, bottom in pairwise(YS)] == opens


def test_a_cell_over_several_rows_is_open_where_little_of_it_has_a_side():
    """A low row may lie along the foot of the cell above, which is drawn into it."""
    assert is_open([(10.0, 43.0)], 40.0, 70.0)
    assert not is_open([(10.0, 43.0)], 40.0, 45.0)
