"""Planted misreadings and planted mistakes: what is repaired, what goes to a person, what is named.

    python -m benchmarks.repair [--forms 2000] [--seed 1] [--wrong]

Prints Markdown.  True records, the kept ones and made ones, get misread cells with or
without a second reader beside; others get one mistake of the issuer's in digital text,
or one of each in recognised text.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice

from benchmarks.measures import table
from benchmarks.mistakes import MISTAKES
from benchmarks.perfect_forms import kept_records, made_records
from benchmarks.plantings import (
    Planted,
    Planting,
    by_one_reader,
    cells_misread,
    cut_elsewhere,
    dashes,
    joined,
    plant,
    printed,
)
from extractor.proof.checks import RULES, check_record, recheck
from extractor.proof.repairs import repair
from extractor.value.numbers import parse_number, states_nothing
from models.pointers import all_values
from models.records import Form, Pointer, Record

COLUMNS = (
    "cells misread",
    "repaired rightly",
    "repaired wrongly",
    "to a person",
    "unnoticed",
    "wrong, yet proven",
    "forms let through wrong",
)
LARGE = 80
PLANTINGS: Mapping[str, Planting] = {
    "none": cells_misread(0),
    "1": cells_misread(1),
    "2": cells_misread(2),
    "3": cells_misread(3),
    "1, a group's weight": cells_misread(1, "/level1_weight"),
    "1, by one reader": by_one_reader,
    "a dash": dashes,
    "weight and score joined": joined,
    "weight and score cut elsewhere": cut_elsewhere,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="also show each value repaired wrongly")
    given = parser.parse_args()
    records = perfect(given.forms, given.seed)
    large = list(islice(made_records(given.seed, LARGE), max(1, given.forms // 10)))
    rows = [_row(name, planting, records, given) for name, planting in PLANTINGS.items()]
    rows += [_row(f"{n}, {LARGE} indicators", cells_misread(n), large, given) for n in (1, 3)]
    mistaken = list(_mistaken(records, random.Random(given.seed)))
    rows += [_row(f"{n}, and an issuer's mistake", cells_misread(n), mistaken, given) for n in (0, 1, 2)]
    print(table(("misread a form", *COLUMNS, "ms a form", "ms at most"), rows))
    print(_mistakes(records, given.seed))


def perfect(count: int, seed: int) -> list[Record]:
    """Return records without faults, one in ten of them a kept one."""
    kept = [record for record in kept_records() if not _errors(record)]
    made = made_records(seed)
    return [one if at % 10 == 0 else next(made) for at, one in zip(range(count), cycle(kept), strict=False)]


def _errors(record: Record) -> list[str]:
    return [found.code for found in check_record(record).findings if found.severity == "error"]


def _mistaken(records: Sequence[Record], dice: random.Random) -> Iterator[Record]:
    codes = [code for code, rule in RULES.items() if rule.proves and code in MISTAKES]
    for record in records:
        if made := MISTAKES[dice.choice(codes)](record, dice):
            yield made.record


def _row(name: str, planting: Planting, records: Sequence[Record], given: argparse.Namespace) -> list[str]:
    dice = random.Random(f"{given.seed} {name}")
    counts: Counter[str] = Counter()
    slowest = spent = 0.0
    for record in records:
        page = printed(record)
        planted = plant(page, planting(page, dice))
        before = time.process_time()
        form = recheck(repair(planted.form))
        took = time.process_time() - before
        slowest, spent = max(slowest, took), spent + took
        for field in count(planted, form, record, counts):
            if given.wrong:
                print(name, field, planted.misread, [one for one in form.uncertain if one.field == field])
    each = [f"{spent / len(records) * 1000:.1f}", f"{slowest * 1000:.0f}"]
    return [name, *(str(counts[column]) for column in COLUMNS), *each]


def count(planted: Planted, form: Form, true: Record, counts: Counter[str]) -> list[Pointer]:
    """Count what became of each printed cell that was misread or doubted; return those wrongly settled.

    Args:
        planted: The form as recognised.
        form: The same, repaired and checked.
        true: What is printed.
        counts: By the names of COLUMNS; added to.
    """
    values, due = all_values(form.record), all_values(true)
    settled = {one.field: bool(one.proven_by) for one in form.uncertain}
    wrong = [field for field in {**planted.misread, **settled} if not same(values[field], due[field])]
    counts["cells misread"] += len(planted.misread)
    for field in planted.misread:
        if field in settled and not settled[field]:
            counts["to a person"] += 1
        elif field not in wrong:
            counts["repaired rightly"] += 1
        elif field not in settled:
            counts["unnoticed"] += 1
    unasked = [field for field in wrong if settled.get(field, True)]
    counts["wrong, yet proven"] += sum(form.evidence[field].proof == "proven" for field in unasked)
    counts["forms let through wrong"] += bool(wrong) and not form.needs_review
    wrongly = [field for field in wrong if settled.get(field)]
    counts["repaired wrongly"] += len(wrongly)
    return wrongly


def same(text: str, other: str) -> bool:
    """Tell whether two texts state the same number, or nothing both."""
    one, two = parse_number(text), parse_number(other)
    if one is None or two is None:
        return one is two and states_nothing(text) == states_nothing(other)
    return one.value == two.value


def _mistakes(records: Sequence[Record], seed: int) -> str:
    made = [record for at, record in enumerate(records) if at % 10]
    rows = [
        _named(code, made[: len(made) // 2], random.Random(f"{seed} {code}"))
        if code in MISTAKES
        else [code, "", "", ""]
        for code in RULES
    ]
    false = Counter(found.severity for record in made for found in check_record(record).findings)
    rows += [
        [f"false: {severity}s on perfect forms", str(len(made)), str(false[severity]), ""]
        for severity in ("error", "warning", "info")
    ]
    return table(("check", "planted", "named", "issuer's"), rows)


def _named(code: str, records: Sequence[Record], dice: random.Random) -> list[str]:
    counts: Counter[str] = Counter()
    for record in records:
        if made := MISTAKES[code](record, dice):
            found = [one for one in check_record(made.record).findings if one.code == code]
            named = any(made.field in one.fields for one in found)
            counts["planted"] += 1
            counts["named"] += named
            counts["issuer's"] += named and all(one.blame == "issuer" for one in found)
    return [code, *(str(counts[name]) for name in ("planted", "named", "issuer's"))]


if __name__ == "__main__":
    main()
