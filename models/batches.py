"""Batches: opened or found again, closed, cancelled, their failures retried.

What takes many documents goes in steps, each a transaction of its own, so that
readers and workers are never kept waiting.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import entries, jobs
from models.batch_sums import (
    OPEN,
    OUTCOMES,
    STATES,
    TAKEN,
    Batch,
    Progress,
    failures,
    get_batch,
    list_batches,
    of_others,
    progress,
    running,
)
from models.databases import Database, clock
from models.errors import NotFound
from models.hints import BULK
from models.jobs import LIVE
from models.names import shown
from models.tables import Batches, Documents, Jobs
from models.texts import storable

__all__ = ["OPEN", "OUTCOMES", "STATES", "TAKEN", "Batch", "Progress", "cancel", "close"]
__all__ += ["failures", "get_batch", "list_batches", "open_batch", "progress", "retry", "retry_one"]
__all__ += ["running"]

STEP = 200
"""So many documents a transaction."""


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
            live = Batches.id == last.id, Batches.state != entries.CANCELLED
            again = update(Batches).where(*live).values(state=OPEN, expected=expected)
            if session.scalar(again.returning(Batches.id)) is None:
                continue  # it was cancelled a moment ago
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


def retry(db: Database, batch_id: int, code: str | None = None) -> int:
    """Queue the failed documents of a batch anew, all or those of one code, and return how many.

    Those that its duplicates are of are among them.  A cancelled batch is `taken` then.

    Raises:
        NotFound: No such batch.
    """
    failed = [Documents.state == "failed"]
    failed += [Documents.code == storable(code)] if code else []
    with db.writing() as session:
        batch = get_batch(session, batch_id)
        if batch.state == entries.CANCELLED:
            session.execute(update(Batches).where(Batches.id == batch_id).values(state=TAKEN))
        own = session.scalars(select(Documents.id).where(Documents.batch_id == batch_id, *failed))
        others = session.scalars(select(Documents.id).where(of_others(batch_id), *failed))
        document_ids = sorted({*own, *others})
    for some in _steps(document_ids):
        with db.writing() as session:
            jobs.enqueue_all(session, some)
    return len(document_ids)


def retry_one(db: Database, document_id: int) -> bool:
    """Queue the reading of a document, of whatever batch or none, if it failed; return whether it had.

    Raises:
        NotFound: No such document.
    """
    with db.writing() as session:
        state = session.scalar(select(Documents.state).where(Documents.id == document_id))
        if state is None:
            raise NotFound(f"no document {document_id}")
        if state == "failed":
            jobs.enqueue(session, document_id)
    return state == "failed"


def cancel(db: Database, batch_id: int) -> int:
    """Take nothing more into a batch and end the reading of what waits; return how many documents that ended.

    What is read already stays, and so does what somebody has uploaded by hand since.

    Raises:
        NotFound: No such batch.
    """
    with db.writing() as session:
        get_batch(session, batch_id)
        session.execute(update(Batches).where(Batches.id == batch_id).values(state=entries.CANCELLED))
        live = select(Jobs.id).join(Documents, Documents.id == Jobs.document_id)
        mine = Documents.batch_id == batch_id, Jobs.rank.in_(BULK), Jobs.state.in_(LIVE)
        job_ids = session.scalars(live.where(*mine)).all()
    ended = 0
    for some in _steps(job_ids):
        with db.writing() as session:
            ended += jobs.cancel_all(session, some)
    return ended


def _steps(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + STEP] for at in range(0, len(ids), STEP))
