"""Ink that no reader read tells that a sign was passed over."""

import pytest

from extractor.scan.lapses import is_lapsed
from extractor.scan.recognizers import Seen

HEIGHT = 20

LINES = {
    "all of it": ("260盏", (8, 16, 24, 36), 44, False),
    "none at all": ("", (), 44, False),
    "the last sign": ("260", (8, 16, 24), 44, True),
    "a digit at the end": ("26", (8, 16), 34, True),
    "a % at the end, which is wide": ("26%", (8, 16, 28), 40, False),
    "the figure before a class": ("类水体", (22, 38, 54), 66, True),
    "a digit among others": ("1234", (8, 16, 32, 40), 48, True),
    "no digit where a line is set wide": ("1234", (8, 24, 40, 56), 64, False),
    "no digit among two wide ones": ("12", (8, 25), 34, False),
    "one between two": ("12", (8, 28), 36, True),
    "words between figures": ("3次4", (8, 24, 40), 48, False),
}


@pytest.mark.parametrize(("text", "places", "width", "lapsed"), LINES.values(), ids=LINES.keys())
def test_a_sign_is_passed_over(text: str, places: tuple[int, ...], width: int, *, lapsed: bool):
    """Signs stand close to one another and to both ends of their line: a wider gap holds another."""
    seen = Seen(text, (1.0,) * len(text), places=tuple(place / width for place in places))
    assert is_lapsed(seen, width, HEIGHT) is lapsed
