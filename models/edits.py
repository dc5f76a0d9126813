"""A form and what one person changed in it → the form after that.  Pure.

The current state of a form is its machine reading with every standing event
applied in order, so undoing is applying all but the last.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import msgspec

from models import taxonomies
from models.errors import BadRequest
from models.events import Deed, EventRow
from models.pointers import value_at, with_value
from models.records import Form, Label, Pointer, Reason
from models.texts import storable

Recheck = Callable[[Form], Form]

EDITS = ("correct", "categorise")
VALUE_LENGTH = 10_000
_REASON = re.compile(r"/indicators/[0-9]+/reason")


def standing(events: Iterable[EventRow]) -> list[EventRow]:
    """Return the corrections and categorisations that no undo has taken back, in order."""
    events = list(events)
    undone = {event.undoes for event in events}
    return [event for event in events if event.kind in EDITS and event.id not in undone]


def replay(extracted: Form, events: Sequence[EventRow | Deed], recheck: Recheck) -> Form:
    """Return the machine reading with standing events applied; unchanged if there are none.

    A rule that breaks on a value which a person typed is no proof of the issuer's mistake.
    """
    form = extracted
    for event in events:
        form = apply(form, event.kind, event.field, event.new)
    return _without_blame(recheck(form), events) if events else form


def _without_blame(form: Form, events: Iterable[EventRow | Deed]) -> Form:
    typed = {event.field for event in events if event.kind == "correct"}
    findings = (
        replace(finding, blame="unknown") if typed.intersection(finding.fields) else finding
        for finding in form.findings
    )
    return replace(form, findings=tuple(findings))


def apply(form: Form, kind: str, pointer: Pointer, new: str) -> Form:
    """Return the form with one edit, not yet rechecked.

    Args:
        form: Before.
        kind: `correct` or `categorise`.
        pointer: The field.
        new: Its new value, or the codes of its categories joined by commas.

    Raises:
        BadRequest: No such field, or a value that it cannot have.
    """
    if kind == "correct":
        return corrected(form, pointer, new)
    return categorised(form, pointer, split_codes(new))


def corrected(form: Form, pointer: Pointer, value: str) -> Form:
    """Return the form with one value replaced and the evidence of its reason found again.

    The value is certain then, also where it is the same as before: a person has seen it.
    A label whose words still occur moves to their nearest place; one whose words are gone keeps
    its category with `start = end = 0`.

    Raises:
        BadRequest: No such field, or a value that it cannot have.
    """
    old = read_value(form, pointer)
    hidden = any(char < " " and char not in "\n\t" for char in value)
    if len(value) > VALUE_LENGTH or hidden or storable(value) != value:
        raise BadRequest(f"a value has at most {VALUE_LENGTH:,} characters and no control characters")
    try:
        record = with_value(form.record, pointer, value)
    except msgspec.ValidationError as error:
        raise BadRequest(f"{pointer} cannot be {value!r}") from error
    reasons = (_moved(reason, old, value) if reason.field == pointer else reason for reason in form.reasons)
    uncertain = tuple(one for one in form.uncertain if one.field != pointer)
    return replace(form, record=record, reasons=tuple(reasons), uncertain=uncertain)


def categorised(form: Form, pointer: Pointer, codes: Sequence[str]) -> Form:
    """Return the form with the categories of one reason replaced.

    All are certain then, also those that stay: a person has seen them.  Labels that stay keep their
    evidence; new ones have none (`start = end = 0`).  A code that has left the taxonomy since stays,
    and explains nothing.

    Raises:
        BadRequest: The pointer names no reason.
    """
    read_value(form, pointer)
    if not (_REASON.fullmatch(pointer) or any(reason.field == pointer for reason in form.reasons)):
        raise BadRequest(f"{pointer} is no reason field")
    labels = categories_of(form, pointer)
    kept = [replace(label, confidence=1.0) for label in labels if label.code in codes]
    added = [code for code in dict.fromkeys(codes) if code not in {label.code for label in kept}]
    new = (*kept, *(Label(code=code, start=0, end=0, confidence=1.0) for code in added))
    reason = Reason(field=pointer, labels=new, explains=taxonomies.explains(codes))
    others = tuple(other for other in form.reasons if other.field != pointer)
    at = next((n for n, other in enumerate(form.reasons) if other.field == pointer), len(others))
    return replace(form, reasons=(*others[:at], reason, *others[at:]))


def check_codes(form: Form, pointer: Pointer, codes: Sequence[str]) -> None:
    """Check that a person may give a reason these categories: those of the taxonomy, and those it has.

    Raises:
        BadRequest: A code is neither.
    """
    known = {*taxonomies.taxonomy().categories, *(label.code for label in categories_of(form, pointer))}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BadRequest(f"no category {unknown[0]!r}")


def categories_of(form: Form, pointer: Pointer) -> tuple[Label, ...]:
    """Return the labels of one reason field."""
    return next((reason.labels for reason in form.reasons if reason.field == pointer), ())


def read_value(form: Form, pointer: Pointer) -> str:
    """Return one printed value.

    Raises:
        BadRequest: No such field.
    """
    try:
        value = value_at(form.record, pointer)
    except KeyError as error:
        raise BadRequest(f"no field {pointer!r}") from error
    if storable(pointer) != pointer:
        raise BadRequest(f"the label of {pointer!r} cannot be kept in an event")
    return value


def join_codes(codes: Iterable[str]) -> str:
    """Return category codes as an event keeps them: each once, joined by commas."""
    return ",".join(dict.fromkeys(codes))


def split_codes(text: str) -> list[str]:
    """Return the codes that `join_codes` joined."""
    return text.split(",") if text else []


def _moved(reason: Reason, old: str, new: str) -> Reason:
    return replace(reason, labels=tuple(_move(label, old, new) for label in reason.labels))


def _move(label: Label, old: str, new: str) -> Label:
    words = old[label.start : label.end]
    places = [at for at in range(len(new)) if new.startswith(words, at)]
    if not places:
        return replace(label, start=0, end=0)
    start = min(places, key=lambda at: (abs(at - label.start), at))
    return replace(label, start=start, end=start + len(words))
