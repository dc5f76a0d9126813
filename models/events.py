"""The log of what people did: append-only, each event chained to the one before by its hash.

Events are numbered without gaps, and one head row keeps their count and the
last hash, so a change, a removal (of the last too) and a new order all show.
Whoever can rewrite the whole database could rewrite the chain as well: note
`head` elsewhere from time to time and compare.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from models.databases import clock
from models.summaries import CURRENT
from models.tables import EventHeads, Events, Forms
from models.texts import storable
from models.users import User

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One thing that one person did to one form.

    `field` is a JSON pointer into the record, or "" for a decision; `old` and `new` are values, for
    categories their codes joined by commas; `undoes` is the event that an undo takes back;
    `form_hash` is `hash_form` of the form after it; `hash` covers all other fields.
    """

    id: int
    form_id: int
    at: datetime
    user_id: int
    user_name: str
    kind: str
    field: str
    old: str
    new: str
    why: str
    undoes: int | None = None
    form_hash: str = ""
    prev_hash: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is about to become an event."""

    kind: str
    field: str = ""
    old: str = ""
    new: str = ""
    why: str = ""
    undoes: int | None = None


_COLUMNS = tuple(getattr(Events, field.name) for field in fields(EventRow))


def append(session: Session, form_id: int, user: User, deed: Deed, form_hash: str) -> EventRow:
    """Append one event; other writers wait until this transaction ends."""
    count, last = session.execute(select(EventHeads.count, EventHeads.hash).with_for_update()).one()
    bare = EventRow(
        id=count + 1,
        form_id=form_id,
        at=clock(session),
        user_id=user.id,
        user_name=user.name,
        kind=deed.kind,
        field=storable(deed.field),
        old=storable(deed.old),
        new=storable(deed.new),
        why=storable(deed.why),
        undoes=deed.undoes,
        form_hash=form_hash,
        prev_hash=last,
    )
    event = replace(bare, hash=_hash(bare))
    session.execute(insert(Events).values(asdict(event)))
    session.execute(update(EventHeads).values(count=event.id, hash=event.hash))
    return event


def events_of(session: Session, form_ids: Sequence[int]) -> list[EventRow]:
    """Return the events of some forms in the order in which they happened."""
    query = select(*_COLUMNS).where(Events.form_id.in_(form_ids)).order_by(Events.id)
    return [EventRow(**row._asdict()) for row in session.execute(query)]


def head(session: Session) -> tuple[int, str]:
    """Return how many events there are and the last one's hash, to be noted outside."""
    row = session.execute(select(EventHeads.count, EventHeads.hash)).one_or_none()
    count, last = row or (0, "")
    return count, last


def verify(session: Session) -> list[str]:
    """Return what is wrong with the log and with the forms it speaks of; empty when all is whole."""
    return [*_broken_links(session), *_strayed_forms(session)]


def hash_form(state: str, current: str) -> str:
    """Return the sha256 over a form's state and the JSON text of what it currently says."""
    return hashlib.sha256(f"{state}\n{current}".encode()).hexdigest()


def _broken_links(session: Session) -> Iterator[str]:
    expected, previous = 1, FIRST_HASH
    rows = session.execute(select(*_COLUMNS).order_by(Events.id).execution_options(yield_per=1000))
    for row in rows:
        event = EventRow(**row._asdict())
        if event.id != expected:
            yield f"event {expected} is missing"
        elif event.prev_hash != previous:
            yield f"event {event.id} does not follow the event before it"
        if event.hash != _hash(event):
            yield f"event {event.id} was changed"
        expected, previous = event.id + 1, event.hash
    count, last = head(session)
    if (count, last) != (expected - 1, previous):
        yield f"the head names {count} events, the log ends with {expected - 1}"


def _strayed_forms(session: Session) -> Iterator[str]:
    """Yield the forms that are not as their last event left them."""
    last = select(func.max(Events.id)).group_by(Events.form_id)
    query = select(Forms.id, Forms.state, CURRENT, Events.form_hash).join(Events, Events.form_id == Forms.id)
    rows = session.execute(query.where(Events.id.in_(last)).execution_options(yield_per=200))
    for form_id, state, current, form_hash in rows:
        if hash_form(state, current) != form_hash:
            yield f"form {form_id} was changed without an event"


def _hash(event: EventRow) -> str:
    body = asdict(event) | {"at": event.at.astimezone(UTC).isoformat(timespec="microseconds"), "hash": ""}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
