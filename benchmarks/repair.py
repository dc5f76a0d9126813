"""Planted misreadings and planted mistakes: what is repaired, what goes to a person, what is named.

    python -m benchmarks.repair [--forms 2000] [--seed 1]

Prints Markdown.  True records, the kept ones and made ones, get 1, 2 and 3 misread
cells with a second reader beside; others get one mistake of the issuer's in digital text.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle

from benchmarks.measures import table
from benchmarks.perfect_forms import kept_records, made_records
from benchmarks.plantings import Planted, mistaken, recognised
from extractor.checks import check_record, recheck
from extractor.numbers import parse_number
from extractor.repairs import repair
from models.pointers import all_values
from models.records import Record

COLUMNS = (
    "repaired rightly",
    "repaired wrongly",
    "to a person",
    "unnoticed",
    "wrong, yet proven",
    "forms let through wrong",
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    records = _records(given.forms, given.seed)
    print(_repairs(records, given.seed))
    print(_mistakes(records, given.seed))


def _records(count: int, seed: int) -> list[Record]:
    """Return perfect records, one in ten of them a kept one."""
    kept = [record for record in kept_records() if not _errors(record)]
    made = made_records(seed)
    return [one if at % 10 == 0 else next(made) for at, one in zip(range(count), cycle(kept), strict=False)]


def _errors(record: Record) -> list[str]:
    return [found.code for found in check_record(record).findings if found.severity == "error"]


def _repairs(records: Sequence[Record], seed: int) -> str:
    rows = []
    for planted in (0, 1, 2, 3):
        dice = random.Random(seed * 10 + planted)
        counts: Counter[str] = Counter()
        slowest, started = 0.0, time.process_time()
        for record in records:
            before = time.process_time()
            _count(recognised(record, dice, planted), record, counts)
            slowest = max(slowest, time.process_time() - before)
        each = (time.process_time() - started) / len(records)
        rows.append(
            [
                str(planted),
                *(str(counts[name]) for name in COLUMNS),
                f"{each * 1000:.1f}",
                f"{slowest * 1000:.0f}",
            ]
        )
    return table(("misread cells a form", *COLUMNS, "ms a form", "ms at most"), rows)


def _count(planted: Planted, true: Record, counts: Counter[str]) -> None:
    form = recheck(repair(planted.form))
    values, due = all_values(form.record), all_values(true)
    asked = {one.field for one in form.uncertain if not one.proven_by}
    settled = {one.field for one in form.uncertain if one.proven_by}
    wrong = False
    for field in {*planted.misread, *settled, *asked}:
        right = _same(values[field], due[field])
        if field in asked:
            counts["to a person"] += field in planted.misread
        elif field in planted.misread:
            counts[
                "repaired rightly" if right else "repaired wrongly" if field in settled else "unnoticed"
            ] += 1
        elif not right:
            counts["repaired wrongly"] += 1
        wrong = wrong or not right
        if not right and form.evidence[field].proof == "proven" and field not in asked:
            counts["wrong, yet proven"] += 1
    if wrong and not form.needs_review:
        counts["forms let through wrong"] += 1


def _same(text: str, other: str) -> bool:
    one, two = parse_number(text), parse_number(other)
    return one is not None and two is not None and one.value == two.value


def _mistakes(records: Sequence[Record], seed: int) -> str:
    dice = random.Random(seed)
    counts: dict[str, Counter[str]] = {}
    for record in records:
        made = mistaken(record, dice)
        if made is None:
            continue
        count = counts.setdefault(made.code, Counter())
        count["planted"] += 1
        findings = check_record(made.record).findings
        named = any(found.code == made.code and made.field in found.fields for found in findings)
        count["named"] += named
        count["issuer's"] += named and all(found.blame == "issuer" for found in findings)
    false = sum(bool(_errors(record)) for record in records)
    names = ("planted", "named", "issuer's")
    rows = [[code, *(str(count[name]) for name in names)] for code, count in sorted(counts.items())]
    rows.append(["false errors on perfect forms", str(len(records)), str(false), ""])
    return table(("check", *names), rows)


if __name__ == "__main__":
    main()
