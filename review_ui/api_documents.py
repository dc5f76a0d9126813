"""The API on documents: take one in, say where some stand, show one, have one read again."""

from flask import request, url_for
from werkzeug.wrappers import Response

from models import advances, batches, figures, pressures, queues
from models.errors import BadRequest
from models.intakes import Intake, take_in
from review_ui import presentations
from review_ui.answers import reply, status_of
from review_ui.bodies import FORM, drain
from review_ui.guards import me
from review_ui.languages import words
from review_ui.parts import untrusted_name
from review_ui.queries import asked
from review_ui.services import services

MOST_IDS = 500
LINES = 100


def create() -> Response:
    """Take in one PDF: `multipart/form-data` with one part `file`, or the bytes themselves with `?name=`."""
    try:
        taken = _take()
    finally:
        drain()
    with services().db.reading() as session:
        known = figures.statuses(session, [taken.document_id] if taken.document_id else [])
    body = presentations.intake(taken, known[0] if known else None, words())
    if taken.error:
        return reply(body, status_of(taken.error.code))
    location = url_for("api.show_document", document_id=taken.document_id)
    return reply(body, 201 if taken.outcome == "accepted" else 200, {"Location": location})


def listing() -> Response:
    """Say where documents stand: those of `ids`, or all, newest first, behind `after`."""
    t = words()
    query = asked()
    ids = query.text("ids")
    with services().db.reading() as session:
        if ids is not None:
            known = figures.statuses(session, _ids(ids))
            return reply({"documents": [presentations.status(one, t) for one in known], "next": None})
        found = queues.list_documents(
            session,
            state=query.text("state"),
            text=query.text("text") or "",
            batch_id=query.number("batch_id"),
            after=query.number("after"),
            limit=LINES + 1,
        )
        known = figures.statuses(session, [one.document_id for one in found[:LINES]])
    last = found[LINES - 1].document_id if len(found) > LINES else None
    shown = reversed(known)
    return reply({"documents": [presentations.status(one, t) for one in shown], "next": last})


def show(document_id: int) -> Response:
    """Show one document with its forms, jobs and page images."""
    with services().db.reading() as session:
        page = queues.document_page(session, document_id)
        rendered = figures.images(session, document_id)
        straight = advances.straight_pages(session, document_id)
    images = [
        {
            "page": one.page,
            "width": one.width,
            "height": one.height,
            "url": url_for("documents.page_image", document_id=document_id, page=one.page),
            "layer": url_for("documents.page_layer", document_id=document_id, page=one.page),
            "warp": straight[one.page].warp if one.page in straight else None,
        }
        for one in rendered
    ]
    return reply(presentations.document(page, images, words()))


def retry(document_id: int) -> Response:
    """Have a document read again if it failed."""
    return reply({"documents": int(batches.retry_one(services().db, document_id))})


def _take() -> Intake:
    here, user = services(), me()
    pressures.check(here.db, here.settings)
    if request.mimetype == FORM:
        files = request.files.getlist("file")
        if len(files) != 1:
            raise BadRequest("give exactly one part named file")
        name, stream = untrusted_name(files[0]), files[0].stream
        return take_in(here.db, here.blobs, here.settings, name, stream, user_id=user.id)
    name = asked().text("name") or ""
    return take_in(here.db, here.blobs, here.settings, name, request.stream, user_id=user.id)


def _ids(text: str) -> list[int]:
    parts = [part for part in text.split(",") if part]
    if len(parts) > MOST_IDS or not all(part.isdecimal() and len(part) < 10 for part in parts):  # noqa: PLR2004 - fits 32 bits
        raise BadRequest(f"ids are at most {MOST_IDS} numbers joined by commas")
    return [int(part) for part in parts]
