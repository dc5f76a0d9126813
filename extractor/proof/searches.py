"""Broken claims, and what else each doubtful cell may hold → every change that mends all.

Conflict-directed search: a broken claim holds again only if one of its own cells
changes, so only those are tried, and the last change affordable must stand in every
claim that is still broken.  The work is bounded by a budget.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from extractor.proof.claims import Claim
from extractor.value.numbers import Number, states_nothing
from models.records import Pointer

MOST_LOOKED_AT = 150_000
"""So many numbers are looked at in judging claims at most in one form: that bounds the time."""


class Choice(NamedTuple):
    """What a cell may hold, the number that this states, and how unlikely it is."""

    text: str
    number: Number
    cost: int


Change = Mapping[Pointer, Choice]
NO_CHANGE: Change = MappingProxyType({})


class Proving(NamedTuple):
    """A claim that bears on whether numbers were read rightly."""

    claim: Claim
    code: str
    severe: frozenset[str]
    """The sayings of its rule that are errors."""
    needs: frozenset[Pointer] = frozenset()
    """The cells without a number in which it would not be made."""

    @property
    def cells(self) -> tuple[Pointer, ...]:
        """The cells whose numbers it judges."""
        return self.claim.fields[: len(self.claim.numbers)]

    def fails(self, made: Change) -> bool:
        """Tell whether the claim is broken after some changes."""
        if self._is_void(made):
            return False
        numbers = self._numbers(made)
        if self.claim.test is not None and self.claim.test(numbers):
            return False
        fault = self.claim.judge(numbers)
        return fault is not None and fault.saying in self.severe

    def holds(self, made: Change) -> bool:
        """Tell whether the claim holds exactly after some changes, not by rounding or cutting off alone."""
        return self._is_void(made, seen=True) or self.claim.holds(self._numbers(made))

    def proves_exactly(self) -> bool:
        """Tell whether the claim holds, not by rounding alone, and is an equation.

        A bound may be higher and the claim would hold as well.
        """
        if self.claim.sharp is False or self.claim.fault() is not None:
            return False
        higher = {
            cell: Choice("", number._replace(value=2 * number.value + 1), 1)
            for cell, number in zip(self.cells[1:2], self.claim.numbers[1:2], strict=True)
        }
        return not higher or not self.holds(higher)

    def _is_void(self, made: Change, *, seen: bool = False) -> bool:
        """Tell whether the claim would not be made for a cell that holds nothing, or a dash that was seen."""
        return any(
            cell in self.needs and states_nothing(choice.text) and bool(choice.text or not seen)
            for cell, choice in made.items()
        )

    def _numbers(self, made: Change) -> list[Number]:
        claim = self.claim
        return [
            made[cell].number if cell in made else number
            for cell, number in zip(claim.fields, claim.numbers, strict=False)
        ]


class TooManyTries(Exception):
    """The search was given up: there is no telling whether an answer is the only one."""


class Budget:
    """How many numbers may still be looked at."""

    def __init__(self, left: int = MOST_LOOKED_AT) -> None:
        self._left = left

    def spend(self, numbers: int) -> None:
        """Look at so many numbers.

        Raises:
            TooManyTries: There are not so many left.
        """
        self._left -= numbers
        if self._left < 0:
            raise TooManyTries


class Search:
    """All claims on some doubtful cells as they stand, and what each cell may hold instead.

    Args:
        claims: All claims on the cells, as they stand.
        choices: What each doubtful cell may hold instead, the cheapest first; each costs at least 1.
        budget: Of all searches in one form.

    Raises:
        TooManyTries: The budget is spent; every question raises it too.
    """

    def __init__(
        self,
        claims: Sequence[Proving],
        choices: Mapping[Pointer, Sequence[Choice]],
        budget: Budget,
    ) -> None:
        self._claims = claims
        self._choices = choices
        self._cells = [[cell for cell in one.cells if cell in choices] for one in claims]
        self._of: dict[Pointer, list[int]] = {}
        for at, cells in enumerate(self._cells):
            for cell in cells:
                self._of.setdefault(cell, []).append(at)
        self._budget = budget
        self._broken = frozenset(at for at in range(len(claims)) if self._fails(at, NO_CHANGE))

    def changes(self, limit: int, forced: Change = NO_CHANGE) -> Iterator[tuple[int, Change]]:
        """Yield changes within a limit of cost under which no claim is broken, and their costs, each once.

        Args:
            limit: What the choices of one change may cost together.
            forced: Changes that all of them shall hold.

        Yields:
            Those of which each choice mends a claim that was still broken: whatever else mends all
            holds one of them.  `forced` alone if nothing is broken then.

        Raises:
            TooManyTries: The budget is spent.
        """
        broken = self._broken
        for cell in forced:
            broken = self._after(broken, cell, forced)
        left = limit - sum(choice.cost for choice in forced.values())
        if left >= 0:
            yield from self._mended(broken, left, forced, frozenset(forced))

    def _mended(
        self, broken: frozenset[int], left: int, made: Change, closed: frozenset[Pointer]
    ) -> Iterator[tuple[int, Change]]:
        if not broken:
            yield sum(choice.cost for choice in made.values()), made
            return
        for cell in self._open(broken, closed, left):
            for choice in self._choices[cell]:
                if choice.cost > left:
                    break
                after = {**made, cell: choice}
                rest = self._after(broken, cell, after)
                yield from self._mended(rest, left - choice.cost, after, closed | {cell})
            closed |= {cell}

    def _open(self, broken: Collection[int], closed: frozenset[Pointer], left: int) -> list[Pointer]:
        """Return the cells of which one must change next."""
        if left < 1:
            return []
        cells = [[cell for cell in self._cells[at] if cell not in closed] for at in broken]
        fewest = min(cells, key=lambda some: sum(len(self._choices[cell]) for cell in some))
        if left == 1:
            shared = set(fewest).intersection(*cells)
            return [cell for cell in fewest if cell in shared]
        return fewest

    def _after(self, broken: frozenset[int], cell: Pointer, made: Change) -> frozenset[int]:
        touched = self._of.get(cell, [])
        return broken.difference(touched).union(at for at in touched if self._fails(at, made))

    def _fails(self, at: int, made: Change) -> bool:
        self._budget.spend(len(self._claims[at].claim.numbers))
        return self._claims[at].fails(made)
