"""Known words and literal phrases → what may begin with a sign, and go on with the next.

A trie: the cost of a text grows with its length and with how long the words
are that begin alike in it, not with how many words there are.  What begins with
a sign is planted when a text first has it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from extractor.reason.phrasebooks import Group


class Node:
    """A beginning of words: what it can go on with, the concepts of the word and the groups that end here."""

    __slots__ = ("after", "concepts", "groups")

    def __init__(self) -> None:
        self.after: dict[str, Node] | None = None
        self.concepts: frozenset[str] | None = None
        self.groups: tuple[Group, ...] = ()


class Roots(dict[str, Node | None]):
    """The first signs of all words, with their concepts, and of all groups' phrases; None after any other."""

    def __init__(self, words: Mapping[str, frozenset[str]], groups: Iterable[Group] = ()) -> None:
        super().__init__()
        self._words: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        self._phrases: defaultdict[str, list[tuple[str, Group]]] = defaultdict(list)
        for word, concepts in words.items():
            self._words[word[0]].append((word, concepts))
        for group in groups:
            for phrase in group.phrases:
                self._phrases[phrase[0]].append((phrase, group))

    def __missing__(self, sign: str) -> Node | None:
        """Plant what begins with a sign, if anything does."""
        if sign not in self._words and sign not in self._phrases:
            return None
        root = Node()
        for word, concepts in self._words.get(sign, ()):
            _reach(root, word).concepts = concepts
        for phrase, group in self._phrases.get(sign, ()):
            node = _reach(root, phrase)
            node.groups = (*node.groups, group)
        planted = self[sign] = (root.after or {})[sign]
        return planted


def _reach(node: Node, word: str) -> Node:
    for sign in word:
        if node.after is None:
            node.after = {}
        below = node.after.get(sign)
        if below is None:
            below = node.after[sign] = Node()
        node = below
    return node
