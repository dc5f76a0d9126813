"""A running installation → one file that holds all of it, and back, whatever kind of database it has.

The file is a tar: `head.json`, uploaded archives that wait to be unpacked, the rows of
each table as MessagePack, the stored files that these rows name, `tail.json` with what
there must be.  Rows are read in one snapshot, files after them: a file is stored before
the row that names it and never changed, so the two fit.  An archive is deleted, but
long after it was unpacked.  What is derived from other rows is left out.
"""

import io
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models import events, jobs, schemas, unpackings
from models.bases import Base
from models.blobs import sync_folder
from models.databases import Database
from models.deliveries import place_of
from models.errors import BadBackup, BrokenSetup, NotFound
from models.restores import AT_ONCE, Counted, Restoring, restore_rows
from models.stores import Store
from models.tables import Deliveries, Jobs

FORMAT = 1

DERIVED = frozenset({"changes", "counters", "losses", "loss_sums"})
"""Kept beside other rows by triggers and the dispatcher, and made anew from them."""
BLOBS: Mapping[str, tuple[str, ...]] = {
    "documents": ("sha256",),
    "page_images": ("sha256", "layer"),
    "recognised_pages": ("sha256",),
}
"""The columns that name stored files."""
Say = Callable[[str], None]


class Head(msgspec.Struct, frozen=True):
    """What a backup begins with."""

    format: int
    revision: str
    made_at: datetime


class Tail(msgspec.Struct, frozen=True):
    """What a backup must hold: each table's rows and their digest; files, and which were not there."""

    rows: dict[str, int]
    digests: dict[str, str]
    files: int
    missing: tuple[str, ...]
    events: int
    last_event: str


def tables() -> list[Table]:
    """Return the tables that are kept, those first that others refer to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in DERIVED]


def back_up(db: Database, blobs: Store, target: Path) -> Tail:
    """Write everything into a file that only its owner can read, and return what is in it.

    The service may run.  Until it is whole the file has another name.

    Raises:
        BrokenSetup: It cannot be written.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                tail = _write(db, blobs, tar)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        with suppress(OSError):  # not every file system can
            sync_folder(target.parent)
    except OSError as error:
        raise BrokenSetup(f"{target}: {error.strerror or error}. No backup was made.") from error
    finally:
        with suppress(OSError):  # what went wrong before is said
            partial.unlink()
    return tail


def restore(db: Database, blobs: Store, source: Path) -> Tail:
    """Fill an empty installation from a backup, compare every record, and return what is in it now.

    Nothing is kept unless all of it is right.  What was being read or unpacked then waits: no try is used up.

    Raises:
        BadBackup: It is no backup, or not whole, or of a newer version; or something is here already.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            entries = _entries(tar)
            name, stream = next(entries, ("", io.BytesIO()))
            if name != "head.json":
                raise BadBackup(f"{source} does not begin like a backup")
            head = msgspec.json.decode(stream.read(), type=Head)
            if head.format != FORMAT or head.revision not in schemas.known():
                raise BadBackup(f"{source} was made by a newer version. Restore it with that one.")
            db.migrate(head.revision)
            return _read(db, blobs, entries)
    except (tarfile.TarError, OSError, msgspec.DecodeError) as error:
        raise BadBackup(f"{source} is not a whole backup: {error}") from error


def _write(db: Database, blobs: Store, tar: tarfile.TarFile) -> Tail:
    counted: dict[str, Counted] = {}
    named: dict[str, None] = {}
    with db.reading() as session:
        revision = schemas.present(session.connection())
        _add(tar, "head.json", msgspec.json.encode(Head(FORMAT, revision, datetime.now(UTC))))
        archives = {
            (place_of(row.id), sha256): _add_archive(tar, blobs, place_of(row.id), sha256)
            for row in session.execute(select(Deliveries.__table__).where(Deliveries.done_at.is_(None)))
            for sha256 in (row.archive, row.manifest)
            if sha256
        }
        for table in tables():
            counted[table.name] = Counted()
            for number, rows in enumerate(_rows(session, table)):
                counted[table.name].take(rows)
                named.update(dict.fromkeys(_blobs_of(table, rows)))
                content = msgspec.msgpack.encode((list(table.columns.keys()), rows))
                _add(tar, f"tables/{table.name}/{number:06}", content)
        count, last = events.head(session)
    missing = [sha256 for sha256 in named if not _add_blob(tar, blobs, sha256, "blobs")]
    missing += [sha256 for (_, sha256), is_there in archives.items() if not is_there]
    tail = Tail(
        rows={name: one.rows for name, one in counted.items()},
        digests={name: one.digest.hexdigest() for name, one in counted.items()},
        files=len(named) + len(archives) - len(missing),
        missing=tuple(missing),
        events=count,
        last_event=last,
    )
    _add(tar, "tail.json", msgspec.json.encode(tail))
    return tail


def _rows(session: Session, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    for part in session.execute(query).partitions():
        yield [tuple(row) for row in part]


def _blobs_of(table: Table, rows: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    places = [list(table.columns.keys()).index(name) for name in BLOBS.get(table.name, ())]
    return (row[place] for row in rows for place in places if row[place])


def _forget(tar: tarfile.TarFile) -> None:
    """Keep no list of a million entries."""
    tar.members = []  # type: ignore[attr-defined]  # not in the library's types


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    _forget(tar)
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def _add_archive(tar: tarfile.TarFile, blobs: Store, place: str, sha256: str) -> bool:
    return _add_blob(tar, blobs.beside(place), sha256, place)


def _add_blob(tar: tarfile.TarFile, blobs: Store, sha256: str, folder: str) -> bool:
    try:
        with blobs.open(sha256) as file:
            entry = tarfile.TarInfo(f"{folder}/{sha256}")
            entry.size = file.seek(0, os.SEEK_END)
            file.seek(0)
            _forget(tar)
            tar.addfile(entry, file)
    except NotFound:
        return False
    return True


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield names and contents in the order of the file, remembering none."""
    while (entry := tar.next()) is not None:
        _forget(tar)
        if stream := tar.extractfile(entry):
            yield entry.name, stream


def _read(db: Database, blobs: Store, entries: Iterator[tuple[str, IO[bytes]]]) -> Tail:
    """Take up rows and files in one transaction, which only stands if they are what the tail says."""
    files = 0
    with db.writing() as session:
        schemas.hold(session.connection())
        restoring = restore_rows(session, [table.name for table in tables()])
        for name, stream in entries:
            folder, _, rest = name.partition("/")
            if folder == "tables":
                restoring.take(rest.partition("/")[0], stream.read())
            elif folder in {"blobs", "archives"}:
                files += 1
                where, _, sha256 = name.rpartition("/")
                if (blobs if folder == "blobs" else blobs.beside(where)).write(stream)[0] != sha256:
                    raise BadBackup(f"the stored file {sha256} is damaged")
            elif name == "tail.json":
                tail = msgspec.json.decode(stream.read(), type=Tail)
                restoring.end()
                _compare(restoring, tail, files)
                schemas.upgrade(session.connection())
                if problems := events.verify(session):
                    raise BadBackup(f"the log of corrections is broken: {problems[0]}")
                jobs.undo(session, Jobs.state == jobs.JobState.leased)
                unpackings.undo(session)
                return tail
    raise BadBackup("its end is missing")


def _compare(restoring: Restoring, tail: Tail, files: int) -> None:
    wrong = []
    for name, digest in tail.digests.items():
        found = restoring.counted(name)
        wrong += [name] if (found.rows, found.digest.hexdigest()) != (tail.rows[name], digest) else []
    if wrong or files != tail.files:
        raise BadBackup(f"what was restored is not what was backed up: {', '.join(wrong) or 'files'}")
