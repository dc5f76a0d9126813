"""Kinds of the words in a clause → the patterns of one and two words in it, and those worth matching.

Which patterns can begin and end with two kinds of words is looked up, not
searched, so the cost of a clause does not grow with the number of patterns.
Longer patterns are only proposed here: where their words stand in their order.
"""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from extractor.clauses import Kind
from extractor.phrasebooks import Group, Pattern
from extractor.spots import Spot

KEPT_LINKS = 1 << 16
KEPT_OPENINGS = 1 << 12

M = TypeVar("M")


@dataclass(frozen=True, slots=True, eq=False)
class Find(Generic[M]):
    """One pattern, and what a match of it means; edges that it matched are no part of the spot.

    `needs` are the words that it cannot miss, `reach` how many may stand between its first and last.
    Two words and a gap are compared by distance; all longer patterns have a matcher.
    """

    group: Group
    needs: tuple[Kind, ...]
    speaks: Kind
    gap: int
    reach: int
    left_edge: int
    right_edge: int
    matcher: M | None

    def spot(self, first: int, last: int) -> Spot:
        """Return its find on segments `first` up to, not including, `last`."""
        return Spot(self.group, first, last, len(self.needs), self.speaks)

    def may_stand(self, between: Sequence[Kind]) -> bool:
        """Return whether the words that it cannot miss stand in their order between its first and last.

        And whether those are near enough.
        """
        if len(between) > self.reach:
            return False
        place, size = 0, len(between)
        for need in self.needs[1:-1]:
            while place < size and need.isdisjoint(between[place]):
                place += 1
            if place == size:
                return False
            place += 1
        return True


class Part(NamedTuple):
    """What words of one kind do: the patterns that they are alone, whether they begin or end any longer."""

    groups: tuple[Group, ...]
    opens: bool
    closes: bool


class Links(NamedTuple, Generic[M]):
    """The patterns that begin with a word of one kind and end with a word of another.

    A pair counts from the nearest word of its first concept.
    """

    pairs: tuple[tuple[str, tuple[Find[M], ...]], ...]
    longs: tuple[Find[M], ...]


class Opening(NamedTuple, Generic[M]):
    """The patterns that begin with a word of one kind: each with the concept it begins with, by its last."""

    closings: frozenset[str]
    finds: Mapping[str, Sequence[tuple[str, Find[M]]]]


class Candidates(Generic[M]):
    """All patterns, by their first and last concept."""

    def __init__(self) -> None:
        self._single: defaultdict[str, list[Group]] = defaultdict(list)
        self._finds: defaultdict[str, defaultdict[str, list[Find[M]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._links = lru_cache(maxsize=KEPT_LINKS)(self._link)
        self._openings = lru_cache(maxsize=KEPT_OPENINGS)(self._open)
        self._parts = lru_cache(maxsize=KEPT_OPENINGS)(self._part)
        self._lasts: set[str] = set()
        self._reach = 0

    def add_word(self, group: Group, concepts: Kind) -> None:
        """Add a pattern of one word."""
        for concept in concepts:
            self._single[concept].append(group)

    def add(self, find: Find[M], pattern: Pattern) -> None:
        """Add a pattern of more: a pair if it has no matcher."""
        words = [step for step in pattern if step.concepts]
        self._reach = max(self._reach, find.gap + len(words))
        self._lasts |= words[-1].concepts
        for one, other in itertools.product(words[0].concepts, words[-1].concepts):
            self._finds[one][other].append(find)

    def look(self, kinds: Sequence[Kind], offset: int) -> tuple[list[Spot], list[Find[M]]]:
        """Return what patterns of one and two words find in a clause, and the longer ones worth matching.

        Args:
            kinds: The kinds of the clause's segments.
            offset: The number of the first of them.
        """
        spots: list[Spot] = []
        longs: dict[Find[M], None] = {}
        openers: list[int] = []
        for last, kind in enumerate(kinds):
            part = self._parts(kind)
            if part.groups:
                spots += [Spot(group, offset + last, offset + last + 1, 1, kind) for group in part.groups]
            if part.closes:
                for first in reversed(openers):
                    if last - first >= self._reach:
                        break
                    links = self._links(kinds[first], kind)
                    if links is not None:
                        _follow(links, kinds[first + 1 : last], offset + first, spots, longs)
            if part.opens:
                openers.append(last)
        return spots, list(longs)

    def _part(self, kind: Kind) -> Part:
        """Return what words of a kind do in any clause."""
        groups = tuple(group for concept in kind for group in self._single.get(concept, ()))
        return Part(groups, not kind.isdisjoint(self._finds), not kind.isdisjoint(self._lasts))

    def _link(self, first: Kind, last: Kind) -> Links[M] | None:
        """Return what begins with a word of the first kind and ends with one of the last, if anything."""
        opening = self._openings(first)
        closings = opening.closings & last
        if not closings:
            return None
        pairs: defaultdict[str, dict[Find[M], None]] = defaultdict(dict)
        longs: dict[Find[M], None] = {}
        for closing in closings:
            for one, find in opening.finds[closing]:
                if find.matcher is None:
                    pairs[one][find] = None
                else:
                    longs[find] = None
        return Links(tuple((one, tuple(finds)) for one, finds in pairs.items()), tuple(longs))

    def _open(self, first: Kind) -> Opening[M]:
        """Return what begins with a word of one kind, by the concept that it ends with."""
        finds: defaultdict[str, list[tuple[str, Find[M]]]] = defaultdict(list)
        for one in first:
            for other, found in self._finds.get(one, {}).items():
                finds[other] += [(one, find) for find in found]
        return Opening(frozenset(finds), finds)


def _follow(
    links: Links[M], between: Sequence[Kind], first: int, spots: list[Spot], longs: dict[Find[M], None]
) -> None:
    """Add what two words that begin and end patterns find, and the longer patterns that may stand there.

    A pair stands where its first word is the nearest of its concept, and near enough.
    """
    apart = len(between)
    for concept, finds in links.pairs:
        for kind in between:
            if concept in kind:
                break
        else:
            spots += [find.spot(first, first + apart + 2) for find in finds if apart <= find.gap]
    for find in links.longs:
        if find not in longs and find.may_stand(between):
            longs[find] = None


def speaks(pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> Kind:
    """Return the concepts that a pattern names, and those that its literal words belong to."""
    wanted = frozenset().union(*(step.concepts for step in pattern))
    literals = [kind for name in wanted if name.startswith("=") for kind in holders[name]]
    return wanted.union(*literals)
