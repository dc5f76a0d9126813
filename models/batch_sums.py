"""The sums of batches: input files by outcome, documents by state, failures by code, rate and estimated end.

A few statements over indexes each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.databases import clock
from models.errors import NotFound
from models.tables import Batches, BatchFiles, Documents, Forms

WINDOW = timedelta(minutes=10)
"""The rate is that of so long."""
OPEN, TAKEN = "open", "taken"
OUTCOMES = ("accepted", "duplicate", "refused", "passed")
STATES = ("waiting", "done", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch and its sums.

    Attributes:
        state: `open` while files are taken in, then `taken`; or `cancelled`.
        expected: How many files its import found when it last began, if it said so.
        files: Its input files by outcome.
        documents: Of those accepted, the documents by state: waiting, done, failed.
        duplicates: The documents that came otherwise and that its duplicates are of, by state.
    """

    batch_id: int
    label: str
    kind: str
    state: str
    created_at: datetime
    expected: int | None
    files: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    duplicates: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All input files so far."""
        return sum(self.files.values())

    @property
    def ended(self) -> int:
        """Its own documents that are done or failed."""
        return self.documents.get("done", 0) + self.documents.get("failed", 0)

    @property
    def coming(self) -> int:
        """Files that its import has still to take, where it goes on and said how many there are."""
        return max(0, (self.expected or 0) - self.total) if self.state == OPEN else 0

    @property
    def due(self) -> int:
        """Its own documents, and the files still to come."""
        return sum(self.documents.values()) + self.coming

    @property
    def is_running(self) -> bool:
        """Whether something still happens of itself."""
        waiting = self.documents.get("waiting", 0) + self.duplicates.get("waiting", 0)
        return self.state == OPEN or waiting > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How a batch goes on.

    Attributes:
        failures: The documents that failed, those of duplicates included, by code.
        refusals: The input files that were refused, by code.
        a_minute: Documents that end in a minute, by the last ten, or by all once it has ended; None where
            too few did.
        ends_at: When the last one would end at that rate.
        forms: The forms in its documents, those of duplicates included.
        to_review: Those of them that wait for a person.
        quiet_since: When the last file was taken, where the batch is open and that is long ago: an import
            that was killed could not close it.
    """

    failures: dict[str, int]
    refusals: dict[str, int]
    a_minute: float | None
    ends_at: datetime | None
    forms: int
    to_review: int
    quiet_since: datetime | None


def list_batches(session: Session, *, after: int | None = None, limit: int = 20) -> list[Batch]:
    """Return a page of batches with their sums, newest first, behind the id `after`."""
    wanted = _BATCHES.order_by(Batches.id.desc()).limit(limit)
    if after is not None:
        wanted = wanted.where(Batches.id < after)
    return _summed(session, session.execute(wanted).all())


def running(session: Session, limit: int = 5) -> list[Batch]:
    """Return the batches that take files, or whose documents wait, newest first."""
    waits = select(Documents.batch_id).where(Documents.state == "waiting", Documents.batch_id.is_not(None))
    wanted = _BATCHES.where((Batches.state == OPEN) | Batches.id.in_(waits.distinct()))
    return _summed(session, session.execute(wanted.order_by(Batches.id.desc()).limit(limit)).all())


def get_batch(session: Session, batch_id: int) -> Batch:
    """Return one batch with its sums.

    Raises:
        NotFound: No such batch.
    """
    found = _summed(session, session.execute(_BATCHES.where(Batches.id == batch_id)).all())
    if not found:
        raise NotFound(f"no batch {batch_id}")
    return found[0]


def progress(session: Session, batch: Batch) -> Progress:
    """Return how a batch goes on."""
    now = clock(session)
    rate = _rate(session, batch, now)
    waiting = batch.documents.get("waiting", 0)
    left = waiting + batch.coming
    named = select(BatchFiles.document_id).where(BatchFiles.batch_id == batch.batch_id)
    forms = select(Forms.state, func.count()).where(Forms.document_id.in_(named)).group_by(Forms.state)
    states = _counted(session.execute(forms))
    return Progress(
        failures=failures(session, batch.batch_id),
        refusals=_codes(
            session,
            BatchFiles.code,
            BatchFiles.batch_id == batch.batch_id,
            BatchFiles.outcome == "refused",
        ),
        a_minute=rate,
        ends_at=now + timedelta(minutes=left / rate) if rate and left else None,
        forms=sum(states.values()),
        to_review=states.get("waiting", 0),
        quiet_since=_quiet_since(session, batch, now),
    )


def failures(session: Session, batch_id: int) -> dict[str, int]:
    """Return how many documents of a batch failed, those of its duplicates included, by code."""
    failed = Documents.state == "failed"
    own = _codes(session, Documents.code, Documents.batch_id == batch_id, failed)
    others = _codes(session, Documents.code, of_others(batch_id), failed)
    return _sorted(Counter(own) + Counter(others))


def _quiet_since(session: Session, batch: Batch, now: datetime) -> datetime | None:
    if batch.state != OPEN:
        return None
    mine = select(BatchFiles.taken_at).where(BatchFiles.batch_id == batch.batch_id)
    last = session.scalar(mine.order_by(BatchFiles.id.desc()).limit(1)) or batch.created_at
    return last if now - last > WINDOW else None


def _rate(session: Session, batch: Batch, now: datetime) -> float | None:
    """Return how many documents end in a minute: lately while a batch runs, all in all when it has ended."""
    ended = [Documents.batch_id == batch.batch_id, Documents.finished_at.is_not(None)]
    ended += [Documents.finished_at > now - WINDOW] if batch.is_running else []
    moments = func.count(), func.min(Documents.finished_at), func.max(Documents.finished_at)
    count, first, last = session.execute(select(*moments).where(*ended)).one()
    until = now if batch.is_running else last
    minutes = (until - first).total_seconds() / 60 if until and first else 0.0
    # The first of them was at work before the time that is measured.
    return (count - 1) / minutes if count > 1 and minutes > 0 else None


_BATCHES = select(
    Batches.id.label("batch_id"),
    Batches.label,
    Batches.kind,
    Batches.state,
    Batches.created_at,
    Batches.expected,
)


def _summed(session: Session, rows: Sequence[Any]) -> list[Batch]:
    ids = [row.batch_id for row in rows]
    files = _by_batch(session, BatchFiles.batch_id, BatchFiles.outcome, ids)
    documents = _by_batch(session, Documents.batch_id, Documents.state, ids)
    others = (
        select(BatchFiles.batch_id, Documents.state, func.count(Documents.id.distinct()))
        .join(Documents, Documents.id == BatchFiles.document_id)
        .where(BatchFiles.batch_id.in_(ids), _IS_DUPLICATE, _not_of(BatchFiles.batch_id))
        .group_by(BatchFiles.batch_id, Documents.state)
    )
    duplicates = _nested(session.execute(others))
    return [
        Batch(
            **row._asdict(),
            files=files.get(row.batch_id, {}),
            documents=documents.get(row.batch_id, {}),
            duplicates=duplicates.get(row.batch_id, {}),
        )
        for row in rows
    ]


_IS_DUPLICATE = BatchFiles.outcome == "duplicate"


def of_others(batch_id: int) -> ColumnElement[bool]:
    """Return the condition on documents that came otherwise and that duplicates of a batch are of."""
    named = select(BatchFiles.document_id).where(BatchFiles.batch_id == batch_id, _IS_DUPLICATE)
    return and_(Documents.id.in_(named), _not_of(batch_id))


def _not_of(batch_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return or_(Documents.batch_id.is_(None), Documents.batch_id != batch_id)


def _by_batch(
    session: Session, batch: InstrumentedAttribute[Any], of: InstrumentedAttribute[str], ids: Sequence[int]
) -> dict[int, dict[str, int]]:
    return _nested(session.execute(select(batch, of, func.count()).where(batch.in_(ids)).group_by(batch, of)))


def _nested(rows: Iterable[Sequence[Any]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for batch_id, value, count in rows:
        found.setdefault(batch_id, {})[value] = count
    return found


def _codes(
    session: Session, code: InstrumentedAttribute[str | None], *which: ColumnElement[bool]
) -> dict[str, int]:
    return _sorted(_counted(session.execute(select(code, func.count()).where(*which).group_by(code))))


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _counted(rows: Iterable[Sequence[Any]]) -> dict[str, int]:
    return {value or "": count for value, count in rows}
