"""What is known of a text: its segments, their clauses, and what its sentences do with them.

A segment is a known word (with the concepts it belongs to) or a run of unknown characters.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

STOP, PAUSE, BUT, QUOTE = "STOP", "PAUSE", "BUT", "QUOTE"
QUOTES = {"“": "”", "《": "》", "「": "」", "『": "』"}

Kind = frozenset[str]
"""The concepts of one segment."""


class Segment(NamedTuple):
    """`text[start:end]` of the folded text; no concepts where the words are unknown."""

    start: int
    end: int
    concepts: Kind


class Clause(NamedTuple):
    """Segments `first` up to, not including, `last`; its closing punctuation stands outside."""

    first: int
    last: int
    sentence: int


class Scene(NamedTuple):
    """One text, understood.  The lists hold one entry a segment.

    `measured` and `conceded` are kept apart from `barred` (which holds all that is out of play) because a
    clause of promises says nothing, while a denied clause says something.  What the form itself asks for is
    `asked`, and `measured` too.  `calm` is a clause that says that all is well with its noun (人员稳定):
    it says something, but no cause.  `led` is what a 但 takes back;
    `resulting` what follows 导致 and its kin; `framed` what is named a cause (因…, …所致).
    """

    text: str
    segments: Sequence[Segment]
    clauses: Sequence[Clause]
    clause_of: list[int]
    barred: list[bool]
    measured: list[bool]
    asked: list[bool]
    conceded: list[bool]
    calm: list[bool]
    led: list[bool]
    resulting: list[bool]
    framed: list[bool]

    def clause_at(self, index: int) -> Clause:
        """Return the clause that holds a segment, which must not be punctuation."""
        return self.clauses[self.clause_of[index]]


def sentences(scene: Scene) -> Iterator[list[Clause]]:
    """Yield the clauses of each sentence, in order."""
    for _, clauses in groupby(scene.clauses, attrgetter("sentence")):
        yield list(clauses)


def find_word(scene: Scene, clause: Clause, *concepts: str) -> int:
    """Return the first segment of a clause with one of the concepts, or -1."""
    first, last, _ = clause
    for index, segment in enumerate(scene.segments[first:last], first):
        if not segment.concepts.isdisjoint(concepts):
            return index
    return -1


def bar(scene: Scene, first: int, last: int, also: list[bool] | None = None) -> None:
    """Take segments `first` up to, not including, `last` out of play, and mark them in another list too."""
    for flags in (scene.barred, also):
        if flags is not None:
            flags[first:last] = [True] * (last - first)
