"""Spots that speak → labels: the shortest words that show each category.

A spot is a pattern's core; a reader wants its subject and complement too, but
not the 因 before it, the number of the list, or the next category's words.
"""

from collections.abc import Sequence

from extractor.clauses import PAUSE, STOP, Scene
from extractor.phrasebooks import Role
from extractor.spots import Spot
from models.records import Label

# Measured: how often a label was right on sentences that nobody had tuned on, by the pattern's role.
TRUST: dict[Role, float] = {
    "cause": 0.86,
    "soft": 0.65,
    "delay": 0.6,
    "room": 0.68,
    "excess": 0.7,
    "empty": 0.7,
    "nothing": 0.97,
    "guess": 0.4,
}
RANKS = tuple(TRUST)
FRAMED_BONUS = 0.02
EDGES = frozenset({"CAUSE", "RESULT", "BUT", "AND", STOP, PAUSE})
LIST_SIGNS = "、和及与，且"
LEFT_REACH = 20
RIGHT_REACH = 8


def label(scene: Scene, spots: Sequence[Spot], themes: Sequence[Spot]) -> list[Label]:
    """Return one label for each category of each sentence: its first and strongest evidence."""
    owners: list[str] = [""] * len(scene.segments)
    for spot in (*themes, *spots):
        owners[spot.first : spot.last] = [spot.group.code] * (spot.last - spot.first)
    best: dict[tuple[str, int], tuple[int, Label]] = {}
    for spot in spots:
        start, end = _widen(scene, spot, owners)
        trust = TRUST[spot.group.role] + (FRAMED_BONUS if scene.framed[spot.first] else 0.0)
        label = Label(code=spot.group.code, start=start, end=end, confidence=round(trust, 2))
        place = (label.code, scene.clauses[scene.clause_of[spot.first]].sentence)
        rank, known = best.get(place, (len(RANKS), label))
        mine = RANKS.index(spot.group.role)
        if mine < rank:
            best[place] = (mine, label)
        elif mine == rank and label.start <= known.end + 1:
            best[place] = (rank, _joined_label(known, label))
    labels = sorted(
        (label for _, label in best.values()), key=lambda label: (label.start, label.end, label.code)
    )
    return [_apart(scene, label, labels[place + 1 :]) for place, label in enumerate(labels)]


def _apart(scene: Scene, label: Label, later: Sequence[Label]) -> Label:
    """Return a label that ends where the next category begins: in a list each item shows its own."""
    starts = [other.start for other in later if label.start < other.start < label.end]
    end = min(starts, default=label.end)
    while scene.text[end - 1] in LIST_SIGNS and end - 1 > label.start:
        end -= 1
    return Label(code=label.code, start=label.start, end=end, confidence=label.confidence)


def _joined_label(one: Label, other: Label) -> Label:
    return Label(
        code=one.code,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        confidence=max(one.confidence, other.confidence),
    )


def _widen(scene: Scene, spot: Spot, owners: Sequence[str]) -> tuple[int, int]:
    """Return a spot's span with its subject on the left and its complement on the right.

    What begins with a negation (未填问卷) needs no subject, and what ends in 导致 no complement.
    """
    clause = scene.clauses[scene.clause_of[spot.first]]
    segments = scene.segments
    first, last = spot.first, spot.last
    while last > first + 1 and "RESULT" in segments[last - 1].concepts:
        last -= 1
    ended = last < spot.last
    if "NOT" not in segments[first].concepts:
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
    return far or not segment.concepts.isdisjoint(("LEAD", "ENUM", "NUMBER"))


def _may_grow(scene: Scene, spot: Spot, owners: Sequence[str], index: int) -> bool:
    foreign = owners[index] not in {"", spot.group.code}
    return not foreign and not scene.barred[index] and scene.segments[index].concepts.isdisjoint(EDGES)
