"""Forms as read beside their truth: what is right before and after repair, and what slips through."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from benchmarks.measures import table
from extractor.evaluation.collations import bare
from extractor.geometry import Sheet, holds_middle
from extractor.proof.claims import numeric_cells
from extractor.scan.house_forms import house_form
from models.pointers import all_values
from models.records import Box, Form, Pointer, Record

BUCKETS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 1.01)
MOST_SIGNS = 3
"""What differs in more signs is no confusion."""
COLUMNS = ("pages", "forms", "of", "rows right", "numbers read right", "after repair", "of")
COLUMNS += ("in whole forms", "of", "wrong characters, %", "in whole forms, %")
COLUMNS += ("wrong, no doubt", "wrong, proven", "let through", "let through wrong")


class Wrong(NamedTuple):
    """One value that is read otherwise than printed."""

    field: Pointer
    due: str
    read: str
    number: bool
    doubted: bool
    proof: str


def paired(forms: Sequence[Form], records: Sequence[Record]) -> list[Form | None]:
    """Return for each record the form that shares most values with it, each form once."""
    left, found = list(forms), []
    for record in records:
        due = all_values(record)
        best = max(left, key=lambda form: _shared(all_values(form.record), due), default=None)
        if best is not None:
            left.remove(best)
        found.append(best)
    return found


def count_form(before: Form, form: Form, record: Record, counts: Counter[str]) -> list[Wrong]:
    """Count a form's values before and after repair; return those that are wrong.

    A form is whole if all its rows were found: only then is what is wrong mostly the readers' doing.
    Numbers that are read where none is printed are wrong, yet not of those due.
    """
    numbers = {pointer for pointer, _, _ in numeric_cells(record)}
    read, due, wrong = all_values(before.record), all_values(record), differences(form, record, numbers)
    whole = _shape(form.record) == _shape(record)
    counts["rows"] += whole
    for pointer, text in due.items():
        if not pointer.endswith("/source"):
            kind = "number" if pointer in numbers else "text"
            counts[f"due {kind}"] += 1
            counts[f"due {kind} whole"] += whole
            if kind == "number":
                counts["read"] += house(read.get(pointer, "")) == house(text)
            else:
                counts["characters"] += len(house(text))
                counts["characters whole"] += len(house(text)) * whole
    for one in wrong:
        kind = "number" if one.number else "text"
        counts[f"wrong {kind}" if one.field in due else "gained"] += 1
        counts[f"wrong {kind} whole"] += whole
        if one.number:
            counts["hidden"] += not one.doubted and one.proof != "conflict"
            counts["proven"] += one.proof == "proven"
        else:
            errors = distance(one.read, one.due)
            counts["errors"] += errors
            counts["errors whole"] += errors * whole
    counts["through"] += not form.needs_review
    counts["through wrong"] += not form.needs_review and any(one.number for one in wrong)
    return wrong


def differences(form: Form, record: Record, numbers: set[Pointer]) -> list[Wrong]:
    """Return the values that are not read as printed, and the numbers that are read where none is printed."""
    values, due = all_values(form.record), all_values(record)
    doubted = {one.field for one in form.uncertain if not one.proven_by}
    more = {field: "" for field, text, _ in numeric_cells(form.record) if field not in due and text}
    found = []
    for pointer, text in {**due, **more}.items():
        read, meant = house(values.get(pointer, "")), house(text)
        if read != meant and not pointer.endswith("/source"):
            seen = form.evidence.get(pointer)
            is_number = pointer in numbers or pointer in more
            proof = seen.proof if seen else "none"
            found.append(Wrong(pointer, meant, read, is_number, pointer in doubted, proof))
    return found


def trust(form: Form, record: Record) -> Counter[str]:
    """Count numeric cells by the confidence and agreement of their readers, and by whether they are right."""
    found: Counter[str] = Counter()
    if _shape(form.record) != _shape(record):
        return found
    values, alike = all_values(form.record), {one.field for one in form.uncertain if len(one.readings) > 1}
    for pointer, text, _ in numeric_cells(record):
        if (seen := form.evidence.get(pointer)) and (text or values[pointer]):
            bucket = next(end for end in BUCKETS if seen.confidence < end)
            right = house(values[pointer]) == house(text)
            found[f"{bucket} {pointer not in alike} {right}"] += 1
    return found


def house(text: str) -> str:
    """Return a text as it is compared: in its house form, without white space."""
    return house_form("".join(text.split()))


def distance(one: str, other: str) -> int:
    """Return how many characters must be changed, added or left out to get from one text to another."""
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        before, row = row, [at]
        for place, meant in enumerate(other):
            row.append(min(before[place] + (sign != meant), before[place + 1] + 1, row[place] + 1))
    return row[-1]


def recognised(form: Form, record: Record, sheets: Mapping[int, Sheet]) -> Counter[str]:
    """Count what was read for what before any cure: of values that have their lines to themselves.

    Signs that differ in width alone count; spaces do not, nor do forms of which rows were lost.
    """
    found: Counter[str] = Counter()
    if _shape(form.record) != _shape(record):
        return found
    due, values = all_values(record), all_values(form.record)
    numbers = {pointer for pointer, _, _ in numeric_cells(record)}
    told: set[tuple[int, Box]] = set()
    for field, text in due.items():
        seen = form.evidence.get(field)
        if seen is None or seen.page not in sheets or (seen.page, seen.box) in told:
            continue
        sights = [one for one in sheets[seen.page].sights if holds_middle(seen.box, one.box)]
        if bare("".join(one.readings[0] for one in sights)) == bare(values[field]):
            told.add((seen.page, seen.box))
            kind = "numbers" if field in numbers else "texts"
            raw = "".join(one.raw for one in sights)
            found.update(f"{kind} {what}" for what in confused(bare(text), bare(raw)))
    return found


def relabelled(before: Sheet, after: Sheet) -> Counter[str]:
    """Count the signs of labels that were put right: what stands there now, and what was read."""
    grids = zip(before.grids, after.grids, strict=True)
    cells = (pair for one, other in grids for pair in zip(one.cells, other.cells, strict=True))
    texts = ((bare(new.text), bare(old.text)) for old, new in cells)
    return Counter(f"labels {what}" for due, read in texts for what in confused(due, read))


def confused(one: str, other: str) -> Iterator[str]:
    """Yield what was read for what, wherever two texts differ in few signs."""
    if one == other:
        return
    for _, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        due, read = one[start:end], other[first:last]
        if due != read and max(len(due), len(read)) <= MOST_SIGNS:
            yield f"{due or 'nothing'} → {read or 'nothing'}"


def confusions(raw: Mapping[str, int], wrong: Iterable[Sequence[Any]]) -> str:
    """Return the table of what was read for what: as recognised, and what is left in the record.

    Args:
        raw: What `recognised` and `relabelled` counted.
        wrong: What is left, as `Wrong`.
    """
    left: Counter[str] = Counter()
    for _, due, read, number, *_ in wrong:
        kind = "numbers" if number else "texts"
        left.update(f"{kind} {what}" for what in confused(due, read) if due and read)
    times = {what: (raw.get(what, 0), left[what]) for what in {*raw, *left}}
    kinds = ("numbers", "texts", "labels")
    rows = [
        (kind, f"`{what.removeprefix(kind + ' ')}`", *times[what])
        for kind in kinds
        for what in sorted(times, key=lambda one: (-sum(times[one]), one))
        if what.startswith(kind) and (kind != "texts" or sum(times[what]) > 1)
    ]
    return table(("in", "printed → read", "as recognised", "left"), rows)


def row_of(counts: Mapping[str, int]) -> list[object]:
    """Return one row of COLUMNS."""
    have = Counter(counts)
    names = ("pages", "forms", "due forms", "rows", "read")
    right = [have[f"due number{kind}"] - have[f"wrong number{kind}"] for kind in ("", " whole")]
    numbers = (right[0], have["due number"], right[1], have["due number whole"])
    rates = [100 * have[f"errors{kind}"] / max(1, have[f"characters{kind}"]) for kind in ("", " whole")]
    ends = ("hidden", "proven", "through", "through wrong")
    return [*(have[name] for name in names), *numbers, *rates, *(have[end] for end in ends)]


def reliability(counts: Mapping[str, int]) -> str:
    """Return the table of how often numbers were right, by agreement and confidence."""
    rows = []
    for agreed in (True, False):
        for start, end in zip((0.0, *BUCKETS), BUCKETS, strict=False):
            right, wrong = (counts.get(f"{end} {agreed} {fact}", 0) for fact in (True, False))
            if right + wrong:
                name = f"{'alike' if agreed else 'not alike'}, {start:g} to {min(end, 1):g}"
                rows.append((name, right + wrong, wrong, 100 * wrong / (right + wrong)))
    return table(("readers, and confidence of the first", "numbers", "wrong", "wrong, %"), rows)


def _shape(record: Record) -> tuple[int, int]:
    return len(record.indicators), len(record.funds)


def _shared(one: Mapping[Pointer, str], other: Mapping[Pointer, str]) -> int:
    return sum(house(one.get(pointer, "")) == house(text) for pointer, text in other.items() if text)
