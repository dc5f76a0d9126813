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

from extractor.reason.phrasebooks import LITERAL, Group, Pattern
from extractor.reason.scenes import Kind
from extractor.reason.spots import Spot

KEPT_LINKS = 1 << 10
KEPT_OPENINGS = 1 << 12
MIDDLE = 2
"""So many gaps has a chain with one word in the middle, as most have."""

M = TypeVar("M")


@dataclass(frozen=True, slots=True, eq=False)
class Find(Generic[M]):
    """One pattern, and what a match of it means; edges that it matched are no part of the spot.

    `needs` are the words that it cannot miss, `gaps` how many segments may stand before each of them but the
    first, `reach` how many between the first and the last.  Those are compared by distance; a pattern with
    edges or words that may be missing has a matcher.
    """

    group: Group
    needs: tuple[Kind, ...]
    gaps: tuple[int, ...]
    speaks: Kind
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

    def stands(self, between: Sequence[Kind]) -> bool:
        """Return whether its words stand between its first and last, each near enough to the one before."""
        size = len(between)
        if size > self.reach:
            return False
        if len(self.gaps) == MIDDLE:
            before, behind = self.gaps
            need = self.needs[1]
            near = between[max(0, size - 1 - behind) : before + 1]
            return not all(map(need.isdisjoint, near))
        places = [-1]
        for need, gap in zip(self.needs[1:-1], self.gaps, strict=False):
            places = [
                at
                for at in range(places[0] + 1, min(size, places[-1] + gap + 2))
                if not need.isdisjoint(between[at]) and any(at - gap - 2 < place < at for place in places)
            ]
            if not places:
                return False
        return size - places[-1] - 1 <= self.gaps[-1]


class Links(NamedTuple, Generic[M]):
    """The patterns that begin with a word of one kind and end with a word of another.

    A pair counts from the nearest word of its first concept, a chain of more from the nearest that it fits.
    """

    pairs: tuple[tuple[str, tuple[Find[M], ...]], ...]
    chains: tuple[Find[M], ...]
    longs: tuple[Find[M], ...]


Row = dict[Kind, Links[M] | None]
"""What begins with a word of one kind, by the kind of the word that it ends with, as far as asked."""


class Part(NamedTuple, Generic[M]):
    """What words of one kind do: the patterns that they are alone, what they begin, whether they end any."""

    groups: tuple[Group, ...]
    opens: Row[M] | None
    closes: bool


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
        self._reach = max(self._reach, find.reach + 2)
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
        openers: list[tuple[int, Row[M]]] = []
        for last, kind in enumerate(kinds):
            part = self._parts(kind)
            if part.groups:
                spots += [Spot(group, offset + last, offset + last + 1, 1, kind) for group in part.groups]
            if part.closes:
                chained: set[Find[M]] = set()
                for first, row in reversed(openers):
                    if last - first >= self._reach:
                        break
                    links = row[kind] if kind in row else self._link(row, kinds[first], kind)
                    if links is not None:
                        between = kinds[first + 1 : last]
                        _follow(links, between, offset + first, spots, chained)
                        for find in links.longs:
                            if find not in longs and find.may_stand(between):
                                longs[find] = None
            if part.opens is not None:
                openers.append((last, part.opens))
        return spots, list(longs)

    def _part(self, kind: Kind) -> Part[M]:
        """Return what words of a kind do in any clause."""
        groups = tuple(group for concept in kind for group in self._single.get(concept, ()))
        return Part(groups, None if kind.isdisjoint(self._finds) else {}, not kind.isdisjoint(self._lasts))

    def _link(self, row: Row[M], first: Kind, last: Kind) -> Links[M] | None:
        """Return what begins with a word of the first kind and ends with one of the last, if anything."""
        if len(row) >= KEPT_LINKS:
            row.clear()
        row[last] = links = self._make_links(first, last)
        return links

    def _make_links(self, first: Kind, last: Kind) -> Links[M] | None:
        opening = self._openings(first)
        closings = opening.closings & last
        if not closings:
            return None
        pairs: defaultdict[str, dict[Find[M], None]] = defaultdict(dict)
        chains: dict[Find[M], None] = {}
        longs: dict[Find[M], None] = {}
        for closing in closings:
            for one, find in opening.finds[closing]:
                if find.matcher is not None:
                    longs[find] = None
                elif len(find.gaps) > 1:
                    chains[find] = None
                else:
                    pairs[one][find] = None
        named = tuple((one, tuple(finds)) for one, finds in pairs.items())
        return Links(named, tuple(chains), tuple(longs))

    def _open(self, first: Kind) -> Opening[M]:
        """Return what begins with a word of one kind, by the concept that it ends with."""
        finds: defaultdict[str, list[tuple[str, Find[M]]]] = defaultdict(list)
        for one in first:
            for other, found in self._finds.get(one, {}).items():
                finds[other] += [(one, find) for find in found]
        return Opening(frozenset(finds), finds)


def _follow(
    links: Links[M], between: Sequence[Kind], first: int, spots: list[Spot], chained: set[Find[M]]
) -> None:
    """Add what two words that begin and end patterns find.

    A pair stands where its first word is the nearest of its concept, and near enough.
    """
    apart = len(between)
    for concept, finds in links.pairs:
        for kind in between:
            if concept in kind:
                break
        else:
            spots += [find.spot(first, first + apart + 2) for find in finds if apart <= find.reach]
    for find in links.chains if between else ():
        if find not in chained and find.stands(between):
            chained.add(find)
            spots.append(find.spot(first, first + apart + 2))


def speaks(pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> Kind:
    """Return the concepts that a pattern names, and those that its literal words belong to."""
    wanted = frozenset().union(*(step.concepts for step in pattern))
    literals = [kind for name in wanted if name.startswith(LITERAL) for kind in holders[name]]
    return wanted.union(*literals)
