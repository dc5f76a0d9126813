"""Segments of a reason → what its sentences do with them.

A segment is a known word (with the concepts it belongs to) or a run of unknown
characters.  What leaves says of each segment which sentence and clause it
stands in and whether it is out of play: inside a measure (下一步将…), a
concession (虽…), a denial (不存在…, 与…无关), a supposition (如遇…，可能…) or a
quoted name.  The words that mark these are data: concepts of `concepts/logic.toml`.
"""

from collections.abc import Sequence
from itertools import pairwise

from extractor.reason.promises import PROMISING, mark_measures
from extractor.reason.scenes import (
    BUT,
    PAUSE,
    QUOTE,
    QUOTES,
    STOP,
    Clause,
    Scene,
    Segment,
    bar,
    find_word,
    sentences,
)

REACH_OF_NOT = 4
"""So many light words (未 对 项目 造成 影响) may stand between a negation and what it denies."""
FEWEST_JOINED = 2
"""So many signs before 且 are a clause of their own: 多雨且资金到位较晚."""
STIRRING = ("BAD", "STIR", "NOT", "NUMBER", "CAUSE", "RESULT", BUT)
"""Beside one of these, a word of calm does not say that all is well: 12月才到位, 天气正常但…"""


def read_scene(text: str, segments: Sequence[Segment]) -> Scene:
    """Return what the sentences of a text do with its segments.

    Args:
        text: The folded text.
        segments: All of it, in order, without overlap; punctuation is a segment with STOP or PAUSE.
    """
    size, clauses = len(segments), _split(segments)
    clause_of = [-1] * size
    for number, clause in enumerate(clauses):
        clause_of[clause.first : clause.last] = [number] * (clause.last - clause.first)
    scene = Scene(text, segments, clauses, clause_of, *([False] * size for _ in range(8)))
    seen = frozenset().union(*[segment.concepts for segment in segments])
    for needs, mark in _MARKERS:
        if not needs.isdisjoint(seen):
            mark(scene)
    return scene


def _split(segments: Sequence[Segment]) -> list[Clause]:
    clauses: list[Clause] = []
    first = sentence = 0
    for index, (start, _, concepts) in enumerate(segments):
        if "JOIN" in concepts and index > first and start - segments[first].start >= FEWEST_JOINED:
            clauses.append(Clause(first, index, sentence))
            first = index
        elif not concepts.isdisjoint(_ENDS):
            stop, bullet = STOP in concepts, "BULLET" in concepts
            if index > first:
                clauses.append(Clause(first, index, sentence))
            first = index + (not bullet)
            sentence += stop or bullet
    if first < len(segments):
        clauses.append(Clause(first, len(segments), sentence))
    return clauses


def _mark_concessions(scene: Scene) -> None:
    """Bar from 虽 to the 但 that answers it, or to its clause's end."""
    for sentence in sentences(scene):
        for place, clause in enumerate(sentence):
            if find_word(scene, clause, "CONCEDE") < 0:
                continue
            for later in sentence[place:]:
                but = find_word(scene, later, "BUT")
                if but >= 0:
                    bar(scene, clause.first, but, scene.conceded)
                    break
            else:
                bar(scene, clause.first, clause.last, scene.conceded)


def _mark_unharmed(scene: Scene) -> None:
    """Bar what a 但 says did no harm: 资金拨付稍晚，但不影响实施."""
    for place, clause in enumerate(scene.clauses):
        but = find_word(scene, clause, BUT)
        if but < 0 or find_word(scene, clause._replace(first=but), "UNHARMED", "DENY_AFTER") < 0:
            continue
        before = scene.clauses[place - 1] if place else clause
        joined = but == clause.first and before.sentence == clause.sentence
        bar(scene, before.first if joined else clause.first, but, scene.conceded)


def _mark_leads(scene: Scene) -> None:
    """Mark what stands before a 但 in its sentence, or in the one before if it opens its own."""
    before = 0
    for sentence in sentences(scene):
        first = sentence[0].first
        if turns := [but for clause in sentence if (but := find_word(scene, clause, "BUT")) >= 0]:
            start = before if turns[0] == first else first
            scene.led[start : turns[-1]] = [True] * (turns[-1] - start)
        before = first


def _mark_denials(scene: Scene) -> None:
    """Bar what 不存在 and its kin deny after them, and what …无关 denies before it."""
    for clause in scene.clauses:
        for index in range(clause.first, clause.last):
            concepts = scene.segments[index].concepts
            if "DENY" in concepts:
                but = find_word(scene, clause._replace(first=index + 1), "BUT")
                bar(scene, index, but if but >= 0 else clause.last)
            if "DENY_AFTER" in concepts:
                bar(scene, clause.first, index + 1)
            if "NOT" in concepts and _denies(scene, clause, index):
                cause = find_word(scene, clause._replace(last=index), "CAUSE", BUT)
                but = find_word(scene, clause._replace(first=index + 1), BUT)
                bar(scene, max(clause.first, cause), but if but >= 0 else clause.last)


def _mark_suppositions(scene: Scene) -> None:
    """Bar what is supposed, with what would come of it: 如资金不足，工程可能延期."""
    for sentence in sentences(scene):
        for clause, after in pairwise(sentence):
            opens = clause is sentence[0] and "IF" in scene.segments[clause.first].concepts
            if (opens or find_word(scene, clause, "SUPPOSE") >= 0) and find_word(scene, after, "WOULD") >= 0:
                bar(scene, clause.first, after.last)


def _denies(scene: Scene, clause: Clause, negation: int) -> bool:
    """Return whether a negation stands before something adverse: 没有流标, and not 没有填写."""
    for index in range(negation + 1, min(clause.last, negation + 2 + REACH_OF_NOT)):
        concepts = scene.segments[index].concepts
        if "ADVERSE" in concepts:
            return True
        if "LIGHT" not in concepts:
            return False
    return False


def _mark_calm(scene: Scene) -> None:
    """Mark clauses that say that all is well, and nothing that went wrong."""
    for clause in scene.clauses:
        said = clause._replace(first=clause.first + (BUT in scene.segments[clause.first].concepts))
        if find_word(scene, said, "CALM") >= 0 and find_word(scene, said, *STIRRING) < 0:
            scene.calm[clause.first : clause.last] = [True] * (clause.last - clause.first)


def _mark_results(scene: Scene) -> None:
    """Mark what follows 导致 in its sentence; what precedes it in its clause is named a cause."""
    for sentence in sentences(scene):
        for clause in sentence:
            result = find_word(scene, clause, "RESULT")
            if result >= 0:
                scene.resulting[result : sentence[-1].last] = [True] * (sentence[-1].last - result)
                scene.framed[clause.first : result] = [True] * (result - clause.first)


def _mark_causes(scene: Scene) -> None:
    """Mark what is named a cause: all after 因, 主要是 in the clause, or a later one that 是 opens."""
    sentence = -1
    for clause in scene.clauses:
        later = clause.sentence == sentence and "IS" in scene.segments[clause.first].concepts
        cause = clause.first if later else find_word(scene, clause, "CAUSE")
        sentence = clause.sentence
        if cause >= 0:
            scene.framed[cause : clause.last] = [True] * (clause.last - cause)
            scene.resulting[cause : clause.last] = [False] * (clause.last - cause)


def _mark_quotes(scene: Scene) -> None:
    closing = ""
    for index, segment in enumerate(scene.segments):
        sign = scene.text[segment.start]
        if closing:
            scene.barred[index] = True
        if sign == closing:
            closing = ""
        elif not closing and sign in QUOTES and QUOTES[sign] in scene.text[segment.end :]:
            closing = QUOTES[sign]


_ENDS = frozenset({STOP, PAUSE, "BULLET"})
_MARKERS = (
    (PROMISING, mark_measures),
    (frozenset({"CONCEDE"}), _mark_concessions),
    (frozenset({"BUT"}), _mark_unharmed),
    (frozenset({"BUT"}), _mark_leads),
    (frozenset({"DENY", "DENY_AFTER", "NOT"}), _mark_denials),
    (frozenset({"SUPPOSE", "IF"}), _mark_suppositions),
    (frozenset({"CALM"}), _mark_calm),
    (frozenset({"RESULT"}), _mark_results),
    (frozenset({"CAUSE", "IS"}), _mark_causes),
    (frozenset({QUOTE}), _mark_quotes),
)
