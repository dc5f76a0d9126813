"""A worker's turn whose nursery is replaced: what was read stays what it was, and is kept."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from models import hints, versions
from models.databases import Database
from models.errors import BrokenSetup
from models.jobs import JobState
from models.settings import Settings
from models.tables import Jobs
from tests.made_forms import extraction, made_form, store
from tests.made_jobs import claimed
from worker.clerks import Ready
from worker.frames import Beat
from worker.readers import Limits
from worker.sandboxes import Sandbox
from worker.tasks import Bench
from worker.turns import Turns
from worker.wards import Nursery

LIMITS = Limits(seconds=20, cpu_seconds=20, memory_mb=256, answer_mb=4)


@pytest.fixture
def own(sqlite_settings: Settings, tmp_path: Path) -> Iterator[Bench]:
    """A bench with a nursery and a concept of its own."""
    settings = replace(sqlite_settings, reasons=tmp_path / "reasons")
    _write_concept(settings, "磨磨唧唧")
    with closing(Nursery()) as nursery, closing(Bench(settings, nursery)) as made:
        yield made
        made.db.close()


def test_a_nursery_that_is_replaced_while_results_wait(own: Bench):
    """Results that are stored while the next nursery starts keep the versions of what read them."""
    for number in range(4):
        store(own.db, own.settings, number)
    known = versions.to_text(own.readings.versions)

    def replace_it(turn: _Scripted) -> None:
        _kill(own.nursery)
        _bear(own.nursery, "tests.works:slow_works", turn.beat)
        assert [state for state, _ in _states(own.db).values()] == ["done", "done", "leased", "pending"]

    _Scripted(own, {3: replace_it}).take(claimed(own.db, own.settings, 1), "me")
    assert _read_by(own.db) == [known] * 3


def test_each_result_has_the_versions_of_its_reading(own: Bench):
    """Where own categories change and another nursery has them, what was read before is not said to have."""
    for number in range(4):
        store(own.db, own.settings, number)
    before = versions.to_text(own.readings.versions)

    def change(_turn: _Scripted) -> None:
        _write_concept(own.settings, "拖拖拉拉")
        _kill(own.nursery)
        _bear(own.nursery)

    _Scripted(own, {3: change}).take(claimed(own.db, own.settings, 1), "me")
    after = versions.to_text(own.readings.versions)
    assert before != after
    assert _read_by(own.db) == [before, before, after, after]


def test_without_a_nursery_nothing_read_is_lost(own: Bench):
    """What was read is stored; what was begun, and what would fare no better, waits for its next hint."""
    for number in range(4):
        store(own.db, own.settings, number)
    known = versions.to_text(own.readings.versions)

    def break_it(_turn: _Scripted) -> None:
        shutil.rmtree(own.settings.reasons or "")
        _kill(own.nursery)
        _bear(own.nursery)

    with pytest.raises(BrokenSetup):
        _Scripted(own, {3: break_it}).take(claimed(own.db, own.settings, 1), "me")
    done, waits = ("done", 1), ("pending", 0)
    assert _states(own.db) == {1: done, 2: done, 3: waits, 4: waits}
    assert _read_by(own.db) == [known] * 2
    assert hints.due_hints(own.db, own.settings, limit=9) == []


def _write_concept(settings: Settings, words: str) -> None:
    assert settings.reasons
    concepts = settings.reasons / "concepts"
    concepts.mkdir(parents=True, exist_ok=True)
    (concepts / "late.toml").write_text(f'[LATE]\nabout = "late"\nwords = "{words}"\n')


def _kill(nursery: Nursery) -> None:
    assert nursery.pid
    os.kill(nursery.pid, signal.SIGKILL)


def _bear(nursery: Nursery, works: str = "tests.works:works", beat: Beat | None = None) -> None:
    with closing(Sandbox(nursery.ward(works), LIMITS, beat)) as sandbox:
        assert sandbox.run("echo", b"x", "", 0) == b" 0 x"


def _read_by(db: Database) -> list[str]:
    with db.reading() as session:
        done = select(Jobs.read_by).where(Jobs.state == JobState.done)
        return list(session.scalars(done.order_by(Jobs.id)))


class _Scripted(Turns):
    """Reads each document as one form; to some something happens first."""

    def __init__(self, bench: Bench, acts: dict[int, Callable[["_Scripted"], None]]) -> None:
        super().__init__(bench.clerk, bench.pulse, bench.readings)
        self._acts = acts

    def _read(self, ready: Ready) -> bytes:
        if act := self._acts.get(ready.claim.job_id):
            act(self)
        return msgspec.msgpack.encode(extraction(made_form()))


def _states(db: Database) -> dict[int, tuple[str, int]]:
    with db.reading() as session:
        rows = session.execute(select(Jobs.id, Jobs.state, Jobs.tries).order_by(Jobs.id))
        return {row.id: (JobState(row.state).value, row.tries) for row in rows}
