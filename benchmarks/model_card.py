"""What is measured on held-out reasons → the tables of figures in `docs/model-card.md`.

Run `python -m benchmarks.model_card` after a change of patterns, concepts, corpus or code that sorts: it
writes the figures between two marks of the card anew.  A test holds the exam's row against what is
measured now.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.evaluation.appraisals import Appraisal, Summary, Terms, appraise
from extractor.evaluation.calibrations import Bin
from extractor.reason.reasons import By, Classifier, load_classifier
from models.samples import Sample, read_samples
from models.tallies import Score
from models.taxonomies import taxonomy

ROOT = Path(__file__).parent.parent
CARD = ROOT / "docs" / "model-card.md"
SETS = ROOT / "tests" / "reasons"
HELD_OUT = (
    "exam",
    "check_last",
    "check_counters",
    "check_scribes",
    "check_halls",
    "check_agencies",
    "check_forms",
)
WAYS: dict[By, str] = {
    "both": "all together",
    "patterns": "patterns alone",
    "model": "the second opinion alone",
    "words": "patterns without clause logic",
}
FIRST, LAST = "<!-- figures, by python -m benchmarks.model_card -->\n", "<!-- end of the figures -->\n"
HEADS = (
    *("texts", "micro F1", "macro F1", "precision", "recall", "right when sure"),
    *("found, and surely", "span F1", "`explains`", "sure and wholly right", "sure and wrong"),
    *("for a person", "unclassified"),
)
Row = Sequence[str]


def main() -> None:
    """Write the card's figures anew."""
    before, _, rest = CARD.read_text(encoding="utf-8").partition(FIRST)
    _, _, after = rest.partition(LAST)
    CARD.write_text(before + FIRST + "\n" + "\n".join(figures()) + "\n" + LAST + after, encoding="utf-8")


def figures() -> Iterator[str]:
    """Yield the lines of all tables."""
    sets = {name: read_set(name) for name in HELD_OUT}
    classifiers = {way: load_classifier(by=way) for way in WAYS}
    for way, said in WAYS.items():
        rows = [set_row(name, classifiers[way], samples) for name, samples in sets.items()]
        yield from _table((f"held out, {said}", *HEADS), rows)
    measured = measure(classifiers["both"], [sample for samples in sets.values() for sample in samples])
    yield from _told_apart("all held-out sets", measured)
    yield from _told_apart("`exam.jsonl`", measure(classifiers["both"], sets["exam"]))
    heads = ("category, all held-out sets", "wanted", "precision", "recall", "F1")
    yield from _table(heads, (_category_row(*one) for one in sorted(measured.categories.items())))
    yield from _table(("confidence", "promised", "right", "categories"), map(_bin_row, measured.bins))
    yield f"The calibration error is {measured.calibration_error or 0:.3f}."


def read_set(name: str) -> list[Sample]:
    """Return the samples of one held-out set."""
    lines = (SETS / f"{name}.jsonl").read_bytes().splitlines()
    return list(read_samples(lines, name, taxonomy().categories))


def measure(classifier: Classifier, samples: Sequence[Sample]) -> Appraisal:
    """Return how good a classifier is on samples, OTHER left out."""
    explaining = [code for code, category in taxonomy().categories.items() if category.explains]
    terms = Terms(explaining=explaining, left_out=["OTHER"], tags=["register", "slice"])
    return appraise(samples, list(classifier.classify_many(one.text for one in samples)), terms)


def set_row(name: str, classifier: Classifier, samples: Sequence[Sample]) -> Row:
    """Return the row of one set."""
    return (f"`{name}.jsonl`", *_summary_row(measure(classifier, samples).summary))


def line(row: Row) -> str:
    """Return a row as the card has it."""
    return f"| {' | '.join(row)} |"


def _told_apart(name: str, measured: Appraisal) -> Iterator[str]:
    rows = [
        (f"{tag}: {value}", *_summary_row(summary))
        for tag, groups in measured.groups.items()
        for value, summary in sorted(groups.items())
    ]
    yield from _table((f"{name}, all together", *HEADS), rows)


def _table(heads: Row, rows: Iterable[Row]) -> Iterator[str]:
    yield from (line(heads), f"|---|{'---:|' * (len(heads) - 1)}", *map(line, rows), "")


def _summary_row(one: Summary) -> Row:
    shares = (
        *(one.micro.f1, one.macro_f1, one.micro.precision, one.micro.recall, one.sure.share),
        *(one.sure_reach.share, one.spans.f1, one.explains.share),
        *(one.surely_right.share, one.surely_wrong.share, one.for_person.share),
    )
    return (str(one.texts), *map(_figure, shares), str(one.unclassified))


def _category_row(code: str, one: Score) -> Row:
    return (f"`{code}`", str(one.right + one.missing), *map(_figure, (one.precision, one.recall, one.f1)))


def _bin_row(one: Bin) -> Row:
    promised = (_figure(one.confidence), _figure(one.right.share))
    return (f"{one.low:.1f} to {one.high:.1f}", *promised, str(one.right.total))


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
