"""Texts fold to one comparable form, and every folded character knows where it was printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.foldings import fold

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))

FOLDS = {
    "full width": ("Ａ１２％，", "a12%，"),
    "half-width punctuation": ("资金,不足;(200字)", "资金，不足；（200字）"),
    "line breaks and spaces": (" 资\n金 \u3000不\t足\u200b", "资金不足"),
    "radicals that PDF fonts print": ("⽤⼾", "用户"),
    "the traditional script": ("連日豪雨，採購無標準。", "连日豪雨，采购无标准。"),
    "a radical of it": ("⾦⾨", "金门"),
    "what both scripts have": ("成效显著，瞭望", "成效显著，瞭望"),
    "nothing": ("", ""),
    "lone surrogate": ("\ud800", "\ud800"),
}


@pytest.mark.parametrize(("text", "folded"), FOLDS.values(), ids=FOLDS.keys())
def test_folds(text: str, folded: str):
    """One form for each character; white space is gone."""
    assert fold(text).text == folded


@given(ANY_TEXT)
def test_every_character_knows_its_origin(text: str):
    """Origins rise, one for each folded character, and each is what that printed character folds to."""
    folded = fold(text)
    assert len(folded.origins) == len(folded.text)
    assert list(folded.origins) == sorted(set(folded.origins))
    for place, sign in enumerate(folded.text):
        start, end = folded.printed(place, place + 1)
        assert fold(text[start:end]).text == sign


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str):
    """A folded text is its own folded form."""
    once = fold(text).text
    assert fold(once).text == once
