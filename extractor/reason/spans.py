"""Spots that speak → marks: the shortest words that show each category.

A spot is a pattern's core; a reader wants its subject and complement too, but
not the 因 before it, the number of the list, or the next category's words.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractor.reason.phrasebooks import Role
from extractor.reason.scenes import PAUSE, QUOTE, STOP, Scene
from extractor.reason.segments import ENUM, NUMBER
from extractor.reason.spots import Spot

# Measured: how often a label was right on the held-back corpus, by its pattern's role; rare ones a bit less.
# A text is promised that promises all through and names no cause.
TRUST: dict[Role | Literal["promised"], float] = {
    "cause": 0.86,
    "soft": 0.78,
    "delay": 0.78,
    "room": 0.79,
    "excess": 0.75,
    "beyond": 0.75,
    "empty": 0.78,
    "nothing": 0.97,
    "guess": 0.5,
    "promised": 0.86,
}
RANKS = {role: rank for rank, role in enumerate(TRUST)}
FAINT: frozenset[Role] = frozenset({"empty", "guess"})
"""They speak only where nothing else does."""
FRAMED_BONUS = 0.02
_TRUSTED = {
    (role, framed): round(trust + FRAMED_BONUS * framed, 2)
    for role, trust in TRUST.items()
    for framed in (False, True)
}
EDGES = frozenset({"CAUSE", "CAUSE_HEAD", "RESULT", "BUT", "AND", STOP, PAUSE, QUOTE})
ALSO = frozenset("也又")
"""They set causes side by side, but a subject may stand before them."""
LIST_SIGNS = "、和及与，且"
UNSAID = frozenset({"LEAD", "BULLET", ENUM})
"""What evidence does not begin with."""
LEFT_REACH = 20
RIGHT_REACH = 12


class Mark(NamedTuple):
    """One category of a folded text, `text[start:end]` being the words that show it.

    A `faint` one speaks only where nothing else does, the learned model included; of an organisation's
    `own` the model has no say.
    """

    code: str
    start: int
    end: int
    confidence: float
    faint: bool = False
    own: bool = False


def find_marks(scene: Scene, spots: Sequence[Spot], themes: Sequence[Spot]) -> list[Mark]:
    """Return one mark for each category of each sentence: its first and strongest evidence."""
    owners: list[str] = [""] * len(scene.segments)
    for spot in (*themes, *spots):
        owners[spot.first : spot.last] = [spot.group.code] * (spot.last - spot.first)
    best: dict[tuple[str, int], tuple[int, Mark]] = {}
    for spot in spots:
        code, role = spot.group.code, spot.group.role
        start, end = (_why(scene, spot) if role == "beyond" else None) or _widen(scene, spot, owners)
        trust = _TRUSTED[role, scene.framed[spot.first]]
        mark = Mark(code, start, end, trust, role in FAINT, spot.group.own)
        place = (code, scene.clause_at(spot.first).sentence)
        rank, known = best.get(place, (len(RANKS), mark))
        mine = RANKS[role]
        if mine < rank:
            best[place] = (mine, mark)
        elif mine == rank and start <= known.end + 1:
            best[place] = (rank, _joined(known, mark))
    marks = sorted((mark for _, mark in best.values()), key=lambda mark: (mark.start, mark.end, mark.code))
    return [_apart(scene, mark, marks[place + 1 :]) for place, mark in enumerate(marks)]


def _why(scene: Scene, spot: Spot) -> tuple[int, int] | None:
    """Return the clause that tells why something went beyond the plan: a named cause, or the one before."""
    number = scene.clause_of[spot.first]
    mine = scene.clauses[number]
    if number + 1 < len(scene.clauses):
        after = scene.clauses[number + 1]
        first = after.first
        while first < after.last and not scene.segments[first].concepts.isdisjoint(("CAUSE", "IS")):
            first += 1
        if after.first < first < after.last and after.sentence == mine.sentence:
            return scene.segments[first].start, scene.segments[after.last - 1].end
    before = scene.clauses[number - 1]
    if not number or before.sentence != mine.sentence or True in scene.barred[before.first : before.last]:
        return None
    return scene.segments[before.first].start, scene.segments[before.last - 1].end


def _apart(scene: Scene, mark: Mark, later: Sequence[Mark]) -> Mark:
    """Return a mark that ends where the next category begins: in a list each item shows its own."""
    end = min((other.start for other in later if mark.start < other.start < mark.end), default=mark.end)
    while scene.text[end - 1] in LIST_SIGNS and end - 1 > mark.start:
        end -= 1
    return mark if end == mark.end else mark._replace(end=end)


def _joined(one: Mark, other: Mark) -> Mark:
    start, end = min(one.start, other.start), max(one.end, other.end)
    confidence = max(one.confidence, other.confidence)
    return one._replace(start=start, end=end, confidence=confidence, own=one.own or other.own)


def _widen(scene: Scene, spot: Spot, owners: Sequence[str]) -> tuple[int, int]:
    """Return a spot's span with its subject on the left and its complement on the right.

    What ends in 导致 needs no complement.
    """
    clause = scene.clause_at(spot.first)
    segments = scene.segments
    first, last = spot.first, spot.last
    while last > first + 1 and "RESULT" in segments[last - 1].concepts:
        last -= 1
    ended = last < spot.last
    while first > clause.first and _may_grow(scene, spot, owners, first - 1):
        first -= 1
    while first < spot.first and _is_far_or_empty(scene, spot, first):
        first += 1
    core = last
    while last < clause.last and not ended and _may_grow(scene, spot, owners, last):
        last += 1
    if segments[last - 1].end - segments[core - 1].end > RIGHT_REACH:
        last = core
    return segments[first].start, segments[last - 1].end


def _is_far_or_empty(scene: Scene, spot: Spot, index: int) -> bool:
    segment = scene.segments[index]
    far = scene.segments[spot.first].start - segment.start > LEFT_REACH
    return far or opens_only(scene, index, UNSAID)


def opens_only(scene: Scene, index: int, openers: frozenset[str]) -> bool:
    """Return whether a segment at the head of evidence says nothing itself, as the number of a point."""
    concepts = scene.segments[index].concepts
    if NUMBER in concepts:
        return ENUM in scene.segments[index + 1].concepts
    return not concepts.isdisjoint(openers)


def _may_grow(scene: Scene, spot: Spot, owners: Sequence[str], index: int) -> bool:
    foreign = owners[index] not in {"", spot.group.code}
    if scene.text[scene.segments[index].start : scene.segments[index].end] in ALSO:
        return not foreign and not scene.barred[index]
    return not foreign and not scene.barred[index] and scene.segments[index].concepts.isdisjoint(EDGES)
