"""`/queue`: one line a form, filtered, a page at a time."""

from datetime import timedelta

from flask import Blueprint, render_template, request

from models import batches, figures, queues
from models.databases import clock
from review_ui import amounts
from review_ui.captions import runs
from review_ui.grades import grade
from review_ui.guards import allow
from review_ui.languages import Words, words
from review_ui.queries import page_narrowing, page_start
from review_ui.services import services

pages = Blueprint("queues", __name__)
allow(pages, "reader")
LINES = 50
STATES = ("waiting", "accepted", "rejected", "all")


@pages.get("/queue")
def queue() -> str:
    """Show the forms that fit the filters, oldest first."""
    state = request.args.get("state", "waiting")
    narrowing, after = page_narrowing(), page_start()
    doubtful, text, batch_id = narrowing
    with services().db.reading() as session:
        now = clock(session)
        under_way = figures.under_way(session)
        is_cut = len(under_way) == figures.UNDER_WAY_LISTED
        all_under_way = figures.count_under_way(session) if is_cut else len(under_way)
        forms = queues.list_forms(
            session,
            state=state if state in STATES and state != "all" else None,
            needs_review=True if doubtful else None,
            text=text,
            batch_id=batch_id,
            after=after,
            limit=LINES + 1,
        )
        batch = batches.get_batch(session, batch_id) if batch_id else None
    return render_template(
        "queue.html",
        forms=forms[:LINES],
        under_way=under_way,
        all_under_way=all_under_way,
        more=len(forms) > LINES,
        state=state if state in STATES else "all",
        states=STATES,
        doubtful=doubtful,
        text=text,
        batch=batch,
        narrowing=narrowing.query,
        after=after,
        grade=grade,
        pages=lambda form: runs(map(int, filter(None, form.pages.split(",")))),
        money=amounts.grouped,
        age=lambda form: _age(now - form.created_at, words()),
    )


def _age(waited: timedelta, t: Words) -> str:
    return t("queue.days", count=waited.days) if waited.days > 0 else t("queue.today")
