"""Several jobs in one transaction: results of some stored, others claimed ahead.

A worker that reads one small document after another would else spend as long on
commits as on reading.  Each result is still fenced by its own claim's token; one
whose lease was freed is left out, and the others stand.

What is claimed ahead was never begun before: a job that has cost a try already is
claimed alone, by its hint, so that a document that kills its worker costs each of
its neighbours one try at most.  And nothing is claimed ahead while another lane
waits: lanes take turns document by document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models import jobs, outcomes, versions
from models.databases import Database, clock
from models.endings import Ended
from models.errors import BadDocument
from models.hints import QUICK, is_waiting
from models.jobs import Claim, Reconciled
from models.outcomes import Saving
from models.settings import Settings
from models.tables import Documents, Jobs
from models.transitions import CLAIM, FAIL, FINISH, RENEW, JobState, move
from models.versions import UNKNOWN, Versions

KIND = "extract"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many documents of how many bytes at most a worker wants to have ahead.

    `turn` is the job whose hint brought the worker here, `holder` its name as `jobs.claim` has it.
    """

    turn: int
    holder: str
    count: int
    most_bytes: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a bundle: the claims that were no longer good, and the new ones."""

    late: tuple[Claim, ...]
    ahead: tuple[Claim, ...]


def settle(  # noqa: PLR0913 - as `jobs.finish` and `jobs.claim` together
    db: Database,
    settings: Settings,
    ended: Sequence[tuple[Claim, Ended]],
    wanted: Wanted,
    read_by: Versions = UNKNOWN,
    *,
    now: datetime | None = None,
) -> Settled:
    """Store results and claim documents to be read next, in one transaction.

    Args:
        db: Where the jobs are.
        settings: `lease_seconds` and `max_tries`.
        ended: Claims of reading jobs with what came of them.
        wanted: What to claim.
        read_by: What read the documents.
        now: The database's own clock unless given.

    Returns:
        Those of `ended` that were dropped because their lease was freed, and the new claims:
        oldest first, of the turn's own lane, and only such as nobody was hinted at.
    """
    with db.writing() as session:
        now = now or clock(session)
        good = _still_good(session, [claim for claim, _ in ended])
        _end(session, [pair for pair in ended if pair[0].job_id in good], Saving(now=now, read_by=read_by))
        ahead = _claim_ahead(session, settings, wanted, now) if settings.max_tries > 1 else ()
    return Settled(tuple(claim for claim, _ in ended if claim.job_id not in good), ahead)


def give_back(db: Database, claims: Iterable[Claim]) -> None:
    """Let others have what was claimed ahead and not begun: no try is used up."""
    with db.writing() as session:
        jobs.undo(session, Jobs.id.in_(_still_good(session, claims)))


def postpone(db: Database, claims: Iterable[Claim]) -> None:
    """Give back what was read and could not be stored, as `jobs.postpone` does."""
    with db.writing() as session:
        jobs.undo(session, Jobs.id.in_(_still_good(session, claims)), clock(session))


def renew_turn(db: Database, settings: Settings, holder: str) -> None:
    """Begin the leases anew of all that a worker has claimed in one turn."""
    with db.writing() as session:
        move(session, RENEW, _held_by(holder), {"lease_until": jobs.lease_end(settings, clock(session))})


def lose_turn(db: Database, settings: Settings, holder: str, error: BadDocument) -> Reconciled:
    """Give back all that a worker had claimed in one turn and that died with it."""
    with db.writing() as session:
        return jobs.give_back(session, settings, _held_by(holder), clock(session), error)


def leave_turn(db: Database, holder: str) -> int:
    """Give back all that a worker has claimed in one turn, for it was asked to stop: no try is used up."""
    with db.writing() as session:
        return jobs.undo(session, _held_by(holder))


def _held_by(holder: str) -> ColumnElement[bool]:
    return and_(Jobs.state == JobState.leased, Jobs.token.endswith(jobs.mark_of(holder)))


def _still_good(session: Session, claims: Iterable[Claim]) -> list[int]:
    """Return the jobs that are still leased under these claims, locked until the transaction ends."""
    tokens = {claim.job_id: claim.token for claim in claims}
    if not tokens:
        return []
    held = and_(Jobs.id.in_(tokens), Jobs.state == JobState.leased)
    rows = session.execute(select(Jobs.id, Jobs.token).where(held).order_by(Jobs.id).with_for_update())
    return [row.id for row in rows if row.token == tokens[row.id]]


def _end(session: Session, ended: Sequence[tuple[Claim, Ended]], saving: Saving) -> None:
    failures = {claim.job_id: read.failure for claim, read in ended}
    by = {"read_by": versions.to_text(saving.read_by)}
    if done := [job_id for job_id, failure in failures.items() if failure is None]:
        move(session, FINISH, Jobs.id.in_(done), {**jobs.ending(saving.now, None), **by})
    for job_id, failure in failures.items():
        if failure is not None:
            move(session, FAIL, Jobs.id == job_id, {**jobs.ending(saving.now, failure), **by})
    outcomes.save_all(session, {claim.document_id: read for claim, read in ended}, saving)


def _claim_ahead(session: Session, settings: Settings, wanted: Wanted, now: datetime) -> tuple[Claim, ...]:
    if wanted.count < 1:
        return ()
    rank = session.scalar(select(Jobs.rank).where(Jobs.id == wanted.turn))
    if rank not in QUICK:
        return ()
    pending = and_(Jobs.state == JobState.pending, Jobs.kind == KIND)
    if is_waiting(session, (other for other in QUICK if other != rank)):
        return ()
    due = select(Jobs.id, Documents.sha256, Documents.name).join(
        Documents, and_(Documents.id == Jobs.document_id, Documents.size <= wanted.most_bytes)
    )
    due = due.where(pending, Jobs.rank == rank, Jobs.tries == 0, Jobs.hinted_at.is_(None))
    due = due.order_by(Jobs.rank, Jobs.id).limit(wanted.count)
    found = {row.id: row for row in session.execute(due.with_for_update(of=Jobs, skip_locked=True))}
    if not found:
        return ()
    lease = {"token": jobs.new_token(wanted.holder), "lease_until": jobs.lease_end(settings, now)}
    leased = move(session, CLAIM, Jobs.id.in_(found), {**lease, "tries": 1, "started_at": now})
    claims = [
        Claim(**row._asdict(), sha256=found[row.job_id].sha256, name=found[row.job_id].name) for row in leased
    ]
    return tuple(sorted(claims, key=lambda claim: claim.job_id))
