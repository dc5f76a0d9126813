"""`/batches`: what came together; how far each is, what failed, and what to do about it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import batches, reports
from models.errors import BadRequest
from review_ui.api_batches import desk
from review_ui.batch_reports import REPORTS
from review_ui.guards import allow, me, needs
from review_ui.languages import words
from review_ui.presentations import error_words, minutes_east
from review_ui.queries import page_start
from review_ui.services import services

pages = Blueprint("batches", __name__)
allow(pages, "reader")
LINES = 30


@pages.get("/batches")
def listing() -> str:
    """Show the batches, newest first."""
    after = page_start()
    with services().db.reading() as session:
        found = batches.list_batches(session, after=after, limit=LINES + 1)
    return render_template("batches.html", batches=found[:LINES], more=len(found) > LINES, after=after)


@pages.get("/batches/<int:batch_id>")
def batch(batch_id: int) -> str:
    """Show one batch."""
    with services().db.reading() as session:
        found = batches.get_batch(session, batch_id)
        progress = batches.progress(session, found)
    return render_template(
        "batch.html",
        batch=found,
        progress=progress,
        desk=desk(found, progress),
        outcomes=batches.OUTCOMES,
        formats=tuple(REPORTS),
        may_act=me().may_review,
        zone=minutes_east(),
    )


@pages.get("/batches/<int:batch_id>/files")
def files(batch_id: int) -> str:
    """Show the input files of a batch by what became of them: those refused, or as asked."""
    outcome = request.args.get("outcome", "refused")
    if outcome not in batches.OUTCOMES:
        raise BadRequest(f"an outcome is one of {', '.join(batches.OUTCOMES)}")
    code, after = request.args.get("code") or None, page_start()
    with services().db.reading() as session:
        found = batches.get_batch(session, batch_id)
        lines = reports.list_files(session, batch_id, outcome, code=code, after=after, limit=LINES + 1)
    return render_template(
        "batch_files.html",
        batch=found,
        files=lines[:LINES],
        more=len(lines) > LINES,
        outcome=outcome,
        error_words=error_words,
        outcomes=batches.OUTCOMES,
        code=code,
    )


@pages.post("/batches/<int:batch_id>/retry")
@needs("reviewer")
def retry(batch_id: int) -> Response:
    """Have failed documents read again, all or those of one code."""
    count = batches.retry(services().db, batch_id, request.form.get("code") or None)
    t = words()
    return _back(batch_id, t("batch.retried", count=count))


@pages.post("/batches/<int:batch_id>/cancel")
@needs("reviewer")
def cancel(batch_id: int) -> Response:
    """End what waits."""
    count = batches.cancel(services().db, batch_id)
    t = words()
    return _back(batch_id, t("batch.cancelled", count=count))


def _back(batch_id: int, said: str) -> Response:
    flash(said, "good")
    return redirect(url_for("batches.batch", batch_id=batch_id))
