"""`/documents`: every file, its forms and its jobs; and the page images that the desk shows."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import batches, figures, images, queues, reports
from models.batches import Batch
from models.errors import NotFound
from models.images import ImageRequest
from review_ui import captions, presentations
from review_ui.answers import reply
from review_ui.guards import allow, me, needs
from review_ui.languages import words
from review_ui.queries import page_batch, page_start
from review_ui.services import services

pages = Blueprint("documents", __name__)
allow(pages, "reader")
LINES = 50
ORIGINS = 50
STATES = ("all", "failed", "waiting", "done")
PATIENCE_SECONDS = 8.0
WAITERS = threading.BoundedSemaphore(2)
"""So many threads of a process, of eight, may wait for page images: the others answer all other pages."""
MEDIA_TYPES = frozenset({"image/png", "image/webp", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """How many documents there are by state, and of those that failed by code."""

    states: Mapping[str, int]
    failures: Mapping[str, int]


@pages.get("/documents")
def listing() -> str:
    """Show the files, newest first; failures stand above the others on the first page."""
    state = request.args.get("state", "all")
    code = request.args.get("code") or None
    text = request.args.get("text", "").strip()[:200]
    after, batch_id = page_start(), page_batch()
    with services().db.reading() as session:
        batch = batches.get_batch(session, batch_id) if batch_id else None
        counts = _counts(session, batch)
        found = queues.list_documents(
            session,
            state=state if state in STATES and state != "all" else None,
            code=code,
            text=text,
            batch_id=batch_id,
            after=after,
            limit=LINES + 1,
        )
        waiting = [one.document_id for one in found if one.state == "waiting"]
        under_way = figures.statuses(session, waiting) if waiting else []
    return render_template(
        "documents.html",
        documents=found[:LINES],
        more=len(found) > LINES,
        under_way={one.document_id: one for one in under_way if one.pages_due is not None},
        counts=counts,
        state=state if state in STATES else "all",
        states=STATES,
        code=code,
        text=text,
        batch=batch,
        after=after,
    )


def _counts(session: Session, batch: Batch | None) -> DocumentCounts:
    """Return how many documents there are, of one batch or of all."""
    if batch is None:
        all_ = queues.counts(session)
        states = {
            "waiting": all_.documents_waiting,
            "done": all_.documents_done,
            "failed": all_.documents_failed,
        }
        return DocumentCounts(states, all_.failures)
    states = {name: batch.documents.get(name, 0) + batch.duplicates.get(name, 0) for name in batches.STATES}
    return DocumentCounts(states, batches.failures(session, batch.batch_id))


@pages.get("/documents/<int:document_id>")
def document(document_id: int) -> str:
    """Show one file: what it is, the forms in it, and what was done with it."""
    with services().db.reading() as session:
        found = queues.document_page(session, document_id)
        origins = reports.origins(session, document_id, ORIGINS + 1)
    unread = captions.unread(found.unread, words(), of=found.document.pages)
    return render_template(
        "document.html",
        page=found,
        document=found.document,
        origins=origins[:ORIGINS],
        more_origins=len(origins) > ORIGINS,
        may_act=me().may_review,
        unread=unread,
        error_words=presentations.error_words,
    )


@pages.post("/documents/<int:document_id>/retry")
@needs("reviewer")
def retry(document_id: int) -> Response:
    """Have a file read again that could not be read."""
    if batches.retry_one(services().db, document_id):
        t = words()
        flash(t("documents.retried"), "good")
    return redirect(url_for("documents.document", document_id=document_id))


@pages.get("/documents/<int:document_id>/pages/<int:page>.png")
def page_image(document_id: int, page: int) -> Response:
    """Serve one page's image; ask the worker for it if need be and wait a little, unless many do.

    Answers 202 with `Retry-After` while it is not there, 422 if it cannot be drawn; `again` tries once more.
    """
    found = _find(document_id, page)
    if found.state == "waiting" and not request.headers.get("X-No-Wait"):
        found = _wait(document_id, page, found)
    kind = found.image.media_type if found.image else ""
    return _serve(document_id, found, "sha256", kind if kind in MEDIA_TYPES else "application/octet-stream")


def _not_there(found: ImageRequest) -> Response:
    code = found.error.code if found.error else "page-not-ready"
    status = 422 if found.error else 202
    error = presentations.failure(code, None, None, words())
    headers = {} if found.error else {"Retry-After": "2"}
    return reply({"error": error}, status, headers)


@pages.get("/documents/<int:document_id>/pages/<int:page>/layer.json")
def page_layer(document_id: int, page: int) -> Response:
    """Serve how one page was cut into cells, which comes with its image; answers as `page_image` does."""
    return _serve(document_id, _find(document_id, page), "layer", "application/json")


def _find(document_id: int, page: int) -> ImageRequest:
    db = services().db
    with db.reading() as session:
        found = images.find_request(session, document_id, page)
    if found:
        return found
    again = bool(request.args.get("again"))
    with db.writing() as session:
        return images.request_page_image(session, document_id, page, again=again)


def _wait(document_id: int, page: int, found: ImageRequest) -> ImageRequest:
    """Return what was found once it is there, or as it was: where others wait, at once."""
    if not WAITERS.acquire(blocking=False):
        return found
    try:
        deadline, pause = time.monotonic() + PATIENCE_SECONDS, 0.05
        while time.monotonic() < deadline:
            time.sleep(pause)
            pause = min(0.4, pause * 1.5)
            with services().db.reading() as session:
                image = images.page_image(session, document_id, page)
            if image:
                return ImageRequest(state="ready", image=image)
        return found
    finally:
        WAITERS.release()


def _serve(document_id: int, found: ImageRequest, blob: Literal["sha256", "layer"], kind: str) -> Response:
    """Serve a blob of an image, which no cache shows unasked: what it shows moves with each recognition."""
    if found.image is None:
        return _not_there(found)
    sha256 = getattr(found.image, blob)
    try:
        content = services().blobs.open(sha256)
    except NotFound:
        with services().db.writing() as session:
            found = images.redraw(session, document_id, found.image)
        return _not_there(found)
    response = send_file(content, mimetype=kind, conditional=True, etag=sha256)
    response.cache_control.private = True
    return response
