"""The job state machine: one row a job, one conditional UPDATE a step.

pending → leased → done | failed | dead, and back to pending when a lease ends
without a result.  `docs/jobs.md` draws it.  The database is the only truth; a
message on the broker is a hint that a job may be claimed.  Results are saved in
the transaction that ends the job, fenced by the token that its claim received.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import outcomes, versions
from models.databases import Database, clock
from models.errors import BadDocument, NotFound, ParseCrashed
from models.outcomes import Outcome, RenderedPage, Saving
from models.records import Failure
from models.settings import Settings
from models.tables import Documents, Jobs
from models.versions import UNKNOWN, Versions

__all__ = ["Claim", "JobState", "Outcome", "Reconciled", "RenderedPage", "cancel", "claim", "due_hints"]
__all__ += ["FREE", "enqueue", "finish", "put", "reconcile", "release"]

CANCELLED = "cancelled"


class JobState(StrEnum):
    """Where a job stands; the last four are ends."""

    pending = "pending"
    leased = "leased"
    done = "done"
    failed = "failed"
    dead = "dead"
    cancelled = "cancelled"


LIVE = (JobState.pending, JobState.leased)
KINDS = ("render", "extract")
CHUNK = 1000
_CLAIM = (
    Jobs.id.label("job_id"),
    Jobs.document_id,
    Jobs.kind,
    Jobs.page,
    Jobs.token,
    Jobs.tries,
)
_UNLEASED: Mapping[str, object] = MappingProxyType({"token": None, "lease_until": None})
FREE: Mapping[str, object] = MappingProxyType({**_UNLEASED, "state": JobState.pending, "hinted_at": None})
"""What a job has that waits for its next hint."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one job until its lease ends; `token` fences its result."""

    job_id: int
    document_id: int
    kind: str
    page: int | None
    sha256: str
    name: str
    token: str
    tries: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many expired leases were given back, and how many jobs died of theirs."""

    freed: int = 0
    dead: int = 0


def enqueue(session: Session, document_id: int, kind: str = "extract", page: int | None = None) -> int:
    """Return the live job of this kind for a document (and page), made if there is none.

    Page images come first, then single uploads, then batches.  A failed document waits again.

    Raises:
        NotFound: No such document.
    """
    document = session.execute(select(Documents.batch_id).where(Documents.id == document_id)).one_or_none()
    if document is None:
        raise NotFound(f"no document {document_id}")
    number = func.coalesce(Jobs.page, 0) == (page or 0)
    live = select(Jobs.id).where(
        Jobs.document_id == document_id, Jobs.kind == kind, number, Jobs.state.in_(LIVE)
    )
    rank = 0 if kind == "render" else 1 if document.batch_id is None else 2
    row = {"document_id": document_id, "kind": kind, "page": page, "rank": rank, "created_at": clock(session)}
    while (job_id := session.scalar(live)) is None:
        try:
            with session.begin_nested():
                job_id = _insert(session, row)
        except IntegrityError:
            continue  # another process made it a moment ago; it may even have ended since
        if kind == "extract":
            outcomes.wait_again(session, document_id)
        break
    return job_id


def _insert(session: Session, row: dict[str, object]) -> int:
    new = insert(Jobs).values(**row, state=JobState.pending, tries=0)
    return session.execute(new.returning(Jobs.id)).scalar_one()


def claim(db: Database, settings: Settings, job_id: int, *, now: datetime | None = None) -> Claim | None:
    """Lease one job to the caller, or return None: done, dead, unknown, or someone else's.

    Args:
        db: Where the job is.
        settings: `lease_seconds` and `max_tries`.
        job_id: From a hint, so possibly stale or repeated.
        now: The database's own clock unless given.
    """
    with db.writing() as session:
        now = now or clock(session)
        expired = and_(Jobs.state == JobState.leased, Jobs.lease_until <= now)
        free = or_(Jobs.state == JobState.pending, expired)
        lease = {
            "state": JobState.leased,
            "token": secrets.token_hex(16),
            "lease_until": now + timedelta(seconds=settings.lease_seconds),
            "tries": Jobs.tries + 1,
            "started_at": now,
        }
        wanted = update(Jobs).where(Jobs.id == job_id, Jobs.tries < settings.max_tries, free).values(lease)
        job = session.execute(wanted.returning(*_CLAIM)).one_or_none()
        if job is None:
            return None
        named = select(Documents.sha256, Documents.name).where(Documents.id == job.document_id)
        file = session.execute(named).one()
    return Claim(**job._asdict(), **file._asdict())


def finish(db: Database, claimed: Claim, outcome: Outcome, read_by: Versions = UNKNOWN) -> bool:
    """Save a job's result, what read it, and its end in one transaction.

    Returns False, and changes nothing, if the claim is no longer good.  An `Extraction` that
    carries an error, or does not fit its types, ends the job as failed.
    """
    checked = outcomes.check(outcome)
    failure = outcomes.failure_of(checked)
    with db.writing() as session:
        now = clock(session)
        end = _end(JobState.failed if failure else JobState.done, now, failure)
        if not put(session, claimed, {**end, "read_by": versions.to_text(read_by)}):
            return False
        outcomes.save(session, claimed.document_id, claimed.kind, checked, Saving(now=now, read_by=read_by))
        return True


def put(session: Session, claimed: Claim, values: Mapping[str, object]) -> bool:
    """Change a job under its claim; return False, and change nothing, if that is no longer good."""
    mine = and_(Jobs.id == claimed.job_id, Jobs.state == JobState.leased, Jobs.token == claimed.token)
    return session.scalar(update(Jobs).where(mine).values(values).returning(Jobs.id)) is not None


def release(
    db: Database, settings: Settings, job_id: int, error: BadDocument, *, token: str | None = None
) -> JobState | None:
    """Give a lease back early, when its worker is known to have died: pending again, or dead with this error.

    Args:
        db: Where the job is.
        settings: `max_tries`.
        job_id: The job that was being done.
        error: What ended the worker: `ParseTimeout` or `ParseCrashed`.
        token: The claim's, if known; without it whoever holds the lease loses it.

    Returns:
        The job's new state, or None if it was not leased (any more).
    """
    with db.writing() as session:
        held = [Jobs.id == job_id, Jobs.state == JobState.leased]
        held += [Jobs.token == token] if token else []
        given = _give_back(session, settings, and_(*held), clock(session), error)
    return JobState.pending if given.freed else JobState.dead if given.dead else None


def cancel(session: Session, job_id: int) -> bool:
    """End a live job without a result; its document fails as `cancelled`.  False if it had ended already."""
    now = clock(session)
    failure = Failure(code=CANCELLED, message="cancelled by a person")
    live = and_(Jobs.id == job_id, Jobs.state.in_(LIVE))
    end = update(Jobs).where(live).values(_end(JobState.cancelled, now, failure))
    job = session.execute(end.returning(Jobs.document_id, Jobs.kind)).one_or_none()
    if job and job.kind == "extract":
        outcomes.fail(session, [job.document_id], failure, now)
    return job is not None


def reconcile(db: Database, settings: Settings, now: datetime | None = None) -> Reconciled:
    """Free every expired lease: pending again, or dead as `parse-crashed` when its tries are used up."""
    with db.reading() as session:
        now = now or clock(session)
        over = or_(
            and_(Jobs.state == JobState.leased, Jobs.lease_until <= now),
            and_(Jobs.state == JobState.pending, Jobs.tries >= settings.max_tries),
        )
        if not session.scalar(select(exists().where(over))):
            return Reconciled()
    error = ParseCrashed(f"the reader died or gave no answer, {settings.max_tries} times")
    with db.writing() as session:
        return _give_back(session, settings, over, now, error)


def due_hints(db: Database, settings: Settings, now: datetime | None = None, limit: int = 100) -> list[int]:
    """Return the jobs to hint at now, first things first, and mark them hinted.

    Args:
        db: Where the jobs are.
        settings: `hint_again_seconds`: how long an unanswered hint counts as on its way.
        now: The database's own clock unless given.
        limit: The most jobs of one kind that may be hinted at and still unclaimed at any time, so
            that a backlog of 100,000 does not fill the broker with the same hints again and again.
    """
    with db.reading() as session:
        now = now or clock(session)
        cutoff = now - timedelta(seconds=settings.hint_again_seconds)
        job_ids = [job_id for kind in KINDS for job_id in _silent_jobs(session, kind, cutoff, limit)]
    if not job_ids:
        return []
    with db.writing() as session:
        mine = _locked(session, and_(Jobs.id.in_(job_ids), Jobs.state == JobState.pending))
        session.execute(update(Jobs).where(Jobs.id.in_(mine)).values(hinted_at=now))
    return [job_id for job_id in job_ids if job_id in mine]


def _silent_jobs(session: Session, kind: str, cutoff: datetime, limit: int) -> Sequence[int]:
    pending = and_(Jobs.state == JobState.pending, Jobs.kind == kind)
    asked = session.execute(select(func.count()).where(pending, Jobs.hinted_at > cutoff)).scalar_one()
    silent = or_(Jobs.hinted_at.is_(None), Jobs.hinted_at <= cutoff)
    due = select(Jobs.id).where(pending, silent).order_by(Jobs.rank, Jobs.id)
    return session.scalars(due.limit(max(limit - asked, 0))).all()


def _give_back(
    session: Session, settings: Settings, which: ColumnElement[bool], now: datetime, error: BadDocument
) -> Reconciled:
    """Free the jobs that have tries left; the others die of `error`, and their documents with them."""
    job_ids = _locked(session, which)
    spent = and_(Jobs.id.in_(job_ids), Jobs.tries >= settings.max_tries)
    failure = outcomes.to_failure(error)
    dead = session.execute(
        update(Jobs)
        .where(spent)
        .values(_end(JobState.dead, now, failure))
        .returning(Jobs.document_id, Jobs.kind)
    ).all()
    outcomes.fail(session, [job.document_id for job in dead if job.kind == "extract"], failure, now)
    session.execute(update(Jobs).where(Jobs.id.in_(job_ids), Jobs.tries < settings.max_tries).values(FREE))
    return Reconciled(freed=len(job_ids) - len(dead), dead=len(dead))


def _locked(session: Session, which: ColumnElement[bool]) -> Sequence[int]:
    """Return jobs locked until the transaction ends, without waiting for what others hold."""
    query = select(Jobs.id).where(which).order_by(Jobs.id).limit(CHUNK)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def _end(state: JobState, now: datetime, failure: Failure | None) -> dict[str, object]:
    code, message = (failure.code, failure.message) if failure else (None, None)
    return {**_UNLEASED, "state": state, "finished_at": now, "code": code, "message": message}
