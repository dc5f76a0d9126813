"""Text from outside becomes text that every database stores and finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.texts import fold, storable

ANY = st.text(st.characters(exclude_categories=[]))


@given(ANY, st.integers(0, 20))
def test_storable(text: str, length: int) -> None:
    """What can be stored stays as it is; the rest is replaced, one for one; the cut is exact."""
    clean = storable(text)
    clean.encode()
    assert "\0" not in clean
    assert len(clean) == len(text)
    assert all(a in {b, "\ufffd"} for a, b in zip(clean, text, strict=True))
    assert storable(text, length) == clean[:length]


@given(ANY)
def test_fold(text: str) -> None:
    """Folding twice is folding once, and neither case nor outer space matters."""
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text}\n") == fold(text)


FOLDED = {
    "width, case and space": ("ＡＢＣ　Straße", "abc strasse"),
    "a sign that stands for capitals": ("℡", "tel"),
    "a mark that folding puts out of order": ("\u0130\u0f74", "i\u0f74\u0307"),
}


@pytest.mark.parametrize(("text", "folded"), FOLDED.values(), ids=FOLDED.keys())
def test_fold_examples(text: str, folded: str) -> None:
    """What reads the same is the same."""
    assert fold(text) == folded
