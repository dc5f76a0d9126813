"""What the benchmarks count and print; their times are nobody's promise."""

import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from benchmarks import classify, first_record, measures, peers, scan_peers, stages, throughput, truths
from extractor.page.pages import read_pages
from extractor.pipeline import extract, load_kit
from extractor.reason.phrasebooks import read_phrasebook
from extractor.reason.reasons import load_classifier
from models.pointers import all_values, with_value
from models.taxonomies import ARTIFACTS

ROOT = Path(__file__).parent.parent
DASHED = next(path for path in truths.PDFS if path.name.startswith("sty"))


def test_every_kept_pdf_has_its_truth():
    """Ours has every asked value right; a wrong field is one less, a missing form all of its own."""
    forms = extract(DASHED.read_bytes(), "", load_kit()).forms
    right, total = truths.fields_right(DASHED, forms)
    assert right == total > 300
    worse = replace(forms[0], record=with_value(forms[0].record, "/total_score", "1"))
    assert truths.fields_right(DASHED, (worse, *forms[1:])) == (total - 1, total)
    assert truths.fields_right(DASHED, ())[0] == 0


def test_cells_are_asked_for_generously():
    """Who does not know the form is right where any cell of the file has the text, spaced or not."""
    cells = [f" {text}\n" for record in truths.truths(DASHED) for text in all_values(record).values()]
    _, total = truths.cells_right(DASHED, [])
    assert truths.cells_right(DASHED, cells) == (total, total)
    assert truths.cells_right(DASHED, []) == (0, total)


def test_a_peer_finds_cells():
    """PyMuPDF's own tables give cells that count; the floor makes nothing of what it reads."""
    data = DASHED.read_bytes()
    assert truths.cells_right(DASHED, peers.find_tables(data))[0] > 100
    assert peers.floor(data) == []
    assert "find_tables" in peers.installed()


def test_scanned_forms_are_counted_by_cells_and_by_fields():
    """Words of any reader become forms; a wrong form costs its fields, and no cell."""
    cells, forms = scan_peers.forms_of(read_pages(DASHED.read_bytes(), max_pages=9).pages)
    records = truths.truths(DASHED)
    due = sum(len(list(truths.values_of(record))) for record in records)
    assert scan_peers.right({"cells": cells, "forms": forms}, records) == (due, due, str(due))
    assert scan_peers.right({"cells": cells, "forms": forms[::-1]}, records)[:2] == (due, due)
    assert int(scan_peers.right({"cells": [], "forms": forms[::-1]}, records)[2]) < due
    assert scan_peers.right({"cells": [], "forms": []}, records) == (0, due, "—")


def test_ours_is_the_whole_extraction():
    """What is timed gives the very forms of `extract`, reasons and all, and a second time the same."""
    ours, data = stages.Ours(), DASHED.read_bytes()
    assert ours.read(data) == ours.read(data) == extract(data, "", load_kit()).forms
    assert set(ours.stages(data, 1)) == {"pages", "grids", "forms", "reasons", "recheck"}


def test_the_first_form_leaves_early():
    """A form leaves as soon as the next one begins, long before the last page."""
    data = stages.repeated(truths.FIVE[1], 30)
    assert stages.Ours().first_form_after(data) == (2, 30)


def test_one_long_form():
    """The last form goes on over as many pages as wanted, each of which repeats its heading."""
    lengths = []
    for count in (12, 22):
        forms = stages.Ours().read(stages.one_long_form(truths.FLOWING[1], count, 2))
        assert forms[-1].pages[-1] == count
        lengths.append(len(forms[-1].pages))
    assert lengths[1] == lengths[0] + 10
    assert lengths[0] > 8


def test_a_page_without_reasons():
    """The page that loads no spaCy is the same form with its reasons taken out."""
    bare, full = (
        extract(first_record.single_page(reasons=reasons), "", load_kit()).forms[0]
        for reasons in (False, True)
    )
    assert (bare.reasons, len(full.reasons)) == ((), 7)
    rows = [replace(row, reason="") for row in full.record.indicators]
    assert bare.record == replace(full.record, indicators=tuple(rows))


def test_tables_are_markdown():
    """Ratios have two decimals, what is text stays."""
    assert measures.table(("file", "x"), [("a", 1.234), ("b", "3/4")]) == (
        "| file | x |\n|---|---:|\n| a | 1.23 |\n| b | 3/4 |\n"
    )


def test_works_take_turns():
    """One turn more than counts: the first, of each work, warms it up."""
    seen: list[str] = []
    works = {"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}
    assert set(measures.medians(works, {"a": 2, "b": 1})) == {"a", "b"}
    assert seen == ["a", "b", "a", "b", "a"]


def test_peers_are_pinned_with_hashes():
    """The other readers are locked as everything else is, and by no lock that ./run or ./test install."""
    locks = ROOT / "requirements"
    entries = (locks / "bench.txt").read_text().replace("\\\n", " ").splitlines()
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["bench"]
    for name in (one.partition(">")[0] for one in wanted):
        assert any(entry.startswith(f"{name}==") for entry in entries)
        assert f"\n{name}==" not in (locks / "run.txt").read_text() + (locks / "dev.txt").read_text()


def test_more_patterns_are_good_ones(tmp_path: Path):
    """The patterns that a benchmark adds can be laid over ours and find what they should."""
    classify.add_patterns(tmp_path, 20)
    shipped, more = read_phrasebook(ARTIFACTS), read_phrasebook(ARTIFACTS, tmp_path)
    added = [group for group in more.groups if group.id.startswith("made-up-")]
    assert len(added) == len(more.groups) - len(shipped.groups) == 20
    classifier = load_classifier(own=tmp_path)
    for group in added:
        assert group.id in classifier.groups(group.match[0])
        assert group.id not in classifier.groups(group.miss[0])


def test_processes_that_ended_have_used_time_too():
    """What a child of a child used that is gone is counted with whoever started it."""
    spin = "import time\nwhile time.process_time() < 0.25: pass"
    lives = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}]); print(flush=True)"
    command = [sys.executable, "-c", f"{lives}; input()"]
    before = throughput.used_by(os.getpid())
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"\n"
        assert throughput.used_by(process.pid) >= 0.2
        assert throughput.used_by(os.getpid()) - before >= 0.2
        process.communicate(b"\n")
