"""Who is at an uploaded archive: claimed for a while, fenced by a token, like a job.

Whose claim was lost to another, or freed, changes nothing of the archive any more.
What it takes in meanwhile is taken once all the same: files are known by their batch.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from models import batches
from models.databases import Database, clock, now_of
from models.settings import Settings
from models.tables import Batches, Deliveries

_WAITS = and_(Deliveries.archive.is_not(None), Deliveries.done_at.is_(None))
_UNCLAIMED: Mapping[str, object] = {"claimed_until": None, "token": None}
_UNTRIED = {**_UNCLAIMED, "tries": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One archive that somebody has claimed, to take it in; `token` fences what becomes of it."""

    delivery_id: int
    batch_id: int
    label: str
    archive: str
    manifest: str | None
    manifest_name: str
    tries: int
    token: str
    lease: timedelta


def waiting(session: Session) -> int:
    """Return how many archives wait to be taken in, or are being."""
    return session.execute(select(func.count()).select_from(Deliveries).where(_WAITS)).scalar_one()


def claim(db: Database, settings: Settings) -> Delivery | None:
    """Return the next archive that nobody is at, for as long as a job's lease."""
    lease = timedelta(seconds=settings.lease_seconds)
    with db.reading() as session:
        if session.scalar(select(Deliveries.id).where(_WAITS, _is_free(session)).limit(1)) is None:
            return None
    columns = Deliveries.__table__, Batches.label
    with db.writing() as session:
        query = select(*columns).join(Batches, Batches.id == Deliveries.batch_id)
        first = query.where(_WAITS, _is_free(session)).order_by(Deliveries.id).limit(1)
        row = session.execute(first.with_for_update(of=Deliveries, skip_locked=True)).one_or_none()
        if row is None:
            return None
        token = secrets.token_hex(16)
        mine = {"claimed_until": clock(session) + lease, "tries": row.tries + 1, "token": token}
        session.execute(update(Deliveries).where(Deliveries.id == row.id).values(mine))
    return Delivery(
        delivery_id=row.id,
        batch_id=row.batch_id,
        label=row.label,
        archive=row.archive,
        manifest=row.manifest,
        manifest_name=row.manifest_name,
        tries=row.tries + 1,
        token=token,
        lease=lease,
    )


def free(db: Database) -> int:
    """Give back what is claimed where nobody is left who could go on; tries stay used.  Return how many."""
    with db.writing() as session:
        return _give_back(session, _UNCLAIMED)


def undo(session: Session) -> int:
    """Give back what is claimed as if nobody had begun it, and return how many that is."""
    return _give_back(session, _UNTRIED)


def shorten(db: Database, settings: Settings) -> int:
    """End in time what the database's clock, set back since, would end too late.  Return how many."""
    lease = timedelta(seconds=settings.lease_seconds)
    with db.reading() as session:
        late = select(Deliveries.id).where(_WAITS, Deliveries.claimed_until > clock(session) + lease)
        if not session.scalars(late).all():
            return 0
    with db.writing() as session:
        until = clock(session) + lease
        shortened = update(Deliveries).where(_WAITS, Deliveries.claimed_until > until)
        return len(session.scalars(shortened.values(claimed_until=until).returning(Deliveries.id)).all())


def renew(db: Database, delivery: Delivery) -> bool:
    """Go on with an archive of which a file was taken, or which cannot be taken in yet; False: it is lost."""
    with db.writing() as session:
        return _change(session, delivery, {"claimed_until": clock(session) + delivery.lease, "tries": 0})


def hold(db: Database, delivery: Delivery) -> bool:
    """Keep an archive that somebody is at; tries stay used until a file was taken.  False: it is lost."""
    with db.writing() as session:
        return _change(session, delivery, {"claimed_until": clock(session) + delivery.lease})


def release(db: Database, delivery: Delivery) -> bool:
    """Give an archive back, no try used up; False: it was lost."""
    with db.writing() as session:
        return _change(session, delivery, _UNTRIED)


def expect(db: Database, delivery: Delivery, count: int) -> None:
    """Say how many input files an archive and its manifest give."""
    with db.writing() as session:
        session.execute(update(Batches).where(Batches.id == delivery.batch_id).values(expected=count))


def end(session: Session, delivery: Delivery) -> bool:
    """Say that all files of an archive are taken; its batch is, unless another archive of it waits.

    Return False if it was lost: whoever has it now says so.
    """
    # Who ends another archive of the batch at the same time waits here, and then sees the end of this one.
    session.execute(select(Batches.id).where(Batches.id == delivery.batch_id).with_for_update())
    if not _change(session, delivery, {**_UNCLAIMED, "done_at": clock(session)}):
        return False
    others = exists().where(Deliveries.batch_id == delivery.batch_id, Deliveries.done_at.is_(None))
    if not session.scalar(select(others)):
        batches.close(session, delivery.batch_id)
    return True


def _is_free(session: Session) -> ColumnElement[bool]:
    return or_(Deliveries.claimed_until.is_(None), Deliveries.claimed_until < now_of(session))


def _give_back(session: Session, values: Mapping[str, object]) -> int:
    held = Deliveries.claimed_until.is_not(None), Deliveries.done_at.is_(None)
    given = update(Deliveries).where(*held).values(values)
    return len(session.scalars(given.returning(Deliveries.id)).all())


def _change(session: Session, delivery: Delivery, values: Mapping[str, object]) -> bool:
    mine = Deliveries.id == delivery.delivery_id, Deliveries.token == delivery.token
    changed = update(Deliveries).where(*mine).values(values).returning(Deliveries.id)
    return session.scalar(changed) is not None
