"""Spaces that part no numbers go, those that do stay."""

import pytest

from extractor.text.spacings import fold_spacing

TEXTS = {
    "3 5 . 6 0": "35.60",
    "1 0 0 . 0 0 %": "100.00%",
    "支出 2 , 3 1 5 . 4 9 万元": "支出2,315.49万元",
    "０ ． ５ ％": "0.5%",
    "9 . 5 0": "9.50",
    "1 . 5 0次": "1. 50次",
    "3 5 . 6 0 . 1": "35. 60. 1",
    "2 . 3 5 . 6": "2. 35. 6",
    "98 95 . 5": "98 95. 5",
    "12 . 5场": "12. 5场",
    "1. 5场": "1. 5场",
    "98. 5%": "98.5%",
    "12 50次": "12 50次",
}


@pytest.mark.parametrize(("printed", "measured"), TEXTS.items(), ids=TEXTS.keys())
def test_characters_set_apart_one_by_one_are_one_number(printed: str, measured: str):
    """With a point as well, but for one figure before it that may number an item of a list."""
    folded = fold_spacing(printed)
    assert folded.text == measured
    assert len(folded.text) == len(folded.origins)
