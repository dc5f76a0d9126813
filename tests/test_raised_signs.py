"""Small signs beside a text, above its line or below it, end its words."""

import pytest

from extractor.geometry import Ruling, Word, into_lines, line_text
from extractor.page.raised_signs import has_raised, with_raised_in_line
from extractor.page.walls import Walls

TEXT = Word(10, 10, 50, 20, "土方量1.2万m")
SQUARE, SMALLER = Word(50, 9.5, 53, 15, "2"), Word(53, 9, 55, 12, "a")
CASES = {
    "raised": ([SQUARE, TEXT], [], ["土方量1.2万m2"]),
    "sunk": ([TEXT, Word(50.2, 16, 53, 21, "2")], [], ["土方量1.2万m2"]),
    "apart": ([SQUARE._replace(x0=53, x1=56), TEXT], [], ["2", "土方量1.2万m"]),
    "on the line already": ([TEXT, Word(50, 12, 53, 18, "2")], [], ["土方量1.2万m2"]),
    "on another": ([Word(50, 2, 53, 9, "2"), TEXT], [], ["2", "土方量1.2万m"]),
    "as high": ([TEXT, Word(50, 6, 56, 15, "2")], [], ["土方量1.2万m", "2"]),
    "in the next cell": ([SQUARE, TEXT], [50.0], ["2", "土方量1.2万m"]),
    "raised beside raised": ([SMALLER, SQUARE, TEXT], [], ["a", "土方量1.2万m2"]),
}


@pytest.mark.parametrize(("words", "walls", "read"), CASES.values(), ids=CASES)
def test_a_small_sign_stands_in_the_line_of_its_text(words: list[Word], walls: list[float], read: list[str]):
    """Where it would stand on a line of its own; all stay words."""
    placed = with_raised_in_line(words, Walls([Ruling(at, 0, 30) for at in walls]))
    assert sorted(map(line_text, into_lines(placed))) == sorted(read)
    assert [(word.x0, word.x1, word.text) for word in placed] == [(one.x0, one.x1, one.text) for one in words]


@pytest.mark.parametrize(("sizes", "some"), [([5.4, 9, 9], True), ([8, 9, 9, 14], False), ([], False)])
def test_pages_of_one_size_have_none(sizes: list[float], *, some: bool):
    """Most pages need not be looked through."""
    assert has_raised(sizes) == some
