"""A text's clauses → those that only promise.

What is promised (下一步将…) is out of play: from its marker to the end of its sentence, and all of a list
or of a heading's text.  The words that mark it are data: concepts of `concepts/logic.toml`.
"""

import re

from extractor.reason.scenes import Clause, Scene, bar, find_word, sentences

REACH_OF_WILL = 5
REACH_OF_MUST = 2
PROMISING = frozenset({"MEASURE_HEAD", "MEASURE_TIME", "WILL", "MEASURE_LATER", "ADVICE", "ORDER", "MUST"})
"""A text without any of these promises nothing."""
_MORE = "[^，。；：、]{2,}?"
_OPEN = re.compile(
    "(?<![有接招期对看亟急])待(?!遇)"
    f"|等(?!级){_MORE}(?:再(?![接上创])|时)"
    f"|在{_MORE}(?<![及按同随准适定实])时(?![间限段序效期])"
    f"|{_MORE}(?<![今以往此最先前落滞背])后(?![续期勤台])"
    f"|(?:解决|克服|避免|防止|化解|破解|消除|扭转){_MORE}"
    f"|(?:尽快|尽早|抓紧)(?:完成|办理|落实){_MORE}"
)
"""What a promise waits for (待批复后), is to overcome (解决…) or to finish soon is open still."""


def tells_what_is_open(text: str) -> bool:
    """Return whether promises tell what they wait for or are to overcome: that may be the cause."""
    return bool(_OPEN.search(text))


def mark_measures(scene: Scene) -> None:
    """Bar what is promised: from its marker to the sentence's end, after a heading or in a list to the next.

    Without a heading a clause that begins with 今年, or with what names a cause, ends it too.
    """
    headed = listed = False
    for sentence in sentences(scene):
        promising = headed or listed
        for clause in sentence:
            if find_word(scene, clause, "CAUSE_HEAD") >= 0:
                headed = listed = promising = False
            if not headed and not scene.segments[clause.first].concepts.isdisjoint(("NOW", "CAUSE")):
                listed = promising = False
            head = find_word(scene, clause, "MEASURE_HEAD")
            if head >= 0 and "CAUSE" in scene.segments[min(head + 1, clause.last - 1)].concepts:
                head, headed, promising = -1, True, False
            start = clause.first if promising else head if head >= 0 else _promise(scene, clause)
            if start >= 0:
                bar(scene, start, clause.last, scene.measured)
                promising = promising or not _is_order(scene, clause, start)
                listed |= promising and _opens_list(scene, clause)
            headed |= head >= 0


def _opens_list(scene: Scene, clause: Clause) -> bool:
    """Return whether a list follows a clause that promises and names no faults: 我们将：…; 今后，一是…."""
    after = scene.segments[clause.last : clause.last + 2]
    listed = any("FIRST" in segment.concepts for segment in after)
    colon = any(scene.text[segment.start] == "：" for segment in after[:1])
    return (listed or colon) and find_word(scene, clause, "FAULTY") < 0


def _promise(scene: Scene, clause: Clause) -> int:
    """Return the segment from which a clause promises, or -1."""
    if (marker := find_word(scene, clause, "MEASURE_TIME")) >= 0:
        return marker
    if "ADVICE" in scene.segments[clause.first].concepts:
        return clause.first
    for index in range(clause.first, clause.last):
        concepts = scene.segments[index].concepts
        if "WILL" in concepts or "MEASURE_LATER" in concepts:
            near = clause._replace(first=index + 1, last=min(clause.last, index + 1 + REACH_OF_WILL))
            if find_word(scene, near, "DO", "ORDER") >= 0:
                return index
        if "MUST" in concepts:
            near = clause._replace(first=index + 1, last=min(clause.last, index + 1 + REACH_OF_MUST))
            if find_word(scene, near, "SPUR") >= 0 and find_word(scene, clause, "NOT", "CAUSE", "RESULT") < 0:
                return clause.first
    return _order(scene, clause)


def _order(scene: Scene, clause: Clause) -> int:
    """Return the start of a clause that is an order (加强…), as long as nothing in it is done or bad."""
    for index in range(clause.first, clause.last):
        concepts = scene.segments[index].concepts
        if "ORDER" in concepts:
            return -1 if find_word(scene, clause, "DONE", "BAD", "CAUSE", "RESULT") >= 0 else index
        if "LEAD" not in concepts:
            break
    return -1


def _is_order(scene: Scene, clause: Clause, start: int) -> bool:
    return "ORDER" in scene.segments[start].concepts and find_word(scene, clause, "WILL", "MEASURE_TIME") < 0
