"""Patterns found in a scene → the finds that stand.

A find falls when it lies in a measure, a concession, a denial or a project's
own name, when a negation or 导致 cuts through it, or when another pattern tells
better what the same words mean.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from extractor.reason.phrasebooks import Group, Role
from extractor.reason.scenes import Scene

SILENT: frozenset[Role] = frozenset({"effect", "empty", "nothing"})
QUIET: frozenset[Role] = frozenset({"empty", "nothing", "delay", "guess"})
BARRIERS = frozenset({"NOT", "CAUSE", "RESULT", "BUT", "BARRIER"})
EMPTY_WORDS = frozenset({"FILLER", "LEAD", "HEDGE", "ENUM", "NUMBER", "BUT", "QUOTE"})
NEGATIONS = frozenset("不没未无")
SHORT_PHRASE = 4
PLAIN_NAME = 2
"""A name of so many words needs a pattern that knows both."""


class Spot(NamedTuple):
    """One pattern found on segments `first` up to, not including, `last`.

    `steps` is the number of words that the pattern asked for; `speaks` the concepts that it names itself.
    """

    group: Group
    first: int
    last: int
    steps: float
    speaks: frozenset[str]


def phrase_spot(scene: Scene, group: Group, start: int, end: int) -> Spot | None:
    """Return a literal phrase as a spot, unless it begins inside an ordinary word (缺人 in 不缺人)."""
    segments = scene.segments
    first = next(index for index, segment in enumerate(segments) if segment.end > start)
    last = next(index for index, segment in enumerate(segments) if segment.end >= end)
    if segments[first].start < start and "PLAIN" in segments[first].concepts:
        return None
    speaks = BARRIERS if any(sign in NEGATIONS for sign in scene.text[start:end]) else BARRIERS - {"NOT"}
    return Spot(group, first, last + 1, 1.5 if end - start <= SHORT_PHRASE else 2.5, speaks)


def stand(scene: Scene, spots: Iterable[Spot]) -> list[Spot]:
    """Return the spots that stand, subjects (names of projects) among them, in reading order."""
    spots = list(spots)
    themes = find_themes(scene, spots)
    named = {spot.first for spot in themes}
    free = [
        spot
        for spot in spots
        if spot.group.role != "subject"
        and (not named or named.isdisjoint(range(spot.first, spot.last)))
        and _in_play(scene, spot)
    ]
    return sorted([*themes, *_settle(scene, free)], key=place)


def find_themes(scene: Scene, spots: Iterable[Spot]) -> list[Spot]:
    """Return the spots that are names of projects."""
    return [spot for spot in spots if spot.group.role == "subject" and _is_name(scene, spot)]


def _is_name(scene: Scene, spot: Spot) -> bool:
    """Return whether a subject is a name.

    A wide one that yields is none where its clause names a cause, or tells what happened in it
    or stopped after it.
    """
    if not spot.group.yields:
        return True
    rest = scene.segments[spot.last : scene.clause_at(spot.first).last]
    if scene.framed[spot.first] or spot.last - spot.first <= PLAIN_NAME or not rest:
        return False
    inner = [segment.concepts for segment in scene.segments[spot.first + 1 : spot.last - 1]]
    known = all(inner) or any("CARE" in concepts for concepts in inner)
    told = any("UNNAMED" in concepts for concepts in inner)
    return known and not told and all("STOPPED" not in segment.concepts for segment in rest)


def _in_play(scene: Scene, spot: Spot) -> bool:
    """Return whether nothing bars, denies or cuts through a spot."""
    if spot.group.role == "nothing":
        return True
    if spot.group.role == "guess" and scene.calm[spot.first]:
        return False
    if True in scene.barred[spot.first : spot.last] and not _speaks_denial(scene, spot):
        return False
    if _is_cut(scene, spot):
        return False
    if spot.group.role == "room" and not _names_something(scene, spot):
        return False
    before = spot.first - 1
    while before >= 0 and "HEDGE" in scene.segments[before].concepts:
        before -= 1
    return before < 0 or "NOT" not in scene.segments[before].concepts or "NOT" in spot.speaks


def _is_cut(scene: Scene, spot: Spot) -> bool:
    """Return whether a negation or 导致 cuts through a spot, or a list sign after a failing that opens it."""
    failing = "BAD" in scene.segments[spot.first].concepts
    return any(
        (not concepts.isdisjoint(BARRIERS) and not concepts & BARRIERS <= spot.speaks)
        or (failing and "ENUM" in concepts)
        for _, _, concepts in scene.segments[spot.first + 1 : spot.last - 1]
    )


def _speaks_denial(scene: Scene, spot: Spot) -> bool:
    """Return whether a spot's own first word is what denies: 未发生疫情 is a reason to do less."""
    first = spot.first
    if scene.measured[first] or scene.conceded[first]:
        return False
    start = scene.clause_at(first).first
    if any("DENY" in segment.concepts for segment in scene.segments[start:first]):
        return False
    concepts = scene.segments[first].concepts
    return "NOTHING_HAPPENED" in spot.speaks and not concepts.isdisjoint(("DENY", "NOT"))


def _names_something(scene: Scene, spot: Spot) -> bool:
    """Return whether a sentence says what could be better, and not only that it could."""
    number = scene.clause_of[spot.first]
    clause = scene.clauses[number]
    spoken = frozenset({"NEED", "IMPROVE", "ROOM"})
    for index in range(clause.first, clause.last):
        if (
            not scene.barred[index]
            and has_content(scene, index)
            and scene.segments[index].concepts.isdisjoint(spoken)
        ):
            return True
    before = scene.clauses[number - 1] if number else clause
    praised = any("GOOD" in segment.concepts for segment in scene.segments[before.first : before.last])
    if before.sentence != clause.sentence or before is clause or praised:
        return False
    return any(
        has_content(scene, index) and not scene.barred[index] for index in range(before.first, before.last)
    )


def has_content(scene: Scene, index: int) -> bool:
    """Return whether a segment says anything of its own."""
    return scene.segments[index].concepts.isdisjoint(EMPTY_WORDS)


def _settle(scene: Scene, spots: list[Spot]) -> list[Spot]:
    """Drop spots whose words say something more specific, or belong to a nearer word of their clause."""
    spots.sort(key=lambda spot: (-spot.steps, spot.last - spot.first, spot.first, spot.group.id))
    settled: defaultdict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        rivals = settled[scene.clause_of[spot.first]]
        if not any(_outdone(scene, spot, other) for other in rivals):
            rivals.append(spot)
    return [spot for rivals in settled.values() for spot in rivals]


def place(spot: Spot) -> tuple[int, int, str]:
    """Return what spots are ordered by: reading order, the same on every run."""
    return spot.first, spot.last, spot.group.id


def _outdone(scene: Scene, spot: Spot, other: Spot) -> bool:
    """Return whether `other` tells better what the words of `spot` mean.

    It does when it holds them all and asks for more words, or when both end alike and it begins nearer.
    In a list (资金、人员不足) every item keeps its own.
    """
    if other.group.code == spot.group.code and other.group.role == spot.group.role:
        return False
    if other.group.role in QUIET and spot.group.role not in QUIET:
        return False
    if other.group.role == "effect" and spot.group.role == "delay":
        return False
    between = range(min(spot.first, other.first), max(spot.first, other.first))
    if any("ENUM" in scene.segments[index].concepts for index in between):
        return False
    if other.first <= spot.first and spot.last <= other.last and other.steps > spot.steps:
        return True
    return other.last == spot.last and other.steps >= spot.steps
