"""Segments of a reason → what its sentences do with them.

A segment is a known word (with the concepts it belongs to) or a run of unknown
characters.  What leaves says of each segment which sentence and clause it
stands in and whether it is out of play: inside a measure (下一步将…), a
concession (虽…), a denial (不存在…, 与…无关), a condition (如遇…) or a quoted
name.  The words that mark these are data: concepts of `concepts/logic.toml`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

STOP, PAUSE, BUT, QUOTE = "STOP", "PAUSE", "BUT", "QUOTE"
REACH_OF_WILL = 5
REACH_OF_MUST = 2
REACH_OF_NOT = 4
"""So many light words (未 对 项目 造成 影响) may stand between a negation and what it denies."""
STIRRING = ("BAD", "STIR", "NOT", "NUMBER", "CAUSE", "RESULT", BUT)
"""Beside one of these, a word of calm does not say that all is well: 12月才到位, 天气正常但…"""
QUOTES = {"“": "”", "《": "》", "「": "」", "『": "』"}

Kind = frozenset[str]
"""The concepts of one segment."""


class Segment(NamedTuple):
    """`text[start:end]` of the folded text; no concepts where the words are unknown."""

    start: int
    end: int
    concepts: Kind


class Clause(NamedTuple):
    """Segments `first` up to, not including, `last`; its closing punctuation stands outside."""

    first: int
    last: int
    sentence: int


class Scene(NamedTuple):
    """One text, understood.  The lists hold one entry a segment.

    `measured` and `conceded` are kept apart from `barred` (which holds all that is out of play) because a
    clause of promises says nothing, while a denied clause says something.  What the form itself asks for is
    `asked`, and `measured` too.  `calm` is a clause that says that all is well with its noun (人员稳定):
    it says something, but no cause.  `led` is what a 但 takes back;
    `resulting` what follows 导致 and its kin; `framed` what is named a cause (因…, …所致).
    """

    text: str
    segments: Sequence[Segment]
    clauses: Sequence[Clause]
    clause_of: list[int]
    barred: list[bool]
    measured: list[bool]
    asked: list[bool]
    conceded: list[bool]
    calm: list[bool]
    led: list[bool]
    resulting: list[bool]
    framed: list[bool]

    def clause_at(self, index: int) -> Clause:
        """Return the clause that holds a segment, which must not be punctuation."""
        return self.clauses[self.clause_of[index]]


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
    for index, (_, _, concepts) in enumerate(segments):
        if not concepts.isdisjoint(_ENDS):
            stop, bullet = STOP in concepts, "BULLET" in concepts
            if index > first:
                clauses.append(Clause(first, index, sentence))
            first = index + (not bullet)
            sentence += stop or bullet
    if first < len(segments):
        clauses.append(Clause(first, len(segments), sentence))
    return clauses


def _sentences(scene: Scene) -> Iterator[list[Clause]]:
    """Yield the clauses of each sentence, in order."""
    for _, clauses in groupby(scene.clauses, attrgetter("sentence")):
        yield list(clauses)


def _find(scene: Scene, clause: Clause, *concepts: str) -> int:
    """Return the first segment of a clause with one of the concepts, or -1."""
    first, last, _ = clause
    for index, segment in enumerate(scene.segments[first:last], first):
        if not segment.concepts.isdisjoint(concepts):
            return index
    return -1


def bar(scene: Scene, first: int, last: int, also: list[bool] | None = None) -> None:
    """Take segments `first` up to, not including, `last` out of play, and mark them in another list too."""
    for flags in (scene.barred, also):
        if flags is not None:
            flags[first:last] = [True] * (last - first)


def _mark_measures(scene: Scene) -> None:
    """Bar what is promised: from its marker to the sentence's end, after a heading to the next.

    Without a heading a clause that begins with 今年, or with what names a cause, ends it too.
    """
    headed = False
    for sentence in _sentences(scene):
        promising = headed
        for clause in sentence:
            if _find(scene, clause, "CAUSE_HEAD") >= 0:
                headed = promising = False
            promising &= headed or scene.segments[clause.first].concepts.isdisjoint(("NOW", "CAUSE"))
            head = _find(scene, clause, "MEASURE_HEAD")
            start = clause.first if promising else head if head >= 0 else _promise(scene, clause)
            if start >= 0:
                bar(scene, start, clause.last, scene.measured)
                promising = promising or not _is_order(scene, clause, start)
            headed = headed or head >= 0


def _promise(scene: Scene, clause: Clause) -> int:
    """Return the segment from which a clause promises, or -1."""
    if (marker := _find(scene, clause, "MEASURE_TIME")) >= 0:
        return marker
    if "ADVICE" in scene.segments[clause.first].concepts:
        return clause.first
    for index in range(clause.first, clause.last):
        concepts = scene.segments[index].concepts
        if "WILL" in concepts or "MEASURE_LATER" in concepts:
            near = clause._replace(first=index + 1, last=min(clause.last, index + 1 + REACH_OF_WILL))
            if _find(scene, near, "DO", "ORDER") >= 0:
                return index
        if "MUST" in concepts:
            near = clause._replace(first=index + 1, last=min(clause.last, index + 1 + REACH_OF_MUST))
            if _find(scene, near, "SPUR") >= 0 and _find(scene, clause, "NOT", "CAUSE", "RESULT") < 0:
                return clause.first
    return _order(scene, clause)


def _order(scene: Scene, clause: Clause) -> int:
    """Return the start of a clause that is an order (加强…), as long as nothing in it is done or bad."""
    for index in range(clause.first, clause.last):
        concepts = scene.segments[index].concepts
        if "ORDER" in concepts:
            return -1 if _find(scene, clause, "DONE", "BAD", "CAUSE", "RESULT") >= 0 else index
        if "LEAD" not in concepts:
            break
    return -1


def _is_order(scene: Scene, clause: Clause, start: int) -> bool:
    return "ORDER" in scene.segments[start].concepts and _find(scene, clause, "WILL", "MEASURE_TIME") < 0


def _mark_concessions(scene: Scene) -> None:
    """Bar from 虽 to the 但 that answers it, or to its clause's end."""
    for sentence in _sentences(scene):
        for place, clause in enumerate(sentence):
            if _find(scene, clause, "CONCEDE") < 0:
                continue
            for later in sentence[place:]:
                but = _find(scene, later, "BUT")
                if but >= 0:
                    bar(scene, clause.first, but, scene.conceded)
                    break
            else:
                bar(scene, clause.first, clause.last, scene.conceded)


def _mark_unharmed(scene: Scene) -> None:
    """Bar what a 但 says did no harm: 资金拨付稍晚，但不影响实施."""
    for place, clause in enumerate(scene.clauses):
        but = _find(scene, clause, BUT)
        if but < 0 or _find(scene, clause._replace(first=but), "UNHARMED", "DENY_AFTER") < 0:
            continue
        before = scene.clauses[place - 1] if place else clause
        joined = but == clause.first and before.sentence == clause.sentence
        bar(scene, before.first if joined else clause.first, but, scene.conceded)


def _mark_leads(scene: Scene) -> None:
    """Mark what stands before a 但 in its sentence, or in the one before if it opens its own."""
    before = 0
    for sentence in _sentences(scene):
        first = sentence[0].first
        if turns := [but for clause in sentence if (but := _find(scene, clause, "BUT")) >= 0]:
            start = before if turns[0] == first else first
            scene.led[start : turns[-1]] = [True] * (turns[-1] - start)
        before = first


def _mark_denials(scene: Scene) -> None:
    """Bar what 不存在 and its kin deny after them, and what …无关 denies before it."""
    for clause in scene.clauses:
        for index in range(clause.first, clause.last):
            concepts = scene.segments[index].concepts
            if "DENY" in concepts:
                but = _find(scene, clause._replace(first=index + 1), "BUT")
                bar(scene, index, but if but >= 0 else clause.last)
            if "DENY_AFTER" in concepts:
                bar(scene, clause.first, index + 1)
            if "NOT" in concepts and _denies(scene, clause, index):
                cause = _find(scene, clause._replace(last=index), "CAUSE", BUT)
                but = _find(scene, clause._replace(first=index + 1), BUT)
                bar(scene, max(clause.first, cause), but if but >= 0 else clause.last)


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
        if _find(scene, said, "CALM") >= 0 and _find(scene, said, *STIRRING) < 0:
            scene.calm[clause.first : clause.last] = [True] * (clause.last - clause.first)


def _mark_results(scene: Scene) -> None:
    """Mark what follows 导致 in its sentence; what precedes it in its clause is named a cause."""
    for sentence in _sentences(scene):
        for clause in sentence:
            result = _find(scene, clause, "RESULT")
            if result >= 0:
                scene.resulting[result : sentence[-1].last] = [True] * (sentence[-1].last - result)
                scene.framed[clause.first : result] = [True] * (result - clause.first)


def _mark_causes(scene: Scene) -> None:
    """Mark what is named a cause: all after 因, 主要是 in the clause, or a later one that 是 opens."""
    sentence = -1
    for clause in scene.clauses:
        later = clause.sentence == sentence and "IS" in scene.segments[clause.first].concepts
        cause = clause.first if later else _find(scene, clause, "CAUSE")
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


_PROMISING = frozenset({"MEASURE_HEAD", "MEASURE_TIME", "WILL", "MEASURE_LATER", "ADVICE", "ORDER", "MUST"})
_ENDS = frozenset({STOP, PAUSE, "BULLET"})
_MARKERS = (
    (_PROMISING, _mark_measures),
    (frozenset({"CONCEDE"}), _mark_concessions),
    (frozenset({"BUT"}), _mark_unharmed),
    (frozenset({"BUT"}), _mark_leads),
    (frozenset({"DENY", "DENY_AFTER", "NOT"}), _mark_denials),
    (frozenset({"CALM"}), _mark_calm),
    (frozenset({"RESULT"}), _mark_results),
    (frozenset({"CAUSE", "IS"}), _mark_causes),
    (frozenset({QUOTE}), _mark_quotes),
)
