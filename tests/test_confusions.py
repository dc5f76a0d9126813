"""What may have been printed where a text was read: one misreading each, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.proof.confusions import LONGEST, completed, finer, is_ragged, misreadings, parted

SIGNS = st.sampled_from("0123456789.,%-—一OolISBZ'| ·:")

NAMED = {
    "O for 0": ("1O", "10", "letter"),
    "o and l for 0 and 1": ("lo.5", "10.5", "letter"),
    "S for 5": ("9S.5", "95.5", "letter"),
    "B for 8": ("B3.12", "83.12", "letter"),
    "a dash of one stroke for 1": ("丨2", "12", "letter"),
    "a gap within": ("9. 5", "9.5", "space"),
    "a point lost": ("8312", "83.12", "point-lost"),
    "a point gained": ("1.0", "10", "point-gained"),
    "a comma for a point": ("83,12", "83.12", "comma-point"),
    "a point for a comma": ("1.234.56", "1,234.56", "comma-point"),
    "a colon for a point": ("94:38", "94.38", "comma-point"),
    "% lost": ("98.80", "98.80%", "mark-lost"),
    "% read as 6": ("986", "98%", "mark-lost"),
    "% gained": ("9.5%", "9.5", "mark-gained"),
    "a minus lost": ("5.2", "-5.2", "minus-lost"),
    "a minus gained": ("-5.2", "5.2", "minus-gained"),
    "a speck": ("9'5", "95", "point-gained"),
    "a seal's edge": ("9.5C", "9.5", "gained"),
    "a ruling as 1": ("19.5", "9.5", "gained"),
    "a dash as 一": ("一", "—", "dash"),
    "a dash as 1": ("1", "—", "dash"),
    "a dash as a speck": ("·", "—", "dash"),
    "a dash overlooked": ("", "—", "dash"),
    "8 for 0": ("38", "30", "digit"),
    "8 for 3": ("88.1", "83.1", "digit"),
    "6 for 5": ("46.6", "46.5", "digit"),
    "5 for 6": ("55", "56", "digit"),
    "7 for 1": ("70", "10", "digit"),
    "1 for 7": ("1.5", "7.5", "digit"),
    "9 for 4": ("90", "40", "digit"),
    "one of two equals lost": ("1.2", "11.2", "lost"),
    "a thin 1 lost": ("0", "10", "lost"),
    "a lone figure overlooked": ("", "5", "lost"),
}


@pytest.mark.parametrize(("seen", "printed", "kind"), NAMED.values(), ids=NAMED.keys())
def test_named_misreadings(seen: str, printed: str, kind: str):
    """Each of these is explained by one misreading of that name."""
    assert (printed, kind) in misreadings(seen)


def test_every_kind_has_an_example():
    """The table above knows all names that any text of its own calls forth."""
    found = {one.kind for seen, _, _ in NAMED.values() for one in misreadings(seen)}
    assert found == {kind for _, _, kind in NAMED.values()}


@pytest.mark.parametrize(("seen", "printed"), [("9.5", "12"), ("10", "25"), ("83.12", "38.12"), ("8", "5.5")])
def test_what_no_single_misreading_explains(seen: str, printed: str):
    """Two misreadings at once, or digits that do not look alike, are no candidates."""
    assert printed not in {one.text for one in misreadings(seen)}


@given(st.text(SIGNS, max_size=LONGEST + 4))
def test_misreadings_are_other_texts_each_once(text: str):
    """Never the text itself, never blank, no text twice, and not many."""
    found = [one.text for one in misreadings(text)]
    assert text.strip() not in found
    assert all(found)
    assert len(found) == len(set(found))
    assert len(found) <= 12 * (len(text) + 1)
    assert not found or len(text.strip()) <= LONGEST


@given(st.text(SIGNS, max_size=12), st.text(SIGNS, max_size=12))
def test_joined_texts_part_again(left: str, right: str):
    """Of two texts read as one, with or without a gap, the two are among the partings."""
    left, right = "".join(left.split()), "".join(right.split())
    pairs = list(parted(f"{left} {right}"))
    assert len(pairs) == len(set(pairs))
    if left and right:
        assert (left, right) in pairs
        assert (left, right) in list(parted(left + right))


@pytest.mark.parametrize(
    ("text", "whole"),
    [("6.", "6.2"), (".8", "2.8"), ("98.%", "98.5%")],
)
def test_a_ragged_text_lost_the_sign_beyond_its_point(text: str, whole: str):
    """A point at either end asks for any digit there; a whole number asks for nothing."""
    assert is_ragged(text)
    assert whole in completed(text)
    assert len(completed(text)) == 10
    assert not is_ragged(whole)
    assert completed(whole) == ()


@pytest.mark.parametrize(("text", "full"), [("87.3", "87.34"), ("76.6%", "76.56%"), ("98.5", "98.65")])
def test_one_decimal_may_be_what_is_left_of_two(text: str, full: str):
    """Any digit may have stood before or behind it; two decimals are taken for whole."""
    assert full in finer(text)
    assert finer(full) == ()
    assert finer("87") == ()
