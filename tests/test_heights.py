"""Heights: what fonts claim gives way to what is printed, in every direction."""

from typing import Any

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.page.heights import ASCENT, DESCENT, TALLEST, set_right

SIZE = 20.0
TURNS = (0, 90, 180, 270)


def _blocks(turn: int, ascender: float, descender: float) -> list[dict[str, Any]]:
    """Return the blocks of one printed line, whose font claims a height of its own."""
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((300, 300), "Height", fontsize=SIZE, rotate=turn)
        blocks: list[dict[str, Any]] = page.get_text("rawdict")["blocks"]
    for line in blocks[0]["lines"]:
        line["spans"][0] |= {"ascender": ascender, "descender": descender}
    return blocks


@pytest.mark.parametrize(
    "reach", [(1.8, -1.05), (0.29, 0.24), (-0.1, -0.2)], ids=["all signs", "a dash", "a line"]
)
@pytest.mark.parametrize("turn", TURNS)
def test_a_line_gets_the_height_of_its_size(turn: int, reach: tuple[float, float]):
    """Span, line, block and characters lie about the line that they stand on; how long they are stays."""
    blocks = _blocks(turn, *reach)
    before = blocks[0]["bbox"]
    assert set_right(blocks)
    along, across = (slice(1, None, 2), slice(0, None, 2))[:: 1 if turn in (90, 270) else -1]
    low, high = 300 - ASCENT * SIZE, 300 - DESCENT * SIZE
    if turn in (180, 270):
        low, high = 600 - high, 600 - low
    line = blocks[0]["lines"][0]
    span = line["spans"][0]
    for box in (blocks[0]["bbox"], line["bbox"], span["bbox"], *(one["bbox"] for one in span["chars"])):
        assert box[across] == pytest.approx((low, high))
    assert blocks[0]["bbox"][along] == pytest.approx(before[along])


@given(st.floats(0.7, 1.2), st.floats(-0.45, 0.0), st.sampled_from(TURNS))
def test_usual_heights_stay(ascender: float, descender: float, turn: int):
    """Fonts of usual heights are left as MuPDF has them."""
    assert ascender - descender <= TALLEST
    blocks = _blocks(turn, ascender, descender)
    before = repr(blocks)
    assert not set_right(blocks)
    assert repr(blocks) == before


def test_slanting_and_vertical_lines_stay():
    """A slanting line has no box of its own height, and vertical writing stands beside its line."""
    for change in ({"dir": (0.8, 0.6)}, {"wmode": 1}):
        blocks = _blocks(0, 1.8, -1.05)
        blocks[0]["lines"][0] |= change
        assert not set_right(blocks)
