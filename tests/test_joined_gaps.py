"""Which gaps are looked at, and what becomes of words that have none between them."""

from collections.abc import Sequence
from itertools import chain, pairwise

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.geometry import Ruling, Word
from extractor.page.script_gaps import Item, joined_at, set_apart
from extractor.page.walls import Walls
from tests.drawn_steps import read_drawn

SIZE, GAP = 10, 2.2
LINES = {
    "set apart": (["20", "万元"], ["20万元"]),
    "on both sides": (["第", "3", "季度"], ["第3季度"]),
    "typed": (["20 ", "万元"], ["20", "万元"]),
    "between figures": (["20", "30"], ["20", "30"]),
    "between ideographs": (["某局 ", "某处"], ["某局", "某处"]),
}


def _set(page: pymupdf.Page, parts: list[str], height: float = 100) -> None:
    """Set the parts of a line beside each other, as far apart as word processors do."""
    x, writer = 50.0, pymupdf.TextWriter(page.rect)
    font = pymupdf.Font("china-s")
    for part in parts:
        text = part.rstrip()
        writer.append((x, height), part, font=font, fontsize=SIZE)
        x += font.text_length(text, SIZE) + GAP
    writer.write_text(page)


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("parts", "words"), LINES.values(), ids=LINES)
def test_gaps_that_nobody_typed_are_closed(parts: list[str], words: list[str], times: int):
    """Whatever else is on the page."""
    page = read_drawn(*(lambda page, at=at: _set(page, parts, 60 + 30 * at) for at in range(times)))
    assert [word.text for word in page.words] == words * times


def test_gaps_as_wide_as_typed_spaces_are_looked_at_one_by_one():
    """Of five lines the second and fourth are typed."""
    lines = [["1", "人"], ["2 ", "人"], ["3", "人"], ["4 ", "人"], ["5", "人"]]
    page = read_drawn(*(lambda page, at=at: _set(page, lines[at], 60 + 30 * at) for at in range(5)))
    assert [word.text for word in page.words] == ["1人", "2", "人", "3人", "4", "人", "5人"]


def test_a_ruling_in_the_gap_parts_two_cells():
    """The figure of one cell and the words of the next stand as near to each other."""
    page = read_drawn(
        lambda page: _set(page, ["20", "万元"]), lambda page: page.draw_line((61.2, 80), (61.2, 120))
    )
    assert [word.text for word in page.words] == ["20", "万元"]


@pytest.mark.parametrize("typed", [[1], [0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11]])
def test_each_gap_is_looked_at_where_some_of_its_width_are_made(typed: list[int]):
    """However many there are on a page, and whichever of them are typed."""

    def draw(page: pymupdf.Page) -> None:
        for at in range(12):
            _set(page, ["5 " if at in typed else "5", "人"], 20 + 22 * at)

    words = [["5", "人"] if at in typed else ["5人"] for at in range(12)]
    assert [word.text for word in read_drawn(draw).words] == list(chain.from_iterable(words))


def test_few_lines_are_asked_for():
    """Of a hundred with a gap as wide as each other some tell that nobody made them."""
    items = [(x, 0, x + 8, 10, word, 0, at, x) for at in range(100) for x, word in ((0, "20"), (10, "人"))]
    asked: list[int] = []

    def lines_of(some: Sequence[Item]) -> list[None]:
        asked.extend(item[6] for item in some)
        return [None] * len(some)

    assert set_apart(items, lines_of) == []
    assert asked == [0, 99]


def test_a_line_is_walked_once():
    """Of a thousand gaps each walk would take its own time."""
    page = read_drawn(lambda page: _set(page, ["5", "人"] * 12, 60))
    assert [word.text for word in page.words] == ["5人" * 12]
    walks: list[int] = []

    def lines_of(some: Sequence[Item]) -> list[None]:
        walks.extend(item[6] for item in some)
        return [None] * len(some)

    set_apart([(x * 10, 0, x * 10 + 8, 10, "5人", 0, 0, x) for x in range(1000)], lines_of)
    assert walks == [0]


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.booleans()), max_size=30))
def test_no_sign_is_lost(parts: list[tuple[int, bool, bool]]):
    """However words are joined, their text stays in order, and those that cross walls stay as they were."""
    words, x = [], 0.0
    for number, (width, _, _) in enumerate(parts):
        words.append(Word(x, 0, x + width, 10, f"{number},"))
        x += width + 2
    numbers = [number for number, part in enumerate(parts[:-1]) if part[1]]
    crossing = [number for number, part in enumerate(parts) if part[2]]
    joined, cut = joined_at(words, numbers, crossing, Walls([Ruling(x / 2, 0, 10)]))
    assert "".join(word.text for word in joined) == "".join(word.text for word in words)
    assert [joined[number] for number in cut] == [words[number] for number in crossing]
    assert all(one.x1 < other.x0 for one, other in pairwise(joined))
