"""From a due job to a hint on a real broker, through the loss of either side."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, select

from models import jobs
from models.blobs import Blobs
from models.databases import Database, clock
from models.intakes import take_in
from models.settings import Settings
from models.tables import Jobs
from tests.broker_fixtures import Servers
from worker.apps import make_app
from worker.dispatchers import dispatch, send_due


@pytest.fixture
def quick(servers: Servers) -> Settings:
    """Settings whose unanswered hints are repeated after a second, with a broker that runs."""
    servers.settings = replace(servers.settings, hint_again_seconds=1)
    servers.start_broker()
    return servers.settings


@pytest.fixture
def dispatching(quick: Settings) -> Iterator[Settings]:
    """The same, with a dispatcher's loop at work."""
    stop = threading.Event()
    loop = threading.Thread(target=dispatch, args=(quick, stop))
    loop.start()
    yield quick
    stop.set()
    loop.join(timeout=30)
    assert not loop.is_alive()


def test_each_kind_has_its_queue(servers: Servers, quick: Settings, db: Database):
    """Reading and drawing are hinted at in queues of their own, once each."""
    document_id = _take(quick, db)
    with db.writing() as session:
        jobs.enqueue(session, document_id, "render", 1)
    app = make_app(quick)
    assert send_due(db, quick, app) == 2
    assert send_due(db, quick, app) == 0
    app.close()
    assert (servers.waiting("extract"), servers.waiting("render")) == (1, 1)


def test_lost_hints_are_sent_again(servers: Servers, dispatching: Settings, db: Database):
    """A broker that forgot everything is told again, because the job is still waiting in the database."""
    _take(dispatching, db)
    servers.wait_for(lambda: servers.waiting("extract") > 0)
    with servers.client() as client:
        client.flushall()
    servers.wait_for(lambda: servers.waiting("extract") > 0)


def test_a_lost_broker_is_awaited(
    servers: Servers, dispatching: Settings, db: Database, caplog: pytest.LogCaptureFixture
):
    """Uploads go on while the broker is away, count as not hinted at, and are hinted at when it is back."""
    servers.end("broker")
    _take(dispatching, db)
    servers.wait_for(lambda: "next look in" in caplog.text)
    assert not _hinted(db)
    servers.start_broker()
    servers.wait_for(lambda: servers.waiting("extract") > 0)


def test_a_lost_database_is_awaited(
    servers: Servers, dispatching: Settings, db: Database, caplog: pytest.LogCaptureFixture
):
    """A database that is away for a while does not end the loop."""
    _take(dispatching, db)
    with _away(dispatching):
        servers.wait_for(lambda: "next look in" in caplog.text)
        with servers.client() as client:
            client.flushall()
    servers.wait_for(lambda: servers.waiting("extract") > 0)


def test_expired_leases_are_freed(servers: Servers, dispatching: Settings, db: Database):
    """A job whose worker is gone is hinted at again when its lease has ended."""
    _take(dispatching, db)
    servers.wait_for(lambda: servers.waiting("extract") > 0)
    with db.reading() as session:
        long_ago = clock(session) - timedelta(seconds=dispatching.lease_seconds + 1)
    assert jobs.claim(db, dispatching, 1, now=long_ago)
    with servers.client() as client:
        client.flushall()
    servers.wait_for(lambda: servers.waiting("extract") > 0)


@contextmanager
def _away(settings: Settings) -> Iterator[None]:
    """Take a database away: PostgreSQL drops and refuses connections; the way to write SQLite is barred."""
    address = make_url(settings.database_url)
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "")
        lock = file.with_name(f"{file.name}.lock")
        lock.unlink()
        lock.mkdir()
        yield
        lock.rmdir()
        return
    name = address.database
    with psycopg.connect(host=str(address.query["host"]), user="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_what_killed_uploads_left_is_swept_while_it_runs(servers: Servers, quick: Settings):
    """Not at its start alone, which may be months ago."""
    Blobs(quick.blobs)
    left = quick.blobs / "incoming" / "left"
    stop = threading.Event()
    loop = threading.Thread(target=dispatch, args=(quick, stop), kwargs={"sweep_every": 0.0})
    loop.start()
    for _ in range(2):
        left.write_bytes(b"part")
        os.utime(left, (0, 0))
        servers.wait_for(lambda: not left.exists())
    stop.set()
    loop.join(timeout=30)
    assert not loop.is_alive()


def _hinted(db: Database) -> bool:
    with db.reading() as session:
        return session.execute(select(Jobs.hinted_at)).scalar_one() is not None


def _take(settings: Settings, db: Database) -> int:
    stream = io.BytesIO(b"%PDF-1.7 nobody reads it here")
    intake = take_in(db, Blobs(settings.blobs), settings, "a.pdf", stream, user_id=None)
    assert intake.document_id
    return intake.document_id
