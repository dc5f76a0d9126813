"""THE one way in, for browser, command line and API: a stream → a document and its job.

The answer is given only when the bytes and the rows are durable.  The same
bytes twice are one document, whoever brings them and whenever.  A file that is
refused gets a code and leaves nothing behind.  Names are labels, never paths.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from models import entries, hints, jobs, pressures
from models.blobs import Readable
from models.databases import Database, clock
from models.endings import to_failure
from models.entries import Entry, Outcome, Recorded
from models.errors import BadDocument, EmptyFile, FileVanished, NotAPdf
from models.formats import HEAD_BYTES, format_of, not_read
from models.names import check_name, shown
from models.records import Failure
from models.settings import Settings
from models.stores import Store
from models.tables import Documents
from models.texts import fold

TURNS = 20
"""So often a file's row is tried where others write the same; each time one of them is through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of one file.  `name` is safe to show; `before`: it was taken in an earlier run."""

    outcome: Outcome
    name: str
    document_id: int | None = None
    sha256: str | None = None
    error: Failure | None = None
    before: bool = False


def take_in(  # noqa: PLR0913 - what a file is, and where it goes, are that many things
    db: Database,
    blobs: Store,
    settings: Settings,
    untrusted_name: str,
    stream: Readable,
    *,
    user_id: int | None,
    entry: Entry | None = None,
) -> Intake:
    """Store one file and queue its reading, or say why not.  Never raises `BadDocument`.

    Args:
        db: Where the document's row goes.
        blobs: Where its bytes go, first.
        settings: `max_upload_bytes`.
        untrusted_name: A label such as `2024/表.pdf`, from outside.
        stream: The bytes; reading stops just past the limit.
        user_id: Who brought it, if known.
        entry: The input file of a batch that it is, if any; what became of it is kept there.

    Raises:
        BadRequest: The batch was cancelled.
        Overloaded: No room for it now (`models.pressures`); nothing was stored.
    """
    pressures.check(db, settings)
    try:
        name = check_name(untrusted_name)
        sha256, size = blobs.write(_Checked(stream), settings.max_upload_bytes)
    except BadDocument as error:
        return refuse(db, untrusted_name, error, entry)
    row = {"sha256": sha256, "name": name, "size": size, "user_id": user_id}
    try:
        return _kept(db, lambda session: _store(session, row, entry))
    except OperationalError as error:
        raise pressures.of_database(error) from error


def refuse(db: Database, untrusted_name: str, error: BadDocument, entry: Entry | None = None) -> Intake:
    """Say why a file is not taken in, and keep that if it is an input file of a batch.

    One that is gone since it was taken keeps what became of it.
    """
    refused = Intake(outcome="refused", name=shown(untrusted_name), error=to_failure(error))
    if entry is None:
        return refused
    return _kept(db, lambda session: _refuse(session, refused, error, entry))


def pass_over(db: Database, untrusted_name: str, entry: Entry) -> Intake:
    """Keep that an input file is none by its name."""
    passed = Intake(outcome="passed", name=shown(untrusted_name))
    return _kept(db, lambda session: _pass_over(session, passed, entry))


def known_intake(db: Database, entry: Entry) -> Intake | None:
    """Return what became of this very state of an input file in an earlier run, None if it was not stored.

    It has the reference and the year that its manifest says now.
    """
    with db.reading() as session:
        known = _same(_stored(session, entry), entry)
    if known and (known.reference, known.year) != (entry.reference, entry.year):
        with db.writing() as session:
            if now := _same(_stored(session, entry), entry):
                entries.amend(session, now, entry)
    return _before(known) if known else None


def _stored(session: Session, entry: Entry) -> list[Recorded]:
    return [one for one in entries.recorded(session, entry) if one.outcome in entries.STORED]


def _same(stored: Iterable[Recorded], entry: Entry) -> Recorded | None:
    return next((one for one in stored if one.stamp == entry.stamp), None)


def _before(known: Recorded) -> Intake:
    return Intake(outcome=known.outcome, name=known.name, document_id=known.document_id, before=True)


def _kept(db: Database, keep: Callable[[Session], Intake]) -> Intake:
    """Keep what became of a file, again where another process of the same import did so just now.

    What a caller did wrong fails every time, and in the end for good.
    """
    for _ in range(TURNS - 1):
        with suppress(IntegrityError), db.writing() as session:
            return keep(session)
    with db.writing() as session:
        return keep(session)


def _refuse(session: Session, refused: Intake, error: BadDocument, entry: Entry) -> Intake:
    stored = _stored(session, entry)
    if stored and isinstance(error, FileVanished):
        return _before(stored[-1])
    if known := _same(stored, entry):
        return _before(known)
    entries.check_open(session, entry.batch_id)
    entries.record(session, entry, "refused", refused.name, error=refused.error)
    return refused


def _pass_over(session: Session, passed: Intake, entry: Entry) -> Intake:
    entries.check_open(session, entry.batch_id)
    entries.record(session, entry, "passed", passed.name)
    return passed


def _store(session: Session, row: dict[str, object], entry: Entry | None) -> Intake:
    if entry is not None:
        entries.check_open(session, entry.batch_id)
        if known := _same(_stored(session, entry), entry):
            return _before(known)
    document_id, is_new = _find_or_insert(session, row | {"batch_id": entry.batch_id if entry else None})
    outcome: Outcome = "accepted" if is_new else "duplicate"
    name, sha256 = str(row["name"]), str(row["sha256"])
    if not is_new:
        _revive(session, document_id)
    if entry is not None:
        entries.record(session, entry, outcome, name, document_id=document_id)
    elif not is_new:
        hints.hurry(session, document_id)
    return Intake(outcome=outcome, name=name, document_id=document_id, sha256=sha256)


def _revive(session: Session, document_id: int) -> None:
    """Have a document read after all whose reading was cancelled: somebody brings it again."""
    cancelled = Documents.state == "failed", Documents.code == jobs.CANCELLED
    if session.scalar(select(Documents.id).where(Documents.id == document_id, *cancelled)):
        jobs.enqueue(session, document_id)


class _Checked:
    """A stream that fails by code: vanished, empty, or neither PDF nor picture by its first bytes."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head = b""
        self._begun = False

    def read(self, size: int, /) -> bytes:
        if not self._begun:
            self._begun = True
            self._head = self._read_head()
        if self._head:
            head, self._head = self._head[:size], self._head[size:]
            return head
        return self._read(size)

    def _read_head(self) -> bytes:
        head = b""
        while len(head) < HEAD_BYTES and (more := self._read(HEAD_BYTES - len(head))):
            head += more
        if not head:
            raise EmptyFile("the file has no bytes")
        if format_of(head) is None:
            raise NotAPdf(not_read(head))
        return head

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error:
            raise FileVanished(f"it could not be read to its end: {error.strerror or error}") from error


def _find_or_insert(session: Session, row: dict[str, object]) -> tuple[int, bool]:
    """Return the document of these bytes and whether it is new, with its job."""
    known = select(Documents.id).where(Documents.sha256 == row["sha256"])
    document_id = session.scalar(known)
    if document_id is not None:
        return document_id, False
    start = {"created_at": clock(session), "state": "waiting", "pages": 0, "form_count": 0}
    new = insert(Documents).values(row | start | {"name_key": fold(str(row["name"]))})
    try:
        with session.begin_nested():
            document_id = session.execute(new.returning(Documents.id)).scalar_one()
    except IntegrityError:
        # Another process stored the same bytes just now; anything else is the caller's fault.
        document_id = session.scalar(known)
        if document_id is None:
            raise
        return document_id, False
    jobs.enqueue(session, document_id)
    return document_id, True
