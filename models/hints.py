"""Which jobs to hint at now: a bounded window of each lane, so that none waits behind another.

A lane has hints and a queue of its own, and workers take from their queues in turn:
what a person uploaded never waits behind a batch, and a batch goes on however many upload.
A document that turns out to need recognition goes on in a lane of such documents alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session

from models.databases import Database, clock
from models.settings import Settings
from models.tables import Jobs
from models.transitions import JobState, locked

LANES: Mapping[str, str] = MappingProxyType(
    {"render": "render", "extract": "extract", "bulk": "extract", "scan": "extract", "bulk-scan": "extract"}
)
"""The kind of the jobs in each lane, in the order of `Jobs.rank`: page images, what a person
uploaded, what came in a batch, and of these two what needs recognition."""
QUICK = (1, 2)
"""The ranks of documents of which nobody knows yet that they need recognition."""
TO_SCANS = 2
"""The rank of a lane of scans is so much more."""
BULK = (2, 4)
"""The ranks of what came in a batch."""


def due_hints(
    db: Database,
    settings: Settings,
    now: datetime | None = None,
    limit: int = 100,
    lying: Mapping[str, int] = MappingProxyType({}),
) -> list[int]:
    """Return the jobs to hint at now, first things first, and mark them hinted.

    Args:
        db: Where the jobs are.
        settings: `hint_again_seconds`: how long an unanswered hint counts as on its way.
        now: The database's own clock unless given.
        limit: The most jobs of one lane that may be hinted at and still unclaimed at any time, so
            that a backlog of 100,000 does not fill the broker with the same hints again and again.
        lying: How many hints lie unread in the queue of each lane, if known; they count as well.
    """
    with db.reading() as session:
        waiting = _waiting(session)
        if not any(waiting):
            return []
        now = now or clock(session)
        patience = timedelta(seconds=settings.hint_again_seconds)
        answering = now - patience, now + patience
        job_ids = [
            job_id
            for rank, lane in enumerate(LANES)
            if waiting[rank] and lying.get(lane, 0) < limit
            for job_id in _silent_jobs(session, rank, answering, limit, lying.get(lane, 0))
        ]
    if not job_ids:
        return []
    with db.writing() as session:
        mine = locked(session, and_(Jobs.id.in_(job_ids), Jobs.state == JobState.pending))
        session.execute(update(Jobs).where(Jobs.id.in_(mine)).values(hinted_at=now))
    return [job_id for job_id in job_ids if job_id in mine]


def hurry(session: Session, document_id: int) -> None:
    """Let a document that waits in a batch be read like a single upload: somebody brought it by hand, too."""
    waits = Jobs.document_id == document_id, Jobs.kind == "extract", Jobs.state == JobState.pending
    of_a_batch = update(Jobs).where(*waits, Jobs.rank.in_(BULK))
    session.execute(of_a_batch.values(rank=Jobs.rank - 1, hinted_at=None))


def others_come_first(session: Session, rank: int) -> bool:
    """Tell whether a document waits in a lane that comes before that of the given scan."""
    return is_waiting(session, range(1, rank))


def is_waiting(session: Session, ranks: Iterable[int]) -> bool:
    """Tell whether a job waits in one of some lanes."""
    return bool(session.scalar(select(or_(*(exists().where(_pending(rank)) for rank in ranks)))))


def _silent_jobs(
    session: Session, rank: int, answering: tuple[datetime, datetime], limit: int, lying: int
) -> Sequence[int]:
    """Return the jobs of one lane of which nobody has been told, or without an answer.

    A hint given outside `answering` has had its time, or was given before the clock was set back.
    """
    pending = _pending(rank)
    awaited = and_(Jobs.hinted_at > answering[0], Jobs.hinted_at <= answering[1])
    asked = session.execute(select(func.count()).where(pending, awaited)).scalar_one()
    silent = or_(Jobs.hinted_at.is_(None), not_(awaited))
    due = select(Jobs.id).where(pending, silent).order_by(Jobs.rank, Jobs.id)
    return session.scalars(due.limit(max(limit - max(asked, lying), 0))).all()


def _waiting(session: Session) -> Sequence[int | None]:
    """Return the first job that waits in each lane: most looks find none in most, and so end here."""
    first = (select(Jobs.id).where(_pending(rank)) for rank in range(len(LANES)))
    query = select(*(one.order_by(Jobs.rank, Jobs.id).limit(1).scalar_subquery() for one in first))
    return session.execute(query).one()


def _pending(rank: int) -> ColumnElement[bool]:
    """Return what is true of the jobs of one lane that wait."""
    kind = tuple(LANES.values())[rank]
    return and_(Jobs.state == JobState.pending, Jobs.kind == kind, Jobs.rank == rank)
