"""Counts and short statuses for the pages that watch the service.  Each is one statement.

Beside `models.queues`, which lists; nothing here reads a form's JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.jobs import LIVE
from models.outcomes import RenderedPage
from models.tables import Documents, Forms, Jobs, PageImages

MOST = 500
UNDER_WAY_LISTED = 10


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


def under_way(session: Session, limit: int = UNDER_WAY_LISTED) -> list[Status]:
    """Return the documents whose pages are being recognised, those that were begun first in front."""
    begun = _STATUSES.where(_BEGUN).order_by(Jobs.id).limit(limit)
    return [Status(**row._asdict()) for row in session.execute(begun)]


def count_under_way(session: Session) -> int:
    """Return how many documents are being recognised, also those that `under_way` leaves out."""
    return session.scalar(select(func.count()).select_from(Jobs).where(_BEGUN)) or 0


_BEGUN = and_(Jobs.kind == "extract", Jobs.pages_due.is_not(None), Jobs.state.in_(LIVE))
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
