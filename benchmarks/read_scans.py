"""Scanned forms read whole, against the truth: what is right, what is doubted, what slips through.

    python -m benchmarks.read_scans [--quick] [--seed 1] [--dpi 150 200 300] [--made 36] [--balanced 24]
                                    [--files fit.weasy.pdf ...] [--damage clean skew ...]
                                    [--results FILE] [--tables] [--wrong] [--peer]

Prints Markdown.  The kept PDFs and generated ones are drawn as pixels, damaged
(benchmarks/degradations.py), recognised, repaired and checked.  With --damage each file is read
in each of these ways, else clean, damaged in one way, and under a seal without colour.  With
--results what was read is added to a file, and what stands there already is not read again:
a long run goes in slices.  --tables prints what stands there.
Punctuation is compared in its house form, white space never.
"""

import argparse
import json
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pymupdf

from benchmarks.degradations import DEGRADATIONS, as_raster
from benchmarks.measures import seconds, table
from benchmarks.scan_counts import (
    COLUMNS,
    confusions,
    count_form,
    paired,
    recognised,
    relabelled,
    reliability,
    row_of,
    trust,
)
from benchmarks.scan_samples import COLOURLESS, Job, Sample, balanced, damage_of, kept, leaves, made
from extractor.form.forms import read_forms
from extractor.geometry import Page, Sheet
from extractor.pipeline import check_form, load_kit
from extractor.proof.repairs import repair
from extractor.scan.label_mendings import mend_labels
from extractor.scan.looks import Reader
from extractor.scan.overleaves import cut_under
from extractor.scan.scans import read_scan
from extractor.scan.sightings import with_sights
from models.records import Form, Unread

WHOLE = ("fit.weasy.pdf", "fit.chromium.pdf", "fit.lodocx.pdf")
QUICK = ("sty-dashed.loxlsx.pdf",)
MADE, BALANCED = 36, 24
QUICK_MADE, QUICK_BALANCED = 7, 6

Result = dict[str, Any]
"""What came of one job: counts, trust, wrong values, seconds."""


def main() -> None:
    """Read, and print the tables."""
    given = _arguments()
    past = _results(given.results)
    if not given.tables:
        samples = [
            *kept(given.files),
            *made(given.made, given.seed),
            *balanced(given.balanced, given.seed),
        ]
        for job, sample in jobs_of(samples, given):
            if job.name not in past:
                past[job.name] = result = _read(sample, job)
                _show(job, result, wrong=given.wrong)
                if given.results:
                    with given.results.open("a", encoding="utf-8") as file:
                        file.write(json.dumps({"job": job.name, **result}, ensure_ascii=False) + "\n")
        if given.peer:
            print(_beside_peer(samples[0], given.dpi))
    for text in _tables(past):
        print(text)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process {peak:.0f} MB")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dpi", type=int, nargs="+")
    parser.add_argument(
        "--damage", nargs="+", choices=tuple(DEGRADATIONS), help="all of these, for every file"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", nargs="*", help="kept files")
    parser.add_argument("--made", type=int, help="generated files")
    parser.add_argument("--balanced", type=int, help="generated files whose arithmetic holds")
    parser.add_argument("--quick", action="store_true", help="a few minutes")
    parser.add_argument("--results", type=Path, help="JSON Lines of what was read")
    parser.add_argument("--tables", action="store_true", help="read nothing, print the results")
    parser.add_argument("--peer", action="store_true", help="time rapidocr on the pages of the first file")
    parser.add_argument("--wrong", action="store_true", help="show what is wrong")
    given = parser.parse_args()
    given.dpi = given.dpi or ([200] if given.quick else [150, 200, 300])
    given.files = (QUICK if given.quick else WHOLE) if given.files is None else given.files
    given.made = (QUICK_MADE if given.quick else MADE) if given.made is None else given.made
    if given.balanced is None:
        given.balanced = QUICK_BALANCED if given.quick else BALANCED
    return given


def jobs_of(samples: Sequence[Sample], given: argparse.Namespace) -> Iterator[tuple[Job, Sample]]:
    """Yield what is to be read, so that what is read first is a little of everything.

    Generated files of several forms are read at every resolution, clean and damaged in turns; the
    others at one, clean, damaged and under a seal without colour.
    """
    for turn in range(3):
        for number, sample in enumerate(samples):
            is_made = sample.name.startswith("made")
            at = number + turn * is_made
            dpi = given.dpi[at % len(given.dpi)]
            ways = (damage_of(number, dpi, given.seed), "clean", COLOURLESS[number % 2])
            way = ways[(number // 2 + turn) % 2] if is_made else ways[turn]
            if is_made and turn >= len(given.dpi):
                continue
            for damage in (given.damage if turn == 0 else ()) if given.damage else (way,):
                yield Job(sample.name, dpi, damage, given.seed), sample


def _read(sample: Sample, job: Job) -> Result:
    """Read one file and count what became of its values."""
    sheets: dict[int, Sheet] = {}
    raw: Counter[str] = Counter()
    took = 0.0
    for number, (leaf, pixels) in enumerate(leaves(sample, job.dpi, job.damage, job.seed), 1):
        before = time.process_time()
        page = read_scan(_blank(number, leaf), as_raster(pixels, job.dpi), READER)
        _, sheet = cut_under(page, sheets.get(number - 1))
        sheets[number] = mend_labels(sheet, KIT.lexicon)
        took += time.process_time() - before
        raw += relabelled(sheet, sheets[number])
    counts: Counter[str] = Counter({"pages": len(sheets), "due forms": len(sample.records)})
    before = time.process_time()
    forms = [with_sights(form, sheets) for form in read_forms(sheets.values(), KIT.lexicon)]
    mended = {id(form): check_form(repair(form), KIT) for form in forms}
    took += time.process_time() - before
    counts["forms"] = len(forms)
    trusted: Counter[str] = Counter()
    wrong = []
    for form, record in zip(paired(forms, sample.records), sample.records, strict=True):
        # What was not found is wrong throughout, but not let through.
        read = form or Form(pages=(1,), template="", record=type(record)(), needs_review=True)
        done = mended.get(id(form), read)
        trusted += trust(read, record)
        wrong += count_form(read, done, record, counts)
        raw += recognised(read, record, sheets)
    return {"counts": counts, "trust": trusted, "raw": raw, "wrong": wrong, "seconds": took}


def _blank(number: int, leaf: pymupdf.Page) -> Page:
    unread = Unread(page=number, why="no-text")
    return Page(number, leaf.rect.width, leaf.rect.height, (), (), unread=unread)


def _show(job: Job, result: Result, *, wrong: bool) -> None:
    counts = result["counts"]
    print(
        f"{job.name}: forms {counts['forms']}/{counts['due forms']}, whole {counts['rows']}, "
        f"wrong numbers {counts['wrong number']}/{counts['due number']}, texts {counts['wrong text']}, "
        f"{result['seconds'] / max(1, counts['pages']):.1f} s a page",
        flush=True,
    )
    for one in result["wrong"] if wrong else ():
        print("   ", *one)


def _results(path: Path | None) -> dict[str, Result]:
    if not path or not path.is_file():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["job"]: line for line in lines}


def _tables(results: dict[str, Result]) -> Iterator[str]:
    """Yield the tables: by damage, by resolution, by files, of trust, and of confusions."""
    kinds: dict[str, Callable[[str], str]] = {
        "damage": _damage,
        "resolution": lambda job: (
            f"{parts_of(job)[-3]} dpi, {'clean' if _damage(job) == 'clean' else 'damaged'}"
        ),
        "files": _kind,
    }
    usual = {job: one for job, one in results.items() if _damage(job) not in COLOURLESS}
    for name, of in kinds.items():
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for job, one in (results if name == "damage" else usual).items():
            groups[of(job)] += Counter(one["counts"])
        if name == "files":
            groups["**all but seals without colour**"] = sum(
                (Counter(one["counts"]) for one in usual.values()), Counter()
            )
        yield table((name, *COLUMNS), [(group, *row_of(counts)) for group, counts in sorted(groups.items())])
    yield reliability(sum((Counter(one["trust"]) for one in usual.values()), Counter()))
    raw = sum((Counter(one["raw"]) for one in usual.values()), Counter[str]())
    yield confusions(raw, [one for result in usual.values() for one in result["wrong"]])
    pages = sum(one["counts"]["pages"] for one in results.values())
    yield f"{pages} pages, {sum(one['seconds'] for one in results.values()) / max(1, pages):.2f} s a page"


def parts_of(job: str) -> list[str]:
    """Return a job's name in parts: the sample, the resolution, the damage, the seed."""
    start, _, seed = job.rpartition(" ")
    damage = next(
        name for name in sorted((*DEGRADATIONS,), key=len, reverse=True) if start.endswith(f" {name}")
    )
    sample, _, dpi = start.removesuffix(f" {damage}").rpartition(" ")
    return [sample, dpi, damage, seed]


def _damage(job: str) -> str:
    return parts_of(job)[2]


def _kind(job: str) -> str:
    sample = parts_of(job)[0]
    kind = sample.split()[0]
    return (
        f"generated, {sample.split()[-1]}"
        if kind == "made"
        else "generated, balanced"
        if kind == "balanced"
        else sample
    )


def _beside_peer(sample: Sample, resolutions: Sequence[int]) -> str:
    """Return the time of each page beside that of rapidocr's whole-page run, one thread each."""
    from benchmarks.scan_peers import whole_page_reader  # noqa: PLC0415 - only where asked for

    peer = whole_page_reader()
    rows = []
    for dpi in resolutions:
        ours = theirs = 0.0
        for leaf, pixels in leaves(sample, dpi, "clean", 1):
            ours += seconds(partial(read_scan, _blank(leaf.number + 1, leaf), as_raster(pixels, dpi), READER))
            theirs += seconds(partial(peer, pixels))
        rows.append((f"{sample.name}, {dpi} dpi", ours / theirs))
    return table(("pages", "our time over rapidocr's"), rows)


READER, KIT = Reader(), load_kit()

if __name__ == "__main__":
    main()
