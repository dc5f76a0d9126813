"""Sessions: reading cannot write, writing is all or nothing, many writers take turns."""

import fcntl
import multiprocessing
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from models.databases import Database, clock
from models.settings import Settings
from models.tables import Batches, EventHeads

ROW = {"label": "一批", "created_at": datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)}


def _labels(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Batches.label).order_by(Batches.id)))


def test_commits_at_the_end(db: Database) -> None:
    """What a writing session did stands after it."""
    with db.writing() as session:
        session.execute(insert(Batches).values(ROW))
        assert _labels(db) == []
    assert _labels(db) == ["一批"]


def test_leaves_nothing_after_an_error(db: Database) -> None:
    """An exception takes back everything, and the next writer is not kept waiting."""

    def fail_half_way() -> None:
        with db.writing() as session:
            session.execute(insert(Batches).values(ROW))
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        fail_half_way()
    with db.writing() as session:
        session.execute(insert(Batches).values(ROW | {"label": "二批"}))
    assert _labels(db) == ["二批"]


def test_reading_cannot_write(db: Database) -> None:
    """A reading session refuses to change anything; a later writing one on the same pool may."""
    with pytest.raises(DBAPIError), db.reading() as session:
        session.execute(insert(Batches).values(ROW))
    with db.writing() as session:
        session.execute(insert(Batches).values(ROW))


def test_reading_sees_one_state(db: Database) -> None:
    """What others commit meanwhile does not show inside a reading session."""
    with db.reading() as session:
        assert session.scalars(select(Batches.id)).all() == []
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_write, db).result()
        assert session.scalars(select(Batches.id)).all() == []
    assert len(_labels(db)) == 1


def _write(db: Database) -> None:
    with db.writing() as session:
        session.execute(insert(Batches).values(ROW))


def test_writing_inside_writing_is_refused(db: Database) -> None:
    """It would wait for itself for ever, so it fails at once."""
    with db.writing(), pytest.raises(RuntimeError, match="inside"), db.writing():
        pass
    _write(db)


def test_times_keep_their_zone(db: Database) -> None:
    """A time comes back aware, in UTC and to the microsecond; a naive one is refused."""
    elsewhere = ROW["created_at"].astimezone(datetime.now().astimezone().tzinfo)
    with db.writing() as session:
        session.execute(insert(Batches).values(ROW | {"created_at": elsewhere}))
    with db.reading() as session:
        read = session.scalars(select(Batches.created_at)).one()
    assert read == ROW["created_at"]
    assert read.utcoffset() == timedelta(0)
    naive = ROW | {"created_at": datetime(2024, 1, 1)}  # noqa: DTZ001 - the mistake under test
    with pytest.raises(StatementError, match="zone"), db.writing() as session:
        session.execute(insert(Batches).values(naive))


def test_clock(db: Database) -> None:
    """The database's clock is aware, in UTC, near this host's here, and goes on in a transaction."""
    with db.writing() as session:
        first = clock(session)
        time.sleep(0.002)
        assert first < clock(session)
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=5)
    assert first.utcoffset() == timedelta(0)


def _count_up(db: Database, times: int) -> None:
    for _ in range(times):
        with db.writing() as session:
            count = session.execute(select(EventHeads.count).with_for_update()).scalar_one()
            session.execute(update(EventHeads).values(count=count + 1))


def test_writers_take_turns(db: Database) -> None:
    """Eight threads and two forked processes read and write the same row without losing a step."""
    forked = [multiprocessing.get_context("fork").Process(target=_count_up, args=(db, 25)) for _ in range(2)]
    _count_up(db, 1)
    for process in forked:
        process.start()
    threads = [threading.Thread(target=_count_up, args=(db, 25)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for worker in (*threads, *forked):
        worker.join()
    assert [process.exitcode for process in forked] == [0, 0]
    with db.reading() as session:
        assert session.execute(select(EventHeads.count)).scalar_one() == 1 + 10 * 25


def test_sqlite_writers_queue_at_the_file(sqlite_settings: Settings) -> None:
    """A writing session waits at the lock file, where waiters are served in turn."""
    db = Database(sqlite_settings)
    lock = Path(f"{sqlite_settings.data}/zipingbiao.sqlite3.lock")
    with lock.open("ab") as file, ThreadPoolExecutor(1) as pool:
        fcntl.flock(file, fcntl.LOCK_EX)
        writing = pool.submit(_write, db)
        with pytest.raises(TimeoutError):
            writing.result(timeout=0.1)
        fcntl.flock(file, fcntl.LOCK_UN)
        writing.result(timeout=30)
    db.close()


def test_sqlite_writes_from_the_beginning(sqlite_settings: Settings) -> None:
    """A writing session holds SQLite's own lock before its first statement, so it can never lose it later."""
    db = Database(sqlite_settings)
    with db.writing() as session:
        session.connection()
        other = sqlite3.connect(sqlite_settings.data / "zipingbiao.sqlite3", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("DELETE FROM batches")
        other.close()
    db.close()


def test_sqlite_is_durable(sqlite_settings: Settings) -> None:
    """Write-ahead log, full syncing, foreign keys, and a patient wait for locks."""
    db = Database(sqlite_settings)
    db.migrate()
    with db.writing() as session:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [session.scalar(text(f"PRAGMA {name}")) for name in pragmas]
    db.close()
    assert values == ["wal", 2, 1, 30_000]
