"""The API on forms: list, show, correct, categorise, decide, undo.

Every save names the form's version and answers the whole new state; one that is
stale changes nothing and answers 409 with the state that stands.
"""

from typing import Annotated, Literal

import msgspec
from werkzeug.wrappers import Response

from extractor.proof.checks import recheck
from models import queues, reviews, taxonomies
from models.errors import BadRequest
from models.reviews import Desk
from review_ui import presentations
from review_ui.answers import reply
from review_ui.bodies import body_as
from review_ui.guards import me
from review_ui.languages import words
from review_ui.queries import asked
from review_ui.services import services

LINES = 100
MOST_LINES = queues.MOST - 1
"""One more is read, to know whether there are more."""
MOST_POINTERS = 500
NO_REASON = "NO_REASON"


class Contradiction(BadRequest):
    """Categories of which one says that there is no cause, and another is one."""

    words = "contradiction"


class Correction(msgspec.Struct, forbid_unknown_fields=True):
    """One value for one field, or for every row of a label that is printed once for several."""

    version: int
    pointers: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MOST_POINTERS)]
    value: str
    why: str = ""


class Categories(msgspec.Struct, forbid_unknown_fields=True):
    """All categories of one reason; those left out are taken off."""

    version: int
    pointer: str
    codes: tuple[str, ...]
    why: str = ""


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """What becomes of the form."""

    version: int
    decision: Literal["accept", "reject", "reopen"]
    why: str = ""


class Undo(msgspec.Struct, forbid_unknown_fields=True):
    """Take back the last standing change."""

    version: int


def listing() -> Response:
    """List forms, oldest first."""
    query = asked()
    limit = query.number("limit") or LINES
    with services().db.reading() as session:
        found = queues.list_forms(
            session,
            state=query.text("state"),
            needs_review=query.flag("needs_review"),
            text=query.text("text") or "",
            document_id=query.number("document_id"),
            batch_id=query.number("batch_id"),
            after=query.number("after"),
            limit=limit + 1,
        )
    last = found[limit - 1].form_id if len(found) > limit else None
    return reply({"forms": [presentations.line(one) for one in found[:limit]], "next": last})


def show(form_id: int) -> Response:
    """Show one form with its evidence, findings, reasons and events."""
    with services().db.reading() as session:
        desk = reviews.load_desk(session, form_id)
    return _desk(desk)


def correct(form_id: int) -> Response:
    """Correct one value; all of its rows or none."""
    wanted = body_as(Correction)
    with services().db.writing() as session:
        version = wanted.version
        for pointer in dict.fromkeys(wanted.pointers):
            desk = reviews.correct(
                session,
                form_id,
                version=version,
                pointer=pointer,
                value=wanted.value,
                why=wanted.why,
                user=me(),
                recheck=recheck,
            )
            version = desk.version
    return _desk(desk)


def categorise(form_id: int) -> Response:
    """Set the categories of one reason."""
    wanted = body_as(Categories)
    if NO_REASON in wanted.codes and taxonomies.explains(wanted.codes):
        raise Contradiction(f"{NO_REASON} cannot stand beside a cause; take off one or the other")
    with services().db.writing() as session:
        desk = reviews.categorise(
            session,
            form_id,
            version=wanted.version,
            pointer=wanted.pointer,
            codes=wanted.codes,
            why=wanted.why,
            user=me(),
            recheck=recheck,
        )
    return _desk(desk)


def decide(form_id: int) -> Response:
    """Accept, reject or reopen a form; to reject, say why."""
    wanted = body_as(Decision)
    if wanted.decision == "reject" and not wanted.why.strip():
        raise BadRequest("say why the form is rejected")
    with services().db.writing() as session:
        desk = reviews.decide(
            session, form_id, version=wanted.version, decision=wanted.decision, why=wanted.why, user=me()
        )
    return _desk(desk)


def undo(form_id: int) -> Response:
    """Take back the last standing correction or categorisation."""
    wanted = body_as(Undo)
    with services().db.writing() as session:
        desk = reviews.undo(session, form_id, version=wanted.version, user=me(), recheck=recheck)
    return _desk(desk)


def _desk(desk: Desk) -> Response:
    return reply(presentations.form(desk, words()))
