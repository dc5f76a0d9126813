"""Known words and literal phrases → all of them that stand in a text, found in one pass.

A trie: the cost of a text grows with its length and with how long the words
are that begin alike in it, not with how many words there are.
"""

from collections.abc import Iterable, Mapping

from extractor.phrasebooks import Group
from extractor.segments import Word


class _Node:
    """What a beginning of words can go on with, and what ends here."""

    __slots__ = ("after", "concepts", "groups")

    def __init__(self) -> None:
        self.after: dict[str, _Node] | None = None
        self.concepts: frozenset[str] | None = None
        self.groups: tuple[Group, ...] = ()


class Trie:
    """All words with their concepts, all phrases with their groups."""

    def __init__(self, words: Mapping[str, frozenset[str]], groups: Iterable[Group]) -> None:
        self._root = _Node()
        for word, concepts in words.items():
            self._reach(word).concepts = concepts
        for group in groups:
            for phrase in group.phrases:
                node = self._reach(phrase)
                node.groups = (*node.groups, group)

    def _reach(self, word: str) -> _Node:
        node = self._root
        for sign in word:
            if node.after is None:
                node.after = {}
            below = node.after.get(sign)
            if below is None:
                below = node.after[sign] = _Node()
            node = below
        return node

    def find(self, text: str) -> tuple[dict[int, list[Word]], list[tuple[Group, int, int]]]:
        """Return the words of a folded text by where they start, shorter ones first, and its phrases."""
        words: dict[int, list[Word]] = {}
        phrases: list[tuple[Group, int, int]] = []
        first, size = self._root.after or {}, len(text)
        for start, sign in enumerate(text):
            node = first.get(sign)
            end, found = start + 1, None
            while node is not None:
                if node.concepts is not None:
                    if found is None:
                        found = words[start] = []
                    found.append((end, node.concepts))
                if node.groups:
                    phrases += [(group, start, end) for group in node.groups]
                after = node.after
                if after is None or end == size:
                    break
                node = after.get(text[end])
                end += 1
        return words, phrases
