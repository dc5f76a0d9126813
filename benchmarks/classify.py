"""How many reason texts a second, beside the bare zh tokenizer on the same texts.

Run `python -m benchmarks.classify [PASSES]`.  Speeds are the best of the passes in
processor time of one process on one core, so other work on the machine counts little;
take the ratio, not the times.  Readings kept from an earlier pass are forgotten
before each.  The last lines tell what more patterns cost: groups of new words are
laid over the shipped ones, as an organisation would add them.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from spacy.lang.zh import Chinese

from benchmarks.measures import seconds
from extractor.reason.phrasebooks import read_phrasebook
from extractor.reason.reasons import Classifier, load_classifier
from models.taxonomies import ARTIFACTS

TEXTS = Path(__file__).parent.parent / "tests" / "reasons"
SETS = ("dev", "exam", "fresh", "own", "seeds")
"""What speeds have been measured on all along; the other sets have longer texts."""
START = """
import time
from extractor.reason.reasons import load_classifier
load_classifier()
print(time.process_time())
"""
MORE = (1000, 2000)
SIGNS = [chr(sign) for sign in range(0x4E00, 0x9FA6)]
WORDS_EACH = 4


def main(passes: int) -> None:
    """Print start-up time, the speeds, their ratios, and what more patterns cost."""
    texts = [
        json.loads(line)["text"]
        for name in SETS
        for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    print(f"start-up with imports, processor time: {_start():.2f} s")
    tokenizer = Chinese().tokenizer
    bare = _speed(lambda: [tokenizer(text) for text in texts], len(texts), passes)
    print(f"{len(texts)} texts, {sum(map(len, texts)) / len(texts):.1f} characters each")
    print(f"bare tokenizer {bare:.0f}/s")
    shipped = sum(len(group.patterns) + len(group.phrases) for group in read_phrasebook(ARTIFACTS).groups)
    _measure(load_classifier(by="patterns"), texts, passes, f"{shipped} patterns", bare)
    _measure(load_classifier(), texts, passes, "and the second opinion", bare)
    for count in MORE:
        with tempfile.TemporaryDirectory() as folder:
            add_patterns(Path(folder), count)
            more = load_classifier(own=Path(folder), by="patterns")
        _measure(more, texts, passes, f"{shipped + count} patterns", bare)


def add_patterns(folder: Path, count: int) -> None:
    """Write so many groups of one pattern each, of new words before a word for late or lacking."""
    pick = random.Random(count)
    words = [" ".join("".join(pick.sample(SIGNS, 3)) for _ in range(WORDS_EACH)) for _ in range(count)]
    for name in ("concepts", "patterns"):
        (folder / name).mkdir()
    (folder / "concepts" / "more.toml").write_text(
        "\n".join(f'[MORE{at}]\nabout = "made up"\nwords = "{these}"' for at, these in enumerate(words))
    )
    groups = (
        f'[[group]]\nid = "made-up-{at}"\nidea = "made up"\npatterns = ["MORE{at} ~ LATE|LACK"]\n'
        f'match = ["{these.split()[0]}不足"]\nmiss = ["{these.split()[0]}"]'
        for at, these in enumerate(words)
    )
    (folder / "patterns" / "more.toml").write_text('code = "OTHER"\n' + "\n".join(groups))


def _measure(classifier: Classifier, texts: list[str], passes: int, name: str, bare: float) -> None:
    speed = _speed(lambda: _classify_all(classifier, texts), len(texts), passes)
    print(f"{name}: {speed:.0f}/s, the bare tokenizer's {bare / speed:.1f}th")


def _start() -> float:
    return float(subprocess.run([sys.executable, "-c", START], check=True, capture_output=True).stdout)


def _classify_all(classifier: Classifier, texts: list[str]) -> None:
    classifier.forget()
    for text in texts:
        classifier.classify(text)


def _speed(work: Callable[[], object], size: int, passes: int) -> float:
    return size / min(seconds(work) for _ in range(passes))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
