"""Patterns over the segments of clauses → where they stand.

The only module that imports spaCy, when it is first needed: its Matcher finds the patterns that have edges,
or words that may be missing.  All others are words and gaps, compared by distance.  Of either kind only those
are tried whose first and last concepts stand in a clause in that order, and the others between them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from extractor.reason.candidates import Candidates, Find, speaks
from extractor.reason.phrasebooks import Group, Pattern, Phrasebook, Step
from extractor.reason.scenes import Kind, Scene
from extractor.reason.segments import EDGE, SIGN_KINDS, UNKNOWN
from extractor.reason.spots import Spot

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

Made = Callable[[], "Matcher"]
"""A matcher, made when it is first asked for: a start makes none, and many patterns never need theirs."""


class Grammar:
    """Patterns over segments; those with edges, or words that may be missing, are spaCy's to match."""

    def __init__(self, book: Phrasebook) -> None:
        self._candidates: Candidates[Made] = Candidates()
        kinds = {*book.words.values(), *SIGN_KINDS}
        self._names = {kind: "+".join(sorted(kind)) for kind in kinds}
        holders: defaultdict[str, list[Kind]] = defaultdict(list)
        for kind in kinds:
            for concept in kind:
                holders[concept].append(kind)
        for group in book.groups:
            for pattern in group.patterns:
                self._add(group, pattern, holders)

    @cached_property
    def _vocab(self) -> "Vocab":
        from spacy.lang.zh import Chinese  # noqa: PLC0415 - spaCy costs most of a start

        return Chinese().vocab

    def _add(self, group: Group, pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> None:
        words = [step for step in pattern if step.concepts]
        if len(pattern) == 1:
            self._candidates.add_word(group, words[0].concepts)
            return
        plain = not any(step.edge or step.optional for step in pattern)
        find: Find[Made] = Find(
            group=group,
            needs=tuple(step.concepts for step in words if not step.optional),
            speaks=speaks(pattern, holders),
            gaps=_gaps(pattern),
            reach=sum(step.gap for step in pattern) + len(words) - 2,
            left_edge=int(pattern[0].edge),
            right_edge=int(pattern[-1].edge),
            matcher=None if plain else cache(partial(self._matcher, pattern, holders)),
        )
        self._candidates.add(find, pattern)

    def _matcher(self, pattern: Pattern, holders: Mapping[str, Sequence[Kind]]) -> "Matcher":
        from spacy.matcher import Matcher  # noqa: PLC0415 - as above

        matcher = Matcher(self._vocab, validate=False)
        matcher.add("pattern", [[self._token(step, holders) for step in pattern]])
        return matcher

    def _token(self, step: Step, holders: Mapping[str, Sequence[Kind]]) -> dict[str, object]:
        """Return one step as a spaCy token pattern."""
        if step.edge:
            return {"IS_PUNCT": True}
        if step.gap:
            return {"IS_PUNCT": False, "OP": f"{{0,{step.gap}}}"}
        names = sorted({self._names[kind] for concept in step.concepts for kind in holders[concept]})
        token: dict[str, object] = {"ORTH": names[0] if len(names) == 1 else {"IN": names}}
        return {**token, "OP": "?"} if step.optional else token

    def find(self, scene: Scene) -> Iterator[Spot]:
        """Yield every pattern found, each end with its nearest beginning."""
        for clause in scene.clauses:
            kinds = [segment.concepts for segment in scene.segments[clause.first : clause.last]]
            spots, longs = self._candidates.look(kinds, clause.first)
            yield from spots
            if longs:
                yield from self._match(longs, kinds, clause.first)

    def _match(self, longs: Iterable[Find[Made]], kinds: Iterable[Kind], offset: int) -> Iterator[Spot]:
        """Yield what longer patterns find in a clause, whose edges are made punctuation."""
        from spacy.tokens import Doc  # noqa: PLC0415 - as above

        words = [EDGE, *(self._names.get(kind, UNKNOWN) for kind in kinds), EDGE]
        doc = Doc(self._vocab, words=words, spaces=[False] * len(words))
        for find in longs:
            nearest: dict[int, int] = {}
            for _, start, end in find.matcher()(doc) if find.matcher else ():
                nearest[end] = max(start, nearest.get(end, 0))
            for end, start in nearest.items():
                yield find.spot(offset + start - 1 + find.left_edge, offset + end - 1 - find.right_edge)


def _gaps(pattern: Pattern) -> tuple[int, ...]:
    """Return how many segments may stand before each word of a pattern but the first."""
    gaps: list[int] = []
    gap = 0
    for step in pattern:
        if step.concepts:
            gaps.append(gap)
        gap = step.gap
    return tuple(gaps[1:])
