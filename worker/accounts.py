"""Changed forms and documents → counters, and what each form lost: one process for all.

Reads the JSON of those forms alone that changed since, only the fields named
here.  May run several times over: one at a time does the work.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.value.numbers import parse_number
from models import counts, losses
from models.databases import Database
from models.losses import FormLosses, Loss
from models.summaries import CURRENT
from models.tables import Forms
from models.texts import storable

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
    query = select(Forms.id, Forms.state, CURRENT).where(Forms.id.in_(form_ids))
    return [_of_form(*row) for row in session.execute(query)]


def _of_form(form_id: int, state: str, text: str) -> FormLosses:
    form = msgspec.json.decode(text, type=_Form)
    codes = {reason.field: tuple(label.code for label in reason.labels) for reason in form.reasons}
    found = []
    for at, row in enumerate(form.record.indicators if state != "rejected" else ()):
        weight, score = parse_number(row.weight), parse_number(row.score)
        if weight and score and score.value < weight.value:
            found.append(Loss(weight.value - score.value, codes.get(f"/indicators/{at}/reason", ())))
    record = form.record
    year, department = storable(record.year), storable(record.department)
    return FormLosses(form_id=form_id, year=year, department=department, losses=tuple(found))


class _Label(msgspec.Struct):
    code: str


class _Reason(msgspec.Struct):
    field: str
    labels: tuple[_Label, ...]


class _Row(msgspec.Struct):
    weight: str
    score: str


class _Record(msgspec.Struct):
    department: str
    year: str
    indicators: tuple[_Row, ...]


class _Form(msgspec.Struct):
    record: _Record
    reasons: tuple[_Reason, ...]
