"""How many reason texts a second, beside the bare zh tokenizer on the same texts.

Run `python -m benchmarks.classify [PASSES]`.  Times are the best of the passes,
of one process on one core; take the ratio, not the times.  Readings kept from
an earlier pass are forgotten before each.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from spacy.lang.zh import Chinese

from extractor.reasons import Classifier, load_classifier

TEXTS = Path(__file__).parent.parent / "tests" / "reasons"


def main(passes: int) -> None:
    """Print start-up time, both speeds and their ratio."""
    texts = [
        json.loads(line)["text"]
        for path in sorted(TEXTS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    started = time.perf_counter()
    classifier = load_classifier()
    print(f"load_classifier {time.perf_counter() - started:.2f} s")
    tokenizer = Chinese().tokenizer
    bare = _speed(lambda: [tokenizer(text) for text in texts], len(texts), passes)
    full = _speed(lambda: _classify_all(classifier, texts), len(texts), passes)
    print(f"{len(texts)} texts, {sum(map(len, texts)) / len(texts):.1f} characters each")
    print(f"bare tokenizer {bare:.0f}/s, classifier {full:.0f}/s, ratio {bare / full:.1f}")


def _classify_all(classifier: Classifier, texts: list[str]) -> None:
    classifier.forget()
    for text in texts:
        classifier.classify(text)


def _speed(work: Callable[[], object], size: int, passes: int) -> float:
    best = float("inf")
    for _ in range(passes):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return size / best


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
