"""An opinion of the learned model → where its words begin and end.

The longest run in play of its clauses, without what frames it (因…, …导致).
"""

from extractor.reason.opinions import Opinion
from extractor.reason.scenes import BUT, QUOTE, Clause, Scene
from extractor.reason.segments import ENUM
from extractor.reason.spans import opens_only

OPENERS = frozenset({"CAUSE", "LEAD", "AND", BUT, ENUM, "BULLET"})
CLOSERS = frozenset({"RESULT", "AND", "LEAD", ENUM, BUT})
NAMERS = frozenset({"CAUSE", "CAUSE_HEAD", BUT})
"""A cause is named after them."""


def find_words(scene: Scene, opinion: Opinion) -> tuple[int, int]:
    """Return where the words of an opinion begin and end."""
    first, last = _core(scene, scene.clauses[opinion.first])
    if opinion.last != opinion.first:
        _, last = _core(scene, scene.clauses[opinion.last])
    return scene.segments[first].start, scene.segments[last - 1].end


def _core(scene: Scene, clause: Clause) -> tuple[int, int]:
    """Return the segments of a clause's longest run in play, without what frames it (因…, …导致)."""
    first, last = max(_runs(scene, clause), key=lambda run: run[1] - run[0])
    start, end = first, last
    for index in range(first, last):
        concepts = scene.segments[index].concepts
        if not concepts.isdisjoint(NAMERS):
            start = index + 1
        elif "RESULT" in concepts and index > start:
            end = index
            break
    while start < end - 1 and opens_only(scene, start, OPENERS):
        start += 1
    while end > start + 1 and not scene.segments[end - 1].concepts.isdisjoint(CLOSERS):
        end -= 1
    return (start, end) if start < end else (first, last)


def _runs(scene: Scene, clause: Clause) -> list[tuple[int, int]]:
    """Return the runs of a clause's segments that are in play; a quoted name behind a word parts none.

    台风“海葵”过境 is one run.
    """
    runs = [(clause.first, clause.first)]
    opening = -1
    for index in range(clause.first, clause.last):
        quotes = QUOTE in scene.segments[index].concepts
        first, last = runs[-1]
        if scene.barred[index]:
            if quotes and first < opening == last:
                runs[-1] = (first, index + 1)
        elif quotes:
            opening = index
        else:
            runs[-1:] = [(first, index + 1)] if last == index else [runs[-1], (index, index + 1)]
    return runs
