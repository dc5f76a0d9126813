"""Broken claims, and what else each doubtful cell may hold → the cheapest changes that mend all.

Conflict-directed search: a broken claim holds again only if one of its own cells
changes, so only those are tried, and the last change affordable must stand in every
claim that is still broken.  The work is bounded by the number of claims judged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.claims import Claim
from extractor.numbers import Number
from models.records import Pointer

MOST_JUDGED = 40_000
"""So many claims are judged at most in one search: about a second on the largest forms."""


class Choice(NamedTuple):
    """What a cell may hold instead, the number that this states, and how unlikely it is."""

    text: str
    number: Number
    cost: int


Change = Mapping[Pointer, Choice]


class Proving(NamedTuple):
    """A claim that bears on whether numbers were read rightly."""

    claim: Claim
    code: str
    severe: frozenset[str]
    """The sayings of its rule that are errors."""

    @property
    def cells(self) -> tuple[Pointer, ...]:
        """The cells whose numbers it judges."""
        return self.claim.fields[: len(self.claim.numbers)]

    def fails(self, made: Change) -> bool:
        """Tell whether the claim is broken after some changes."""
        numbers = self._numbers(made)
        if self.claim.test is not None and self.claim.test(numbers):
            return False
        fault = self.claim.judge(numbers)
        return fault is not None and fault.saying in self.severe

    def is_broken(self) -> bool:
        """Tell whether the claim is broken as it stands."""
        return self.fails({})

    def proves_exactly(self) -> bool:
        """Tell whether the claim holds, not by rounding alone, and is an equation."""
        return self.claim.sharp is not False and self.claim.fault() is None

    def speaks_against(self, made: Change) -> bool:
        """Tell whether the claim is broken after some changes, or holds by rounding where now exactly."""
        return self.fails(made) or (self.claim.fault() is None and not self.claim.holds(self._numbers(made)))

    def _numbers(self, made: Change) -> list[Number]:
        claim = self.claim
        return [
            made[cell].number if cell in made else number
            for cell, number in zip(claim.fields, claim.numbers, strict=False)
        ]


class TooManyTries(Exception):
    """The search was given up: there is no telling whether an answer is the only one."""


def changes_within(
    claims: Sequence[Proving], choices: Mapping[Pointer, Sequence[Choice]], limit: int
) -> list[tuple[int, Change]]:
    """Return every change of cells within a limit of cost under which no claim is broken, and its cost.

    Args:
        claims: All claims on the cells, as they stand.
        choices: What each doubtful cell may hold instead; every choice costs at least 1.
        limit: What the choices of one change may cost together.

    Returns:
        The empty change alone if nothing is broken.  No change is within another: each choice
        mends a claim that was still broken.

    Raises:
        TooManyTries: More than MOST_JUDGED claims would have to be judged.
    """
    search = _Search(claims, choices)
    broken = frozenset(at for at in range(len(claims)) if search.fails(at, {}))
    return list(search.changes(broken, limit, {}, frozenset()))


class _Search:
    def __init__(self, claims: Sequence[Proving], choices: Mapping[Pointer, Sequence[Choice]]) -> None:
        self._claims = claims
        self._choices = choices
        self._cells = [[cell for cell in one.cells if cell in choices] for one in claims]
        self._of: dict[Pointer, list[int]] = {}
        for at, cells in enumerate(self._cells):
            for cell in cells:
                self._of.setdefault(cell, []).append(at)
        self._judged = 0

    def changes(
        self, broken: frozenset[int], left: int, made: dict[Pointer, Choice], closed: frozenset[Pointer]
    ) -> Iterator[tuple[int, Change]]:
        """Yield the ways to mend all broken claims for what is left to spend, each once."""
        if not broken:
            yield sum(choice.cost for choice in made.values()), made
            return
        for cell in self._open(broken, closed, left):
            for choice in self._choices[cell]:
                if choice.cost <= left:
                    after = {**made, cell: choice}
                    rest = self._broken(broken, cell, after)
                    yield from self.changes(rest, left - choice.cost, after, closed | {cell})
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

    def _broken(self, broken: frozenset[int], cell: Pointer, made: Change) -> frozenset[int]:
        touched = self._of.get(cell, [])
        return broken.difference(touched).union(at for at in touched if self.fails(at, made))

    def fails(self, at: int, made: Change) -> bool:
        """Tell whether a claim is broken after some changes."""
        self._judged += 1
        if self._judged > MOST_JUDGED:
            raise TooManyTries
        return self._claims[at].fails(made)
