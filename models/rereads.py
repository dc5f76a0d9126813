"""A document read again → its forms, without touching what people did.

A form is known again by its first page and its place among the forms that begin
there.  One that nobody has touched takes the new reading.  One that a person has
corrected or decided stays as it is; a reading that now differs stands beside it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from models.records import Form
from models.summaries import columns_of, to_form, to_text
from models.tables import Events, Forms

Place = tuple[int, int]
NOT_FOUND_AGAIN = "not found when the document was read again"


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form of an earlier reading; `touched` once any event names it."""

    form_id: int
    extracted: Form
    touched: bool


def known_forms(session: Session, document_id: int) -> list[KnownForm]:
    """Return a document's forms in order, locked until the transaction ends."""
    touched = exists().where(Events.form_id == Forms.id)
    query = select(Forms.id, Forms.extracted, touched).where(Forms.document_id == document_id)
    rows = session.execute(query.order_by(Forms.ordinal).with_for_update()).all()
    return [KnownForm(form_id, to_form(extracted), bool(seen)) for form_id, extracted, seen in rows]


def merge(
    session: Session, known: Sequence[KnownForm], forms: Sequence[Form], name: str, now: datetime
) -> Sequence[Form]:
    """Bring known forms up to date with a new reading and return the forms it has besides.

    Args:
        session: A writing session.
        known: The document's forms so far.
        forms: All forms of the new reading.
        name: The document's name.
        now: When it was read.
    """
    read = dict(zip(_places(forms), forms, strict=True))
    for place, old in zip(_places(form.extracted for form in known), known, strict=True):
        new = read.pop(place, None) or _missing(old.extracted)
        values = _columns(old, new, name, now)
        if values:
            session.execute(update(Forms).where(Forms.id == old.form_id).values(values))
    return list(read.values())


def _columns(old: KnownForm, new: Form, name: str, now: datetime) -> dict[str, object]:
    differs = new != old.extracted
    if old.touched:
        return {"reread": to_text(new) if differs else None}
    if not differs:
        return {}
    text = to_text(new)
    adopted = {"extracted": text, "current": text, "version": Forms.version + 1, "updated_at": now}
    return adopted | columns_of(new, name)


def _missing(form: Form) -> Form:
    """Return a known form that the new reading does not have: doubtful, and saying why."""
    why = tuple(dict.fromkeys((*form.why_review, NOT_FOUND_AGAIN)))
    return replace(form, needs_review=True, why_review=why)


def _places(forms: Iterable[Form]) -> list[Place]:
    seen: Counter[int] = Counter()
    places = []
    for form in forms:
        page = form.pages[0] if form.pages else 0
        seen[page] += 1
        places.append((page, seen[page]))
    return places
