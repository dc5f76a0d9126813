"""Segments of one text → every pattern that stands in them.

A pattern is found from its last word backwards, so each end has its nearest
beginning.  Which patterns can begin and end with two kinds of words is looked
up, not searched: the cost of a text does not grow with the number of patterns.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractor.clauses import PAUSE, STOP, Clause, Scene
from extractor.phrasebooks import BUILT_IN, Group, Pattern, Phrasebook, Step
from extractor.spots import Spot

KEPT_LINKS = 1 << 14
PUNCTUATION = frozenset({STOP, PAUSE})

Kind = frozenset[str]
"""The concepts of one segment."""


@dataclass(frozen=True, slots=True, eq=False)
class _Find:
    """One pattern, its steps from the last to the first, and what its finds mean.

    `needs` are the words that it cannot miss; one that `closes` ends at its clause's end.
    """

    group: Group
    steps: tuple[Step, ...]
    needs: tuple[Kind, ...]
    speaks: Kind
    gap: int
    closes: bool

    def spot(self, first: int, last: int) -> Spot:
        """Return its find on segments `first` to `last`, both of them in it."""
        return Spot(self.group, first, last + 1, len(self.needs), self.speaks)


class _Links(NamedTuple):
    """The patterns that begin with a word of one kind and end with a word of another.

    Two words and a gap are compared by distance, from the nearest word of the first concept.
    """

    pairs: tuple[tuple[str, tuple[_Find, ...]], ...]
    longs: tuple[_Find, ...]


class Grammar:
    """All patterns of a phrasebook, by their first and last concept."""

    def __init__(self, book: Phrasebook) -> None:
        self._single: defaultdict[str, list[Group]] = defaultdict(list)
        self._pairs: defaultdict[tuple[str, str], list[_Find]] = defaultdict(list)
        self._longs: defaultdict[tuple[str, str], list[_Find]] = defaultdict(list)
        self._links = lru_cache(maxsize=KEPT_LINKS)(self._link)
        self._reach = 0
        holders: defaultdict[str, list[Kind]] = defaultdict(list)
        for kind in {*book.words.values(), *(frozenset({name}) for name in BUILT_IN)}:
            for concept in kind:
                holders[concept].append(kind)
        for group in book.groups:
            for pattern in group.patterns:
                self._add(group, pattern, holders)

    def _add(self, group: Group, pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> None:
        words = [step for step in pattern if step.concepts]
        if len(pattern) == 1:
            for concept in words[0].concepts:
                self._single[concept].append(group)
            return
        gap = sum(step.gap for step in pattern)
        needs = tuple(step.concepts for step in words if not step.optional)
        find = _Find(group, tuple(reversed(pattern)), needs, _speaks(pattern, holders), gap, pattern[-1].edge)
        self._reach = max(self._reach, gap + len(words))
        pair = len(words) == len([step for step in pattern if not step.gap]) == 2  # noqa: PLR2004 - a pair
        for ends in itertools.product(words[0].concepts, words[-1].concepts):
            (self._pairs if pair else self._longs)[ends].append(find)

    def find(self, scene: Scene) -> Iterator[Spot]:
        """Yield every pattern found, each end with its nearest beginning."""
        for clause in scene.clauses:
            kinds = [segment.concepts for segment in scene.segments[clause.first : clause.last]]
            ends: dict[tuple[_Find, int], None] = {}
            for last, kind in enumerate(kinds):
                here = clause.first + last
                for group in (group for concept in kind for group in self._single.get(concept, ())):
                    yield Spot(group, here, here + 1, 1, kind)
                for first in range(last - 1, max(-1, last - self._reach), -1):
                    links = self._links(kinds[first], kind)
                    if links is not None:
                        yield from _pairs(links, kinds, first, last, clause.first)
                        ends.update(
                            ((long, clause.last if long.closes else here), None) for long in links.longs
                        )
            if ends:
                yield from _longs(ends, scene, clause, frozenset().union(*kinds))

    def _link(self, first: Kind, last: Kind) -> _Links | None:
        """Return what begins with a word of the first kind and ends with one of the last, if anything."""
        pairs = {
            one: tuple(dict.fromkeys(find for other in last for find in self._pairs.get((one, other), ())))
            for one in first
        }
        ends = itertools.product(first, last)
        longs = dict.fromkeys(find for end in ends for find in self._longs.get(end, ()))
        links = _Links(tuple((one, finds) for one, finds in pairs.items() if finds), tuple(longs))
        return links if links.pairs or links.longs else None


def _pairs(links: _Links, kinds: Sequence[Kind], first: int, last: int, offset: int) -> Iterator[Spot]:
    """Yield the finds of two words whose first is the nearest of its concept, and near enough."""
    between = kinds[first + 1 : last]
    for concept, finds in links.pairs:
        if not any(concept in kind for kind in between):
            for find in finds:
                if len(between) <= find.gap:
                    yield find.spot(offset + first, offset + last)


def _longs(ends: Iterable[tuple[_Find, int]], scene: Scene, clause: Clause, said: Kind) -> Iterator[Spot]:
    """Yield the finds of longer patterns that may end at these segments, given all that the clause says."""
    for find, end in ends:
        if not any(map(said.isdisjoint, find.needs)):
            begin = _begin(find, scene, clause, end)
            if begin >= 0:
                yield find.spot(begin, min(end, clause.last - 1))


def _begin(find: _Find, scene: Scene, clause: Clause, last: int) -> int:
    """Return the first segment of a pattern's nearest beginning, its last step being segment `last`, or -1.

    A clause's edge is the punctuation beside it, which is no part of the find.
    """
    places = {last}
    for step in find.steps:
        if step.gap:
            reached = (range(max(clause.first - 1, place - step.gap), place + 1) for place in places)
            places = set().union(*reached)
        elif step.edge:
            places = {place - 1 for place in places if _is_edge(scene, place)}
        else:
            segments = scene.segments
            taken = {
                place - 1
                for place in places
                if place >= clause.first and not step.concepts.isdisjoint(segments[place].concepts)
            }
            places = places | taken if step.optional else taken
        if not places:
            return -1
    return max(places) + 1 + find.steps[-1].edge


def _is_edge(scene: Scene, place: int) -> bool:
    """Return whether punctuation, or the text's beginning or end, stands at a place."""
    if not 0 <= place < len(scene.segments):
        return True
    return not PUNCTUATION.isdisjoint(scene.segments[place].concepts)


def _speaks(pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> Kind:
    """Return the concepts that a pattern names, and those that its literal words belong to."""
    wanted = frozenset().union(*(step.concepts for step in pattern))
    literals = [kind for name in wanted if name.startswith("=") for kind in holders[name]]
    return wanted.union(*literals)
