"""Boxes of paper upon a shade that shows between them: the lines that rule a table."""

import pytest

from extractor.page.tiles import tiled
from models.records import Box

TILES = [(x + 1.0, y + 1.0, x + 50.0, y + 20.0) for y in (0, 20) for x in (0, 50, 100)]
APART = [(x, y, x + 20.0, y + 19.0) for y in (1.0, 21.0, 41.0) for x in (10.0, 60.0, 110.0)]
ALL = 6 * 4 + 2
"""The sides of six boxes, and a line above and below them all."""
SHADES = {
    "around them": (TILES, (0, 0, 151, 41), ALL),
    "with a strip below, as a page break leaves": (TILES, (0, 0, 151, 70), ALL),
    "mostly bare, where they stand side by side": (TILES, (0, 0, 151, 400), ALL),
    "ending with the last ones, which a page break cuts": (TILES, (0, 0, 151, 40), ALL - 4),
    "ending above the ends of cut ones": ([*TILES[:5], (101.0, 21.0, 150.0, 55.0)], (0, 0, 151, 41), ALL - 2),
    "under boxes far apart": (APART, (0, 0, 151, 61), 0),
    "under few boxes": (TILES[:3], (0, 0, 151, 21), 0),
}


@pytest.mark.parametrize(("papers", "shade", "count"), SHADES.values(), ids=SHADES)
def test_a_shade_shows_between_boxes(papers: list[Box], shade: Box, count: int):
    """Where they leave little of it bare, or stand side by side, it rules them; a side may be cut."""
    assert len(list(tiled([shade], papers))) == count


def test_a_box_that_lacks_beside_the_others_ends_where_they_do():
    """A page break may leave a merged cell bare: the table's own end is drawn there."""
    lines = list(tiled([(0, 0, 151, 41)], TILES[:-1]))
    assert (1.0, 40.0, 150.0, 40.0) in lines
    assert (101.0, 40.0, 150.0, 40.0) not in lines


def test_beside_a_table_ruled_so_few_boxes_are_one():
    """A page may end under the first row of the next form."""
    row = [(x0, y0 + 60, x1, y1 + 60) for x0, y0, x1, y1 in TILES[:2]]
    assert len(list(tiled([(0, 0, 151, 41), (0, 60, 101, 81)], [*TILES, *row]))) == ALL + 2 * 4 + 2
    assert len(list(tiled([(0, 60, 101, 81)], [*TILES, *row]))) == 0
