"""How many of the kept forms' values a reader got right.

A reader that does not know the form is asked less than ours: a value counts as
right when any cell that it found anywhere in the file has the value's text.
Values that share their cell with others (a department and its code, a group's weight,
goals behind a printed 年初设定目标) are not asked for.  Ours must have each
value in its own field of its own form.  White space never counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.evaluation.collations import bare
from models.codecs import from_json
from models.pointers import all_values
from models.records import Form, Record

TESTS = Path(__file__).parent.parent / "tests"
PDFS = sorted((TESTS / "pdfs").glob("*.pdf"))
FIVE = [path for path in PDFS if path.name.startswith("fit.")]
FLOWING = [path for path in PDFS if path.name.startswith("flow")]
SHARED = {
    *("title", "year", "department", "department_code", "amount_unit"),
    *("source", "label", "planned", "achieved", "level1", "level1_weight"),
}
# The dashed file holds three of the seven forms.
HELD = {"sty-dashed.loxlsx.pdf": (0, 1, 6)}


def truths(path: Path) -> list[Record]:
    """Return the records that one of the kept PDFs holds, in its order."""
    records = [from_json(file.read_bytes(), Record) for file in sorted((TESTS / "truth").glob("*.json"))]
    return [records[number] for number in HELD.get(path.name, range(len(records)))]


def cells_right(path: Path, cells: Iterable[str]) -> tuple[int, int]:
    """Return how many values stand whole in some cell of a file, and how many there are."""
    found = {bare(cell) for cell in cells}
    wanted = [value for record in truths(path) for _, value in values_of(record)]
    return sum(value in found for value in wanted), len(wanted)


def fields_right(path: Path, forms: Sequence[Form]) -> tuple[int, int]:
    """Return how many of the same values our forms have in their fields, and how many there are."""
    right = total = 0
    for number, record in enumerate(truths(path)):
        read = dict(values_of(forms[number].record)) if number < len(forms) else {}
        for pointer, value in values_of(record):
            total += 1
            right += read.get(pointer) == value
    return right, total


def values_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the fields that are asked for and their texts, without white space."""
    for pointer, text in all_values(record).items():
        if text and not pointer.startswith("/extras/") and pointer.rpartition("/")[2] not in SHARED:
            yield pointer, bare(text)
