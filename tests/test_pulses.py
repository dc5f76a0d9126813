"""A lease lives as long as the work, not longer; a lost one ends the work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psutil
import pytest

from models import jobs
from models.databases import Database
from models.jobs import JobState
from models.settings import Settings
from tests.made_forms import extraction, store
from tests.made_jobs import page_of, reconciling
from tests.works import WORKS
from worker import frames
from worker.origins import Here
from worker.pulses import LeaseLost, Pulse
from worker.readers import Limits
from worker.sandboxes import Sandbox

LIMITS = Limits(seconds=20, cpu_seconds=20, memory_mb=256, answer_mb=4)
LEASE = 1
LONG = 1500
"""Milliseconds of work: more than a lease."""


@pytest.fixture
def short(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a lease of a second, and a stored document."""
    monkeypatch.setattr(frames, "BEAT", 0.1)
    return replace(settings, lease_seconds=LEASE)


def test_work_that_outlasts_its_lease_is_kept(db: Database, short: Settings):
    """While a reader works, its lease is renewed, so no reconciler frees it and the result is taken."""
    store(db, short)
    claim = jobs.claim(db, short, 1)
    assert claim
    pulse = Pulse(short, lambda: db)
    with reconciling(db, short), _sandbox(pulse) as sandbox, pulse.of(claim):
        sandbox.run("burn", b"", LONG)
    assert jobs.finish(db, claim, extraction())
    assert page_of(db).jobs[0].tries == 1


def test_a_lost_lease_ends_the_work(db: Database, short: Settings):
    """When a person cancels a job, its reader is ended before it comes to its end."""
    store(db, short)
    claim = jobs.claim(db, short, 1)
    assert claim
    with db.writing() as session:
        assert jobs.cancel(session, 1)
    pulse = Pulse(short, lambda: db)
    begun = time.monotonic()
    with _sandbox(pulse) as sandbox, pulse.of(claim):
        sandbox.run("echo", b"", "", 0)
        pid = sandbox.pid
        with pytest.raises(LeaseLost):
            sandbox.run("burn", b"", 20_000)
        assert not psutil.pid_exists(pid or 0)
    assert time.monotonic() - begun < LIMITS.seconds / 2


def test_a_worker_that_hangs_renews_nothing(db: Database, short: Settings):
    """A lease is not renewed behind the back of its worker: what hangs is another's after a lease."""
    store(db, short)
    claim = jobs.claim(db, short, 1)
    assert claim
    with Pulse(short, lambda: db).of(claim):
        time.sleep(LEASE + 0.2)
        assert jobs.reconcile(db, short).freed == 1
    assert page_of(db).jobs[0].state == JobState.pending


@contextmanager
def _sandbox(pulse: Pulse) -> Iterator[Sandbox]:
    made = Sandbox(Here(WORKS), LIMITS, pulse.beat)
    yield made
    made.close()
