"""Where the foot of a page begins on which rulings go on past its end."""

import pytest

from extractor.geometry import Page, Word
from extractor.grid.feet import foot_of
from extractor.grid.grids import find_grids
from extractor.grid.rulings import find_rulings


def _page(*words: tuple[float, str]) -> Page:
    """Return a page with a column of two rows whose sides go on past its end, and words by their height."""
    strokes = [(10, 10, 10, 320), (90, 10, 90, 320), (10, 10, 90, 10), (10, 40, 90, 40)]
    return Page(1, 100, 300, tuple(Word(20, y, 40, y + 10, text) for y, text in words), tuple(strokes))


FEET = {
    "a number apart": ([(20, "指标"), (50, "已完成"), (280, "5/9")], 280),
    "a value that ends the text": ([(50, "已完成"), (62, "15")], 0),
    "a text apart": ([(50, "已完成"), (280, "附注")], 0),
    "nothing": ([], 0),
}


@pytest.mark.parametrize(("words", "foot"), FEET.values(), ids=FEET)
def test_a_number_apart_is_the_foot(words: list[tuple[float, str]], foot: float):
    """What stands near to others is of their cell."""
    assert foot_of(_page(*words)) == foot


def test_a_cell_cut_by_the_end_of_its_page_is_without_the_number_of_that():
    """Its sides are drawn longer than the page shows them."""
    page = _page(*FEET["a number apart"][0])
    strokes = [*page.strokes[2:], *((x, 10.0, x, 320.0) for x in (10.0, 90.0))]
    page = Page(1, 100, 300, page.words, tuple(strokes), tuple(find_rulings(strokes, along=1)))
    (grid,) = find_grids(page).grids
    assert [cell.text for cell in grid.cells] == ["指标", "已完成"]


def test_rows_drawn_below_the_end_of_a_page_are_not_upon_it():
    """A browser draws all rows that a merged cell covers, and clips them: the last one seen is cut."""
    strokes = [(10, 10, 90, 10), (10, 40, 90, 40), (10, 330, 90, 330), (10, 360, 90, 360)]
    strokes += [(x, 10, x, 360) for x in (10, 50, 90)]
    words = (Word(20, 20, 40, 30, "指标"), Word(20, 50, 40, 60, "已完成"))
    page = Page(1, 100, 300, words, tuple(strokes), tuple(find_rulings(strokes, along=1)))
    (grid,) = find_grids(page).grids
    assert (grid.rows, grid.box[3]) == (2, 300)
    assert [cell.open_bottom for cell in grid.cells] == [False, False, True, True]
