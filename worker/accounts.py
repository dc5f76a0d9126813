"""Changed forms and documents → counters, and what each form lost: one process for all.

Of those forms alone that changed since, and of them no more than the rows that may
have lost marks.  May run several times over: one at a time does the work.
"""

from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from extractor.value.numbers import parse_number
from models import counts, losses
from models.databases import Database
from models.dockings import docked_of, to_docked
from models.losses import FormLosses, Loss
from models.summaries import CURRENT, to_form
from models.tables import Forms

MOST_ROUNDS = 50
"""Then others have their turn: hints must not wait for a million forms to be counted."""


def keep_accounts(db: Database, rounds: int = MOST_ROUNDS) -> int:
    """Fold what has changed, some thousands at a time, and return how many changes that were."""
    folded = 0
    for _ in range(rounds):
        with db.reading() as session:
            if not counts.has_changes(session):
                break
        with db.writing() as session:
            changes = counts.take_changes(session)
            if not changes:
                break
            form_ids = sorted({change.row_id for change in changes if change.topic == "forms"})
            losses.store(session, _losses_of(session, form_ids))
            counts.fold(session, changes)
        folded += len(changes)
    return folded


def _losses_of(session: Session, form_ids: Sequence[int]) -> list[FormLosses]:
    older = case((Forms.docked.is_(None), CURRENT))
    query = select(Forms.id, Forms.state, Forms.year, Forms.department, Forms.docked, older)
    return [_of_form(*row) for row in session.execute(query.where(Forms.id.in_(form_ids)))]


def _of_form(  # noqa: PLR0913, PLR0917 - a row's columns
    form_id: int, state: str, year: str, department: str, docked: str | None, older: str | None
) -> FormLosses:
    rows = to_docked(docked or docked_of(to_form(older or ""))) if state != "rejected" else ()
    found = []
    for row in rows:
        weight, score = parse_number(row.weight), parse_number(row.score)
        if weight and score and score.value < weight.value:
            found.append(Loss(weight.value - score.value, row.codes))
    return FormLosses(form_id=form_id, year=year, department=department, losses=tuple(found))
