"""What the benchmark plants is there: misreadings beside what is printed, and a mistake for every check."""

import random

import pytest

from benchmarks.mistakes import MISTAKES
from benchmarks.perfect_forms import made_records
from benchmarks.plantings import plant, printed
from benchmarks.repair import PLANTINGS
from extractor.proof.checks import check_record
from extractor.proof.rules import RULES
from models.pointers import all_values


def test_every_check_has_a_planter():
    """A new rule comes with mistakes to find; whether a reason explains is the classifier's word."""
    assert RULES.keys() - MISTAKES.keys() == {"reason-explains-nothing"}


@pytest.mark.parametrize("code", MISTAKES)
def test_planted_mistakes_are_named(code: str):
    """Forms without any finding get one of that check, which names the field, and is the issuer's."""
    dice = random.Random(code)  # noqa: S311 - the same forms every time
    records = made_records(11)
    made = [one for _ in range(60) if (one := MISTAKES[code](next(records), dice))]
    assert len(made) >= 5
    for one in made:
        found = [finding for finding in check_record(one.record).findings if finding.code == code]
        assert any(one.field in finding.fields for finding in found)
        assert all(finding.blame == "issuer" for finding in found)


def test_made_forms_are_perfect():
    """No check says anything of them, not even a remark; forms of 80 rows have 80."""
    records = made_records(5)
    assert [check_record(next(records)).findings for _ in range(60)] == [()] * 60
    assert len(next(made_records(5, 80)).indicators) == 80


@pytest.mark.parametrize("name", PLANTINGS)
def test_plantings_keep_what_is_printed(name: str):
    """A misread cell's printed text is kept beside; all other cells are read as printed."""
    dice, records = random.Random(name), made_records(3)  # noqa: S311 - the same forms every time
    misread = 0
    for _ in range(20):
        record = next(records)
        page = printed(record)
        planted = plant(page, PLANTINGS[name](page, dice))
        due, read = all_values(record), all_values(planted.form.record)
        origins = {page.places[field] for field in planted.misread}
        assert all(due[field] == text != read[field] for field, text in planted.misread.items())
        assert all(read[field] == due[field] for field, place in page.places.items() if place not in origins)
        misread += len(planted.misread)
    assert (misread > 0) is (name != "none")
