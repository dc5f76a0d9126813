"""From a due job to a hint on a real broker, through the loss of either side."""

import io
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select

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


def test_a_lost_broker_is_awaited(servers: Servers, dispatching: Settings, db: Database):
    """Uploads go on while the broker is away, and are hinted at when it is back."""
    servers.end("broker")
    _take(dispatching, db)
    servers.wait_for(lambda: _hinted(db))
    servers.start_broker()
    servers.wait_for(lambda: servers.waiting("extract") > 0)


def test_lost_database_connections_are_made_again(
    servers: Servers, dispatching: Settings, db: Database, postgres_folder: os.PathLike[str]
):
    """A PostgreSQL that drops every connection does not end the loop (SQLite has none to drop)."""
    if dispatching.database_url.startswith("postgresql"):
        with psycopg.connect(host=str(postgres_folder), user="postgres", autocommit=True) as connection:
            ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
            connection.execute(ours)
    _take(dispatching, db)
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


def _hinted(db: Database) -> bool:
    with db.reading() as session:
        return session.execute(select(Jobs.hinted_at)).scalar_one() is not None


def _take(settings: Settings, db: Database) -> int:
    stream = io.BytesIO(b"%PDF-1.7 nobody reads it here")
    intake = take_in(db, Blobs(settings.blobs), settings, "a.pdf", stream, user_id=None)
    assert intake.document_id
    return intake.document_id
