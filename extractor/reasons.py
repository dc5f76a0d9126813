"""Reason text → categories, each with the very words that show it.

The only module that imports spaCy.  A blank Chinese vocabulary, one token a
character; one PhraseMatcher finds every known word and literal phrase, so the
cost does not grow with their number; the words cut the text into segments;
Matchers then find patterns over segments, and only those run whose first and
last concepts stand in one clause in that order.  What the finds mean is
decided by plain code (`extractor.clauses`, `extractor.verdicts`).
"""

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.lang.zh import Chinese
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extractor.clauses import Scene, Segment, read_scene
from extractor.foldings import fold
from extractor.phrasebooks import BUILT_IN, Group, Pattern, Phrasebook, Step, read_phrasebook
from extractor.segments import EDGE, UNKNOWN, Word, cut
from extractor.spans import TRUST
from extractor.spots import Spot, phrase_spot, stand
from extractor.verdicts import judge
from models.errors import BrokenSetup
from models.records import Label
from models.taxonomies import ARTIFACTS, Taxonomy, read_taxonomy

LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reason text says; no labels means that no pattern knew it, so a person must."""

    labels: tuple[Label, ...]
    explains: bool


class Classifier:
    """Sorts reason texts.  `version` changes with every change of taxonomy or patterns."""

    def __init__(self, taxonomy: Taxonomy, book: Phrasebook) -> None:
        if strangers := {group.code for group in book.groups} - taxonomy.categories.keys():
            raise BrokenSetup(f"patterns speak of {', '.join(sorted(strangers))}, unknown to the taxonomy")
        self.version = hashlib.sha256(f"{taxonomy.version} {book.version}".encode()).hexdigest()[:16]
        self._taxonomy = taxonomy
        self._silence = {str(group.role): group.code for group in book.groups}
        self._whole = {text: group.code for group in book.groups for text in group.whole}
        vocab = Chinese().vocab
        self._lexicon = _Lexicon(vocab, book)
        self._grammar = _Grammar(vocab, book)

    def classify(self, text: str) -> Reading:
        """Return the categories of one reason cell, as spans of the text as given.

        Args:
            text: The cell as printed.  Any string will do; nothing here raises.
        """
        folded = fold(text)
        said = "".join(filter(str.isalnum, folded.text))
        if not said or said in self._whole:
            code = self._whole.get(said, self._silence["nothing"])
            return self._reading([Label(code=code, start=0, end=len(text), confidence=TRUST["nothing"])])
        labels = []
        for offset, part in _parts(folded.text):
            for label in judge(*self._look(part), self._silence):
                start, end = folded.printed(offset + label.start, offset + label.end)
                labels.append(Label(code=label.code, start=start, end=end, confidence=label.confidence))
        return self._reading(labels)

    def classify_many(self, texts: Iterable[str]) -> Iterator[Reading]:
        """Yield the reading of each text, in order, as they come."""
        return map(self.classify, texts)

    def groups(self, text: str) -> frozenset[str]:
        """Return the ids of the pattern groups that stand in a text: for those who edit patterns."""
        return frozenset(spot.group.id for spot in stand(*self._look(fold(text).text)))

    def _look(self, text: str) -> tuple[Scene, list[Spot]]:
        segments, names, phrases = self._lexicon.read(text)
        scene = read_scene(text, segments)
        spots = self._grammar.find(scene, names)
        spots += [spot for phrase in phrases if (spot := phrase_spot(scene, *phrase))]
        return scene, spots

    def _reading(self, labels: list[Label]) -> Reading:
        return Reading(labels=tuple(labels), explains=self._taxonomy.explains(label.code for label in labels))


def load_classifier(folder: Path = ARTIFACTS) -> Classifier:
    """Return the classifier of one folder with `taxonomy.json`, `concepts/` and `patterns/`.

    Raises:
        BrokenSetup: The folder's files are missing, damaged or contradict each other.
    """
    return Classifier(read_taxonomy(folder / "taxonomy.json"), read_phrasebook(folder))


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Cut a very long text at the last full stop within reach, so that cost stays linear."""
    start = 0
    while len(text) - start > LONGEST:
        stop = text.rfind("。", start, start + LONGEST) + 1 or start + LONGEST
        yield start, text[start:stop]
        start = stop
    yield start, text[start:]


def _name(concepts: frozenset[str]) -> str:
    """Return the one name that the grammar knows words of these concepts by."""
    return "+".join(sorted(concepts))


class _Lexicon:
    """Known words and literal phrases, found in one pass over a document of characters."""

    def __init__(self, vocab: Vocab, book: Phrasebook) -> None:
        self._vocab = vocab
        self._kinds: dict[int, tuple[str, frozenset[str]]] = {}
        self._groups: dict[int, Group] = {}
        self._matcher = PhraseMatcher(vocab)
        self._signs: set[str] = set()
        kinds: defaultdict[frozenset[str], list[str]] = defaultdict(list)
        for word, concepts in book.words.items():
            kinds[concepts].append(word)
        for concepts, words in kinds.items():
            name = _name(concepts)
            self._kinds[self._add(name, words)] = (name, concepts)
        for group in book.groups:
            if group.phrases:
                self._groups[self._add(f"#{group.id}", group.phrases)] = group

    def _add(self, key: str, words: Iterable[str]) -> int:
        docs = []
        for word in words:
            self._signs.update(word)
            docs.append(Doc(self._vocab, words=list(word)))
        self._matcher.add(key, docs)
        return self._vocab.strings.add(key)

    def read(self, text: str) -> tuple[list[Segment], list[str], list[tuple[Group, int, int]]]:
        """Return the segments of a folded text, their names for the grammar, and the phrases in it."""
        known = self._signs
        # One sign stands for all that no pattern knows: spaCy keeps every token it ever saw.
        signs = [sign if sign in known else UNKNOWN for sign in text]
        words: dict[int, list[Word]] = {}
        phrases: list[tuple[Group, int, int]] = []
        for key, start, end in self._matcher(Doc(self._vocab, words=signs, spaces=[False] * len(signs))):
            if key in self._kinds:
                words.setdefault(start, []).append(Word(end, *self._kinds[key]))
            else:
                phrases.append((self._groups[key], start, end))
        return *cut(text, words), phrases


@dataclass(frozen=True, slots=True)
class _Find:
    """What a match of one pattern means; edges that it matched are no part of the spot."""

    group: Group
    steps: int
    speaks: frozenset[str]
    gap: int
    left_edge: int
    right_edge: int


@dataclass(slots=True)
class _Ends:
    """The patterns that begin with one concept and end with another.

    Two words and a gap are compared by distance; all longer patterns stand in a Matcher.
    """

    pairs: list[_Find]
    matcher: Matcher | None = None


class _Grammar:
    """Patterns over segments, by their last and first concept."""

    def __init__(self, vocab: Vocab, book: Phrasebook) -> None:
        self._vocab = vocab
        self._single: defaultdict[str, list[Group]] = defaultdict(list)
        self._ends: defaultdict[str, dict[str, _Ends]] = defaultdict(dict)
        self._finds: dict[int, _Find] = {}
        kinds = {*book.words.values(), *(frozenset({name}) for name in BUILT_IN)}
        holders: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
        for concepts in kinds:
            for concept in concepts:
                holders[concept].append(concepts)
        for group in book.groups:
            for number, pattern in enumerate(group.patterns):
                self._add(f"{group.id}/{number}", group, pattern, holders)

    def _add(
        self, key: str, group: Group, pattern: Pattern, holders: Mapping[str, list[frozenset[str]]]
    ) -> None:
        words = [step for step in pattern if step.concepts]
        if len(pattern) == 1:
            for concept in words[0].concepts:
                self._single[concept].append(group)
            return
        find = _Find(
            group=group,
            steps=sum(not step.optional for step in words),
            speaks=_speaks(pattern, holders),
            gap=sum(step.gap for step in pattern),
            left_edge=int(pattern[0].edge),
            right_edge=int(pattern[-1].edge),
        )
        self._finds[self._vocab.strings.add(key)] = find
        short = len(words) == len([step for step in pattern if not step.gap]) == 2  # noqa: PLR2004 - a pair
        tokens = [_token(step, holders) for step in pattern]
        for first, last in itertools.product(words[0].concepts, words[-1].concepts):
            ends = self._ends[last].setdefault(first, _Ends(pairs=[]))
            if short:
                ends.pairs.append(find)
            else:
                ends.matcher = ends.matcher or Matcher(self._vocab)
                ends.matcher.add(key, [tokens])

    def find(self, scene: Scene, names: list[str]) -> list[Spot]:
        """Return every pattern found, each end with its nearest beginning."""
        words = [EDGE, *names, EDGE]
        doc = Doc(self._vocab, words=words, spaces=[False] * len(words))
        spots: list[Spot] = []
        for clause in scene.clauses:
            matchers: set[Matcher] = set()
            earlier: dict[str, int] = {}
            for index in range(clause.first, clause.last):
                concepts = scene.segments[index].concepts
                for concept in concepts:
                    spots += [
                        Spot(group, index, index + 1, 1, concepts) for group in self._single.get(concept, ())
                    ]
                    ends = self._ends.get(concept, {})
                    for first in ends.keys() & earlier.keys():
                        spots += _pair_spots(ends[first].pairs, earlier[first], index)
                        if (matcher := ends[first].matcher) is not None:
                            matchers.add(matcher)
                earlier.update(dict.fromkeys(concepts, index))
            if matchers:
                spots += self._match(doc[clause.first : clause.last + 2], clause.first - 1, matchers)
        return spots

    def _match(self, part: Span, offset: int, matchers: Iterable[Matcher]) -> list[Spot]:
        nearest: dict[tuple[int, int], int] = {}
        for matcher in matchers:
            for key, start, end in matcher(part):
                nearest[key, end] = max(start, nearest.get((key, end), 0))
        finds = ((self._finds[key], start, end) for (key, end), start in nearest.items())
        return [
            Spot(
                find.group,
                offset + start + find.left_edge,
                offset + end - find.right_edge,
                find.steps,
                find.speaks,
            )
            for find, start, end in finds
        ]


def _pair_spots(pairs: list[_Find], first: int, last: int) -> list[Spot]:
    """Return the spots of two words, on segments `first` and `last`, that are near enough."""
    between = last - first - 1
    return [
        Spot(find.group, first, last + 1, find.steps, find.speaks) for find in pairs if between <= find.gap
    ]


def _speaks(pattern: Pattern, holders: Mapping[str, list[frozenset[str]]]) -> frozenset[str]:
    """Return the concepts that a pattern names, and those that its literal words belong to."""
    wanted = frozenset().union(*(step.concepts for step in pattern))
    literals = [concepts for name in wanted if name.startswith("=") for concepts in holders[name]]
    return wanted.union(*literals)


def _token(step: Step, holders: Mapping[str, list[frozenset[str]]]) -> dict[str, object]:
    """Return one step as a spaCy token pattern."""
    if step.edge:
        return {"IS_PUNCT": True}
    if step.gap:
        return {"IS_PUNCT": False, "OP": f"{{0,{step.gap}}}"}
    kinds = sorted({_name(concepts) for name in step.concepts for concepts in holders[name]})
    token: dict[str, object] = {"ORTH": kinds[0] if len(kinds) == 1 else {"IN": kinds}}
    return {**token, "OP": "?"} if step.optional else token
