"""An uploaded ZIP archive → a batch that waits to be unpacked, and is, whoever dies meanwhile.

A row comes first and names a place of its own for the bytes, so nothing that is left
behind is unknown.  The answer is given when archive, manifest and batch are durable.
What is unpacked is known by its batch: begun again, nothing is taken twice.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from sqlalchemy import and_, delete, exists, insert, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import batches, pressures
from models.archives import Packed
from models.blobs import Readable
from models.databases import Database, clock
from models.errors import BadManifestRow, BadRequest, BrokenSetup, DamagedArchive, EmptyFile, Overloaded
from models.imports import most_of
from models.listings import Manifest, find_packed
from models.manifests import MOST_BYTES, parse_manifest
from models.names import check_name, shown
from models.settings import Settings
from models.sources import Source
from models.stores import Store
from models.tables import Batches, Deliveries

LEASE = timedelta(seconds=60)
KEPT = timedelta(hours=1)
"""So long an archive lies on after its files were taken: a backup that began before names it."""
LOST = timedelta(days=1)
"""One that is still coming after so long never will."""
_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""What a ZIP archive begins with, an empty one last (APPNOTE.TXT 6.3.10 §4.3.7, §4.3.16)."""

_LATER = (OperationalError, Overloaded, BrokenSetup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One archive that somebody has claimed, to take it in."""

    delivery_id: int
    batch_id: int
    label: str
    archive: str
    manifest: str | None
    manifest_name: str
    tries: int


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


def claim(db: Database) -> Delivery | None:
    """Return the next archive that nobody is at, for as long as `LEASE`."""
    waits = Deliveries.archive.is_not(None), Deliveries.done_at.is_(None)
    columns = Deliveries.__table__, Batches.label
    with db.writing() as session:
        now = clock(session)
        free = or_(Deliveries.claimed_until.is_(None), Deliveries.claimed_until < now)
        query = select(*columns).join(Batches, Batches.id == Deliveries.batch_id).where(*waits, free)
        first = query.order_by(Deliveries.id).limit(1).with_for_update(of=Deliveries, skip_locked=True)
        row = session.execute(first).one_or_none()
        if row is None:
            return None
        mine = {"claimed_until": now + LEASE, "tries": row.tries + 1}
        session.execute(update(Deliveries).where(Deliveries.id == row.id).values(mine))
    return Delivery(
        delivery_id=row.id,
        batch_id=row.batch_id,
        label=row.label,
        archive=row.archive,
        manifest=row.manifest,
        manifest_name=row.manifest_name,
        tries=row.tries + 1,
    )


def free(db: Database) -> int:
    """Give back what is claimed where nobody is left who could go on; tries stay used.  Return how many."""
    held = Deliveries.claimed_until.is_not(None), Deliveries.done_at.is_(None)
    with db.writing() as session:
        freed = update(Deliveries).where(*held).values(claimed_until=None).returning(Deliveries.id)
        return len(session.scalars(freed).all())


def renew(db: Database, delivery: Delivery) -> None:
    """Go on with an archive of which a file was taken, or which cannot be taken in yet."""
    with db.writing() as session:
        mine = {"claimed_until": clock(session) + LEASE, "tries": 0}
        session.execute(update(Deliveries).where(Deliveries.id == delivery.delivery_id).values(mine))


def hold(db: Database, delivery: Delivery) -> None:
    """Keep an archive that somebody is at; tries stay used until a file was taken."""
    this = Deliveries.id == delivery.delivery_id
    held = Deliveries.claimed_until.is_not(None), Deliveries.done_at.is_(None)
    with db.writing() as session:
        mine = {"claimed_until": clock(session) + LEASE}
        session.execute(update(Deliveries).where(this, *held).values(mine))


def release(db: Database, delivery: Delivery) -> None:
    """Give an archive back, no try used up."""
    with db.writing() as session:
        mine = {"claimed_until": None, "tries": 0}
        session.execute(update(Deliveries).where(Deliveries.id == delivery.delivery_id).values(mine))


def expect(db: Database, delivery: Delivery, count: int) -> None:
    """Say how many input files an archive and its manifest give."""
    with db.writing() as session:
        session.execute(update(Batches).where(Batches.id == delivery.batch_id).values(expected=count))


def end(session: Session, delivery: Delivery) -> None:
    """Say that all files of an archive are taken; its batch is, unless another archive of it waits."""
    this = Deliveries.id == delivery.delivery_id
    others = exists().where(Deliveries.batch_id == delivery.batch_id, ~this, Deliveries.done_at.is_(None))
    # Who ends another archive of the batch at the same time waits here, and then sees the end of this one.
    session.execute(select(Batches.id).where(Batches.id == delivery.batch_id).with_for_update())
    session.execute(update(Deliveries).where(this).values(done_at=clock(session)))
    if not session.scalar(select(others)):
        batches.close(session, delivery.batch_id)


def clean(db: Database, blobs: Store) -> int:
    """Delete archives that were taken in, or never came, long enough ago; return how many.

    Raises:
        BrokenSetup, StoreAway, OperationalError: One could not be deleted; the others are.
    """
    with db.reading() as session:
        now = clock(session)
        never = and_(Deliveries.archive.is_(None), Deliveries.created_at < now - LOST)
        old = select(Deliveries.id).where(or_(Deliveries.done_at < now - KEPT, never))
        ids = session.scalars(old).all()
    failed: Exception | None = None
    for one in ids:
        try:
            _forget(db, blobs, one)
        except _LATER as error:
            failed = error
    if failed:
        raise failed
    return len(ids)


def sources_of(delivery: Delivery, blobs: Store, settings: Settings) -> Iterator[Source]:
    """Yield the input files of an archive and of its manifest, the same ones in the same order each time.

    Raises:
        NotFound: The archive is gone.
        BrokenSetup, StoreAway: It cannot be opened now.
        BadManifestRow: Its manifest, which could be read when it came, can no more.
    """
    place = blobs.beside(place_of(delivery.delivery_id))
    beside: Manifest | None = None
    if delivery.manifest:
        try:
            rows = parse_manifest(place.read(delivery.manifest), delivery.manifest_name)
        except BadRequest as error:
            raise BadManifestRow(error.message) from error
        beside = Manifest(name=delivery.manifest_name, rows=rows)
    yield from find_packed(packed_of(delivery, place), most_of(settings), beside)


def packed_of(delivery: Delivery, place: Store) -> Packed:
    """Return the archive of a delivery; where it lies is its content."""

    def opening() -> BinaryIO:
        try:
            return place.open(delivery.archive)
        except OSError as error:  # the archive is good, or nobody knows
            raise BrokenSetup(f"{delivery.archive} cannot be opened: {error.strerror}") from error

    return Packed(
        label=delivery.label,
        whence=b"archive\0" + delivery.archive.encode(),
        stamp=delivery.archive,
        opening=opening,
    )


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
    session.execute(update(Deliveries).where(Deliveries.id == delivery_id).values(stored))
    return batch_id


def _forget(db: Database, blobs: Store, delivery_id: int) -> None:
    """Delete the files of a delivery, then its row; what cannot be now is cleaned away later."""
    blobs.drop(place_of(delivery_id))
    with db.writing() as session:
        session.execute(delete(Deliveries).where(Deliveries.id == delivery_id))


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
