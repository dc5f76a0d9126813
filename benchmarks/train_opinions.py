"""Corpus → the second opinion's model (`models/artifacts/reasons/opinions.npz`).

Run `python -m benchmarks.train_opinions [FILE]`: three minutes of one core, numpy alone, no chance,
so the same corpus and the same concepts give the same file.  Run it again after a change of either.
A first model that never saw what is held back tells how far a model can be trusted; the one that is
written learned from all.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from sys import intern

from benchmarks.opinion_files import pack
from benchmarks.opinion_fits import Example, Fit, fit, fit_scale, predict
from extractor.reason.reasons import MODEL_FILE, Classifier, load_classifier
from extractor.reason.views import HIDDEN, name_features, see, with_neighbours
from extractor.text.foldings import fold
from models.compositions import compose
from models.corpora import Sentence, fingerprint, read_codes, read_corpus
from models.taxonomies import ARTIFACTS

HALF, MOST = 0.5, 0.7
"""A clause shows a category when half of it, or most of the words that show it, lie in the other."""
COMPOSED = 0.5
"""What a composed sentence counts beside a written one."""
FARTHEST = (*(f"blind_{writer}." for writer in "ghijk"), "second_")
"""The files that shaped patterns least: on others patterns are right more often than in life."""


def main(path: Path) -> None:
    """Train on all, measure confidences with a first model, write the second, and say how big it is."""
    started = time.perf_counter()
    classifier = load_classifier(by="patterns")
    codes = tuple(read_codes().values())
    written = read_corpus()
    content = train(classifier, codes, *part(written))
    path.write_bytes(content)
    seconds = time.perf_counter() - started
    print(f"{path.name}: {len(written)} written sentences, {len(content)} bytes, {seconds:.0f} s")


def part(written: Iterable[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Return what both models learn from, and what is held back from the first."""
    trained: list[Sentence] = []
    held_back: list[Sentence] = []
    for sentence in written:
        (held_back if sentence.held_back else trained).append(sentence)
    return trained, held_back


def join(trained: Iterable[Sentence], held_back: Iterable[Sentence]) -> list[Sentence]:
    """Return all sentences in the order in which they are learned from, and the fingerprint is taken."""
    return [*trained, *held_back]


def train(
    classifier: Classifier, codes: Sequence[str], trained: Sequence[Sentence], measured: Sequence[Sentence]
) -> bytes:
    """Return the model file: weights from all sentences, confidences from those that a first model never saw.

    Args:
        classifier: Reads texts; what its patterns say decides which confidence a sentence measures: where
            they spoke what they said counts, where they did not whatever the model says.
        codes: The categories, in the order of the model.
        trained: Written sentences that both models learn from.
        measured: Those that tell how often a label of the first is right; the second learns from them too.
    """
    seen = lru_cache(maxsize=None)(
        lambda sentence, weight=1.0: tuple(exemplify(classifier, sentence, codes, weight))
    )
    first = _fit(seen, codes, trained)
    alone: list[tuple[float, bool]] = []
    beside: list[tuple[float, bool]] = []
    for sentence, probable in zip(measured, _hear(first, map(seen, measured)), strict=True):
        found = {label.code for label in classifier.classify(sentence.text).labels}
        counted = [
            (share, code in sentence.codes)
            for code, share in zip(codes, probable, strict=False)
            if not found or code in found
        ]
        if not found:
            alone.extend(counted)
        elif sentence.pattern.startswith(FARTHEST):
            beside.extend(counted)
    written = join(trained, measured)
    model = _fit(seen, codes, written)
    return pack(model, codes, fingerprint(written), alone=fit_scale(alone), beside=fit_scale(beside))


def _fit(seen: Callable[..., tuple[Example, ...]], codes: Sequence[str], written: Sequence[Sentence]) -> Fit:
    """Return the model of written sentences, and of those composed of them."""
    examples = [one for sentence in written for one in seen(sentence)]
    examples += [one for sentence in compose(written) for one in seen(sentence, COMPOSED)]
    return fit(examples, len(codes))


def _hear(model: Fit, texts: Iterable[Sequence[Example]]) -> Iterator[Sequence[float]]:
    """Yield how probable each category is in the best clause of each text: nothing where none is in play."""
    texts = list(texts)
    shares = predict(model, [example for examples in texts for example in examples])
    start = 0
    for examples in texts:
        mine = shares[start : start + len(examples)]
        start += len(examples)
        yield mine.max(axis=0).tolist() if examples else []


def exemplify(
    classifier: Classifier, sentence: Sentence, codes: Sequence[str], weight: float = 1
) -> Iterator[Example]:
    """Yield the clauses of a sentence with the categories that they show."""
    folded = fold(sentence.text)
    for before, view, after in with_neighbours(see(classifier.scene(folded.text))):
        shown = {
            folded.origins[place]
            for place, sign in zip(view.places, view.signs, strict=True)
            if sign != HIDDEN
        }
        wanted = frozenset(
            codes.index(code)
            for start, end, code in sentence.spans
            if (common := len(shown & set(range(start, end)))) >= HALF * len(shown)
            or common >= MOST * (end - start)
        )
        names = frozenset(map(intern, name_features(view, before, after)))
        yield Example(names, wanted, sentence.pattern, weight)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ARTIFACTS / MODEL_FILE)
