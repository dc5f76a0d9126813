"""Scanned forms read whole, against the truth: what is right, what is doubted, what slips through.

    python -m benchmarks.read_scans [--dpi 150 200 300] [--damage clean skew ...] [--seed 1]
                                    [--files fit.weasy.pdf ...] [--found] [--peer] [--wrong]

Prints Markdown.  The kept PDFs (and, with --found, the generated ones that were kept) are drawn
as pixels, damaged (benchmarks/degradations.py), recognised, repaired and checked.  Punctuation
is compared in its house form, white space never.  The reliability table counts numeric cells
as recognised, before any repair.
"""

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pymupdf

from benchmarks.degradations import DEGRADATIONS, as_raster, degraded, drawn
from benchmarks.measures import seconds, table
from benchmarks.truths import PDFS, TESTS, truths
from extractor.checks import recheck
from extractor.claims import numeric_cells
from extractor.forms import read_forms
from extractor.geometry import Page
from extractor.grids import find_grids
from extractor.house_forms import house_form
from extractor.label_mendings import mend_labels
from extractor.looks import Reader
from extractor.pipeline import load_kit
from extractor.repairs import repair
from extractor.scans import read_scan
from extractor.sightings import with_sights
from models.pointers import all_values
from models.records import Form, Record, Unread, from_plain

ROWS = ("clean", "skew", "noise", "JPEG 40", "blur", "grey", "red seal", "turned 90", "perspective")
BUCKETS = (0.5, 0.8, 0.9, 0.95, 0.99, 1.01)
COLUMNS = ("forms", "of", "rows right", "numbers right", "of", "text right", "of", "wrong characters, %")
COLUMNS += ("doubted numbers", "wrong and not doubted", "wrong, yet proven", "let through wrong")


@dataclass
class Tally:
    """What was counted, by name."""

    counts: Counter[str] = field(default_factory=Counter)
    trust: Counter[tuple[float, bool, bool]] = field(default_factory=Counter)
    """(upper end of the bucket of confidence, whether the readers agreed, whether right)."""
    seconds: float = 0.0
    pages: int = 0


@dataclass(frozen=True)
class Task:
    """One file and the records that it holds."""

    path: Path
    records: Sequence[Record]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dpi", type=int, nargs="+", default=[150, 200, 300])
    parser.add_argument("--damage", nargs="+", default=ROWS, choices=tuple(DEGRADATIONS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", nargs="+", default=[path.name for path in PDFS])
    parser.add_argument("--found", action="store_true", help="also the generated files that were kept")
    parser.add_argument("--peer", action="store_true", help="time rapidocr on the same pages")
    parser.add_argument("--wrong", action="store_true", help="show what is wrong")
    given = parser.parse_args()
    tasks, whole, rows = list(_tasks(given)), Tally(), []
    for dpi in given.dpi:
        for damage in given.damage:
            one = Tally()
            for task in tasks:
                _read(task, dpi, damage, given, (one, whole))
            rows.append([f"{damage}, {dpi} dpi", *_row(one)])
            print(table(("pages", *COLUMNS), rows[-1:]).splitlines()[-1], flush=True)
    rows.append(["**all**", *_row(whole)])
    print(table(("pages", *COLUMNS), rows))
    print(_reliability(whole))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{whole.pages} pages; peak memory {peak:.0f} MB")
    if given.peer:
        print(_beside_peer(tasks[0], given.dpi))


def _tasks(given: argparse.Namespace) -> Iterator[Task]:
    yield from (Task(path, truths(path)) for path in PDFS if path.name in given.files)
    for path in sorted((TESTS / "found").glob("*.pdf")) if given.found else ():
        kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield Task(path, [from_plain(record, Record) for record in kept["records"]])


def _read(task: Task, dpi: int, damage: str, given: argparse.Namespace, tallies: Sequence[Tally]) -> None:
    """Read one file and count what became of its values."""
    sheets = {}
    for number, leaf in enumerate(pymupdf.open(task.path), 1):
        pixels = degraded(drawn(leaf, dpi), damage, given.seed * 1000 + number, dpi / 72)
        before = time.process_time()
        page = read_scan(_blank(number, leaf), as_raster(pixels, dpi), READER)
        sheets[number] = mend_labels(find_grids(page), KIT.lexicon)
        took = time.process_time() - before
        for tally in tallies:
            tally.seconds, tally.pages = tally.seconds + took, tally.pages + 1
    forms = [with_sights(form, sheets) for form in read_forms(sheets.values(), KIT.lexicon)]
    for tally in tallies:
        tally.counts["forms"] += len(forms)
        tally.counts["due forms"] += len(task.records)
    for number, (form, record) in enumerate(zip(forms, task.records, strict=False)):
        for tally in tallies:
            _trust(form, record, tally)
            wrong = _count(recheck(repair(form)), record, tally)
        for line in wrong if given.wrong else ():
            print("   ", task.path.name, dpi, damage, number, *line)


def _blank(number: int, leaf: pymupdf.Page) -> Page:
    unread = Unread(page=number, why="no-text")
    return Page(number, leaf.rect.width, leaf.rect.height, (), (), unread=unread)


def _trust(form: Form, record: Record, tally: Tally) -> None:
    """Count numeric cells by the confidence and agreement of their readers, and by whether they are right."""
    if len(form.record.indicators) != len(record.indicators) or len(form.record.funds) != len(record.funds):
        return
    values, alike = all_values(form.record), {one.field for one in form.uncertain if len(one.readings) > 1}
    for pointer, text, _ in numeric_cells(record):
        if (seen := form.evidence.get(pointer)) and (text or values[pointer]):
            bucket = next(end for end in BUCKETS if seen.confidence < end)
            tally.trust[bucket, pointer not in alike, _house(values[pointer]) == _house(text)] += 1


def _count(form: Form, record: Record, tally: Tally) -> list[tuple[object, ...]]:
    """Count a form's values; return those that are wrong."""
    values, due = all_values(form.record), all_values(record)
    numbers = {pointer for pointer, _, _ in numeric_cells(record)}
    doubted = {one.field for one in form.uncertain if not one.proven_by}
    counts, wrong = tally.counts, []
    counts["rows"] += len(form.record.indicators) == len(record.indicators)
    counts["doubted"] += len(doubted & numbers)
    for pointer, text in due.items():
        if pointer.endswith("/source"):
            continue
        kind = "number" if pointer in numbers else "text"
        read, meant = _house(values.get(pointer, "")), _house(text)
        counts[f"due {kind}"] += 1
        counts[kind] += read == meant
        if kind == "text":
            counts["characters"] += len(meant)
            counts["errors"] += 0 if read == meant else distance(read, meant)
        if read != meant:
            seen = form.evidence.get(pointer)
            proof = seen.proof if seen else "none"
            wrong.append((pointer, meant, read, "doubted" if pointer in doubted else "", proof))
    lost = [one for one in wrong if one[0] in numbers]
    counts["hidden"] += sum(not one[3] for one in lost)
    counts["proven"] += sum(one[4] == "proven" for one in lost)
    counts["let through"] += bool(lost) and not form.needs_review
    return wrong


def _house(text: str) -> str:
    return house_form("".join(text.split()))


def distance(one: str, other: str) -> int:
    """Return how many characters must be changed, added or left out to get from one text to another."""
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        before, row = row, [at]
        for place, meant in enumerate(other):
            row.append(min(before[place] + (sign != meant), before[place + 1] + 1, row[place] + 1))
    return row[-1]


def _row(tally: Tally) -> list[object]:
    counts = tally.counts
    rate = 100 * counts["errors"] / max(1, counts["characters"])
    names = ("forms", "due forms", "rows", "number", "due number", "text", "due text")
    ends = ("doubted", "hidden", "proven", "let through")
    return [*(counts[name] for name in names), rate, *(counts[name] for name in ends)]


def _reliability(tally: Tally) -> str:
    rows = []
    for agreed in (True, False):
        for start, end in zip((0.0, *BUCKETS), BUCKETS, strict=False):
            right, wrong = (tally.trust[end, agreed, fact] for fact in (True, False))
            if right + wrong:
                name = f"{'alike' if agreed else 'not alike'}, {start:.2f} to {min(end, 1):.2f}"
                rows.append((name, right + wrong, wrong, f"{100 * wrong / (right + wrong):.2f}"))
    return table(("readers, and confidence of the first", "numbers", "wrong", "wrong, %"), rows)


def _beside_peer(task: Task, resolutions: Sequence[int]) -> str:
    """Return the time of each page beside that of rapidocr's whole-page run, one thread each."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - only where asked for

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    peer = RapidOCR(params={**threads, "Global.log_level": "error"})
    rows = []
    for dpi in resolutions:
        pages = [(number, leaf, drawn(leaf, dpi)) for number, leaf in enumerate(pymupdf.open(task.path), 1)]
        ours = sum(
            seconds(partial(read_scan, _blank(number, leaf), as_raster(page, dpi), READER))
            for number, leaf, page in pages
        )
        theirs = sum(seconds(partial(peer, page)) for _, _, page in pages)
        rows.append((f"{task.path.name}, {dpi} dpi", ours / theirs))
    return table(("pages", "our time over rapidocr's"), rows)


READER, KIT = Reader(), load_kit()

if __name__ == "__main__":
    main()
