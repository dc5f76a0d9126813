"""Spotted patterns and their scene → the categories of one text.

A spot is a pattern's find.  Causes stand by themselves; what may as well be an
effect (fewer people came) gives way to a cause named before it; what only
admits a weakness gives way to the cause that explains it; words that say
nothing count only when the whole text says nothing.  Which pattern plays which
role is data; no category is known here by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from extractor.clauses import PAUSE, STOP, Clause, Scene
from extractor.phrasebooks import Group
from models.records import Label

TRUST = {
    "cause": 0.95,
    "soft": 0.85,
    "delay": 0.8,
    "room": 0.9,
    "excess": 0.85,
    "empty": 0.9,
    "nothing": 0.99,
    "guess": 0.5,
}
FRAMED_BONUS = 0.03
SILENT = frozenset({"effect", "empty", "nothing"})
QUIET = frozenset({"empty", "nothing", "delay", "guess"})
SHORT_PHRASE = 4
BARRIERS = frozenset({"NOT", "CAUSE", "RESULT", "BUT", "BARRIER"})
EDGES = frozenset({"CAUSE", "RESULT", "BUT", "AND"})
EMPTY_WORDS = frozenset({"FILLER", "LEAD", "HEDGE", "ENUM", "NUMBER", "BUT"})
LEFT_REACH = 14
RIGHT_REACH = 6


class Spot(NamedTuple):
    """One pattern found on segments `first` up to, not including, `last`.

    `steps` is the number of words that the pattern asked for; `speaks` the concepts that it names itself.
    """

    group: Group
    first: int
    last: int
    steps: float
    speaks: frozenset[str]


def judge(scene: Scene, spots: Iterable[Spot], silence: Mapping[str, str]) -> list[Label]:
    """Return the labels of one text, in reading order, as spans of its folded form.

    Args:
        scene: The text and what its sentences do.
        spots: Every pattern found in it.
        silence: The codes for a text that says `nothing` and for one that is `empty` of content.
    """
    spots = list(spots)
    subjects = {spot.first for spot in spots if spot.group.role == "subject"}
    playing = [spot for spot in spots if subjects.isdisjoint(range(spot.first, spot.last)) and _in_play(scene, spot)]
    standing = _settle(scene, playing)
    kept = _keep(scene, standing)
    if not kept and (whole := _read_whole(scene, standing, silence)):
        return whole
    return _labels(scene, kept or [spot for spot in standing if spot.group.role == "guess"])


def _in_play(scene: Scene, spot: Spot) -> bool:
    """Return whether nothing bars, denies or cuts through a spot."""
    if spot.group.role == "nothing":
        return True
    if any(scene.barred[spot.first : spot.last]) and not _speaks_denial(scene, spot):
        return False
    for index in range(spot.first + 1, spot.last - 1):
        if not (scene.segments[index].concepts & BARRIERS) <= spot.speaks:
            return False
    if spot.group.role == "room" and not _names_something(scene, spot):
        return False
    before = spot.first - 1
    while before >= 0 and "HEDGE" in scene.segments[before].concepts:
        before -= 1
    return before < 0 or "NOT" not in scene.segments[before].concepts or "NOT" in spot.speaks


def _speaks_denial(scene: Scene, spot: Spot) -> bool:
    """Return whether a spot's own first word is what denies: 未发生疫情 is a reason to do less."""
    return "DENY" in scene.segments[spot.first].concepts and "NOTHING_HAPPENED" in spot.speaks


def _names_something(scene: Scene, spot: Spot) -> bool:
    """Return whether a sentence says what could be better, and not only that it could."""
    number = scene.clause_of[spot.first]
    clause = scene.clauses[number]
    spoken = frozenset({"NEED", "IMPROVE", "ROOM"})
    for index in range(clause.first, clause.last):
        if not scene.barred[index] and _has_content(scene, index) and scene.segments[index].concepts.isdisjoint(spoken):
            return True
    before = scene.clauses[number - 1] if number else clause
    if before.sentence != clause.sentence or before is clause:
        return False
    return any(_has_content(scene, index) and not scene.barred[index] for index in range(before.first, before.last))


def _has_content(scene: Scene, index: int) -> bool:
    return scene.segments[index].concepts.isdisjoint(EMPTY_WORDS)


def _settle(scene: Scene, spots: list[Spot]) -> list[Spot]:
    """Drop spots whose words say something more specific, or belong to a nearer word."""
    spots.sort(key=lambda spot: (-spot.steps, spot.last - spot.first, spot.first, spot.group.id))
    settled: list[Spot] = []
    for spot in spots:
        if not any(_outdone(scene, spot, other) for other in settled):
            settled.append(spot)
    return sorted(settled, key=_place)


def _place(spot: Spot) -> tuple[int, int, str]:
    return spot.first, spot.last, spot.group.id


def _outdone(scene: Scene, spot: Spot, other: Spot) -> bool:
    """Return whether `other` tells better what the words of `spot` mean.

    It does when it holds them all and asks for more words, or when both end alike and it begins nearer.
    In a list (资金、人员不足) every item keeps its own.
    """
    if other.group.code == spot.group.code and other.group.role == spot.group.role:
        return False
    between = range(min(spot.first, other.first), max(spot.first, other.first))
    if any("ENUM" in scene.segments[index].concepts for index in between):
        return False
    if other.first <= spot.first and spot.last <= other.last and other.steps > spot.steps:
        return True
    return other.last == spot.last and other.steps >= spot.steps and other.group.role not in QUIET


def _keep(scene: Scene, spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots whose role lets them speak, given the others."""
    spots = [spot for spot in spots if not (spot.group.lead and scene.led[spot.first])]
    kept = [spot for spot in spots if spot.group.role == "cause"]
    for spot in spots:
        if spot.group.role == "soft" and not _is_effect(scene, spot, kept):
            kept.append(spot)
    kept += [
        spot for spot in spots if spot.group.role == "delay" and not kept and not scene.resulting[spot.first]
    ]
    causes = list(kept)
    for spot in spots:
        if spot.group.role == "room" and not _is_effect(scene, spot, causes):
            kept.append(spot)
    kept += [spot for spot in spots if spot.group.role == "excess" and not causes]
    return sorted(kept, key=_place)


def _is_effect(scene: Scene, spot: Spot, causes: Sequence[Spot]) -> bool:
    """Return whether a spot only tells what another one caused."""
    if scene.resulting[spot.first] and not scene.framed[spot.first]:
        return True
    sentence = scene.clauses[scene.clause_of[spot.first]].sentence
    for cause in causes:
        if scene.clauses[scene.clause_of[cause.first]].sentence != sentence:
            continue
        if cause.first < spot.first:
            if not _joined(scene, cause, spot):
                return True
        elif scene.framed[cause.first] and not scene.framed[spot.first]:
            return True
    return False


def _joined(scene: Scene, left: Spot, right: Spot) -> bool:
    """Return whether a word such as 同时 sets two spots side by side."""
    return any(
        not scene.segments[index].concepts.isdisjoint(("AND", "ENUM"))
        for index in range(left.last, right.first)
    )


def _read_whole(scene: Scene, spots: Sequence[Spot], silence: Mapping[str, str]) -> list[Label]:
    """Return the one label of a text that says nothing all through, or none."""
    roles = {spot.group.role for spot in spots}
    if "nothing" in roles:
        return [Label(code=silence["nothing"], start=0, end=len(scene.text), confidence=TRUST["nothing"])]
    silent = {scene.clause_of[spot.first] for spot in spots if spot.group.role in SILENT}
    said = [number for number in range(len(scene.clauses)) if number not in silent]
    if "guess" in roles or not all(_says_nothing(scene, scene.clauses[number]) for number in said):
        return []
    spoken = [clause for clause in scene.clauses if not all(scene.conceded[clause.first : clause.last])]
    start = scene.segments[spoken[0].first].start if spoken else 0
    return [Label(code=silence["empty"], start=start, end=len(scene.text), confidence=TRUST["empty"])]


def _says_nothing(scene: Scene, clause: Clause) -> bool:
    for index in range(clause.first, clause.last):
        out_of_play = scene.measured[index] or scene.conceded[index]
        if not out_of_play and _has_content(scene, index):
            return False
    return True


def _labels(scene: Scene, spots: Sequence[Spot]) -> list[Label]:
    """Return one label for each run of neighbouring spots of one category."""
    owner = [-1] * len(scene.segments)
    for number, spot in enumerate(spots):
        owner[spot.first : spot.last] = [number] * (spot.last - spot.first)
    labels: list[Label] = []
    for spot in spots:
        start, end = _widen(scene, spot, owner, spots)
        trust = TRUST[spot.group.role] + (FRAMED_BONUS if scene.framed[spot.first] else 0.0)
        label = Label(code=spot.group.code, start=start, end=end, confidence=round(trust, 2))
        place = next((i for i, known in enumerate(labels) if _touch(scene, known, label)), -1)
        if place < 0:
            labels.append(label)
        else:
            labels[place] = _joined_label(labels[place], label)
    return labels


def _touch(scene: Scene, known: Label, label: Label) -> bool:
    if known.code != label.code:
        return False
    between = scene.text[known.end : label.start]
    return len(between) <= 1 and between not in {"。", "；"}


def _joined_label(one: Label, other: Label) -> Label:
    return Label(
        code=one.code,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        confidence=max(one.confidence, other.confidence),
    )


def _widen(scene: Scene, spot: Spot, owner: list[int], spots: Sequence[Spot]) -> tuple[int, int]:
    """Return a spot's span with its subject on the left and its complement on the right."""
    clause = scene.clauses[scene.clause_of[spot.first]]
    segments = scene.segments
    first = spot.first
    while first > clause.first and _may_grow(scene, spot, owner[first - 1], first - 1, spots):
        first -= 1
    while first < spot.first and (
        not segments[first].concepts.isdisjoint(("LEAD", "ENUM", "NUMBER"))
        or segments[spot.first].start - segments[first].start > LEFT_REACH
    ):
        first += 1
    last = spot.last
    while last < clause.last and _may_grow(scene, spot, owner[last], last, spots):
        last += 1
    if segments[last - 1].end - segments[spot.last - 1].end > RIGHT_REACH:
        last = spot.last
    return segments[first].start, segments[last - 1].end


def _may_grow(scene: Scene, spot: Spot, owner: int, index: int, spots: Sequence[Spot]) -> bool:
    concepts = scene.segments[index].concepts
    foreign = owner >= 0 and spots[owner].group.code != spot.group.code
    return not foreign and not scene.barred[index] and concepts.isdisjoint(EDGES | {STOP, PAUSE})
