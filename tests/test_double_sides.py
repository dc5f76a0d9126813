"""Which cells with sides of their own lack the upper one."""

import pytest

from extractor.grid.double_sides import lacking_above, lines_across

XS = (0.0, 100.0, 200.0, 300.0)
YS = (0.0, 21.0, 42.0)
FIRST = [(0, 0, 300, 0.5), (0, 20, 98, 20.5), (100, 20, 198, 20.5), (200, 20, 298, 20.5)]
SECOND = [(0, 22, 98, 22.5), (100, 22, 198, 22.5), (200, 22, 298, 22.5)]

SIDES = {
    "all": (FIRST + SECOND, 0),
    "one of the lower row's is missing": (FIRST + SECOND[:2], 0b100),
    "most are one line": (FIRST + SECOND[:1], 0),
    "one of the upper row's is missing": (FIRST[:3] + SECOND, 0),
    "half of one is missing": ([*FIRST, *SECOND[:2], (200, 22, 240, 22.5)], 0b100),
    "dots": ([(x, 20, x + 0.5, 20.5) for x in range(300)], 0),
}


@pytest.mark.parametrize(("strokes", "lacking"), SIDES.values(), ids=SIDES)
def test_a_cell_lacks_a_side_that_its_neighbours_have(
    strokes: list[tuple[float, float, float, float]], lacking: int
):
    """What stands under the row above alone goes on from the page before."""
    assert lacking_above(lines_across(strokes), strokes, YS, XS) == [0, lacking]


def test_boxes_outlined_with_a_wide_pen_overlap():
    """There the upper of two lines is the lower cell's: one that is missing tells of the row above."""
    around = [(0, 20.2, 0.5, 300), *FIRST, *SECOND[:2]]
    assert lacking_above(lines_across(around), around, YS, XS) == [0, 0]
