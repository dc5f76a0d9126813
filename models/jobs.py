"""What is done with jobs: asked for, claimed, ended, given back.

`models.transitions` has the states and the ways between them.  The database is
the only truth; a message on the broker is a hint that a job may be claimed.
Results are saved in the transaction that ends the job, fenced by the token that
its claim received.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import outcomes, versions
from models.databases import Database, clock
from models.endings import failure_of, to_failure
from models.errors import BadDocument, NotFound, ParseCrashed
from models.outcomes import Outcome, RenderedPage, Saving
from models.records import Failure
from models.settings import Settings
from models.tables import Documents, Jobs
from models.transitions import (
    CANCEL,
    CLAIM,
    DIE,
    FAIL,
    FINISH,
    GIVE_BACK,
    LIVE,
    RENEW,
    JobState,
    locked,
    move,
)
from models.versions import UNKNOWN, Versions

__all__ = ["LIVE", "Claim", "JobState", "Outcome", "Reconciled", "RenderedPage", "cancel", "claim"]
__all__ += ["ending", "enqueue", "finish", "give_back", "lease_end", "mark_of", "mine"]
__all__ += ["new_token", "postpone", "reconcile", "release", "renew", "undo"]

CANCELLED = "cancelled"
_MARK = 16


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one job until its lease ends; `token` fences its result."""

    job_id: int
    document_id: int
    kind: str
    page: int | None
    rank: int
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

    Its rank is its lane's.  A failed document waits again.

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
            outcomes.wait_again(session, [document_id])
        break
    return job_id


def enqueue_all(session: Session, document_ids: Sequence[int]) -> None:
    """Queue the reading of several documents, as `enqueue` does; one that is queued already stays so."""
    live = exists().where(Jobs.document_id == Documents.id, Jobs.kind == "extract", Jobs.state.in_(LIVE))
    query = select(Documents.id, Documents.batch_id).where(Documents.id.in_(document_ids), ~live)
    idle = session.execute(query.order_by(Documents.id)).all()
    shared = {"kind": "extract", "state": JobState.pending, "tries": 0, "created_at": clock(session)}
    rows = [shared | {"document_id": id_, "rank": 1 if batch is None else 2} for id_, batch in idle]
    try:
        with session.begin_nested():
            if rows:
                session.execute(insert(Jobs), rows)
    except IntegrityError:
        # Another process made some of them a moment ago.
        for document_id, _ in idle:
            enqueue(session, document_id)
    else:
        outcomes.wait_again(session, [id_ for id_, _ in idle])


def _insert(session: Session, row: dict[str, object]) -> int:
    new = insert(Jobs).values(**row, state=JobState.pending, tries=0)
    return session.execute(new.returning(Jobs.id)).scalar_one()


def claim(
    db: Database, settings: Settings, job_id: int, *, holder: str = "", now: datetime | None = None
) -> Claim | None:
    """Lease one job to the caller, or return None: done, dead, unknown, or someone else's.

    Args:
        db: Where the job is.
        settings: `lease_seconds` and `max_tries`.
        job_id: From a hint, so possibly stale or repeated.
        holder: A name for who asks, by which `release` knows this claim again.
        now: The database's own clock unless given.
    """
    token = new_token(holder)
    with db.writing() as session:
        now = now or clock(session)
        free = or_(Jobs.state == JobState.pending, Jobs.lease_until <= now)
        lease = {"token": token, "lease_until": lease_end(settings, now), "started_at": now}
        wanted = and_(Jobs.id == job_id, Jobs.tries < settings.max_tries, free)
        leased = move(session, CLAIM, wanted, {**lease, "tries": Jobs.tries + 1})
        if not leased:
            return None
        (job,) = leased
        named = select(Documents.sha256, Documents.name).where(Documents.id == job.document_id)
        file = session.execute(named).one()
    return Claim(**job._asdict(), **file._asdict())


def renew(db: Database, settings: Settings, claimed: Claim, *, now: datetime | None = None) -> bool:
    """Begin a claim's lease anew, for work goes on; False if it is no longer good."""
    with db.writing() as session:
        lease = {"lease_until": lease_end(settings, now or clock(session))}
        return bool(move(session, RENEW, mine(claimed), lease))


def finish(db: Database, claimed: Claim, outcome: Outcome, read_by: Versions = UNKNOWN) -> bool:
    """Save a job's result, what read it, and its end in one transaction.

    Returns False, and changes nothing, if the claim is no longer good.  An `Extraction` that
    carries an error, or does not fit its types, ends the job as failed.
    """
    checked = outcomes.check(outcome)
    failure = failure_of(checked)
    with db.writing() as session:
        now = clock(session)
        end = {**ending(now, failure), "read_by": versions.to_text(read_by)}
        if not move(session, FAIL if failure else FINISH, mine(claimed), end):
            return False
        outcomes.save(session, claimed.document_id, claimed.kind, checked, Saving(now=now, read_by=read_by))
        return True


def release(  # noqa: PLR0913 - a job, why, and by what its claim is known
    db: Database,
    settings: Settings,
    job_id: int,
    error: BadDocument,
    *,
    token: str | None = None,
    holder: str | None = None,
) -> JobState | None:
    """Give a lease back early, when its worker is known to have died: pending again, or dead with this error.

    Args:
        db: Where the job is.
        settings: `max_tries`.
        job_id: The job that was being done.
        error: What ended the worker: `ParseTimeout` or `ParseCrashed`.
        token: The claim's, if known.
        holder: Who claimed it, if known; without either whoever holds the lease loses it.

    Returns:
        The job's new state, or None if it was not leased (any more).
    """
    held = [Jobs.id == job_id, Jobs.state == JobState.leased]
    held += [Jobs.token == token] if token else []
    held += [Jobs.token.endswith(mark_of(holder))] if holder else []
    with db.writing() as session:
        given = give_back(session, settings, and_(*held), clock(session), error)
    return JobState.pending if given.freed else JobState.dead if given.dead else None


def postpone(db: Database, claimed: Claim) -> bool:
    """Give a job back that could not be done for no fault of its own, such as a full disk.

    No try is used up, and it is hinted at again only after `hint_again_seconds`.  False if
    the claim is no longer good.
    """
    with db.writing() as session:
        return bool(undo(session, mine(claimed), clock(session)))


def undo(session: Session, which: ColumnElement[bool], hinted_at: datetime | None = None) -> int:
    """Give claims back as if they had not been made, and return how many: no try is used up.

    They are hinted at again at once, or as if they had been hinted at when this says.
    """
    unmade = {"tries": Jobs.tries - 1, "started_at": None, "hinted_at": hinted_at}
    return len(move(session, GIVE_BACK, which, unmade))


def cancel(session: Session, job_id: int) -> bool:
    """End a live job without a result; its document fails as `cancelled`.  False if it had ended already."""
    return cancel_all(session, [job_id]) == 1


def cancel_all(session: Session, job_ids: Sequence[int]) -> int:
    """End those of some jobs that live, as `cancel` does, and return how many they were."""
    now = clock(session)
    failure = Failure(code=CANCELLED, message="cancelled by a person")
    gone = move(session, CANCEL, Jobs.id.in_(job_ids), ending(now, failure))
    outcomes.fail(session, [job.document_id for job in gone if job.kind == "extract"], failure, now)
    return len(gone)


def reconcile(db: Database, settings: Settings, now: datetime | None = None) -> Reconciled:
    """Free every expired lease: pending again, or dead as `parse-crashed` when its tries are used up.

    A lease that ends later than any can, because the database's clock was set back, is shortened.
    """
    with db.reading() as session:
        now = now or clock(session)
        ended = (
            and_(Jobs.state == JobState.leased, Jobs.lease_until <= now),
            and_(Jobs.state == JobState.pending, Jobs.tries > 0, Jobs.tries >= settings.max_tries),
        )
        over = or_(*ended)
        endless = and_(Jobs.state == JobState.leased, Jobs.lease_until > lease_end(settings, now, times=2))
        # Each by an index of its own: no look at what waits, which may be a million.
        if not any(session.scalar(select(exists().where(one))) for one in (*ended, endless)):
            return Reconciled()
    error = ParseCrashed(f"the reader died or gave no answer, {settings.max_tries} times")
    with db.writing() as session:
        move(session, RENEW, endless, {"lease_until": lease_end(settings, now)})
        return give_back(session, settings, over, now, error)


def mine(claimed: Claim) -> ColumnElement[bool]:
    """Return the fence: the claim's job, as long as it is the claim's."""
    return and_(Jobs.id == claimed.job_id, Jobs.state == JobState.leased, Jobs.token == claimed.token)


def give_back(
    session: Session, settings: Settings, which: ColumnElement[bool], now: datetime, error: BadDocument
) -> Reconciled:
    """Free the jobs that have tries left; the others die of `error`, and their documents with them."""
    these = Jobs.id.in_(locked(session, which))
    failure = to_failure(error)
    dead = move(session, DIE, and_(these, Jobs.tries >= settings.max_tries), ending(now, failure))
    outcomes.fail(session, [job.document_id for job in dead if job.kind == "extract"], failure, now)
    waiting = {"started_at": None, "hinted_at": None}
    freed = move(session, GIVE_BACK, and_(these, Jobs.tries < settings.max_tries), waiting)
    return Reconciled(freed=len(freed), dead=len(dead))


def lease_end(settings: Settings, now: datetime, times: int = 1) -> datetime:
    """Return when a lease ends that begins now."""
    return now + timedelta(seconds=settings.lease_seconds * times)


def new_token(holder: str) -> str:
    """Return a token that nobody can guess, by which a holder is known again."""
    return secrets.token_hex(_MARK)[:-_MARK] + mark_of(holder)


def mark_of(holder: str) -> str:
    """Return what the tokens of all claims of one holder end with."""
    return hashlib.sha256(holder.encode()).hexdigest()[:_MARK]


def ending(now: datetime, failure: Failure | None) -> Mapping[str, object]:
    """Return what a job has that came to its end."""
    code, message = (failure.code, failure.message) if failure else (None, None)
    return {"finished_at": now, "code": code, "message": message}
