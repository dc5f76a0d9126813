"""Known words and phrases of a text are found, wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.reason.tries import Node, Roots
from tests.made_groups import made_group

LATE, MONEY = frozenset({"LATE"}), frozenset({"FUND"})
WORDS = st.text(alphabet="资金晚到", min_size=1, max_size=3)


def _below(known: Roots, word: str) -> Node | None:
    """Return where the signs of a word lead, if anywhere."""
    node = known[word[0]]
    for sign in word[1:]:
        node = node.after.get(sign) if node is not None and node.after is not None else None
    return node


def test_words_inside_words_and_phrases_over_them():
    """A longer word hides no shorter one; a phrase may be of several groups, and a word too."""
    one, other = made_group("one", "资金晚"), made_group("other", "资金晚", "晚")
    known = Roots({"资": LATE, "资金": MONEY, "晚": LATE}, [one, other])
    places = {word: _below(known, word) for word in ("资", "资金", "晚", "资金晚")}
    assert {word: node.concepts for word, node in places.items() if node} == {
        "资": LATE,
        "资金": MONEY,
        "晚": LATE,
        "资金晚": None,
    }
    assert {word: node.groups for word, node in places.items() if node and node.groups} == {
        "晚": (other,),
        "资金晚": (one, other),
    }


@given(st.sets(WORDS), WORDS)
def test_knows_exactly_its_words(words: set[str], asked: str):
    """A word is known if it was planted, and not for being the beginning of one."""
    node = _below(Roots(dict.fromkeys(words, MONEY)), asked)
    assert (node is not None and node.concepts is not None) == (asked in words)
