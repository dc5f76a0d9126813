"""One form on a reviewer's desk: what was read, what it says now, who changed what.

Every change appends an event and raises the form's version, in the caller's
transaction.  A save that names an older version changes nothing and raises a
conflict that carries both sides.  The machine's reading is never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import edits, events
from models.doubts import ill_sorted
from models.edits import Recheck
from models.errors import BadRequest, NotAllowed, NotFound, ReviewConflict
from models.events import Deed, EventRow
from models.records import Form, Pointer, Unread
from models.summaries import columns_of, to_form, to_text, to_unread
from models.tables import Documents, Forms
from models.users import User

__all__ = ["Attempt", "Desk", "Recheck", "StaleSave", "categorise", "correct", "decide", "load_desk", "undo"]

WHY_LENGTH = 1000
Decision = Literal["accept", "reject", "reopen"]
WAITING = "waiting"
_DESK = (
    Forms.document_id,
    Documents.name,
    Documents.name_key,
    Documents.pages,
    Documents.unread,
    Forms.ordinal,
    Forms.state,
    Forms.version,
    Forms.extracted,
    Forms.current,
    Forms.reread,
    Forms.decided_by,
    Forms.decided_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One form as a reviewer sees it.

    `reread` is a later machine reading that differs from `extracted`; `corrected` maps each field to its
    last standing correction or categorisation; `unread` are the document's pages that wait for recognition,
    `document_words` the words by which it is found.
    """

    form_id: int
    document_id: int
    document_name: str
    document_words: str
    document_pages: int
    unread: tuple[Unread, ...]
    ordinal: int
    state: str
    version: int
    extracted: Form
    current: Form
    reread: Form | None
    events: tuple[EventRow, ...]
    corrected: dict[Pointer, EventRow]
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a refused save wanted: `deed.field`, `deed.new`, against `version`."""

    version: int
    deed: Deed


class StaleSave(ReviewConflict):
    """Someone saved first: `desk` is what they left, `attempt` what was refused."""

    desk: Desk | None = None
    attempt: Attempt | None = None


def load_desk(session: Session, form_id: int) -> Desk:
    """Return one form with its events.

    Raises:
        NotFound: No such form.
    """
    query = select(*_DESK).join(Documents, Documents.id == Forms.document_id).where(Forms.id == form_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"no form {form_id}")
    log = events.events_of(session, [form_id])
    extracted = to_form(row.extracted)
    return Desk(
        form_id=form_id,
        document_id=row.document_id,
        document_name=row.name,
        document_words=row.name_key,
        document_pages=row.pages,
        unread=to_unread(row.unread),
        ordinal=row.ordinal,
        state=row.state,
        version=row.version,
        extracted=extracted,
        current=to_form(row.current) if row.current else extracted,
        reread=to_form(row.reread) if row.reread else None,
        events=tuple(log),
        corrected={event.field: event for event in edits.standing(log)},
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def correct(  # noqa: PLR0913 - one keyword for each part of a correction
    session: Session,
    form_id: int,
    *,
    version: int,
    pointer: Pointer,
    value: str,
    why: str,
    user: User,
    recheck: Recheck,
) -> Desk:
    """Replace one value, less the blanks around it, and return the form rechecked.

    The same value again confirms one that was recognised from an image; else it changes nothing.

    Raises:
        NotFound: No such form.
        NotAllowed: The role only reads.
        StaleSave: Someone saved since `version`.
        BadRequest: No such field, no such value, or the form is decided.
    """
    deed = Deed(kind="correct", field=pointer, new=value.strip(), why=why)
    desk = _open(session, form_id, Attempt(version=version, deed=deed), user)
    old = edits.read_value(desk.current, pointer)
    return _edit(session, desk, replace(deed, old=old), user, recheck)


def categorise(  # noqa: PLR0913 - one keyword for each part of a correction
    session: Session,
    form_id: int,
    *,
    version: int,
    pointer: Pointer,
    codes: Sequence[str],
    why: str,
    user: User,
    recheck: Recheck,
) -> Desk:
    """Replace the categories of one reason and return the form rechecked.

    The same again confirm categories that were not sure; else they change nothing.

    Raises:
        NotFound: No such form.
        NotAllowed: The role only reads.
        StaleSave: Someone saved since `version`.
        BadRequest: No such reason, no such category, or the form is decided.
    """
    deed = Deed(kind="categorise", field=pointer, new=edits.join_codes(codes), why=why)
    desk = _open(session, form_id, Attempt(version=version, deed=deed), user)
    edits.check_codes(desk.current, pointer, codes)
    old = edits.join_codes(label.code for label in edits.categories_of(desk.current, pointer))
    return _edit(session, desk, replace(deed, old=old), user, recheck)


def undo(session: Session, form_id: int, *, version: int, user: User, recheck: Recheck) -> Desk:
    """Take back the last standing correction or categorisation by appending an event.

    Raises:
        NotFound: No such form.
        NotAllowed: The role only reads.
        StaleSave: Someone saved since `version`.
        BadRequest: There is nothing to undo, or the form is decided.
    """
    desk = _open(session, form_id, Attempt(version=version, deed=Deed(kind="undo")), user)
    done = edits.standing(desk.events)
    if not done:
        raise BadRequest("there is nothing to undo")
    last = done[-1]
    form = edits.replay(desk.extracted, done[:-1], recheck)
    deed = Deed(kind="undo", field=last.field, old=last.new, new=last.old, undoes=last.id)
    return _save(session, desk, form, deed, user)


def decide(  # noqa: PLR0913 - one keyword for each part of a decision
    session: Session, form_id: int, *, version: int, decision: Decision, why: str, user: User
) -> Desk:
    """Accept, reject or reopen a form; only a waiting one can be decided, only a decided one reopened.

    Raises:
        NotFound: No such form.
        NotAllowed: The role only reads.
        StaleSave: Someone saved since `version`.
        BadRequest: The form's state does not permit the decision.
    """
    deed = Deed(kind=decision, why=why)
    desk = _check(session, form_id, Attempt(version=version, deed=deed), user)
    state = {"accept": "accepted", "reject": "rejected", "reopen": WAITING}.get(decision)
    if state is None or (desk.state == WAITING) == (state == WAITING):
        raise BadRequest(f"a form that is {desk.state} cannot be changed by {decision!r}")
    deed = replace(deed, old=desk.state, new=state)
    return _save(session, replace(desk, state=state), desk.current, deed, user)


def _open(session: Session, form_id: int, attempt: Attempt, user: User) -> Desk:
    desk = _check(session, form_id, attempt, user)
    if desk.state != WAITING:
        raise BadRequest(f"the form is {desk.state}; reopen it before changing it")
    return desk


def _check(session: Session, form_id: int, attempt: Attempt, user: User) -> Desk:
    """Return the form, locked until the transaction ends, if this user may save on this version."""
    if not user.may_review:
        raise NotAllowed(f"the role {user.role} only reads")
    if len(attempt.deed.why) > WHY_LENGTH:
        raise BadRequest(f"the explanation has more than {WHY_LENGTH:,} characters")
    session.execute(select(Forms.id).where(Forms.id == form_id).with_for_update())
    desk = load_desk(session, form_id)
    if desk.version != attempt.version:
        error = StaleSave(f"someone saved version {desk.version}; nothing was changed")
        error.desk, error.attempt = desk, attempt
        raise error
    return desk


def _edit(session: Session, desk: Desk, deed: Deed, user: User, recheck: Recheck) -> Desk:
    if deed.old == deed.new and not _confirms(desk, deed):
        return desk
    form = edits.replay(desk.extracted, [*edits.standing(desk.events), deed], recheck)
    return _save(session, desk, form, deed, user)


def _confirms(desk: Desk, deed: Deed) -> bool:
    """Return whether a person says for the first time that what the machine was not sure of is right."""
    if deed.field in desk.corrected:
        return False
    if deed.kind == "categorise":
        return deed.field in ill_sorted(desk.current)
    seen = desk.current.evidence.get(deed.field)
    unsure = any(one.field == deed.field for one in desk.current.uncertain)
    return unsure or (seen is not None and seen.source == "ocr")


def _save(session: Session, desk: Desk, form: Form, deed: Deed, user: User) -> Desk:
    text = to_text(form)
    event = events.append(session, desk.form_id, user, deed, events.hash_form(desk.state, text))
    decided = desk.state != WAITING
    row = {
        "current": text,
        "state": desk.state,
        "version": desk.version + 1,
        "updated_at": event.at,
        "decided_by": user.name if decided else None,
        "decided_at": event.at if decided else None,
    }
    changed = {one.field for one in edits.standing([*desk.events, event])}
    values = row | columns_of(form, desk.document_words, changed)
    session.execute(update(Forms).where(Forms.id == desk.form_id).values(values))
    return load_desk(session, desk.form_id)
