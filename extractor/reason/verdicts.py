"""Standing spots → the categories of one text.

Causes stand by themselves; what may as well be an effect (fewer people came)
gives way to a cause named before it; what only admits a weakness gives way to
the cause that explains it; words that say nothing count only when the whole
text says nothing.  Which pattern plays which role is data; no category is known
here by name.
"""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractor.reason.phrasebooks import Role
from extractor.reason.promises import tells_what_is_open
from extractor.reason.scenes import BUT, STOP, Clause, Scene
from extractor.reason.spans import TRUST, Mark, find_marks
from extractor.reason.spots import SILENT, Spot, has_content, place, stand

EXPLAINED: frozenset[Role] = frozenset({"cause", "soft", "delay", "room", "guess"})
"""What of these roles another clause explains is an effect."""
_SHARE = re.compile(
    r"\d{1,2}(\.\d+)?%|([一二三四五六七八九]|[1-9])[一二三四五六七八九余多]?成(?![立功果本员品套效])|[百千万]?分之(?!一?百|100)"
)
"""Less than all of it: 87%, 六成, 百分之八十."""
UNSAID = 6
"""A clause of empty words may say so many characters more: of what was not reached, and when."""


def judge(scene: Scene, spots: Iterable[Spot], silence: Mapping[str, str]) -> list[Mark]:
    """Return the categories of one text, in reading order, as spans of its folded form.

    Args:
        scene: The text and what its sentences do.
        spots: Every pattern found in it.
        silence: The codes for a text that says `nothing` and for one that is `empty` of content.
    """
    spots = list(spots)
    standing = stand(scene, spots)
    kept = [] if _is_hint(scene.text, standing) else _keep(scene, standing)
    if not kept and (conceded := _keep_conceded(scene, spots)):
        kept = conceded
    elif not kept and (whole := _read_whole(scene, standing, spots, silence)):
        return whole
    themes = [spot for spot in standing if spot.group.role == "subject"]
    return find_marks(scene, kept or [spot for spot in standing if spot.group.role == "guess"], themes)


def _keep_conceded(scene: Scene, spots: Sequence[Spot]) -> list[Spot]:
    """Return the causes that a text concedes where it names no other: 虽受台风影响，仍完成了87%."""
    if True not in scene.conceded or not _tells_share(scene):
        return []
    out = zip(scene.barred, scene.conceded, scene.measured, strict=True)
    barred = [measured or (barred and not conceded) for barred, conceded, measured in out]
    open_scene = scene._replace(barred=barred, conceded=[False] * len(barred))
    standing = stand(open_scene, spots)
    kept = _keep(open_scene, standing)
    return [spot for spot in kept if scene.conceded[spot.first] and spot.group.role == "cause"]


def _tells_share(scene: Scene) -> bool:
    """Return whether words that are not conceded tell what part was reached; a year or a count tells none."""
    words = zip(scene.segments, scene.conceded, strict=True)
    return any(not conceded and _SHARE.match(scene.text, word.start) for word, conceded in words)


def _is_hint(text: str, spots: Iterable[Spot]) -> bool:
    """Return whether a text is a printed hint: all of it in brackets, with words that say nothing."""
    return (
        text.startswith("（") and text.endswith("）") and any(spot.group.role == "nothing" for spot in spots)
    )


def _keep(scene: Scene, spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots whose role lets them speak, given the others."""
    spots = [spot for spot in spots if not (spot.group.lead and scene.led[spot.first])]
    by_role: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_role[spot.group.role].append(spot)
    named = {clause.sentence: clause.first for clause in scene.clauses if _names(scene, clause)}
    for role in by_role.keys() & EXPLAINED:
        by_role[role] = [spot for spot in by_role[role] if not _is_explained(scene, spot, named)]
    causes = _without_results(scene, by_role["cause"])
    if beyond := _beyond(scene, [*causes, *by_role["soft"]], by_role):
        return list(beyond)
    known = _Causes(scene, causes)
    for spot in by_role["soft"]:
        if not known.explain(spot):
            known.add(spot)
            causes.append(spot)
    if not causes:
        causes += [spot for spot in by_role["delay"] if not scene.resulting[spot.first]]
        known = _Causes(scene, causes)
    rooms = [spot for spot in by_role["room"] if not known.explain(spot)]
    return sorted([*causes, *rooms, *(() if causes else (*by_role["beyond"], *by_role["excess"]))], key=place)


def _without_results(scene: Scene, causes: Iterable[Spot]) -> list[Spot]:
    """Return the causes but those that another brought about: 人手紧张导致宣传不够 tells one."""
    causes = sorted(causes, key=place)
    known = _Causes(scene, ())
    kept = []
    for spot in causes:
        brought = known.follow(spot) if scene.resulting[spot.first] else known.outdo(spot)
        if not brought or scene.framed[spot.first]:
            known.add(spot)
            kept.append(spot)
    return kept


def _is_explained(scene: Scene, spot: Spot, named: Mapping[int, int]) -> bool:
    """Return whether a later clause of a spot's sentence names its cause, known or not."""
    return not scene.framed[spot.first] and named.get(scene.clause_at(spot.first).sentence, 0) > spot.first


def _names(scene: Scene, clause: Clause) -> bool:
    """Return whether a clause does nothing but name a cause, known or not: 系…, 主要是…, …所致."""
    first, last, _ = clause
    if not scene.framed[last - 1] and not scene.framed[first]:
        return False
    if "RESULT" in scene.segments[last - 1].concepts:
        return not scene.barred[first]
    for index in range(first, last - 1):
        concepts = scene.segments[index].concepts
        if "CAUSE" in concepts or ("IS" in concepts and scene.framed[index]):
            return "AND" not in concepts and not scene.barred[index]
        if concepts.isdisjoint(("HEDGE", "LEAD")) or "AND" in concepts:
            break
    return False


def _beyond(scene: Scene, causes: Sequence[Spot], by_role: Mapping[str, Sequence[Spot]]) -> Sequence[Spot]:
    """Return what tells of going beyond the plan where causes only tell why: 气温偏高，用水量超出预期."""
    beyond = by_role.get("beyond", ())
    last = max((cause.last for cause in causes), default=0)
    if not beyond or not causes or beyond[-1].first < last:
        return []
    if any(spot.first > beyond[-1].first for spot in by_role.get("effect", ())):
        return []
    apart = scene.segments[last : beyond[-1].first]
    return [] if any(not segment.concepts.isdisjoint((BUT, STOP)) for segment in apart) else beyond


class _Causes:
    """The causes of each sentence, in order: they tell which other spots are only effects."""

    def __init__(self, scene: Scene, causes: Iterable[Spot]) -> None:
        self._scene = scene
        self._named: dict[int, int] = {}
        self._causes: defaultdict[int, list[Spot]] = defaultdict(list)
        for cause in causes:
            self.add(cause)

    def add(self, cause: Spot) -> None:
        sentence = self._sentence(cause)
        insort(self._causes[sentence], cause, key=place)
        if self._scene.framed[cause.first]:
            self._named[sentence] = max(cause.first, self._named.get(sentence, -1))

    def explain(self, spot: Spot) -> bool:
        """Return whether a spot only tells what a cause brought about."""
        scene = self._scene
        framed = scene.framed[spot.first]
        if scene.resulting[spot.first] and not framed:
            return True
        sentence = self._sentence(spot)
        if not framed and self._named.get(sentence, -1) >= spot.first:
            return True
        return self.follow(spot)

    def follow(self, spot: Spot) -> bool:
        """Return whether a cause of the same sentence stands before a spot, not side by side with it."""
        cause = self._before(spot)
        return cause is not None and not self._joined(cause, spot)

    def outdo(self, spot: Spot) -> bool:
        """Return whether a spot that yields has another category's cause in a clause before it."""
        cause = self._before(spot)
        if not spot.group.yields or cause is None:
            return False
        clauses = self._scene.clause_of
        apart = clauses[cause.first] != clauses[spot.first] and cause.group.code != spot.group.code
        return apart and not self._joined(cause, spot)

    def _before(self, spot: Spot) -> Spot | None:
        """Return the last cause of the same sentence that begins before a spot."""
        causes = self._causes[self._sentence(spot)]
        earlier = bisect_left(causes, spot.first, key=lambda cause: cause.first)
        return causes[earlier - 1] if earlier else None

    def _sentence(self, spot: Spot) -> int:
        return self._scene.clause_at(spot.first).sentence

    def _joined(self, left: Spot, right: Spot) -> bool:
        """Return whether a word such as 同时 sets two spots side by side, or 、 in a clause of both does."""
        clause = self._scene.clause_at(right.first)
        signs = ("AND", "ENUM") if left.last > clause.first else ("AND",)
        between = self._scene.segments[max(left.last, clause.first) : right.first]
        return any(not segment.concepts.isdisjoint(signs) for segment in between)


def _read_whole(
    scene: Scene, spots: Sequence[Spot], found: Sequence[Spot], silence: Mapping[str, str]
) -> list[Mark]:
    """Return the one mark of a text that says nothing all through, or none.

    That there is nothing to explain goes for the whole text, but not surely beside a clause of unknown words.

    Args:
        scene: The text and what its sentences do.
        spots: The patterns that stand.
        found: Those that do not, too.
        silence: As `judge` takes it.
    """
    roles = {spot.group.role for spot in spots}
    silent = {
        scene.clause_of[spot.first]
        for spot in spots
        if spot.group.role == "nothing" or (spot.group.role in SILENT and _is_all(scene, spot))
    }
    said = [number for number in range(len(scene.clauses)) if number not in silent]
    silent_all = all(_says_nothing(scene, scene.clauses[number]) for number in said)
    if "nothing" in roles or True in scene.asked:
        sure = silent_all or _is_hint(scene.text, spots)
        trust = TRUST["nothing" if sure else "empty"]
        return [Mark(silence["nothing"], 0, len(scene.text), trust, faint=not sure)]
    if "guess" in roles or not silent_all:
        return []
    start, end = _spoken(scene)
    trust = TRUST["promised" if _only_promises(scene, found) else "empty"]
    return [Mark(code=silence["empty"], start=start, end=end, confidence=trust, faint=True)]


def _only_promises(scene: Scene, found: Sequence[Spot]) -> bool:
    """Return whether a text promises all through, and names no cause in it (针对人员流动大的问题，将…)."""
    promised = all(scene.measured[clause.first] for clause in scene.clauses)
    return (
        promised
        and not tells_what_is_open(scene.text)
        and not any(spot.group.role in EXPLAINED for spot in found)
    )


def _spoken(scene: Scene) -> tuple[int, int]:
    """Return where a text speaks for itself: without concessions, nor promises beside anything else."""
    spoken = [clause for clause in scene.clauses if not all(scene.conceded[clause.first : clause.last])]
    kept = [clause for clause in spoken if not scene.measured[clause.first]] or spoken
    if not kept:
        return 0, len(scene.text)
    end = len(scene.text) if kept[-1] is scene.clauses[-1] else scene.segments[kept[-1].last - 1].end
    return scene.segments[kept[0].first].start, end


def _is_all(scene: Scene, spot: Spot) -> bool:
    """Return whether a spot tells nearly all that its clause says; unknown words may say anything."""
    clause = scene.clause_at(spot.first)
    beside = [*range(clause.first, spot.first), *range(spot.last, clause.last)]
    said: int = sum(
        scene.segments[index].end - scene.segments[index].start
        for index in beside
        if has_content(scene, index) and not scene.measured[index] and not scene.conceded[index]
    )
    return said <= UNSAID


def _says_nothing(scene: Scene, clause: Clause) -> bool:
    for index in range(clause.first, clause.last):
        out_of_play = scene.measured[index] or scene.conceded[index]
        if not out_of_play and has_content(scene, index):
            return False
    return True
