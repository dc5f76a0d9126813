"""Where a job stands and every way on: the one place that changes a job's state.

A transition is one conditional UPDATE: it takes those jobs that stand where it
begins, and of two that ask for the same one only the first gets it.  docs/jobs.md
draws the table below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.orm import Session

from models.tables import Jobs


class JobState(StrEnum):
    """Where a job stands; the last four are ends."""

    pending = "pending"
    leased = "leased"
    done = "done"
    failed = "failed"
    dead = "dead"
    cancelled = "cancelled"


LIVE = (JobState.pending, JobState.leased)


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from one of some states to another; `name` is the word of docs/jobs.md."""

    name: str
    before: tuple[JobState, ...]
    after: JobState


CLAIM = Transition("claim", LIVE, JobState.leased)
RENEW = Transition("renew", (JobState.leased,), JobState.leased)
FINISH = Transition("finish", (JobState.leased,), JobState.done)
FAIL = Transition("fail", (JobState.leased,), JobState.failed)
GIVE_BACK = Transition("give back", LIVE, JobState.pending)
DIE = Transition("die", LIVE, JobState.dead)
CANCEL = Transition("cancel", LIVE, JobState.cancelled)
TRANSITIONS = (CLAIM, RENEW, FINISH, FAIL, GIVE_BACK, DIE, CANCEL)

CHUNK = 1000
NOTHING: Mapping[str, object] = MappingProxyType({})
_UNLEASED: Mapping[str, object] = MappingProxyType({"token": None, "lease_until": None})
_COLUMNS = Jobs.__table__.c
_SEEN = (
    _COLUMNS.id.label("job_id"),
    *(_COLUMNS[name] for name in ("document_id", "kind", "page", "rank", "token", "tries")),
)


def move(
    session: Session,
    transition: Transition,
    which: ColumnElement[bool],
    values: Mapping[str, object] = NOTHING,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Take jobs on their way and return those that went, with what a claim has of a job.

    Args:
        session: A writing session.
        transition: The way.
        which: The jobs; of these only such as stand where the way begins.
        values: What else is written with it.
    """
    cleared = NOTHING if transition.after is JobState.leased else _UNLEASED
    # The bare table: a statement over the class takes twice as long, looking for objects that are loaded.
    way = update(Jobs.__table__).where(  # type: ignore[arg-type]  # typed as any selectable
        Jobs.state.in_(transition.before), which
    )
    written = {**cleared, "state": transition.after, **values}
    return session.execute(way.values(written).returning(*_SEEN)).all()


def locked(session: Session, which: ColumnElement[bool]) -> Sequence[int]:
    """Return jobs locked until the transaction ends, without waiting for what others hold."""
    query = select(Jobs.id).where(which).order_by(Jobs.id).limit(CHUNK)
    return session.scalars(query.with_for_update(skip_locked=True)).all()
