"""Counts and short statuses for the pages that watch the service.  Each is one statement.

Beside `models.queues`, which lists; nothing here reads a form's JSON but `losses`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.jobs import LIVE
from models.outcomes import RenderedPage
from models.tables import Documents, Forms, Jobs, PageImages

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where one document stands: `state` is waiting, done or failed with `code`.

    While it is read, `pages_done` of the `pages_due` for recognition are recognised; None where none is.
    """

    document_id: int
    name: str
    state: str
    pages: int
    form_count: int
    code: str | None
    pages_done: int | None = None
    pages_due: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One form in a short list."""

    form_id: int
    project_name: str
    department: str
    year: str
    total_score: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Marks lost in one indicator row, as printed; `codes` are its reason's categories."""

    form_id: int
    department: str
    year: str
    weight: str
    score: str
    reason: str
    codes: tuple[str, ...]


def briefs(session: Session, form_ids: Sequence[int]) -> list[Brief]:
    """Return some forms in short (at most 500, unknown ones left out), by id."""
    columns = (
        Forms.id.label("form_id"),
        *(getattr(Forms, f.name) for f in fields(Brief) if f.name != "form_id"),
    )
    rows = session.execute(select(*columns).where(Forms.id.in_(form_ids[:MOST])).order_by(Forms.id))
    return [Brief(**row._asdict()) for row in rows]


def statuses(session: Session, document_ids: Sequence[int]) -> list[Status]:
    """Return where some documents stand (at most 500, unknown ones left out), by id."""
    wanted = _STATUSES.where(Documents.id.in_(document_ids[:MOST])).order_by(Documents.id)
    return [Status(**row._asdict()) for row in session.execute(wanted)]


def under_way(session: Session, limit: int = 10) -> list[Status]:
    """Return the documents whose pages are being recognised, those that were begun first in front."""
    begun = _STATUSES.where(Jobs.pages_due.is_not(None)).order_by(Jobs.id).limit(limit)
    return [Status(**row._asdict()) for row in session.execute(begun)]


_STATUSES = select(
    Documents.id.label("document_id"),
    *(getattr(Documents, name) for name in ("name", "state", "pages", "form_count", "code")),
    Jobs.pages_done,
    Jobs.pages_due,
).outerjoin(
    Jobs,
    and_(Jobs.document_id == Documents.id, Jobs.kind == "extract", Jobs.state.in_(LIVE)),
)


def images(session: Session, document_id: int) -> list[RenderedPage]:
    """Return the page images that a document has, by page."""
    columns = (getattr(PageImages, f.name) for f in fields(RenderedPage))
    query = select(*columns).where(PageImages.document_id == document_id).order_by(PageImages.page)
    return [RenderedPage(**row._asdict()) for row in session.execute(query)]


def jobs_by_state(session: Session) -> dict[tuple[str, str], int]:
    """Return how many jobs there are by kind and state."""
    query = select(Jobs.kind, Jobs.state, func.count()).group_by(Jobs.kind, Jobs.state)
    return {(kind, state): count for kind, state, count in session.execute(query)}


def losses(session: Session) -> Iterator[Loss]:
    """Yield every indicator row of every form that was not rejected, with its reason's categories.

    Reads each form's JSON once, decoding only the fields named here.
    """
    query = select(Forms.id, Forms.current).where(Forms.state != "rejected").order_by(Forms.id)
    for form_id, text in session.execute(query.execution_options(yield_per=200)):
        form = msgspec.json.decode(text, type=_Form)
        codes = {reason.field: tuple(label.code for label in reason.labels) for reason in form.reasons}
        for at, row in enumerate(form.record.indicators):
            yield Loss(
                form_id=form_id,
                department=form.record.department,
                year=form.record.year,
                weight=row.weight,
                score=row.score,
                reason=row.reason,
                codes=codes.get(f"/indicators/{at}/reason", ()),
            )


class _Label(msgspec.Struct):
    code: str


class _Reason(msgspec.Struct):
    field: str
    labels: tuple[_Label, ...]


class _Row(msgspec.Struct):
    weight: str
    score: str
    reason: str


class _Record(msgspec.Struct):
    department: str
    year: str
    indicators: tuple[_Row, ...]


class _Form(msgspec.Struct):
    record: _Record
    reasons: tuple[_Reason, ...]
