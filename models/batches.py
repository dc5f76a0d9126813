"""Batches: opened or found again, watched, cancelled, their failures retried.

A batch counts its input files, and of those accepted how far their documents are.
Everything here is a few statements over indexes; what takes many documents goes in
steps, each a transaction of its own, so that readers and workers are never kept waiting.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import entries, jobs
from models.databases import Database, clock
from models.errors import NotFound
from models.jobs import LIVE
from models.names import shown
from models.tables import Batches, BatchFiles, Documents, Forms, Jobs

STEP = 200
"""So many documents a transaction."""
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
    """

    batch_id: int
    label: str
    kind: str
    state: str
    created_at: datetime
    expected: int | None
    files: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All input files so far."""
        return sum(self.files.values())

    @property
    def ended(self) -> int:
        """Documents that are done or failed."""
        return self.documents.get("done", 0) + self.documents.get("failed", 0)

    @property
    def is_running(self) -> bool:
        """Whether something still happens of itself."""
        return self.state == OPEN or self.documents.get("waiting", 0) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How a batch goes on.

    Attributes:
        failures: The documents that failed, by code.
        refusals: The input files that were refused, by code.
        a_minute: Documents that end in a minute, by the last ten, or by all once it has ended; None where
            too few did.
        ends_at: When the last one would end at that rate.
        forms: The forms in its documents.
        to_review: Those of them that wait for a person.
    """

    failures: dict[str, int]
    refusals: dict[str, int]
    a_minute: float | None
    ends_at: datetime | None
    forms: int
    to_review: int


def open_batch(  # noqa: PLR0913 - a batch has that many sides
    session: Session,
    untrusted_label: str,
    user_id: int | None,
    *,
    kind: str = "import",
    source: str | None = None,
    expected: int | None = None,
    since: datetime | None = None,
) -> int:
    """Return the batch of a source, opened again, or a new one.

    Args:
        session: A writing session.
        untrusted_label: What it is called.
        user_id: Who brings it, if known.
        kind: `import`, `manifest` or `watch`.
        source: What tells that it is the same one again, 64 hexadecimal digits; None: it never is.
        expected: How many files there are.
        since: A batch that was made before is not opened again.
    """
    now = clock(session)
    while True:
        last = session.execute(
            select(Batches.id, Batches.state, Batches.part, Batches.created_at)
            .where(Batches.source == source)
            .order_by(Batches.part.desc())
            .limit(1)
        ).one_or_none()
        if last and last.state != entries.CANCELLED and (since is None or last.created_at >= since):
            again = {"state": OPEN, "expected": expected}
            session.execute(update(Batches).where(Batches.id == last.id).values(again))
            return int(last.id)
        row = {
            "label": shown(untrusted_label),
            "user_id": user_id,
            "created_at": now,
            "kind": kind,
            "state": OPEN,
            "source": source,
            "part": last.part + 1 if last else 1,
            "expected": expected,
        }
        try:
            with session.begin_nested():
                return session.execute(insert(Batches).values(row).returning(Batches.id)).scalar_one()
        except IntegrityError:
            continue  # another process opened the same one a moment ago


def close(session: Session, batch_id: int) -> None:
    """End the taking in of files, unless the batch was cancelled."""
    mine = Batches.id == batch_id, Batches.state == OPEN
    session.execute(update(Batches).where(*mine).values(state=TAKEN))


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
    mine = Documents.batch_id == batch.batch_id
    now = clock(session)
    rate = _rate(session, batch, now)
    waiting = batch.documents.get("waiting", 0)
    left = waiting + max(0, (batch.expected or 0) - batch.total if batch.state == OPEN else 0)
    forms = select(Forms.state, func.count()).join(Documents, Documents.id == Forms.document_id)
    states = _counted(session.execute(forms.where(mine).group_by(Forms.state)))
    return Progress(
        failures=_codes(session, Documents.code, mine, Documents.state == "failed"),
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
    )


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


def retry(db: Database, batch_id: int, code: str | None = None) -> int:
    """Queue the failed documents of a batch anew, all or those of one code, and return how many.

    A cancelled batch is `taken` then: what has been taken in is read.

    Raises:
        NotFound: No such batch.
    """
    failed = [Documents.state == "failed", Documents.batch_id == batch_id]
    failed += [Documents.code == code] if code else []
    with db.writing() as session:
        batch = get_batch(session, batch_id)
        if batch.state == entries.CANCELLED:
            session.execute(update(Batches).where(Batches.id == batch_id).values(state=TAKEN))
        query = select(Documents.id).where(*failed).order_by(Documents.id)
        document_ids = session.scalars(query).all()
    for some in _steps(document_ids):
        with db.writing() as session:
            jobs.enqueue_all(session, some)
    return len(document_ids)


def cancel(db: Database, batch_id: int) -> int:
    """Take nothing more into a batch and end the reading of what waits; return how many documents that ended.

    What is read already stays.

    Raises:
        NotFound: No such batch.
    """
    with db.writing() as session:
        get_batch(session, batch_id)
        session.execute(update(Batches).where(Batches.id == batch_id).values(state=entries.CANCELLED))
        live = select(Jobs.id).join(Documents, Documents.id == Jobs.document_id)
        mine = Documents.batch_id == batch_id, Jobs.kind == "extract", Jobs.state.in_(LIVE)
        job_ids = session.scalars(live.where(*mine)).all()
    ended = 0
    for some in _steps(job_ids):
        with db.writing() as session:
            ended += jobs.cancel_all(session, some)
    return ended


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
    return [
        Batch(**row._asdict(), files=files.get(row.batch_id, {}), documents=documents.get(row.batch_id, {}))
        for row in rows
    ]


def _by_batch(
    session: Session, batch: InstrumentedAttribute[Any], of: InstrumentedAttribute[str], ids: Sequence[int]
) -> dict[int, dict[str, int]]:
    query = select(batch, of, func.count()).where(batch.in_(ids)).group_by(batch, of)
    found: dict[int, dict[str, int]] = {}
    for batch_id, value, count in session.execute(query):
        found.setdefault(batch_id, {})[value] = count
    return found


def _codes(
    session: Session, code: InstrumentedAttribute[str | None], *which: ColumnElement[bool]
) -> dict[str, int]:
    found = _counted(session.execute(select(code, func.count()).where(*which).group_by(code)))
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _counted(rows: Iterable[Sequence[Any]]) -> dict[str, int]:
    return {value or "": count for value, count in rows}


def _steps(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + STEP] for at in range(0, len(ids), STEP))
