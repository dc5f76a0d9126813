"""Where random choices come from: Hypothesis, which shrinks them, or a seeded dice, which is fast.

Every generator takes a `Pick`.  The first option and `False` are the simplest.
Choices with a name are remembered in `used`, and can be ruled out by it.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Pick(ABC):
    """A source of choices, all made of whole numbers."""

    def __init__(self, without: Collection[str] = (), *, wide: bool = False) -> None:
        self.without, self.wide = frozenset(without), wide
        self.used: set[str] = set()

    @abstractmethod
    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""

    def one(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.whole(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """Return True in so many of a hundred calls."""
        return self.whole(0, 99) >= 100 - percent

    def feature(self, name: str, percent: int) -> bool:
        """Return whether a named feature is used this time."""
        if name in self.without or not self.chance(percent):
            return False
        self.used.add(name)
        return True

    def rare(self, name: str, percent: int) -> bool:
        """Return whether a feature is used that is drawn where forms are `wide`: in hunts."""
        return self.wide and self.feature(name, percent)

    def kind(self, name: str, options: Sequence[T]) -> T:
        """Return one of the options, each a feature called `name=option`."""
        chosen = self.one([option for option in options if f"{name}={option}" not in self.without])
        self.used.add(f"{name}={chosen}")
        return chosen


def move_one(pick: Pick, items: list[str]) -> None:
    """Put one item at another place."""
    item = items.pop(pick.whole(0, len(items) - 1))
    items.insert(pick.whole(0, len(items)), item)


class Dice(Pick):
    """Choices of a seed."""

    def __init__(self, seed: int, without: Collection[str] = (), *, wide: bool = False) -> None:
        super().__init__(without, wide=wide)
        self._random = Random(seed)  # noqa: S311 - nothing secret

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return self._random.randint(low, high)


class Drawing(Pick):
    """Choices that Hypothesis makes, records and shrinks."""

    def __init__(self, draw: st.DrawFn, without: Collection[str] = ()) -> None:
        super().__init__(without)
        self._draw: Any = draw

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        number: int = self._draw(st.integers(low, high))
        return number
