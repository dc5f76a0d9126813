"""Kept readings of every kept PDF: a change of reading shows as a changed line (docs/testing.md)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.forms import read_forms
from extractor.grids import find_grids
from extractor.pages import read_pages
from extractor.pipeline import load_kit
from models.records import Form, to_plain

HERE = Path(__file__).parent
FOLDERS = ("found", "office", "pdfs")


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_read_as_before(folder: str, request: pytest.FixtureRequest):
    """Each form of each file gives its golden line; `--refresh-goldens` writes them anew first."""
    golden = HERE / "goldens" / f"{folder}.jsonl"
    lines = list(_lines(folder))
    if request.config.getoption("--refresh-goldens"):
        golden.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines
    assert lines == golden.read_text(encoding="utf-8").splitlines()


def _lines(folder: str) -> Iterator[str]:
    lexicon = load_kit().lexicon
    for path in sorted((HERE / folder).glob("*.pdf")):
        pages = read_pages(path.read_bytes(), max_pages=99).pages
        for form in read_forms(map(find_grids, pages), lexicon):
            yield json.dumps({"file": path.name, **_reading(form)}, ensure_ascii=False)


def _reading(form: Form) -> dict[str, object]:
    """Return what reading alone gives: checks and reasons have tests of their own, and change more often."""
    plain = to_plain(form)
    places = {
        pointer: [seen.page, *(round(side) for side in seen.box)] for pointer, seen in form.evidence.items()
    }
    kept = {name: plain[name] for name in ("pages", "template", "record")}
    loose = [[text.page, text.text, text.outside] for text in form.unplaced]
    return {**kept, "evidence": places, "unplaced": loose, "notes": [note.seen for note in form.notes]}
