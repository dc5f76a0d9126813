"""Small signs beside a text, above its line or below it, end its words."""

import pytest

from extractor.geometry import Ruling, Word
from extractor.page.raised_signs import has_raised, joined_raised
from extractor.page.walls import Walls

TEXT = Word(10, 10, 50, 20, "土方量1.2万m")
SQUARE, SMALLER = Word(50, 9.5, 53, 15, "2"), Word(53, 9, 55, 12, "a")
CASES = {
    "raised": ([SQUARE, TEXT], [], ["土方量1.2万m2"]),
    "sunk": ([TEXT, Word(50.2, 16, 53, 21, "2")], [], ["土方量1.2万m2"]),
    "apart": ([SQUARE._replace(x0=53, x1=56), TEXT], [], ["2", "土方量1.2万m"]),
    "on the line": ([TEXT, Word(50, 12, 53, 18, "2")], [], ["土方量1.2万m", "2"]),
    "on another": ([Word(50, 2, 53, 9, "2"), TEXT], [], ["2", "土方量1.2万m"]),
    "as high": ([TEXT, Word(50, 6, 56, 15, "2")], [], ["土方量1.2万m", "2"]),
    "in the next cell": ([SQUARE, TEXT], [50.0], ["2", "土方量1.2万m"]),
    "raised beside raised": ([SMALLER, SQUARE, TEXT], [], ["a", "土方量1.2万m2"]),
}


@pytest.mark.parametrize(("words", "walls", "read"), CASES.values(), ids=CASES)
def test_a_small_sign_ends_the_word_beside_it(words: list[Word], walls: list[float], read: list[str]):
    """Where it stands on a line of its own; none is lost."""
    joined = joined_raised(words, Walls([Ruling(at, 0, 30) for at in walls]))
    assert [word.text for word in joined] == read
    assert sum(word.x1 - word.x0 for word in joined) == pytest.approx(
        sum(word.x1 - word.x0 for word in words), abs=0.3
    )


@pytest.mark.parametrize(("sizes", "some"), [([5.4, 9, 9], True), ([8, 9, 9, 14], False), ([], False)])
def test_pages_of_one_size_have_none(sizes: list[float], *, some: bool):
    """Most pages need not be looked through."""
    assert has_raised(sizes) == some
