"""What patterns found and what the learned model thinks → the categories of a text.

What patterns found stays unless the model, looking at the very clause, knows better (`DOUBTED`), or holds it
for all but impossible (`RULED_OUT`); its confidence becomes what such finds are worth where the model thinks
as it does.  Of what an organisation added, patterns or categories, the model has no say.  Where it finds the
category too, the words are those of its whole clause, for a pattern knows a part of them, unless
other causes are named in it.  What they only guess (`faint`) gives way to what the model finds likelier.  It
adds what no pattern found: where they are silent what it holds for likeliest from `FILL` on and more of them
from `FURTHER` on, if there is more than a date or a number; beside what they found causes and named rooms for
improvement alone, and from `ADD` on.  It may guess that a text says nothing, or is as good as blank, from
`EMPTY` on and never surely, and such a text goes to a person as one that nobody knows.  Of what it says alone
it is sure only where it is certain of that and of nothing else (`CERTAIN`).  Where it half hears a further
cause (`HALF_HEARD`), or the text ends in words of full success, nothing is shown as sure: it may tell more,
or less.  Where one category may be the effect of another, only those `BEYOND_DOUBT` are.  What patterns found
is sure only if it is `BELIEVED`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import NamedTuple

from extractor.reason.attainments import says_all_reached
from extractor.reason.effects import last_clause, may_bring, may_hold_effects
from extractor.reason.extents import find_words
from extractor.reason.opinions import MOST_SURE, NOTICED, Hearing, Opinion, Opinions
from extractor.reason.scenes import Scene
from extractor.reason.spans import Mark

# Where micro-F1 on sentences that the model had not learned from was best; DOUBTED and ADD on one half of the
# held-out sets.
RULED_OUT = 0.05
DOUBTED, FILL, FURTHER, ADD = 0.2, 0.15, 0.4, 0.45
ADD_BEFORE, ADD_APART = 0.6, 0.3
"""Where what was found stands in a later clause of the sentence, which this one may only lead up to; and
where it stands in other sentences, or a word sets both side by side."""
SECONDED = 0.3
BELIEVED = 0.65
"""Of 17 held-out texts that would be sure without this, five were wrong."""
HALF_HEARD = 0.08
"""Of texts that were shown as sure, but in which the model finds an unshown cause as probable as this, one in
four lacks a category or has a wrong one, of the others one in forty."""
CERTAIN, CERTAIN_BESIDE, UNRIVALLED = 0.9, 0.85, 0.05
"""Where no pattern speaks, all that is shown is as probable as the first and nothing else as the last, 99 of
100 texts were wholly right, as where patterns agree, and 96 with the second where they found a part of it:
only there is it sure of what it says alone."""
BEYOND_DOUBT = 0.95
"""Of texts shown as sure with two categories in one sentence, that no word sets side by side, one in six had
an effect among them where one was less probable than this, one in 25 where none was."""
PROMISED_MORE = 0.5
"""From here on what is promised may be a cause, or tell of going beyond the plan."""
EMPTY = 0.4
"""From here on the model may guess that a text says nothing: under it, it knows as little as anyone."""
WORDLESS = frozenset("年月日季度第期号附表件页至到—-0")
"""Signs of dates and references, which say no reason however many there are."""
FEWEST_SIGNS = 2
LIST_SIGNS, BREAKS = "、和及与", "，；。"
BETWEEN = "，：、"
"""What stands between words that are side by side."""
WELL_KNOWN = 0.9
"""What patterns are surer of than this (an empty cell) needs no second opinion."""


class Leave(NamedTuple):
    """What the model may say: `alone`, where patterns found nothing, each code from which probability on.

    `beside` are the codes that it may add to what they found, `causes` those that explain a shortfall,
    `silent` those of texts that say nothing.
    """

    alone: Mapping[str, float]
    beside: AbstractSet[str]
    causes: AbstractSet[str]
    silent: AbstractSet[str]


def supplement(
    scene: Scene,
    marks: Sequence[Mark],
    opinions: Opinions,
    leave: Leave,
) -> list[Mark]:
    """Return the marks of one text after the second opinion, in reading order.

    Args:
        scene: The text and what its sentences do; what no cause may be read from is barred.
        marks: What the patterns found.
        opinions: The learned model.
        leave: What it may say.
    """
    if any(mark.confidence > WELL_KNOWN for mark in marks):
        return list(marks)
    hearing = opinions.hear(scene)
    if not hearing.clauses:
        lowered = [*map(_unsure, marks)]
        is_sure = lowered != list(marks)
        return lowered if is_sure and _promises_more(scene, marks, opinions) else list(marks)
    heard = hearing.opinions
    marks = list(_believed(scene, marks, hearing))
    found = {mark.code for mark in marks}
    faint = all(mark.faint for mark in marks) and not (heard and heard[0].code in found)
    said = _added(scene, marks, heard, leave, faint=faint) if _says_anything(scene) else ()
    added = [_mark(scene, opinion, opinions) for opinion in said if opinion.code not in found]
    words = {
        opinion.code: find_words(scene, opinion)
        for opinion in heard
        if opinion.probability >= SECONDED and opinion.code in leave.alone and opinion.code in found
    }
    kept = [] if faint and added else list(_weighed(scene, marks, words, hearing, opinions))
    codes = {mark.code for mark in (*kept, *added)}
    if not _is_certain(codes, heard, leave, CERTAIN_BESIDE if kept else CERTAIN):
        added = [_unsure(mark) for mark in added]
    shown = sorted({*kept, *added}, key=lambda mark: (mark.start, mark.end, mark.code))
    doubted = _doubted(scene, shown, heard, leave)
    return [_unsure(mark) if mark.code in doubted else mark for mark in shown]


def _added(
    scene: Scene, marks: Sequence[Mark], heard: Sequence[Opinion], leave: Leave, *, faint: bool
) -> Iterator[Opinion]:
    """Yield the opinions that are probable enough to be said, beside marks that are not `faint` or alone."""
    held = set() if faint else {last_clause(scene, mark.end) for mark in marks}
    for place, opinion in enumerate(heard):
        if faint:
            least = max(leave.alone.get(opinion.code, 1), FURTHER if place else 0)
        else:
            least = _least_beside(scene, opinion.last, held) if opinion.code in leave.beside else 1
        if opinion.probability >= least:
            yield opinion


def _least_beside(scene: Scene, clause: int, held: Iterable[int]) -> float:
    """Return from which probability on a clause adds a category to those of the clauses `held`."""
    if any(may_bring(scene, clause, one) for one in held):
        return ADD_BEFORE
    return ADD if any(one == clause or may_bring(scene, one, clause) for one in held) else ADD_APART


def _doubted(scene: Scene, shown: Sequence[Mark], heard: Sequence[Opinion], leave: Leave) -> AbstractSet[str]:
    """Return the categories that are not to be shown as sure: all where a text may tell more than these.

    Where one may be the effect of another, those that are not beyond doubt.
    """
    codes = {mark.code for mark in shown}
    unshown = leave.causes - codes
    if any(opinion.probability >= HALF_HEARD and opinion.code in unshown for opinion in heard):
        return codes
    if not leave.causes.isdisjoint(codes) and says_all_reached(scene):
        return codes
    doubted = codes - {opinion.code for opinion in heard if opinion.probability >= BEYOND_DOUBT}
    return doubted if doubted and may_hold_effects(scene, (mark for mark in shown if not mark.own)) else set()


def _is_certain(codes: AbstractSet[str], heard: Sequence[Opinion], leave: Leave, least: float) -> bool:
    """Return whether the model may be sure of these categories alone: never that a text says nothing."""
    certain = {opinion.code for opinion in heard if opinion.probability >= least}
    return codes <= certain - leave.silent and all(
        opinion.probability < UNRIVALLED for opinion in heard if opinion.code not in codes
    )


def _promises_more(scene: Scene, marks: Sequence[Mark], opinions: Opinions) -> bool:
    """Return whether the model, told what is promised, would rather hear what is not shown."""
    barred = [out and not measured for out, measured in zip(scene.barred, scene.measured, strict=True)]
    heard = opinions.hear(scene._replace(barred=barred)).opinions
    shown = {mark.code for mark in marks}
    return any(opinion.probability >= PROMISED_MORE and opinion.code not in shown for opinion in heard)


def _unsure(mark: Mark) -> Mark:
    """Return a mark that is not shown as sure, unless it is of an organisation's own."""
    return mark if mark.own else mark._replace(confidence=min(mark.confidence, MOST_SURE))


def _believed(scene: Scene, marks: Sequence[Mark], hearing: Hearing) -> Iterator[Mark]:
    """Yield the marks that the model does not doubt where they stand.

    It doubts less where it has nothing to say itself.  To the model a clause has one category, so those of a
    list are believed together.
    """
    heard = hearing.opinions
    least = DOUBTED if heard and heard[0].probability >= FILL else RULED_OUT
    for listed in _lists(scene, marks):
        near = {mark.code: hearing.near(scene, mark.code, mark.start, mark.end) for mark in listed}
        known = [share for share in near.values() if share is not None]
        believed = not known or sum(known) >= least
        yield from (mark for mark in listed if believed or mark.own or near[mark.code] is None)


def _weighed(
    scene: Scene,
    marks: Sequence[Mark],
    words: Mapping[str, tuple[int, int]],
    hearing: Hearing,
    opinions: Opinions,
) -> Iterator[Mark]:
    """Yield what patterns found, with the words of the model and what such finds are worth beside it.

    To the model a clause has one category: where patterns found several, one after the other in a
    list, it means those together, which is not sure.
    """
    count = Counter(mark.code for mark in marks)
    probable = {opinion.code: opinion.probability for opinion in hearing.opinions}
    for listed in _lists(scene, marks):
        share = sum(probable.get(code, 0.0) for code in dict.fromkeys(mark.code for mark in listed))
        together = min(MOST_SURE, opinions.beside.read(max(share, NOTICED)))
        for mark in listed:
            if mark.code in opinions.codes:
                apart = opinions.beside.read(probable.get(mark.code, NOTICED))
                if probable.get(mark.code, 0.0) < BELIEVED:
                    apart = min(MOST_SURE, apart)
                second = _seconded(scene, mark, words.get(mark.code), hearing, only=count[mark.code] == 1)
                alone = second if _is_alone(second, marks) else mark
                yield alone._replace(confidence=max(apart, together))
            else:
                yield mark


def _lists(scene: Scene, marks: Sequence[Mark]) -> list[list[Mark]]:
    """Return marks by the list that their words stand in, most of them alone."""
    lists: list[list[Mark]] = []
    for mark in sorted(marks, key=attrgetter("start")):
        if lists and _is_listed(scene, lists[-1][-1], mark):
            lists[-1].append(mark)
        else:
            lists.append([mark])
    return lists


def _is_listed(scene: Scene, one: Mark, other: Mark) -> bool:
    """Tell whether two stretches of words stand side by side in a list."""
    between = scene.text[one.end : other.start]
    return any(sign in between for sign in LIST_SIGNS) and not any(sign in between for sign in BREAKS)


def _is_alone(mark: Mark, marks: Sequence[Mark]) -> bool:
    """Tell whether no other category has its words within these."""
    return not any(
        other.code != mark.code and other.start < mark.end and mark.start < other.end for other in marks
    )


def _says_anything(scene: Scene) -> bool:
    """Tell whether a text has words beside dates, numbers and signs."""
    return sum(map(str.isalpha, filter(WORDLESS.isdisjoint, scene.text))) >= FEWEST_SIGNS


def _mark(scene: Scene, opinion: Opinion, opinions: Opinions) -> Mark:
    return Mark(opinion.code, *find_words(scene, opinion), opinions.alone.read(opinion.probability))


def _seconded(
    scene: Scene, mark: Mark, words: tuple[int, int] | None, hearing: Hearing, *, only: bool
) -> Mark:
    """Return a pattern's mark with the words that the model has in mind, if it finds the category too.

    When those hold its own, or, where it is the `only` one of its category, stand elsewhere and the model
    does not find it where the pattern did: both where they are side by side.
    """
    if words is None:
        return mark
    start, end = words
    if start <= mark.start and mark.end <= end:
        return mark._replace(start=start, end=end)
    first, last = min(mark.end, end), max(mark.start, start)
    if not only or first > last or (hearing.near(scene, mark.code, mark.start, mark.end) or 0) >= SECONDED:
        return mark
    if all(sign in BETWEEN for sign in scene.text[first:last]):
        start, end = min(mark.start, start), max(mark.end, end)
    return mark._replace(start=start, end=end)
