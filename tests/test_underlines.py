"""Lines under words, and through them, rule nothing."""

import pytest

from extractor.geometry import Page, Word, sides
from extractor.grid.grids import find_grids
from extractor.grid.rulings import find_rulings
from models.records import Box

FIRST, SECOND = Word(22, 21, 78, 31, "说明文字若干"), Word(22, 34, 60, 44, "再一行")
BESIDE = (Word(82, 21, 100, 31, "左"), Word(124, 21, 178, 31, "右边的字"))
LINES: dict[str, list[Box]] = {
    "under": [(22, 29.5, 78, 30)],
    "through": [(22, 26, 78, 26.5)],
    "each in its cell": [(22, 29.5, 78, 30), (82, 29.5, 178, 30)],
    "under a part": [(22, 29.5, 78, 30), (124, 29.5, 178, 30)],
}
ROWS: dict[str, list[Box]] = {
    "from side to side": [(20, 29.5, 80, 30)],
    "between words": [(22, 32.5, 78, 33)],
}


def _cells(lines: list[Box]) -> int:
    strokes = [*sides((20, 20, 80, 50)), *sides((80, 20, 180, 50)), *lines]
    words = (FIRST, SECOND, *BESIDE)
    page = Page(1, 200, 100, words, tuple(strokes), tuple(find_rulings(strokes, along=1)))
    return sum(len(grid.cells) for grid in find_grids(page).grids)


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_a_line_under_words_parts_no_cell(lines: list[Box]):
    """It begins and ends where words do, at their height."""
    assert _cells(lines) == 2


@pytest.mark.parametrize("lines", ROWS.values(), ids=ROWS)
def test_a_ruling_near_words_parts_a_cell(lines: list[Box]):
    """One that words straddle reaches further than they do; one between two lines is no underline."""
    assert _cells(lines) == 3
