"""`/`: what waits for the person who looks, two figures, and what failed."""

from datetime import UTC, datetime

from flask import Blueprint, render_template

from models import batches, queues, unpackings
from review_ui.guards import allow, me
from review_ui.presentations import when
from review_ui.services import services

pages = Blueprint("homes", __name__)
allow(pages, "reader")
FAILED_SHOWN = 5


@pages.get("/")
def home() -> str:
    """Show what waits."""
    with services().db.reading() as session:
        counts = queues.counts(session)
        doubtful = queues.list_forms(session, state="waiting", needs_review=True, limit=1)
        first = doubtful or queues.list_forms(session, state="waiting", limit=1)
        running = batches.running(session)
        archives = unpackings.waiting(session)
        failed = queues.list_documents(session, state="failed", limit=FAILED_SHOWN)
    known = counts.documents_waiting + counts.documents_done + counts.documents_failed
    return render_template(
        "home.html",
        counts=counts,
        empty=known == 0 and not running,
        first_form=first[0].form_id if first else None,
        failed=failed,
        running=running,
        archives=archives,
        may_upload=me().may_review,
        today=when(datetime.now(UTC))[:10],
    )
