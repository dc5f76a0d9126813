"""Known words and literal phrases → what may begin with a sign, and go on with the next.

A trie: the cost of a text grows with its length and with how long the words
are that begin alike in it, not with how many words there are.
"""

from collections.abc import Iterable, Mapping

from extractor.reason.phrasebooks import Group


class Node:
    """A beginning of words: what it can go on with, the concepts of the word and the groups that end here."""

    __slots__ = ("after", "concepts", "groups")

    def __init__(self) -> None:
        self.after: dict[str, Node] | None = None
        self.concepts: frozenset[str] | None = None
        self.groups: tuple[Group, ...] = ()


def plant(words: Mapping[str, frozenset[str]], groups: Iterable[Group] = ()) -> dict[str, Node]:
    """Return the first signs of all words, with their concepts, and of all groups' phrases."""
    root = Node()
    for word, concepts in words.items():
        _reach(root, word).concepts = concepts
    for group in groups:
        for phrase in group.phrases:
            node = _reach(root, phrase)
            node.groups = (*node.groups, group)
    return root.after or {}


def _reach(node: Node, word: str) -> Node:
    for sign in word:
        if node.after is None:
            node.after = {}
        below = node.after.get(sign)
        if below is None:
            below = node.after[sign] = Node()
        node = below
    return node
