"""An uploaded ZIP archive → a batch that waits to be unpacked, and is, whoever dies meanwhile.

A row comes first and names a place of its own for the bytes, so nothing that is left
behind is unknown.  The answer is given when archive, manifest and batch are durable.
What is unpacked is known by its batch: begun again, nothing is taken twice.
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import batches, pressures
from models.archives import Packed
from models.blobs import Readable
from models.databases import Database, clock
from models.errors import (
    BadManifestRow,
    BadRequest,
    BrokenSetup,
    DamagedArchive,
    EmptyFile,
    Overloaded,
    TooBusy,
)
from models.imports import most_of
from models.listings import Manifest, find_packed
from models.manifests import MOST_BYTES, parse_manifest
from models.names import check_name, shown
from models.settings import Settings
from models.sources import Source
from models.stores import Store
from models.tables import Deliveries
from models.unpackings import Delivery

KEPT = timedelta(hours=1)
"""So long an archive lies on after its files were taken: a backup that began before names it."""
CLEANED = timedelta(minutes=10)
"""So long whoever deletes one has for it; what cannot be deleted is tried again as often."""
LOST = timedelta(days=1)
"""One that is still coming after so long never will."""
_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""What a ZIP archive begins with, an empty one last (APPNOTE.TXT 6.3.10 §4.3.7, §4.3.16)."""

_LATER = (OperationalError, Overloaded, BrokenSetup)


def place_of(delivery_id: int) -> str:
    """Return the name of the place beside the blobs where the files of a delivery lie."""
    return f"archives/{delivery_id}"


def accept(  # noqa: PLR0913 - what is brought, and where it goes
    db: Database,
    blobs: Store,
    settings: Settings,
    untrusted_name: str,
    stream: Readable,
    *,
    manifest: tuple[str, Readable] | None = None,
    user_id: int | None = None,
    coming: int = 0,
) -> int:
    """Store an archive, and a manifest beside it, and return the batch that its files will be of.

    The same archive with the same manifest goes on in its batch.

    Args:
        db: Where the batch's row goes.
        blobs: Beside which its bytes go, first.
        settings: `max_archive_bytes`.
        untrusted_name: Its name, from outside.
        stream: Its bytes.
        manifest: The name and the bytes of a CSV that says what its files are.
        user_id: Who brings it.
        coming: How many bytes that will be, if known.

    Raises:
        BadName, TooLarge, EmptyFile, DamagedArchive: It cannot be; nothing was stored.
        BadRequest: The manifest cannot be read; likewise.
        Overloaded: No room for it now; likewise.
    """
    pressures.check(db, settings, coming)
    label = check_name(untrusted_name)
    listed = _listed(manifest)
    try:
        with db.writing() as session:
            new = insert(Deliveries).values(created_at=clock(session), manifest_name=listed[0])
            delivery_id = session.execute(new.returning(Deliveries.id)).scalar_one()
    except OperationalError as error:
        raise pressures.of_database(error) from error
    try:
        place = blobs.beside(place_of(delivery_id))
        archive, _ = place.write(_Zipped(stream), settings.max_archive_bytes)
        table = place.write(io.BytesIO(listed[1]))[0] if manifest else None
    except BaseException:
        with suppress(*_LATER):
            _forget(db, blobs, delivery_id)
        raise
    try:
        with db.writing() as session:
            return _open(session, delivery_id, label, (archive, table), user_id)
    except OperationalError as error:
        # Whether it is stored nobody knows; if it is not, it is cleaned away in time.
        raise pressures.of_database(error) from error


def clean(db: Database, blobs: Store) -> int:
    """Delete archives that were taken in, or never came, long enough ago; return how many.

    Raises:
        BrokenSetup, StoreAway, OperationalError: One could not be deleted; the others are.
    """
    with db.reading() as session:
        now = clock(session)
        never = Deliveries.archive.is_(None), Deliveries.done_at.is_(None), Deliveries.created_at < now - LOST
        lost = session.scalars(select(Deliveries.id).where(*never)).all()
        ids = session.scalars(select(Deliveries.id).where(Deliveries.done_at < now - KEPT)).all()
    if lost:
        # From now on such a one cannot come any more; its place is deleted with the next ones.
        with db.writing() as session:
            session.execute(update(Deliveries).where(*never).values(done_at=now))
    failed: Exception | None = None
    cleaned = 0
    for one in ids:
        try:
            if _claim_old(db, one):
                _forget(db, blobs, one)
                cleaned += 1
        except _LATER as error:
            failed = error
    if failed:
        raise failed
    return cleaned


@contextmanager
def opened(delivery: Delivery, blobs: Store, settings: Settings) -> Iterator[Callable[[], Iterator[Source]]]:
    """Yield what gives the input files of an archive and its manifest, each time the same in the same order.

    The archive is opened, and fetched from a bucket, once, however often it is looked through.

    Raises:
        NotFound: The archive is gone.
        BrokenSetup, StoreAway: It cannot be opened or read now.
        BadManifestRow: Its manifest, which could be read when it came, can no more.
    """
    place = blobs.beside(place_of(delivery.delivery_id))
    beside = _beside(delivery, place)
    try:
        file = place.open(delivery.archive)
    except OSError as error:  # the archive is good, or nobody knows
        raise BrokenSetup(f"{delivery.archive} cannot be opened: {error.strerror}") from error
    with file:
        packed = Packed(
            label=delivery.label,
            whence=b"archive\0" + delivery.archive.encode(),
            stamp=delivery.archive,
            opening=lambda: io.BufferedReader(_View(file, delivery.archive)),
        )
        yield partial(find_packed, packed, most_of(settings), beside)


def _listed(manifest: tuple[str, Readable] | None) -> tuple[str, bytes]:
    """Return name and bytes of a manifest that can be read."""
    if manifest is None:
        return "", b""
    name, stream = shown(manifest[0]), manifest[1]
    data = bytearray()
    while len(data) <= MOST_BYTES and (more := stream.read(MOST_BYTES + 1 - len(data))):
        data += more
    parse_manifest(bytes(data), name)
    return name, bytes(data)


def _open(
    session: Session, delivery_id: int, label: str, files: tuple[str, str | None], user_id: int | None
) -> int:
    archive, table = files
    source = hashlib.sha256(f"upload {archive} {table}".encode()).hexdigest()
    batch_id = batches.open_batch(session, label, user_id, kind="upload", source=source)
    stored = {"batch_id": batch_id, "archive": archive, "manifest": table}
    coming = Deliveries.id == delivery_id, Deliveries.done_at.is_(None)
    kept = update(Deliveries).where(*coming).values(stored).returning(Deliveries.id)
    if session.scalar(kept) is None:
        raise TooBusy("the archive took more than a day to come, and was given up. Send it again.")
    return batch_id


def _claim_old(db: Database, delivery_id: int) -> bool:
    """Return whether this is the one to delete an old archive: its number may be a new one's right after."""
    with db.writing() as session:
        now = clock(session)
        free = or_(Deliveries.claimed_until.is_(None), Deliveries.claimed_until < now)
        old = Deliveries.id == delivery_id, Deliveries.done_at < now - KEPT, free
        claimed = update(Deliveries).where(*old).values(claimed_until=now + CLEANED).returning(Deliveries.id)
        return session.scalar(claimed) is not None


def _forget(db: Database, blobs: Store, delivery_id: int) -> None:
    """Delete the files of a delivery, then its row; what cannot be now is cleaned away later."""
    blobs.drop(place_of(delivery_id))
    with db.writing() as session:
        session.execute(delete(Deliveries).where(Deliveries.id == delivery_id))


def _beside(delivery: Delivery, place: Store) -> Manifest | None:
    if delivery.manifest is None:
        return None
    try:
        rows = parse_manifest(place.read(delivery.manifest), delivery.manifest_name)
    except BadRequest as error:
        raise BadManifestRow(error.message) from error
    return Manifest(name=delivery.manifest_name, rows=rows)


class _View(io.RawIOBase):
    """An open file once more, with a place of its own in it; closing it leaves the file open.

    A disk or server that fails is no fault of the archive, a place where no file reaches is.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name, self._at = file, name, 0
        with self._reached():
            self._end = file.seek(0, os.SEEK_END)

    def readable(self) -> bool:
        """Return what `io.BufferedReader` asks."""
        return True

    def seekable(self) -> bool:
        """Return the same."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place, which may be behind the end.

        Raises:
            ValueError: There is none before the beginning.
        """
        place = offset + {os.SEEK_CUR: self._at, os.SEEK_END: self._end}.get(whence, 0)
        if place < 0:
            raise ValueError(f"{place} is no place in a file")
        self._at = place
        return place

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - a buffer of any kind
        """Read from the place on.

        Raises:
            BrokenSetup: It cannot be read now.
        """
        if self._at >= self._end:
            return 0
        with self._reached():
            self._file.seek(self._at)
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BrokenSetup(f"{self._name} cannot be read: {error.strerror or error}") from error


class _Zipped:
    """A stream that fails by code where it is empty or does not begin like a ZIP archive."""

    def __init__(self, stream: Readable) -> None:
        self._stream, self._begun = stream, False

    def read(self, size: int, /) -> bytes:
        """Return some bytes.

        Raises:
            EmptyFile, DamagedArchive: By the first of them.
        """
        data = self._stream.read(size)
        if not self._begun:
            self._begun = True
            while len(data) < len(_MARKS[0]) and (more := self._stream.read(len(_MARKS[0]) - len(data))):
                data += more
            if not data:
                raise EmptyFile("the file has no bytes")
            if not data.startswith(_MARKS):
                raise DamagedArchive("it is no ZIP archive by its first bytes")
        return data
