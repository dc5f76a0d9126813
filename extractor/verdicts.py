"""Standing spots → the categories of one text.

Causes stand by themselves; what may as well be an effect (fewer people came)
gives way to a cause named before it; what only admits a weakness gives way to
the cause that explains it; words that say nothing count only when the whole
text says nothing.  Which pattern plays which role is data; no category is known
here by name.
"""

from collections.abc import Iterable, Mapping, Sequence

from extractor.clauses import Clause, Scene
from extractor.spans import TRUST, label
from extractor.spots import SILENT, Spot, has_content, place, stand
from models.records import Label


def judge(scene: Scene, spots: Iterable[Spot], silence: Mapping[str, str]) -> list[Label]:
    """Return the labels of one text, in reading order, as spans of its folded form.

    Args:
        scene: The text and what its sentences do.
        spots: Every pattern found in it.
        silence: The codes for a text that says `nothing` and for one that is `empty` of content.
    """
    standing = stand(scene, spots)
    kept = _keep(scene, standing)
    if not kept and (whole := _read_whole(scene, standing, silence)):
        return whole
    themes = [spot for spot in standing if spot.group.role == "subject"]
    return label(scene, kept or [spot for spot in standing if spot.group.role == "guess"], themes)


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
    return sorted(kept, key=place)


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
        if not out_of_play and has_content(scene, index):
            return False
    return True
