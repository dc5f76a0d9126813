"""Text from outside becomes text that every database stores and finds."""

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


def test_fold_width_and_case() -> None:
    """Full-width letters, case and spaces of any width are the same."""
    assert fold("ＡＢＣ　Straße") == fold("abc strasse")


def test_fold_marks_in_any_order() -> None:
    """Folding a letter into a mark leaves the marks in their normal order."""
    text = "\u0391\u0345\u0301\u0323\u1fb3"
    assert fold(fold(text)) == fold(text)
