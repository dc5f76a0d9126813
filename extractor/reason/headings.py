"""A text's first clause → its project's own name, out of play.

Writers like to begin with what the cell is about (公车改革补贴，…, 旱厕改造工程农户自筹…).
A name ends in a word for work or for what work is paid with, and nothing
before that tells what happened.
"""

from collections.abc import Sequence
from functools import lru_cache

from extractor.reason.phrasebooks import LITERAL
from extractor.reason.scenes import PAUSE, Kind, Scene, Segment

NEAR = 2
"""So many segments after a name tell whether something befell it."""
NAMING = frozenset({"HEAD", "WORK", "ASSET", "NAMING"})
"""What names of projects end in."""
NAMEABLE = NAMING | {
    "THEME",
    "CARE",
    "NAMED",
    "STORM",
    "WEATHER",
    "EPIDEMIC",
    "FORCE",
    "EVENT",
    "SECURITY",
    "STAFF",
    "STAFF_MOVE",
    "PEOPLE",
    "LEAVER",
    "NEWCOMER",
    "LAND",
    "SURVEY",
    "ABILITY",
    "PLAIN",
}
"""What names of projects are made of, besides words that nobody knows."""
NAMEABLE_APART = NAMEABLE | {
    "REFORM",
    "FUND",
    "EXPENSE",
    "BUY",
    "PREP",
    "PARTY",
    "SERVE",
    "PLAN",
    "FISCAL",
    "BUDGET",
    "DATA",
    "LEAD",
}
"""What names that a comma follows may be made of too."""
TOLD = frozenset({"UNNAMED", "STOPPED", "ENUM"})
"""What a name that goes on in its clause does not hold, and is not followed by."""
TOLD_APART = frozenset(
    {
        "BAD",
        "NOT",
        "CAUSE",
        "RESULT",
        "BUT",
        "DONE",
        "POSTPONED",
        "OCCUPY",
        "AND",
        "BUSY",
        "CUT",
        "TAKE_BACK",
        "LOCKDOWN",
        "CANCEL",
    }
)
"""What a name that a comma follows does not hold."""


def find_heading(scene: Scene) -> tuple[int, int]:
    """Return the segments of the name that a text begins with, but for its last word if the clause goes on.

    None, from 0 to 0, where it begins with no name.
    """
    if not scene.clauses:
        return 0, 0
    first, last, _ = scene.clauses[0]
    segments = scene.segments
    apart = last < len(segments) and PAUSE in segments[last].concepts
    for end in range(last - 1, first, -1):
        if not segments[end].concepts.isdisjoint(NAMING):
            whole = apart and end == last - 1
            goes_on = whole or (end + 1 < last and _is_free(segments[end + 1 : end + 1 + NEAR]))
            named = goes_on and _is_name(segments[first:end], whole=whole)
            return (first, end + whole) if named else (0, 0)
    return 0, 0


def _is_free(segments: Sequence[Segment]) -> bool:
    return all(segment.concepts.isdisjoint(TOLD) for segment in segments)


def _is_name(segments: Sequence[Segment], *, whole: bool) -> bool:
    """Return whether segments may be a name: known words of names, and unknown ones of two signs or more."""
    told, nameable = (TOLD_APART, NAMEABLE_APART) if whole else (TOLD, NAMEABLE)
    return all(
        meanings.isdisjoint(told) and not meanings.isdisjoint(nameable)
        if (meanings := _meanings(segment.concepts))
        else whole or segment.end - segment.start > 1
        for segment in segments
    )


@lru_cache(maxsize=1 << 12)
def _meanings(kind: Kind) -> Kind:
    """Return the concepts of a word but for those that hold nothing but itself."""
    return frozenset(concept for concept in kind if not concept.startswith(LITERAL))
