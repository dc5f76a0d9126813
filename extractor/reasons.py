"""Reason text → categories, each with the very words that show it.

The only module that imports spaCy.  A blank Chinese vocabulary, one token a
character; one PhraseMatcher finds every known word and literal phrase, so the
cost does not grow with their number; the longest words cut the text into
segments; Matchers then find patterns over segments, and only those run whose
first and last words both stand in one clause.  What the finds mean is decided
by plain code (`extractor.clauses`, `extractor.verdicts`).
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from spacy.lang.zh import Chinese
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor.clauses import PAUSE, STOP, Scene, Segment, read_scene
from extractor.foldings import fold
from extractor.phrasebooks import BUILT_IN, Group, Pattern, Phrasebook, Step, read_phrasebook
from extractor.verdicts import BARRIERS, SHORT_PHRASE, TRUST, Spot, judge
from models.errors import BrokenSetup
from models.records import Label
from models.taxonomies import ARTIFACTS, Taxonomy, read_taxonomy

UNKNOWN = "□"
EDGE = "，"
LONGEST = 2000
NEGATIONS = frozenset("不没未无")
NUMERALS = frozenset("一二两三四五六七八九十几")
COST_UNKNOWN, COST_SIGN, COST_WORD = 4, 3, 2
_SIGNS = {**dict.fromkeys("。；！？.", STOP), **dict.fromkeys("，：", PAUSE), "、": "ENUM"}
_NO_CONCEPTS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reason text says; no labels means that no pattern knew it, so a person must."""

    labels: tuple[Label, ...]
    explains: bool


class Classifier:
    """Sorts reason texts.  `version` changes with every change of taxonomy or patterns."""

    def __init__(self, taxonomy: Taxonomy, book: Phrasebook) -> None:
        if strangers := {group.code for group in book.groups} - taxonomy.categories.keys():
            raise BrokenSetup(
                f"patterns give {', '.join(sorted(strangers))}, which the taxonomy does not have"
            )
        self.version = hashlib.sha256(f"{taxonomy.version} {book.version}".encode()).hexdigest()[:16]
        self._taxonomy = taxonomy
        self._silence = {str(group.role): group.code for group in book.groups}
        self._whole = {text: group.code for group in book.groups for text in group.whole}
        vocab = Chinese().vocab
        self._lexicon = _Lexicon(vocab, book)
        self._grammar = _Grammar(vocab, book, self._lexicon.names)

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
            for label in self._judge(part):
                start, end = folded.printed(offset + label.start, offset + label.end)
                labels.append(Label(code=label.code, start=start, end=end, confidence=label.confidence))
        return self._reading(labels)

    def classify_many(self, texts: Iterable[str]) -> Iterator[Reading]:
        """Yield the reading of each text, in order, as they come."""
        return map(self.classify, texts)

    def spots(self, text: str) -> list[Spot]:
        """Return every pattern found in a text, before anything is decided."""
        return self._look(fold(text).text)[1]

    def _judge(self, text: str) -> list[Label]:
        scene, spots = self._look(text)
        return judge(scene, spots, self._silence)

    def _look(self, text: str) -> tuple[Scene, list[Spot]]:
        segments, names, phrases = self._lexicon.read(text)
        scene = read_scene(text, segments)
        spots = self._grammar.find(scene, names)
        spots += [spot for phrase in phrases if (spot := _phrase_spot(text, segments, *phrase))]
        return scene, spots

    def _reading(self, labels: list[Label]) -> Reading:
        return Reading(labels=tuple(labels), explains=self._taxonomy.explains(label.code for label in labels))


def load_classifier(folder: Path = ARTIFACTS) -> Classifier:
    """Return the classifier of one folder with `taxonomy.json`, `concepts/` and `patterns/`.

    Raises:
        BrokenSetup: The folder's files are missing, damaged or contradict each other.
    """
    return Classifier(read_taxonomy(folder / "taxonomy.json"), read_phrasebook(folder))


def _phrase_spot(text: str, segments: list[Segment], group: Group, start: int, end: int) -> Spot | None:
    """Return a literal phrase as a spot, unless it begins inside an ordinary word (缺人 in 不缺人)."""
    first = next(index for index, segment in enumerate(segments) if segment.end > start)
    last = next(index for index, segment in enumerate(segments) if segment.end >= end)
    if segments[first].start < start and "PLAIN" in segments[first].concepts:
        return None
    speaks = BARRIERS if any(sign in NEGATIONS for sign in text[start:end]) else BARRIERS - {"NOT"}
    return Spot(group, first, last + 1, 1.5 if end - start <= SHORT_PHRASE else 2.5, speaks)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Cut a very long text at the last full stop within reach, so that cost stays linear."""
    start = 0
    while len(text) - start > LONGEST:
        stop = text.rfind("。", start, start + LONGEST) + 1 or start + LONGEST
        yield start, text[start:stop]
        start = stop
    yield start, text[start:]


class _Word(NamedTuple):
    """A known word that ends at `end`."""

    end: int
    name: str
    concepts: frozenset[str]


class _Lexicon:
    """Known words and literal phrases, found in one pass over a document of characters."""

    def __init__(self, vocab: Vocab, book: Phrasebook) -> None:
        self._vocab = vocab
        self.names = {frozenset({name}): name for name in BUILT_IN}
        self._word_keys: dict[int, tuple[str, frozenset[str]]] = {}
        self._phrase_keys: dict[int, Group] = {}
        self._matcher = PhraseMatcher(vocab)
        self._signs: set[str] = set()
        by_concepts = itertools.groupby(
            sorted(book.words.items(), key=lambda item: sorted(item[1])), key=lambda item: item[1]
        )
        for concepts, words in by_concepts:
            name = "+".join(sorted(concepts))
            self.names[concepts] = name
            self._word_keys[self._add(name, [word for word, _ in words])] = (name, concepts)
        for group in book.groups:
            if group.phrases:
                self._phrase_keys[self._add(f"#{group.id}", group.phrases)] = group

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
        words: dict[int, list[_Word]] = {}
        phrases: list[tuple[Group, int, int]] = []
        for key, start, end in self._matcher(Doc(self._vocab, words=signs, spaces=[False] * len(signs))):
            if key in self._word_keys:
                words.setdefault(start, []).append(_Word(end, *self._word_keys[key]))
            else:
                phrases.append((self._phrase_keys[key], start, end))
        segments, names = _cut(text, words)
        return segments, names, phrases


def _cut(text: str, words: dict[int, list[_Word]]) -> tuple[list[Segment], list[str]]:
    """Cut a text into known words, punctuation, numbers and what lies between, as cheaply as can be.

    Unknown characters cost most, then words of one character, so 培训费用 becomes 培训 | 费用, not 培训费 | 用.
    """
    size = len(text)
    cost = [0] * (size + 1)
    choice: list[_Word | None] = [None] * (size + 1)
    for place in range(size - 1, -1, -1):
        best, chosen = cost[place + 1] + COST_UNKNOWN, None
        for word in words.get(place, ()) or _sign(text, place):
            price = cost[word.end] + (COST_SIGN if word.end == place + 1 else COST_WORD)
            if price < best or (price == best and chosen and word.end > chosen.end):
                best, chosen = price, word
        cost[place], choice[place] = best, chosen
    segments: list[Segment] = []
    names: list[str] = []
    place = unknown = 0
    while place <= size:
        word = choice[place]
        if (word or place == size) and unknown < place:
            segments.append(Segment(unknown, place, _NO_CONCEPTS))
            names.append(UNKNOWN)
        if word:
            segments.append(Segment(place, word.end, word.concepts))
            names.append(word.name)
        place = word.end if word else place + 1
        unknown = place if word else unknown
    return segments, names


def _sign(text: str, place: int) -> tuple[_Word, ...]:
    """Return what punctuation or a number at a place is, if it is one."""
    sign = text[place]
    if sign in _SIGNS:
        return (_Word(place + 1, "ENUM" if _SIGNS[sign] == "ENUM" else EDGE, frozenset({_SIGNS[sign]})),)
    if sign.isdigit() or sign in NUMERALS:
        return (_Word(_number_end(text, place), "NUMBER", frozenset({"NUMBER"})),)
    return ()


def _number_end(text: str, start: int) -> int:
    """Return where a number ends; a point or comma belongs to it when a digit follows."""
    end = start + 1
    while end < len(text) and (_counts(text[end]) or (text[end] in ".，" and text[end + 1 : end + 2].isdigit())):
        end += 1
    return end + (text[end : end + 1] == "%")


def _counts(sign: str) -> bool:
    return sign.isdigit() or sign in NUMERALS or sign in "百千万亿余多半"


@dataclass(frozen=True, slots=True)
class _Find:
    """What a match of one pattern means; edges that it matched are no part of the spot."""

    group: Group
    steps: int
    speaks: frozenset[str]
    left_edge: int
    right_edge: int


class _Grammar:
    """Patterns over segments, one Matcher for each pair of first and last concept."""

    def __init__(self, vocab: Vocab, book: Phrasebook, names: dict[frozenset[str], str]) -> None:
        self._vocab = vocab
        self._single: dict[str, list[Group]] = {}
        self._paired: dict[tuple[str, str], Matcher] = {}
        self._finds: dict[int, _Find] = {}
        for group in book.groups:
            for number, pattern in enumerate(group.patterns):
                self._add(f"{group.id}/{number}", group, pattern, names)

    def _add(self, key: str, group: Group, pattern: Pattern, names: dict[frozenset[str], str]) -> None:
        words = [step for step in pattern if step.concepts]
        if len(pattern) == 1:
            for concept in words[0].concepts:
                self._single.setdefault(concept, []).append(group)
            return
        self._finds[self._vocab.strings.add(key)] = _Find(
            group=group,
            steps=sum(not step.optional for step in words),
            speaks=_speaks(pattern, names),
            left_edge=int(pattern[0].edge),
            right_edge=int(pattern[-1].edge),
        )
        tokens = [_token(step, names) for step in pattern]
        for pair in itertools.product(words[0].concepts, words[-1].concepts):
            if pair not in self._paired:
                self._paired[pair] = Matcher(self._vocab)
            self._paired[pair].add(key, [tokens])

    def find(self, scene: Scene, names: list[str]) -> list[Spot]:
        """Return every pattern found, each end with its nearest beginning."""
        spots = [
            Spot(group, index, index + 1, 1, segment.concepts)
            for index, segment in enumerate(scene.segments)
            for concept in segment.concepts
            for group in self._single.get(concept, ())
        ]
        pairs = self._pairs(scene)
        if not pairs:
            return spots
        words = [EDGE, *names, EDGE]
        doc = Doc(self._vocab, words=words, spaces=[False] * len(words))
        nearest: dict[tuple[int, int], int] = {}
        for pair in pairs:
            for key, start, end in self._paired[pair](doc):
                nearest[key, end] = max(start, nearest.get((key, end), 0))
        for (key, end), start in nearest.items():
            find = self._finds[key]
            first, last = start - 1 + find.left_edge, end - 1 - find.right_edge
            spots.append(Spot(find.group, first, last, find.steps, find.speaks))
        return spots

    def _pairs(self, scene: Scene) -> set[tuple[str, str]]:
        """Return the pairs of concepts that stand in this order in one clause and have patterns."""
        pairs: set[tuple[str, str]] = set()
        for clause in scene.clauses:
            earlier: set[str] = set()
            for index in range(clause.first, clause.last):
                concepts = scene.segments[index].concepts
                for concept in concepts:
                    pairs.update((before, concept) for before in earlier if (before, concept) in self._paired)
                earlier |= concepts
                pairs.update((one, one) for one in concepts if (one, one) in self._paired)
        return pairs


def _speaks(pattern: Pattern, names: dict[frozenset[str], str]) -> frozenset[str]:
    """Return every concept that a pattern's own words belong to."""
    wanted = frozenset().union(*(step.concepts for step in pattern))
    shared = [concepts for concepts in names if any(name.startswith("=") for name in concepts & wanted)]
    return wanted.union(*shared)


def _token(step: Step, names: dict[frozenset[str], str]) -> dict[str, object]:
    """Return one step as a spaCy token pattern."""
    if step.edge:
        return {"IS_PUNCT": True}
    if step.gap:
        return {"IS_PUNCT": False, "OP": f"{{0,{step.gap}}}"}
    words = sorted(name for concepts, name in names.items() if concepts & step.concepts)
    token: dict[str, object] = {"ORTH": words[0] if len(words) == 1 else {"IN": words}}
    return {**token, "OP": "?"} if step.optional else token
