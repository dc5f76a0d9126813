"""A worker's turn: many small documents by one hint, each fenced, none behind one that takes long."""

import io
import math
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pymupdf
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from models import bundles, jobs
from models.bundles import Wanted
from models.databases import Database
from models.endings import to_ended
from models.errors import ParseCrashed, UnknownForm
from models.intakes import take_in
from models.settings import Settings
from models.tables import Documents, Forms, Jobs
from tests.made_forms import extraction, made_form, store
from tests.made_jobs import claimed, reconciling, states_of
from worker import turns
from worker.clerks import PAUSE, Clerk
from worker.pulses import Pulse
from worker.readings import Readings
from worker.tasks import Bench, do_job, lose_job
from worker.turns import Turns
from worker.wards import Nursery

PDF = (Path(__file__).parent / "pdfs" / "fit.rl.pdf").read_bytes()
ANSWER = msgspec.msgpack.encode(extraction(made_form()))
MANY = Wanted(turn=1, holder="me", count=9, most_bytes=1000)


def test_one_hint_reads_all_that_waits(bench: Bench):
    """Documents, a broken one and one without a form among them, end each in its own way by one hint."""
    contents = [_page(number) for number in range(5)]
    contents[2] = contents[2][:2000]
    contents.append(_blank())
    for content in contents:
        take_in(bench.db, bench.blobs, bench.settings, "a.pdf", io.BytesIO(content), user_id=None)
    bench.readings.extract(contents[0], "a.pdf")  # a reader that only starts counts as slow
    do_job(bench, 1)
    assert states_of(bench.db) == {
        1: ("done", None, 1),
        2: ("done", None, 1),
        3: ("failed", "damaged-pdf", 1),
        4: ("done", None, 1),
        5: ("done", None, 1),
        6: ("failed", "unknown-form", 1),
    }
    with bench.db.reading() as session:
        rows = session.execute(select(Forms.document_id, Forms.ordinal, Forms.project_name)).all()
        counted = session.scalars(select(Documents.form_count).order_by(Documents.id)).all()
    assert sorted((row.document_id, row.ordinal) for row in rows) == [(1, 1), (2, 1), (4, 1), (5, 1)]
    assert all(row.project_name for row in rows)
    assert counted == [1, 1, 0, 1, 1, 0]


def test_each_result_is_fenced_by_its_own_claim(db: Database, settings: Settings):
    """One whose lease was freed is dropped; the other results of the bundle stand."""
    for number in range(3):
        store(db, settings, number)
    ahead = bundles.settle(db, settings, [], MANY).ahead
    assert [claim.job_id for claim in ahead] == [1, 2, 3]
    jobs.release(db, settings, 2, ParseCrashed("killed"))
    ended = [(claim, to_ended(extraction(made_form()))) for claim in ahead[:2]]
    settled = bundles.settle(db, settings, [*ended, (ahead[2], to_ended(UnknownForm("none")))], MANY)
    assert settled.late == (ahead[1],)
    assert states_of(db) == {1: ("done", None, 1), 2: ("pending", None, 1), 3: ("failed", "unknown-form", 1)}
    assert bundles.settle(db, settings, ended, MANY).late == tuple(claim for claim, _ in ended)
    with db.reading() as session:
        assert session.scalars(select(func.count()).select_from(Forms)).one() == 1


def test_a_dead_workers_turn_is_given_back(bench: Bench):
    """What a killed child had claimed ahead is free at once, and is claimed alone from then on."""
    for number in range(3):
        store(bench.db, bench.settings, number)
    assert jobs.claim(bench.db, bench.settings, 1, holder="me")
    assert len(bundles.settle(bench.db, bench.settings, [], MANY).ahead) == 2
    lose_job(bench, 1, ParseCrashed("killed"), "another")
    assert states_of(bench.db) == dict.fromkeys((1, 2, 3), ("leased", None, 1))
    lose_job(bench, 1, ParseCrashed("killed"), "me")
    assert states_of(bench.db) == dict.fromkeys((1, 2, 3), ("pending", None, 1))
    assert bundles.settle(bench.db, bench.settings, [], MANY).ahead == ()


def test_nothing_waits_behind_a_slow_document(bench: Bench):
    """What was claimed ahead of a slow document is given back, its tries untouched, what was read stored."""
    for number in range(3):
        store(bench.db, bench.settings, number)
    slow = _Slow(bench.clerk, bench.pulse, bench.readings)
    slow.take(claimed(bench.db, bench.settings, 1), "me")
    assert slow.seen == {1: ("done", None, 1), 2: ("leased", None, 1), 3: ("pending", None, 0)}
    assert states_of(bench.db)[2] == ("done", None, 1)


def test_a_database_that_takes_no_results_costs_no_try(sqlite_settings: Settings, nursery: Nursery):
    """What was read and cannot be stored is given back, however often: nothing runs out of its lease."""
    settings = replace(sqlite_settings, lease_seconds=2, hint_again_seconds=1, max_tries=2)
    bench = Bench(settings, nursery)
    for number in range(3):
        store(bench.db, settings, number)
    with bench.db.writing() as session:
        session.execute(text("CREATE TRIGGER no BEFORE INSERT ON forms BEGIN SELECT none(1); END"))
    with reconciling(bench.db, settings):
        for job_id in (1, 2):
            quick = _Quick(bench.clerk, bench.pulse, bench.readings)
            claim = jobs.claim(bench.db, settings, job_id, holder="me")
            assert claim
            with pytest.raises(OperationalError):
                quick.take(claim, "me")
            assert states_of(bench.db) == dict.fromkeys((1, 2, 3), ("pending", None, 0))
    bench.db.close()


@pytest.mark.parametrize("count", [1, 3])
def test_a_result_that_is_refused_for_itself_uses_up_tries(
    sqlite_settings: Settings, nursery: Nursery, count: int
):
    """The database takes others and refuses this one: it ends as dead and says why, alone or among others."""
    settings = replace(sqlite_settings, max_tries=2)
    bench = Bench(settings, nursery)
    for number in range(count):
        store(bench.db, settings, number)
    refuses = "NEW.document_id = 1 BEGIN SELECT RAISE(ABORT, 'odd'); END"
    with bench.db.writing() as session:
        session.execute(text(f"CREATE TRIGGER no BEFORE INSERT ON forms WHEN {refuses}"))
    quick = _Quick(bench.clerk, bench.pulse, bench.readings)
    for left in ("pending", "dead"):
        claim = jobs.claim(bench.db, settings, 1, holder="me")
        assert claim
        quick.take(claim, "me")
        assert states_of(bench.db)[1][0] == left
    with bench.db.reading() as session:
        code, message = session.execute(
            select(Documents.code, Documents.message).where(Documents.id == 1)
        ).one()
    assert (code, "odd" in message) == ("parse-crashed", True)
    assert {state[0] for number, state in states_of(bench.db).items() if number > 1} <= {"done"}
    bench.db.close()


def test_a_reader_does_not_wait_for_the_database(sqlite_settings: Settings, nursery: Nursery):
    """While a slow document is read, its time is not spent on waiting until another's result is stored."""
    settings = replace(sqlite_settings, lease_seconds=3)
    bench = Bench(settings, nursery)
    for number in range(2):
        store(bench.db, settings, number)
    # What statements need once would use up the turn.
    bundles.give_back(bench.db, bundles.settle(bench.db, settings, [], MANY).ahead)
    with bench.db.writing() as session:
        session.execute(text("CREATE TRIGGER no BEFORE INSERT ON forms BEGIN SELECT none(1); END"))
    hurried = _Hurried(bench.clerk, bench.pulse, bench.readings)
    claim = jobs.claim(bench.db, settings, 1, holder="me")
    assert claim
    with pytest.raises(OperationalError):
        hurried.take(claim, "me")
    assert hurried.waited < PAUSE
    assert states_of(bench.db) == dict.fromkeys((1, 2), ("pending", None, 0))
    bench.db.close()


class _Hurried(Turns):
    """Reads each document as one form; the second is slow while the first is being stored."""

    waited = math.inf

    def _read(self, ready: turns.Ready) -> bytes:
        if ready.claim.job_id == 1:
            while self._clerk.is_busy():
                time.sleep(0.01)
            self._ahead.extend(self._clerk.take())
        else:
            self._began = begun = time.monotonic() - turns.SLOW_SECONDS
            self.beat()
            self.waited = time.monotonic() - turns.SLOW_SECONDS - begun
        return ANSWER


def test_a_few_results_are_stored_at_once(bench: Bench):
    """Results wait until there are some or nothing else is to be read: each transaction costs its share."""
    for number in range(20):
        store(bench.db, bench.settings, number)
    quick = _Quick(bench.clerk, bench.pulse, bench.readings)
    quick.take(claimed(bench.db, bench.settings, 1), "me")
    with bench.db.reading() as session:
        times = session.scalars(select(func.count(Jobs.id)).group_by(Jobs.finished_at)).all()
    assert sum(times) == 20
    assert len(times) <= 4


def test_no_more_is_claimed_ahead_than_is_read_soon(bench: Bench):
    """Documents that take long are claimed a few at a time, so that other workers have their share."""
    for number in range(40):
        store(bench.db, bench.settings, number)
    slow = _Paced(bench.clerk, bench.pulse, bench.readings)
    while waiting := [id_ for id_, (state, _, _) in states_of(bench.db).items() if state == "pending"]:
        # A busy machine needs more than a turn.
        slow.take(claimed(bench.db, bench.settings, waiting[0]), "me")
    assert len(slow.held) == 40
    assert max(slow.held[:20]) > 4
    assert max(slow.held[20:]) <= 2


class _Paced(Turns):
    """Reads each document as one form, as if in a second."""

    def __init__(self, clerk: Clerk, pulse: Pulse, readings: Readings) -> None:
        super().__init__(clerk, pulse, readings)
        self.held: list[int] = []

    def _read(self, _ready: turns.Ready) -> bytes:
        self.held.append(len(self._ahead))
        self._began -= 1.0
        return ANSWER


class _Quick(Turns):
    """Reads each document as one form, in no time."""

    def _read(self, _ready: turns.Ready) -> bytes:
        return ANSWER


class _Slow(Turns):
    """Reads each document as one form; the second takes long."""

    seen: dict[int, tuple[str, str | None, int]]

    def _read(self, ready: turns.Ready) -> bytes:
        if ready.claim.job_id == 2:
            self._began -= turns.SLOW_SECONDS
            while self._clerk.is_busy():
                time.sleep(0.01)
            self.beat()
            while self._clerk.is_busy():
                time.sleep(0.01)
            self.seen = states_of(self._clerk.db)
        while self._clerk.is_busy():
            time.sleep(0.01)
        return ANSWER


def _page(number: int) -> bytes:
    one = pymupdf.open()
    one.insert_pdf(pymupdf.open(stream=PDF), from_page=number, to_page=number)
    return bytes(one.tobytes(garbage=3))


def _blank() -> bytes:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "会议纪要", fontname="china-s")
    return bytes(document.tobytes())
