"""Categories of a text → whether one may be but the effect of another.

宣传不到位，报名人数少 tells one cause or two: which, the words do not tell.  Where a word sets them side by
side (同时, 二是, 且), or they stand in sentences or a list of their own, they are two.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from extractor.reason.scenes import Clause, Scene
from extractor.reason.spans import Mark

SIDE_BY_SIDE = frozenset({"AND", "BULLET"})


def may_hold_effects(scene: Scene, marks: Iterable[Mark]) -> bool:
    """Return whether two categories end in clauses of one sentence that nothing sets side by side."""
    ends: dict[str, int] = {}
    for mark in marks:
        ends[mark.code] = max(last_clause(scene, mark.end), ends.get(mark.code, 0))
    return any(may_bring(scene, left, right) for left, right in pairwise(sorted(set(ends.values()))))


def may_bring(scene: Scene, left: int, right: int) -> bool:
    """Return whether a clause stands in a sentence with a later one, and nothing sets them side by side."""
    return (
        left < right
        and scene.clauses[left].sentence == scene.clauses[right].sentence
        and not any(_is_set_beside(scene, clause) for clause in scene.clauses[left + 1 : right + 1])
    )


def last_clause(scene: Scene, end: int) -> int:
    """Return the number of the last clause that begins before a place."""
    starts = [scene.segments[clause.first].start for clause in scene.clauses]
    return max(bisect_left(starts, end) - 1, 0)


def _is_set_beside(scene: Scene, clause: Clause) -> bool:
    return not scene.segments[clause.first].concepts.isdisjoint(SIDE_BY_SIDE)
