"""A backup made while the service writes, restored elsewhere, is the same to the last record."""

import io
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import inspect, select

from models import counts, deliveries, events, jobs, reviews, schemas, unpackings
from models.backups import DERIVED, back_up, restore, tables
from models.bases import Base
from models.blobs import Blobs, Readable
from models.databases import Database
from models.errors import BadBackup, BrokenSetup, StoreAway
from models.settings import Settings
from models.tables import Documents, Jobs
from tests.made_archives import zipped
from tests.made_forms import flag_total, made_form, read, store, store_user
from tests.made_jobs import claimed
from worker.unpackers import take_next

KEPT = sorted((Path(__file__).parent / "backups").glob("*.tar"))


@pytest.fixture
def empty(empty_settings: Settings, tmp_path: Path) -> Settings:
    """An installation of each kind with nothing in it, not even tables."""
    data = tmp_path / "restored"
    place = {"data": data, "blobs": data / "blobs"}
    if empty_settings.database_url.startswith("sqlite"):
        place["database_url"] = f"sqlite:///{data}/zipingbiao.sqlite3"
    return replace(empty_settings, **place)


@pytest.fixture
def filled(db: Database, settings: Settings) -> Database:
    """Documents waiting, being read, done and failed; an archive; a person, corrections, odd characters."""
    for number in range(4):
        store(db, settings, number)
    read(db, settings, 1, made_form("道\0路🚧"), made_form("二"))
    claimed(db, settings, 2)
    with db.writing() as session:
        assert jobs.cancel(session, 3)
    listed = "l.csv", io.BytesIO(b"path\na.pdf\n")
    deliveries.accept(db, Blobs(settings.blobs), settings, "a.zip", io.BytesIO(zipped({})), manifest=listed)
    user = store_user(db)
    with db.writing() as session:
        version = reviews.load_desk(session, 1).version
        reviews.correct(
            session,
            1,
            version=version,
            pointer="/total_score",
            value="9",
            why="",
            user=user,
            recheck=flag_total,
        )
    return db


def test_every_record_is_there_again(filled: Database, settings: Settings, empty: Settings, tmp_path: Path):
    """From and to either kind of database: each row of each table, each file, the log, new numbers.

    What was read or unpacked here, on its last try, waits there as if it had not been begun.
    """
    for _ in range(settings.max_tries - 1):
        assert unpackings.claim(filled, settings)
        assert unpackings.free(filled) == 1
    assert unpackings.claim(filled, settings)
    made = back_up(filled, Blobs(settings.blobs), tmp_path / "backup.tar")
    other = Database(empty)
    try:
        assert restore(other, Blobs(empty.blobs), tmp_path / "backup.tar") == made
        with filled.writing() as session:
            assert jobs.undo(session, Jobs.state == jobs.JobState.leased) == 1
            assert unpackings.undo(session) == 1
        assert _everything(other) == _everything(filled)
        assert _files(empty) == _files(settings)
        assert (made.rows["documents"], made.rows["events"], made.files, made.missing) == (4, 1, 6, ())
        with other.reading() as session:
            assert events.verify(session) == []
            assert events.head(session)[1] == made.last_event
        claim = unpackings.claim(other, empty)
        assert claim
        assert claim.tries == 1
        assert unpackings.release(other, claim)
        assert take_next(other, Blobs(empty.blobs), empty, threading.Event())
        assert store(other, empty, "new") == 5
        read(other, empty, 4, made_form("三"))
    finally:
        other.close()


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_an_older_backup_is_brought_up_to_date(kept: Path, empty: Settings):
    """A program with newer tables restores what an older one kept, and goes on with it."""
    db = Database(empty)
    try:
        made = restore(db, Blobs(empty.blobs), kept)
        with db.reading() as session:
            assert schemas.present(session.connection()) == schemas.newest() != kept.stem
            assert events.verify(session) == []
            desk = reviews.load_desk(session, 1)
        assert (desk.current.record.total_score, made.rows["documents"], made.rows["forms"]) == ("9", 4, 2)
        assert store(db, empty, "new") == 5
        read(db, empty, 4, made_form("三"))
        with db.reading() as session:
            states = Counter(session.scalars(select(Documents.state)))
            assert sum(counts.read(session, "documents").values()) == states.total() == 5
    finally:
        db.close()


class _Watched(Blobs):
    """A store that starts something when the first file is restored, and looks whether it is done soon."""

    def __init__(self, folder: Path, meanwhile: Callable[[], None]) -> None:
        super().__init__(folder)
        self.started = threading.Thread(target=meanwhile)
        self.waited: list[bool] = []

    def write(self, stream: Readable, limit: int | None = None) -> tuple[str, int]:
        """Store a file as ever."""
        if not self.waited:
            self.started.start()
            self.started.join(1)
            self.waited.append(self.started.is_alive())
        return super().write(stream, limit)


def test_who_starts_during_a_restore_waits(
    filled: Database, settings: Settings, empty: Settings, tmp_path: Path
):
    """Nobody else brings the schema up to date between the rows of a restore; afterwards they may."""
    made = back_up(filled, Blobs(settings.blobs), tmp_path / "backup.tar")
    other, starting = Database(empty), Database(empty)
    store = _Watched(empty.blobs, starting.migrate)
    try:
        assert restore(other, store, tmp_path / "backup.tar") == made
        store.started.join(30)
        assert (store.waited, store.started.is_alive()) == ([True], False)
    finally:
        starting.close()
        other.close()


def test_a_backup_of_a_service_at_work(filled: Database, settings: Settings, empty: Settings, tmp_path: Path):
    """While documents come and are read, a backup is one moment: every file of every row, no half."""
    done, come = threading.Event(), threading.Semaphore(0)

    def work() -> None:
        number = 100
        while not done.is_set():
            read(filled, settings, store(filled, settings, number), made_form(str(number)))
            number += 1
            come.release()

    working = threading.Thread(target=work)
    working.start()
    try:
        backups = []
        for one in range(2):
            assert come.acquire(timeout=60)
            backups.append(back_up(filled, Blobs(settings.blobs), tmp_path / f"{one}.tar"))
            while come.acquire(blocking=False):
                pass
    finally:
        done.set()
        working.join()
    assert backups[0].rows["documents"] < backups[-1].rows["documents"]
    assert all(one.files == one.rows["documents"] + 2 and not one.missing for one in backups)
    other = Database(empty)
    restore(other, Blobs(empty.blobs), tmp_path / "1.tar")
    with other.reading() as session:
        ended = select(Jobs.document_id).where(Jobs.state == "done")
        read_ones = session.scalars(select(Documents.id).where(Documents.state == "done")).all()
        assert set(session.scalars(ended)) == set(read_ones)
    other.close()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _change_a_row(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("表.pdf".encode(), "裱.pdf".encode(), 1))


def _change_a_file(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.7\n3", b"%PDF-1.7\n4", 1))


def _write_nonsense(path: Path) -> None:
    path.write_bytes(b"no backup" * 1000)


def _come_from_the_future(path: Path) -> None:
    content = path.read_bytes()
    at = content.index(b'"revision":"') + len(b'"revision":"')
    path.write_bytes(content[:at] + b"9999" + content[at + 4 :])


@pytest.mark.parametrize(
    "spoil", [_cut, _change_a_row, _change_a_file, _write_nonsense, _come_from_the_future]
)
def test_a_spoilt_backup_restores_nothing(
    sqlite_settings: Settings, empty: Settings, tmp_path: Path, spoil: Callable[[Path], None]
):
    """What is cut off, changed, no backup or of a newer version leaves no row behind."""
    db = Database(sqlite_settings)
    for number in range(4):
        store(db, sqlite_settings, number)
    back_up(db, Blobs(sqlite_settings.blobs), tmp_path / "backup.tar")
    db.close()
    spoil(tmp_path / "backup.tar")
    other = Database(empty)
    try:
        with pytest.raises(BadBackup):
            restore(other, Blobs(empty.blobs), tmp_path / "backup.tar")
        other.migrate()
        with other.reading() as session:
            assert session.execute(select(Documents.id)).all() == []
    finally:
        other.close()


def test_what_is_there_is_not_overwritten(sqlite_settings: Settings, tmp_path: Path):
    """A restore into an installation that holds anything is refused."""
    db = Database(sqlite_settings)
    store(db, sqlite_settings)
    back_up(db, Blobs(sqlite_settings.blobs), tmp_path / "backup.tar")
    with pytest.raises(BadBackup, match="not empty"):
        restore(db, Blobs(sqlite_settings.blobs), tmp_path / "backup.tar")
    db.close()


def test_no_table_is_forgotten(sqlite_settings: Settings):
    """Every table that there is is backed up or made anew from others."""
    db = Database(sqlite_settings)
    with db.reading() as session:
        there = set(inspect(session.connection()).get_table_names()) - {"alembic_version"}
    db.close()
    assert {table.name for table in tables()} | DERIVED == there
    assert {table.name for table in Base.metadata.sorted_tables} >= DERIVED


def _everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    with db.reading() as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in tables()
        }


def _files(settings: Settings) -> dict[str, bytes]:
    return {
        str(path.relative_to(settings.blobs)): path.read_bytes()
        for path in settings.blobs.rglob("*")
        if path.is_file()
    }


def test_whatever_ends_a_backup_leaves_nothing_half(filled: Database, settings: Settings, tmp_path: Path):
    """A store that is away leaves no part of a backup; where there is no folder, that is what is said."""

    class Away(Blobs):
        def open(self, sha256: str) -> BinaryIO:
            raise StoreAway(sha256)

    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(StoreAway):
        back_up(filled, Away(settings.blobs), folder / "backup.tar")
    assert list(folder.iterdir()) == []
    with pytest.raises(BrokenSetup, match="No backup was made"):
        back_up(filled, Blobs(settings.blobs), Path(__file__) / "backup.tar")
