"""Kinds of the words in a clause → the patterns of one and two words in it, and those worth matching.

Which patterns can begin and end with two kinds of words is looked up, not
searched, so the cost of a clause does not grow with the number of patterns.
Longer patterns are only proposed here: where their words stand in their order.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from extractor.phrasebooks import Group, Pattern
from extractor.spots import Spot

KEPT_LINKS = 1 << 16
KEPT_OPENINGS = 1 << 12

Kind = frozenset[str]
"""The concepts of one segment."""
M = TypeVar("M")


@dataclass(frozen=True, slots=True, eq=False)
class Find(Generic[M]):
    """One pattern, and what a match of it means; edges that it matched are no part of the spot.

    `needs` are the words that it cannot miss.  Two words and a gap are compared by distance;
    all longer patterns have a matcher.
    """

    group: Group
    needs: tuple[Kind, ...]
    speaks: Kind
    gap: int
    left_edge: int
    right_edge: int
    matcher: M | None

    def spot(self, first: int, last: int) -> Spot:
        """Return its find on segments `first` up to, not including, `last`."""
        return Spot(self.group, first, last, len(self.needs), self.speaks)

    def may_stand(self, kinds: Sequence[Kind]) -> bool:
        """Return whether the words that it cannot miss stand in their order, however far apart."""
        place = 0
        for need in self.needs:
            while place < len(kinds) and need.isdisjoint(kinds[place]):
                place += 1
            if place == len(kinds):
                return False
            place += 1
        return True


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
        self._reach = 0

    def add_word(self, group: Group, concepts: Kind) -> None:
        """Add a pattern of one word."""
        for concept in concepts:
            self._single[concept].append(group)

    def add(self, find: Find[M], pattern: Pattern) -> None:
        """Add a pattern of more: a pair if it has no matcher."""
        words = [step for step in pattern if step.concepts]
        self._reach = max(self._reach, find.gap + len(words))
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
        for last, kind in enumerate(kinds):
            here = offset + last
            spots += [
                Spot(group, here, here + 1, 1, kind)
                for concept in kind
                for group in self._single.get(concept, ())
            ]
            for first in range(last - 1, max(-1, last - self._reach), -1):
                links = self._links(kinds[first], kind)
                if links is not None:
                    spots += _pairs(links, kinds, first, last, offset)
                    longs.update(dict.fromkeys(links.longs))
        return spots, [find for find in longs if find.may_stand(kinds)]

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


def _pairs(links: Links[M], kinds: Sequence[Kind], first: int, last: int, offset: int) -> Iterator[Spot]:
    """Yield the finds of two words whose first is the nearest of its concept, and near enough."""
    between = kinds[first + 1 : last]
    for concept, finds in links.pairs:
        if not any(concept in kind for kind in between):
            for find in finds:
                if len(between) <= find.gap:
                    yield find.spot(offset + first, offset + last + 1)


def speaks(pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> Kind:
    """Return the concepts that a pattern names, and those that its literal words belong to."""
    wanted = frozenset().union(*(step.concepts for step in pattern))
    literals = [kind for name in wanted if name.startswith("=") for kind in holders[name]]
    return wanted.union(*literals)
