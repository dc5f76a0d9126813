"""Words that a page break clips and both pages show → each once."""

import pytest

from extractor.form.clippings import edge_under, printed_twice
from extractor.geometry import Cell, Grid, Word

SIZE = 10.0


def _grid(page: int, *words: tuple[float, float, str], rows: int = 1) -> Grid:
    """Return rows of one cell of 200 x 100 points, with words by their place."""
    cells = []
    for row in range(rows):
        top, bottom = 100.0 * row, 100.0 * row + 100
        own = tuple(
            (Word(x, y, x + SIZE * len(text), y + SIZE, text),)
            for x, y, text in words
            if top <= y + SIZE / 2 < bottom
        )
        text = "".join(line[0].text for line in own)
        cells.append(Cell(row, 0, row + 1, 1, page, (0, top, 200, bottom), own, text))
    return Grid(page, (0, 0, 200, 100.0 * rows), rows, 1, tuple(cells))


TWICE = {
    "the same": ((20, 94, "质量指标"), (20, -6 + 2, "质量指标"), [], []),
    "the same, as far in": ((20, 94, "质量指标"), (20, -6, "质量指标"), [], ["质量指标"]),
    "elsewhere": ((20, 94, "质量指标"), (32, -6, "质量指标"), [], []),
    "another": ((20, 94, "质量指标"), (20, -6, "数量指标"), [], []),
    "a part of it above": ((40, 94, "指标"), (20, -6, "质量指标"), ["指标"], []),
    "a sign less below": ((20, 94, "3，200亩"), (20, -6, "3200亩"), [], ["3200亩"]),
    "whole above": ((20, 80, "质量指标"), (20, -20, "质量指标"), [], []),
}


@pytest.mark.parametrize(("first", "second", "upper", "lower"), TWICE.values(), ids=TWICE.keys())
def test_a_clipped_word_is_found_on_both_pages(
    first: tuple[float, float, str], second: tuple[float, float, str], upper: list[str], lower: list[str]
):
    """It stands as far from the break on either page; the part of it that is shorter is left out."""
    line = (Word(second[0], second[1], second[0] + SIZE * len(second[2]), second[1] + SIZE, second[2]),)
    found = printed_twice(_grid(1, first), _grid(2), 0.0, [(2, line)])
    assert [[word.text for word in words] for words in found] == [upper, lower]


def test_what_goes_on_begins_under_the_rows_that_are_repeated():
    """A clipped word in a repeated row leaves it known; the next row is none."""
    grid = _grid(2, (0, 20, "项目名称"), (0, 150, "5"), rows=2)
    assert edge_under(grid, {"项目名称"}) == 100
    assert edge_under(grid, {"主管部门"}) == 0


def test_a_word_of_a_repeated_row_is_no_part_of_one_above_the_break():
    """Where rows are as high as their lines, words on both hands of the break may be like each other."""
    above, below = _grid(1, (20, 90, "0")), _grid(2, (20, 90, "010-12345678"), (20, 150, "5"), rows=2)
    assert printed_twice(above, below, 100.0, [], {"010-12345678"}) == (frozenset(), frozenset())
    assert printed_twice(above, below, 100.0, [])[0]
