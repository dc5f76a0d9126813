"""Reason text → categories, each with the very words that show it.

One pass finds every known word and literal phrase, so the cost does not grow with
their number; the words cut the text into segments; patterns are found over the
segments of a clause (`extractor.reason.grammars`).  What the finds mean is decided by
plain code (`extractor.reason.clauses`, `extractor.reason.verdicts`).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from extractor.reason.clauses import read_scene
from extractor.reason.grammars import Grammar
from extractor.reason.headings import find_heading
from extractor.reason.opinions import Opinions, read_opinions
from extractor.reason.phrasebooks import Group, Phrasebook, read_phrasebook
from extractor.reason.requests import find_requests
from extractor.reason.scenes import Scene, bar
from extractor.reason.segments import cut
from extractor.reason.spans import TRUST, Mark, find_marks
from extractor.reason.spots import SILENT, Spot, find_themes, phrase_spot, place, stand
from extractor.reason.supplements import EMPTY, FILL, Leave, supplement
from extractor.reason.tautologies import is_tautology
from extractor.reason.tries import Roots
from extractor.reason.vacancies import is_vacant
from extractor.reason.verdicts import judge
from extractor.text.foldings import fold, is_blank_sign
from extractor.versions import sorter_version
from models.errors import BrokenSetup
from models.records import Label
from models.taxonomies import ARTIFACTS, Taxonomy, read_taxonomy

LONGEST = 1000
# Issuers repeat themselves; readings of texts up to a length are kept, so memory stays bounded.
KEPT_READINGS = 4096
MODEL_FILE = "opinions.npz"
LONGEST_KEPT = 200
SAYS_NOTHING = frozenset({"empty", "nothing"})
NEVER_CAUSES = SILENT | {"subject"}
UNSHOWN = frozenset({"effect", "subject"})
"""Groups of these roles never give a text their category."""
By = Literal["both", "patterns", "model", "words"]
"""Who sorts: patterns and model, either alone, or patterns whatever their sentences do."""
Judge = Callable[[str], list[Mark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reason text says; no labels means that no pattern knew it, so a person must."""

    labels: tuple[Label, ...]
    explains: bool


class Classifier:
    """Sorts reason texts.  `version` changes with every change of taxonomy, patterns, learned model or code.

    Without `opinions` patterns speak alone; with `mute` they do not speak at all; with `rash` all that are
    found do, though denied, promised or an effect: what clause logic is worth.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        book: Phrasebook,
        opinions: Opinions | None = None,
        *,
        mute: bool = False,
        rash: bool = False,
    ) -> None:
        if strangers := {group.code for group in book.groups} - taxonomy.categories.keys():
            raise BrokenSetup(f"patterns speak of {', '.join(sorted(strangers))}, unknown to the taxonomy")
        said = (opinions.version if opinions else "") + "alone" * mute + "rash" * rash
        told = f"{taxonomy.version} {book.version} {said} {sorter_version()}"
        self.version = hashlib.sha256(told.encode()).hexdigest()[:16]
        self._taxonomy = taxonomy
        self._silence = {str(group.role): group.code for group in book.groups}
        self._opinions = opinions
        self._mute = mute
        self._rash = rash
        causes = {code for code, category in taxonomy.categories.items() if category.explains}
        alone = dict.fromkeys(taxonomy.categories, FILL)
        silent = {code for role, code in self._silence.items() if role in SAYS_NOTHING}
        if not mute:
            alone |= dict.fromkeys(silent, EMPTY)
        rooms = {group.code for group in book.groups if group.role == "room"}
        self._leave = Leave(alone, causes | rooms, causes, silent)
        self._whole = {text: group.code for group in book.groups for text in group.whole}
        self._known = Roots(book.words, book.groups)
        self._grammar = Grammar(book)
        self._kept = lru_cache(maxsize=KEPT_READINGS)(self._classify)

    def classify(self, text: str) -> Reading:
        """Return the categories of one reason cell, as spans of the text as given.

        Args:
            text: The cell as printed.  Any string will do; nothing here raises.
        """
        return self._kept(text) if len(text) <= LONGEST_KEPT else self._classify(text)

    def forget(self) -> None:
        """Drop the kept readings: for those who measure."""
        self._kept.cache_clear()

    def _classify(self, text: str) -> Reading:
        return self._read(text, self._judge)

    def _read(self, text: str, judge_part: Judge) -> Reading:
        folded = fold(text)
        said = "".join(filter(str.isalnum, folded.text))
        if not said and not all(map(is_blank_sign, folded.text)):
            return self._reading([])
        if not said or said in self._whole or is_vacant(folded.text, self._whole):
            code = self._whole.get(said, self._silence["nothing"])
            return self._reading([Label(code=code, start=0, end=len(text), confidence=TRUST["nothing"])])
        if is_tautology(folded.text):
            code = self._silence["empty"]
            return self._reading([Label(code=code, start=0, end=len(text), confidence=TRUST["empty"])])
        labels = []
        for offset, part in _parts(folded.text):
            for mark in judge_part(part):
                start, end = folded.printed(offset + mark.start, offset + mark.end)
                labels.append(Label(code=mark.code, start=start, end=end, confidence=mark.confidence))
        return self._reading(labels)

    def classify_many(self, texts: Iterable[str]) -> Iterator[Reading]:
        """Yield the reading of each text, in order, as they come."""
        return map(self.classify, texts)

    def groups(self, text: str) -> frozenset[str]:
        """Return the ids of the pattern groups that stand in a text: for those who edit patterns."""
        return frozenset(spot.group.id for spot in stand(*self._look(fold(text).text)))

    def shown(self, text: str) -> set[str]:
        """Return the codes that patterns alone show: for those who edit patterns."""
        return {label.code for label in self._read(text, self._judge_alone).labels}

    def scene(self, text: str) -> Scene:
        """Return a folded text as the learned model sees it: for those who train."""
        return _without_subjects(*self._look(text))

    def _judge(self, text: str) -> list[Mark]:
        scene, spots = self._look(text)
        if self._rash:
            found = sorted((spot for spot in spots if spot.group.role not in NEVER_CAUSES), key=place)
            return find_marks(scene, found, ())
        marks = [] if self._mute else judge(scene, spots, self._silence)
        if self._opinions is None:
            return marks
        seen = _without_subjects(scene, spots)
        return supplement(seen, marks, self._opinions, self._leave)

    def _judge_alone(self, text: str) -> list[Mark]:
        return judge(*self._look(text), self._silence)

    def _look(self, text: str) -> tuple[Scene, list[Spot]]:
        segments, phrases = cut(text, self._known)
        scene = read_scene(text, segments)
        bar(scene, *find_heading(scene), scene.conceded)
        for clause in find_requests(scene):
            for flags in (scene.asked, scene.measured):
                bar(scene, clause.first, clause.last, flags)
        spots = list(self._grammar.find(scene))
        spots += [spot for phrase in phrases if (spot := phrase_spot(scene, *phrase))]
        return scene, spots

    def _reading(self, labels: list[Label]) -> Reading:
        return Reading(labels=tuple(labels), explains=self._taxonomy.explains(label.code for label in labels))


def load_classifier(folder: Path = ARTIFACTS, own: Path | None = None, *, by: By = "both") -> Classifier:
    """Return the classifier of one folder with `taxonomy.json`, `concepts/`, `patterns/` and `opinions.npz`.

    Args:
        folder: The whole of them.
        own: An organisation's folder with some of them, laid over the first; the model is the folder's.
        by: Who sorts; a folder without a model has its patterns alone.

    Raises:
        BrokenSetup: The files are missing, damaged or contradict each other, or an example of the
            organisation's own is not read as it says.
    """
    model = folder / MODEL_FILE
    opinions = read_opinions(model) if by == "model" or (by == "both" and model.exists()) else None
    taxonomy = read_taxonomy(folder / "taxonomy.json", own)
    book = read_phrasebook(folder, own)
    classifier = Classifier(taxonomy, book, opinions, mute=by == "model", rash=by == "words")
    _try_examples(classifier, book.own)
    return classifier


def _try_examples(classifier: Classifier, groups: Iterable[Group]) -> None:
    """Hold groups against their own examples, read by patterns alone."""
    for group in groups:
        for text in group.match:
            shown = classifier.shown(text)
            if group.id not in classifier.groups(text):
                raise BrokenSetup(f"{group.id}: it does not find its example {text!r}")
            if group.role not in UNSHOWN and group.code not in shown:
                raise BrokenSetup(f"{group.id}: its example {text!r} shows {sorted(shown)}, not {group.code}")
        for text in group.miss:
            if group.id in classifier.groups(text):
                raise BrokenSetup(f"{group.id}: it finds {text!r}, which it is to miss")


def _without_subjects(scene: Scene, spots: Iterable[Spot]) -> Scene:
    """Return a scene whose projects' own names are out of play too."""
    subjects = find_themes(scene, spots)
    if not subjects:
        return scene
    seen = scene._replace(barred=list(scene.barred))
    for spot in subjects:
        bar(seen, spot.first, spot.last)
    return seen


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Cut a very long text at the last full stop within reach, so that cost stays linear."""
    start = 0
    while len(text) - start > LONGEST:
        stop = text.rfind("。", start, start + LONGEST) + 1 or start + LONGEST
        yield start, text[start:stop]
        start = stop
    yield start, text[start:]
