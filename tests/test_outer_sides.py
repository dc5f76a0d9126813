"""Along which rows of a table its outer sides are drawn."""

import pytest

from extractor.geometry import Page, Ruling
from extractor.grid.outer_sides import outer_sides

YS = [10.0, 40.0, 70.0, 100.0]
SIDES = {
    "along all": ([(10.0, 100.0)], 0b111),
    "not along the second": ([(10.0, 40.0), (70.0, 100.0)], 0b101),
    "a part of the second, where its cell begins": ([(10.0, 46.0), (70.0, 100.0)], 0b111),
    "past the first by the gap between cells": ([(10.0, 43.0), (70.0, 100.0)], 0b101),
    "from above the last": ([(10.0, 40.0), (67.0, 100.0)], 0b111),
    "short": ([(10.0, 100.0), (40.0, 41.0)], 0b111),
}


@pytest.mark.parametrize(("sides", "rows"), SIDES.values(), ids=SIDES)
def test_a_side_is_drawn_along_rows(sides: list[tuple[float, float]], rows: int):
    """If only in part; what hardly goes into a row is the side of the one above."""
    page = Page(1, 200, 300, (), ())
    assert outer_sides(page, [Ruling(20, start, end) for start, end in sides], 20, YS) == rows
