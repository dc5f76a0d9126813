"""All known words and phrases of a text are found, wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.phrasebooks import Group
from extractor.tries import Trie

LATE, MONEY = frozenset({"LATE"}), frozenset({"FUND"})
WORDS = st.text(alphabet="资金晚到", min_size=1, max_size=3)


def _group(name: str, *phrases: str) -> Group:
    return Group(
        id=name,
        code="X",
        role="cause",
        lead=False,
        yields=False,
        phrases=phrases,
        whole=(),
        patterns=(),
        match=(),
        miss=(),
    )


def test_finds_words_inside_words_and_phrases_over_them():
    """A longer word hides no shorter one; a phrase may be of several groups, and a word too."""
    one, other = _group("one", "资金晚"), _group("other", "资金晚", "晚")
    words, phrases = Trie({"资": LATE, "资金": MONEY, "晚": LATE}, [one, other]).find("资金晚")
    assert words == {0: [(1, LATE), (2, MONEY)], 2: [(3, LATE)]}
    assert sorted((group.id, start, end) for group, start, end in phrases) == [
        ("one", 0, 3),
        ("other", 0, 3),
        ("other", 2, 3),
    ]


@given(st.sets(WORDS), st.text(alphabet="资金晚到。", max_size=12))
def test_finds_exactly_what_stands_there(known: set[str], text: str):
    """Every place where a known word stands, and no other."""
    words, phrases = Trie(dict.fromkeys(known, MONEY), []).find(text)
    wanted = {
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start:end] in known
    }
    assert {(start, end) for start, ends in words.items() for end, _ in ends} == wanted
    assert phrases == []
