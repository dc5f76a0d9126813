"""What a label in no list may name: told by how it ends, or by a word in it."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Surmises(NamedTuple):
    """Endings and words of labels, each with the field that it tells of, those told first in front."""

    endings: Mapping[str, str] = _NOTHING
    words: Mapping[str, str] = _NOTHING
    other_words: Collection[str] = ()
    """A label with one of these names something else, whatever word it holds: 完成率, 目标解释."""
    sums: Collection[str] = ()
    """Labels of a sum among the parts of an amount."""

    def ending(self, label: str) -> str:
        """Return the ending of a label that tells a field, `""` where none does."""
        return next((ending for ending in self.endings if label.endswith(ending)), "")

    def by_ending(self, label: str) -> str:
        """Return the field that a label's ending tells, `""` where none does."""
        return self.endings.get(self.ending(label), "")

    def by_word(self, label: str) -> str:
        """Return the field that a word in a label tells, `""` where none does."""
        if any(word in label for word in self.other_words):
            return ""
        return next((name for word, name in self.words.items() if word in label), "")


NO_SURMISES = Surmises()
