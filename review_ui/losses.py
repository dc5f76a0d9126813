"""`/reasons`: where marks were lost and why, by category, year and department.

Each number opens the forms behind it.  A row's loss is shared out to none of its
categories: it counts in full under each, so columns do not add up to the total.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask import Blueprint, render_template, request

from extractor.numbers import parse_number, plain
from models import figures
from models.figures import Loss
from models.taxonomies import taxonomy
from review_ui.guards import allow
from review_ui.languages import words
from review_ui.presentations import category_words
from review_ui.services import services

pages = Blueprint("losses", __name__)
allow(pages, "reader")
UNSORTED = ""
FORMS_SHOWN = 200


@dataclass(slots=True)
class Tally:
    """Rows, marks lost and forms under one heading."""

    rows: int = 0
    marks: Decimal = Decimal(0)
    forms: set[int] = field(default_factory=set)

    def add(self, loss: Loss, marks: Decimal) -> None:
        """Count one row."""
        self.rows += 1
        self.marks += marks
        self.forms.add(loss.form_id)


@pages.get("/reasons")
def reasons() -> str:
    """Show the three tables, and the forms behind the number that was chosen."""
    t = words()
    chosen = {name: request.args.get(name) for name in ("category", "year", "department")}
    with services().db.reading() as session:
        fitting = [pair for pair in lost(figures.losses(session)) if _fits(pair[0], chosen)]
        ids = sorted({loss.form_id for loss, _ in fitting})[:FORMS_SHOWN] if any(chosen.values()) else []
        lines = figures.briefs(session, ids)
    return render_template(
        "reasons.html",
        total=tally(fitting, lambda _: ("",)).get("", Tally()),
        by_category=_ranked(tally(fitting, lambda loss: loss.codes or (UNSORTED,))),
        by_year=_ranked(tally(fitting, lambda loss: (loss.year,))),
        by_department=_ranked(tally(fitting, lambda loss: (loss.department,))),
        category=lambda code: category_words(code, t) if code else t("reasons.unsorted"),
        explains=lambda code: (
            bool(code) and code in taxonomy().categories and taxonomy().categories[code].explains
        ),
        chosen=chosen,
        forms=lines,
        plain=plain,
    )


def lost(rows: Iterable[Loss]) -> Iterable[tuple[Loss, Decimal]]:
    """Yield the rows whose score is below their weight, with the marks lost."""
    for row in rows:
        weight, score = parse_number(row.weight), parse_number(row.score)
        if weight and score and score.value < weight.value:
            yield row, weight.value - score.value


def tally(pairs: Iterable[tuple[Loss, Decimal]], keys: Callable[[Loss], Sequence[str]]) -> dict[str, Tally]:
    """Return rows, marks and forms under each key that a row has."""
    found: dict[str, Tally] = defaultdict(Tally)
    for loss, marks in pairs:
        for key in dict.fromkeys(keys(loss)):
            found[key].add(loss, marks)
    return dict(found)


def _ranked(found: dict[str, Tally]) -> list[tuple[str, Tally]]:
    return sorted(found.items(), key=lambda pair: (-pair[1].marks, pair[0]))


def _fits(loss: Loss, chosen: Mapping[str, str | None]) -> bool:
    category, year, department = chosen["category"], chosen["year"], chosen["department"]
    if category is not None and category not in (loss.codes or (UNSORTED,)):
        return False
    return (year is None or loss.year == year) and (department is None or loss.department == department)
