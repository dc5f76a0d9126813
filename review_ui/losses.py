"""`/reasons`: where marks were lost and why, by category, year and department.

Each number opens the forms behind it.  A row's loss is shared out to none of its
categories: it counts in full under each, so columns do not add up to the total.
The sums are kept beside the forms (`models.losses`) and follow a change within seconds.
"""

from flask import Blueprint, render_template, request

from extractor.value.numbers import plain
from models import figures, losses, taxonomies
from models.losses import Chosen
from review_ui.guards import allow
from review_ui.languages import words
from review_ui.presentations import category_words
from review_ui.services import services

pages = Blueprint("losses", __name__)
allow(pages, "reader")


@pages.get("/reasons")
def reasons() -> str:
    """Show the three tables, and the forms behind the number that was chosen."""
    t = words()
    asked = {name: request.args.get(name) for name in ("category", "year", "department")}
    chosen = Chosen(**asked)
    with services().db.reading() as session:
        total = losses.total(session, chosen)
        tables = {
            "by_category": losses.by_category(session, chosen),
            "by_year": losses.by_year(session, chosen),
            "by_department": losses.by_department(session, chosen),
        }
        lines = figures.briefs(session, losses.forms_behind(session, chosen) if any(asked.values()) else [])
    return render_template(
        "reasons.html",
        total=total,
        **tables,
        category=lambda code: category_words(code, t) if code else t("reasons.unsorted"),
        explains=lambda code: taxonomies.explains([code]),
        chosen=asked,
        forms=lines,
        plain=plain,
        most=losses.MOST_LINES,
    )
