"""What a label in no list may name: told by how it ends, or by a word in it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_YEAR = re.compile(r"((?:19|20)\d\d)年")
KEPT = 4096
"""So many labels are remembered."""


@dataclass(frozen=True, slots=True)
class Surmises:
    """Endings and words of labels, each with the field that it tells of, those told first in front."""

    endings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    other_words: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By field: a label with one of these names something else, whatever word it holds: 完成率, 目标解释."""
    never: Collection[str] = ()
    """A label with one of these tells nothing, however it ends: 上年完成值, 保障措施."""
    parts: Collection[str] = ()
    """A label with one of these is of a part of the year, and tells only what no other label does."""
    others: Collection[str] = ()
    """A label with one of these stands over what others than the unit itself say: 财政复核."""
    sums: Collection[str] = ()
    """Labels of a sum among the parts of an amount."""
    ending: Callable[[str], str] = field(init=False, repr=False, compare=False)
    """From a label to its ending that tells a field, `""` where none does; forms repeat their labels."""
    surmise: Callable[[str], str] = field(init=False, repr=False, compare=False)
    """From a label to the field that its ending tells, else a word in it; `""` for parts of the year."""

    def __post_init__(self) -> None:
        """Remember what labels tell."""
        object.__setattr__(self, "ending", lru_cache(maxsize=KEPT)(self._ending))
        object.__setattr__(self, "surmise", lru_cache(maxsize=KEPT)(self._surmise))

    def _surmise(self, label: str) -> str:
        return "" if self.is_part(label) else self.by_ending(label) or self.by_word(label)

    def _ending(self, label: str) -> str:
        if any(word in label for word in self.never):
            return ""
        return next((ending for ending in self.endings if label.endswith(ending)), "")

    def by_ending(self, label: str) -> str:
        """Return the field that a label's ending tells, `""` where none does."""
        return self.endings.get(self.ending(label), "")

    def by_word(self, label: str) -> str:
        """Return the field that a word in a label tells, `""` where none does."""
        name = next((name for word, name in self.words.items() if word in label), "")
        others = (*self.never, *self.other_words.get(name, ()))
        return "" if any(word in label for word in others) else name

    def is_other(self, label: str) -> bool:
        """Tell whether a label is of none of the fields told here: 评分细则, 上年完成值, 半年完成值."""
        others = (self.never, self.parts, *self.other_words.values())
        return any(word in label for words in others for word in words)

    def is_of_others(self, label: str) -> bool:
        """Tell whether a label stands over what others say of the unit: 复核, 主管部门审核."""
        return any(word in label for word in self.others)

    def is_part(self, label: str) -> bool:
        """Tell whether a label is of a part of the year: 上半年完成值."""
        return any(word in label for word in self.parts)


def year_of(label: str) -> int:
    """Return the year that a label tells, 0 where it tells none."""
    year = _YEAR.match(label)
    return int(year[1]) if year else 0


def joined_fields(label: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields of a label that names several at once, 分值/得分; none of any other."""
    names = label.split("/") if "/" in label else []
    return tuple(labels[name] for name in names) if all(name in labels for name in names) else ()


NO_SURMISES = Surmises()
