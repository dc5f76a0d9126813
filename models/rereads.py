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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The forms of a new reading, when and by what it was read, the words that find their document."""

    forms: Sequence[Form]
    words: str
    now: datetime
    read_by: str


@dataclass(frozen=True, slots=True)
class KnownForm:
    """A form of an earlier reading; `touched` once any event names it, `beside`: what was read since."""

    form_id: int
    extracted: Form
    touched: bool
    beside: Form | None = None


def known_forms(session: Session, document_id: int, *, lock: bool = True) -> list[KnownForm]:
    """Return a document's forms in order, locked until the transaction ends if they are to be changed.

    The locks come first, in a statement of their own: PostgreSQL sees the events of those that it had to
    wait for only in the next one.
    """
    mine = Forms.document_id == document_id
    if lock:
        session.execute(select(Forms.id).where(mine).order_by(Forms.id).with_for_update())
    touched = exists().where(Events.form_id == Forms.id)
    query = select(Forms.id, Forms.extracted, touched, Forms.reread).where(mine)
    rows = session.execute(query.order_by(Forms.ordinal)).all()
    return [
        KnownForm(form_id, to_form(extracted), bool(seen), to_form(beside) if beside else None)
        for form_id, extracted, seen, beside in rows
    ]


def merge(session: Session, known: Sequence[KnownForm], reading: Reading) -> Sequence[Form]:
    """Bring known forms up to date with a new reading and return the forms it has besides."""
    pairs, fresh = match(known, reading.forms)
    for old, new in pairs:
        values = _columns(old, new or _missing(old.extracted), reading)
        if values:
            session.execute(update(Forms).where(Forms.id == old.form_id).values(values))
    return fresh


def match(
    known: Sequence[KnownForm], forms: Sequence[Form]
) -> tuple[list[tuple[KnownForm, Form | None]], list[Form]]:
    """Return each known form with its new reading, None where it has none, and the new forms besides."""
    read = dict(zip(_places(forms), forms, strict=True))
    pairs = [
        (old, read.pop(place, None))
        for place, old in zip(_places(form.extracted for form in known), known, strict=True)
    ]
    return pairs, list(read.values())


def first_page(form: Form) -> int:
    """Return the page on which a form begins, 0 where it has none."""
    return form.pages[0] if form.pages else 0


def _columns(old: KnownForm, new: Form, reading: Reading) -> dict[str, object]:
    differs = new != old.extracted
    if old.touched:
        return {"reread": to_text(new)} if differs else {"reread": None, "read_by": reading.read_by}
    if not differs:
        return {"read_by": reading.read_by}
    text = to_text(new)
    adopted = {
        "extracted": text,
        "current": "",
        "version": Forms.version + 1,
        "updated_at": reading.now,
        "read_by": reading.read_by,
    }
    return adopted | columns_of(new, reading.words)


def _missing(form: Form) -> Form:
    """Return a known form that the new reading does not have: doubtful, and saying why."""
    why = tuple(dict.fromkeys((*form.why_review, NOT_FOUND_AGAIN)))
    return replace(form, needs_review=True, why_review=why)


def _places(forms: Iterable[Form]) -> list[Place]:
    seen: Counter[int] = Counter()
    places = []
    for form in forms:
        page = first_page(form)
        seen[page] += 1
        places.append((page, seen[page]))
    return places
