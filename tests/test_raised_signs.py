"""Small signs beside a text, above its line or below it, end its words."""

import pymupdf
import pytest

from extractor.geometry import Ruling, Word, into_lines, line_text
from extractor.page.raised_signs import has_raised, with_raised_in_line
from extractor.page.walls import Walls
from tests.drawn_steps import read_drawn, write
from tests.test_overlays import form_of_five_rows

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


BESIDE: dict[str, tuple[str, tuple[str, float, float], list[str]]] = {
    "a footnote": ("60", ("1", -2, 5), ["601"]),
    "a footnote on a line of its own": ("60", ("1", -4, 5), ["1"]),
    "a power": ("10", ("4", -3, 6), ["104"]),
    "a unit": ("100m", ("2", -3, 5), []),
    "small digits on the line": ("60", ("55", 0, 5), []),
    "a digit as large": ("60", ("5", -2, 10), []),
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("text", "sign", "told"), BESIDE.values(), ids=BESIDE)
def test_a_raised_figure_behind_another_is_told(
    text: str, sign: tuple[str, float, float], told: list[str], rotation: int
):
    """It is read as one more digit, which it is not; a unit's may stand as a digit."""

    def draw(page: pymupdf.Page) -> None:
        write(page, text, (270, 97), fontname="helv")
        right = 270 + pymupdf.get_text_length(text, "helv", 10)
        write(page, sign[0], (right, 97 + sign[1]), fontname="helv", fontsize=sign[2])

    notes = read_drawn(form_of_five_rows, draw, rotation=rotation).notes
    assert {note.code for note in notes} <= {"struck-text"}
    assert [note.seen for note in notes] == told
