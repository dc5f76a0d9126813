"""What lies over a text, found by its height among the many boxes of a page."""

from random import Random
from typing import Any

import pytest

from extractor.geometry import holds_middle
from extractor.page.layers import Layer
from extractor.page.texts import hidden_spans
from models.records import Box

WHITE, GREY = 0xFFFFFF, 0x999999


def _boxes(random: Random, count: int) -> list[Box]:
    corners = [(random.uniform(0, 300), random.uniform(0, 300)) for _ in range(count)]
    return [(x, y, x + random.uniform(5, 40), y + random.uniform(5, 40)) for x, y in corners]


def _block(box: Box, color: int | None) -> dict[str, Any]:
    """Return a text's block, where there is no colour, or that of a filled box."""
    if color is None:
        look = {
            "color": 0,
            "alpha": 255,
            "char_flags": 0x30,
            "size": 10.0,
            "font": "Song",
            "ascender": 0.9,
            "descender": -0.1,
        }
        span = {"bbox": box, "text": "字", **look}
        return {"type": 0, "bbox": box, "lines": [{"dir": (1.0, 0.0), "spans": [span]}]}
    fill = {"isrect": True, "stroked": False, "continues": False, "alpha": 255}
    return {"type": 3, "bbox": box, "color": color, **fill}


@pytest.mark.parametrize("count", [0, 1, 10, 300, 1000])
def test_text_is_covered_by_any_later_white_box_over_its_middle(count: int):
    """Of a thousand boxes, as of one; earlier boxes and grey ones hide nothing."""
    random = Random(count)  # noqa: S311 - no secret
    drawn = [(box, random.choice([None, WHITE, GREY])) for box in _boxes(random, count)]
    hidden = hidden_spans(Layer([_block(*one) for one in drawn]))
    assert [span.at[0] for span in hidden] == [
        at
        for at, (box, color) in enumerate(drawn)
        if color is None
        and any(later == WHITE and holds_middle(cover, box) for cover, later in drawn[at + 1 :])
    ]
