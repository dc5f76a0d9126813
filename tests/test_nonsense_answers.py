"""What a reader says makes no sense, or no number: its own document pays, no other."""

import math
from dataclasses import replace
from typing import cast

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import bundles
from models.bundles import Wanted
from models.databases import Database
from models.endings import to_ended
from models.records import Evidence, Extraction
from models.settings import Settings
from models.versions import UNKNOWN
from tests.made_forms import extraction, made_form, store
from tests.made_jobs import claimed, states_of
from worker.tasks import Bench
from worker.wards import Nursery

ANSWER = msgspec.msgpack.encode(extraction(made_form()))
MANY = Wanted(turn=1, holder="me", count=9, most_bytes=1000)


def test_an_answer_that_is_nonsense_costs_its_own_document_a_try(bench: Bench):
    """What does not fit the types, in its first words or only in a form, is given back; the others stand."""
    for number in range(5):
        store(bench.db, bench.settings, number)
    ahead = bundles.settle(bench.db, bench.settings, [], MANY).ahead
    half = msgspec.msgpack.encode({"file": "a", "sha256": "b", "forms": [{"pages": "1"}]})
    deep = b"\x81\xa3odd" + b"\x91" * 100_000 + b"\xc0"
    unforeseen = cast("bytes", 7)
    answers = (b"nonsense", ANSWER, half, deep, unforeseen)
    bench.clerk.begin(list(zip(ahead, answers, strict=True)), replace(MANY, count=0), UNKNOWN)
    assert bench.clerk.take() == []
    given_back = dict.fromkeys((1, 3, 4, 5), ("pending", None, 1))
    assert states_of(bench.db) == {**given_back, 2: ("done", None, 1)}


def test_an_answer_that_cannot_be_given_back_costs_no_other_a_try(
    sqlite_settings: Settings, nursery: Nursery
):
    """Where the database takes no nonsense back, what was claimed ahead is known all the same."""
    bench = Bench(sqlite_settings, nursery)
    for number in range(3):
        store(bench.db, bench.settings, number)
    claim = claimed(bench.db, bench.settings, 1)
    with bench.db.writing() as session:
        refuses = "WHEN NEW.id = 1 BEGIN SELECT RAISE(ABORT, 'odd'); END"
        session.execute(text(f"CREATE TRIGGER no BEFORE UPDATE ON jobs {refuses}"))
    bench.clerk.begin([(claim, b"nonsense")], MANY, UNKNOWN)
    with pytest.raises(IntegrityError):
        bench.clerk.take()
    assert [ready.claim.job_id for ready in bench.clerk.left()] == [2, 3]
    bench.db.close()


BAD = {
    "a place that is none": extraction(
        replace(made_form(), evidence={"/year": Evidence(page=1, box=(0.0, math.nan, 1.0, 1.0))})
    ),
    "pages that no database takes": replace(extraction(made_form()), pages=1 << 63),
    "less than no page": replace(extraction(made_form()), pages=-1),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_number_that_is_none_is_not_stored(db: Database, settings: Settings, bad: Extraction):
    """A reading with NaN for a place, or pages without end, ends as its reader's fault; the others stand."""
    for number in range(3):
        store(db, settings, number)
    ahead = bundles.settle(db, settings, [], MANY).ahead
    good = extraction(made_form("null"))
    bundles.settle(db, settings, list(zip(ahead, map(to_ended, (good, bad, good)), strict=True)), MANY)
    assert states_of(db) == {1: ("done", None, 1), 2: ("failed", "parse-crashed", 1), 3: ("done", None, 1)}
