"""Kept readings of every kept PDF: a change of reading shows as changed lines (docs/testing.md)."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from models.pointers import all_values
from models.records import Evidence, Form
from tests.generators.readings import read_back

HERE = Path(__file__).parent
FOLDERS = ("found", "office", "pdfs")
SHOWN = 12
"""So many characters of a row's longest value, and its place, tell people which row it is."""
_ROW = re.compile(r"/(?:(?:funds|indicators)/\d+|goals|extras|)(?=/|[^/]*$)")


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_read_as_before(folder: str, request: pytest.FixtureRequest):
    """Each row of each form of each file gives its golden line; `--refresh-goldens` writes all anew."""
    golden = HERE / "goldens" / f"{folder}.tsv"
    lines = [
        "\t".join((path.name, *line))
        for path in sorted((HERE / folder).glob("*.pdf"))
        for form in read_back(path.read_bytes()).forms
        for line in _lines(form)
    ]
    if request.config.getoption("--refresh-goldens"):
        golden.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines
    assert lines == golden.read_text(encoding="utf-8").splitlines()


def _lines(form: Form) -> Iterator[tuple[str, ...]]:
    """Yield a form's own line, a line a row, and a line a text that is unplaced or told in a note.

    A row's line ends with digests of all its values and of all their places.
    What reading alone gives: checks and reasons have tests of their own, and change more often.
    """
    yield form.template, f"pages {' '.join(map(str, form.pages))}"
    rows: dict[str, dict[str, str]] = {}
    for pointer, value in all_values(form.record).items():
        rows.setdefault(_ROW.match(pointer)[0], {})[pointer] = value  # type: ignore[index] - fits all
    for row, values in rows.items():
        if any(values.values()):
            printed = [pointer for pointer in values if pointer in form.evidence]
            longest = max(printed or values, key=lambda pointer: len(values[pointer]))
            text, place = " ".join(values[longest].split()), _place(form.evidence.get(longest))
            places = {pointer: _place(form.evidence.get(pointer)) for pointer in values}
            yield row, text[:SHOWN], place, _digest(values), _digest(places)
    for item in form.unplaced:
        yield "outside" if item.outside else "unplaced", str(item.page), " ".join(item.text.split())
    for note in form.notes:
        yield note.code, str(note.page), " ".join(note.seen.split())


def _place(seen: Evidence | None) -> str:
    """Return a place in whole points."""
    return f"{seen.page}: {' '.join(f'{side:.0f}' for side in seen.box)}" if seen else ""


def _digest(texts: Mapping[str, str]) -> str:
    joined = "\n".join(f"{name}\t{text}" for name, text in texts.items())
    return hashlib.sha256(joined.encode()).hexdigest()[:8]
