"""`/forms/<id>`: the desk, where a person compares the page with what was read and decides."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, url_for

from models import advances, edits, figures, holds, images, queues, reviews
from models.lines import Neighbours
from models.outcomes import RenderedPage
from models.reviews import Desk
from models.warps import Straight
from review_ui import boxes, captions, doubts, presentations
from review_ui.guards import allow, me
from review_ui.languages import Words, words
from review_ui.papers import lay_out
from review_ui.queries import page_narrowing
from review_ui.services import services

pages = Blueprint("desks", __name__)
allow(pages, "reader")
PageOf = tuple[int, int]
KEYS = (
    ("n p", "doubt"),
    ("↑ ↓ ← →", "arrows"),
    ("e Enter", "edit"),
    ("c", "categories"),
    ("1–9", "choose"),
    ("y", "confirm"),
    ("a", "accept"),
    ("Shift+A", "accept_next"),
    ("r", "reject"),
    ("u", "undo"),
    ("o", "reopen"),
    ("s ]", "next"),
    ("[", "previous"),
    ("+ - 0", "zoom"),
    ("t", "turn"),
    ("b", "boxes"),
    ("g", "layer"),
    ("/", "search"),
    ("?", "show"),
    ("Esc", "leave"),
)
SHORT = ("doubt", "edit", "categories", "confirm", "accept", "accept_next", "reject", "undo", "next")
CHANGING = frozenset({"edit", "categories", "choose", "confirm", "accept", "accept_next"})
CHANGING |= {"reject", "undo", "reopen"}
SHORT_TO_READ = ("doubt", "arrows", "zoom", "boxes", "next")


@pages.get("/forms/<int:form_id>")
def desk(form_id: int) -> str:
    """Show one form; ask for its page images and the next form's first one meanwhile."""
    narrowing = page_narrowing()
    with services().db.reading() as session:
        found = reviews.load_desk(session, form_id)
        place = queues.neighbours(
            session,
            form_id,
            needs_review=narrowing.doubtful or None,
            text=narrowing.text,
            batch_id=narrowing.batch_id,
        )
        holder = holds.holder(session, form_id)
        ready = {image.page: image for image in figures.images(session, found.document_id)}
        straight = advances.straight_pages(session, found.document_id)
        following = reviews.load_desk(session, place.next) if place.next else None
    ahead = None
    if following and following.current.pages:
        ahead = (following.document_id, following.current.pages[0])
    _ask_for([(found.document_id, page) for page in found.current.pages if page not in ready], ahead)
    t = words()
    held_by = holder if holder != me().name else None
    return render_template(
        "desk.html",
        held_by=held_by,
        narrowing=narrowing.query,
        **_form(found, ready, straight, t),
        **_frame(found, place, ahead, t),
    )


def _form(
    found: Desk, ready: Mapping[int, RenderedPage], straight: Mapping[int, Straight], t: Words
) -> dict[str, Any]:
    """Return what the template draws of the form itself."""
    reasons = (reason.field for reason in found.current.reasons)
    paper = lay_out(found.current.record, found.current.evidence, reasons)
    names = captions.field_names(paper, t)
    shown = presentations.form(found, t)
    return {
        "desk": shown,
        "paper": paper,
        "name": lambda pointer: names.get(pointer, pointer),
        "kinds": lambda cell: doubts.kinds(shown["marks"], cell.pointers),
        "reading": lambda cell: captions.reading_of(cell, shown["readings"]),
        "short_name": captions.short_name,
        "doubts": shown["doubts"],
        "sheets": boxes.sheets(found.current, ready, straight, shown["marks"], names),
        "segments": lambda cell, unsure: captions.segments(
            cell.text, edits.categories_of(found.current, cell.pointer), unsure
        ),
        "findings_at": captions.findings_at(paper, shown["findings"]),
        "readings_at": captions.readings_at(paper, shown["readings"]),
        "whys": captions.whys(found.current.why_review, t, names, found.current.evidence),
        "unread": captions.unread(found.unread, t, of=found.document_pages),
    }


def _frame(found: Desk, place: Neighbours, ahead: PageOf | None, t: Words) -> dict[str, Any]:
    """Return what the template and the scripts need around the form."""
    offered = captions.categories(t)
    keys = [pair for pair in KEYS if me().may_review or pair[1] not in CHANGING]
    short = SHORT if me().may_review else SHORT_TO_READ
    next_image = url_for("documents.page_image", document_id=ahead[0], page=ahead[1]) if ahead else None
    return {
        "place": place,
        "may_change": me().may_review,
        "categories": offered,
        "key_words": [pair for pair in keys if pair[1] in short],
        "all_keys": keys,
        "facts": {
            "form": f"/api/v1/forms/{found.form_id}",
            "may_change": me().may_review,
            "me": me().name,
            "ahead": next_image,
            "unsure_below": doubts.UNSURE_BELOW,
            "categories": {one["code"]: one for one in (*offered, captions.unclassified(t))},
        },
    }


def _ask_for(wanted: list[PageOf], ahead: PageOf | None) -> None:
    db = services().db
    if ahead:
        with db.reading() as session:
            known = images.page_image(session, *ahead)
        wanted = wanted if known else [*wanted, ahead]
    if wanted:
        with db.writing() as session:
            for document_id, page in wanted:
                images.request_page_image(session, document_id, page)
