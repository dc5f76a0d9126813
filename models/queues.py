"""Lists over the stored forms and documents, a page at a time.

Pages are cut by the last id seen (keyset), so they cost the same at the end as
at the beginning and nothing is shown twice while others work.  A list is one
statement, one more or two where it is searched or of a batch; none reads a
form's JSON but the desk and the export.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import counts as state_counts
from models import searches, versions
from models.counts import DOUBTFUL
from models.databases import clock, now_of
from models.errors import NotFound
from models.events import EventRow, events_of
from models.lines import Counts, DocumentLine, DocumentPage, ExportRow, FormLine, JobLine, Neighbours
from models.searches import Fit, Page
from models.summaries import CURRENT, to_form, to_unread
from models.tables import BatchFiles, Documents, Forms, Holds, Jobs

__all__ = ["Counts", "DocumentLine", "DocumentPage", "ExportRow", "FormLine", "JobLine", "Neighbours"]
__all__ += ["counts", "document_page", "export_forms", "list_documents", "list_forms", "neighbours"]

MOST = 500
MOST_COUNTED = 1000
NEAR = 1000
CHUNK = 200


def list_forms(  # noqa: PLR0913 - one keyword a filter
    session: Session,
    *,
    state: str | None = None,
    needs_review: bool | None = None,
    text: str = "",
    document_id: int | None = None,
    batch_id: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[FormLine]:
    """Return a page of forms, oldest first.

    Args:
        session: Any session.
        state: Only `waiting`, `accepted` or `rejected` ones.
        needs_review: Only doubtful or only undoubted ones.
        text: Words that all occur in project name, department or file name, whatever their case.
        document_id: Only one document's.
        batch_id: Only those of one batch's documents.
        after: The last form id of the page before.
        limit: At most 500.
    """
    fit = Fit(state=state, needs_review=needs_review, document_id=document_id, after=after)
    page = Page(min(limit, MOST))
    wanted = _picked(session, fit, text, batch_id, page)
    query = _forms(session).where(*wanted).order_by(Forms.id).limit(page.limit)
    return [FormLine(**row._asdict()) for row in session.execute(query)]


def list_documents(  # noqa: PLR0913 - one keyword a filter
    session: Session,
    *,
    state: str | None = None,
    code: str | None = None,
    text: str = "",
    batch_id: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[DocumentLine]:
    """Return a page of documents, newest first.

    Args:
        session: Any session.
        state: Only `waiting`, `done` or `failed` ones.
        code: Only those that failed with this code.
        text: Words that all occur in the file name, whatever their case.
        batch_id: Only one batch's.
        after: The last document id of the page before.
        limit: At most 500.
    """
    wanted = [Documents.state == state] if state is not None else []
    wanted += [Documents.code == code] if code is not None else []
    wanted += [Documents.id.in_(_named(batch_id))] if batch_id is not None else []
    wanted += [Documents.id < after] if after is not None else []
    page = Page(min(limit, MOST), last_first=True)
    found = searches.find(session, Documents.name_key, text, wanted, page)
    query = _DOCUMENTS.where(*wanted, *found).order_by(Documents.id.desc()).limit(min(limit, MOST))
    return [DocumentLine(**row._asdict()) for row in session.execute(query)]


def document_page(session: Session, document_id: int) -> DocumentPage:
    """Return one document with its jobs, newest first, and all its forms.

    Raises:
        NotFound: No such document.
    """
    found = _DOCUMENTS.add_columns(Documents.unread).where(Documents.id == document_id)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound(f"no document {document_id}")
    history = session.execute(
        _JOBS.where(Jobs.document_id == document_id).order_by(Jobs.id.desc()).limit(MOST)
    )
    forms = session.execute(_forms(session).where(Forms.document_id == document_id).order_by(Forms.ordinal))
    document = row._asdict()
    unread = to_unread(document.pop("unread"))
    return DocumentPage(
        document=DocumentLine(**document),
        unread=unread,
        jobs=tuple(JobLine(**job._asdict()) for job in history),
        forms=tuple(FormLine(**form._asdict()) for form in forms),
    )


def neighbours(
    session: Session,
    form_id: int,
    *,
    needs_review: bool | None = None,
    text: str = "",
    batch_id: int | None = None,
) -> Neighbours:
    """Return where to go from one form among those that wait, and fit what a list was narrowed to.

    Its place is told among all that wait, if it is one of the first thousand.
    """
    fit = Fit(state="waiting", needs_review=needs_review)
    earlier_ones, later_ones = replace(fit, before=form_id), replace(fit, after=form_id)
    narrowed = needs_review is not None or bool(text.split()) or batch_id is not None
    earlier = select(Forms.id).where(*earlier_ones.of(Forms)).limit(MOST_COUNTED + 1).subquery()
    before = 0 if narrowed else session.scalar(select(func.count()).select_from(earlier)) or 0
    return Neighbours(
        previous=_nearest(session, earlier_ones, text, batch_id, Page(1, last_first=True)),
        next=_nearest(session, later_ones, text, batch_id, Page(1)),
        position=before + 1 if before <= MOST_COUNTED and not narrowed else None,
        total=None if narrowed else _in_state(state_counts.read(session, "forms"), "waiting"),
    )


def _picked(
    session: Session, fit: Fit, text: str, batch_id: int | None, page: Page
) -> list[ColumnElement[bool]]:
    """Return conditions that pick the first forms that fit, hold all words of a text and are of a batch."""
    if batch_id is not None and not text.split():
        return [Forms.id.in_(_first_of_batch(session, batch_id, fit, page))]
    wanted = fit.of(Forms)
    wanted += [Forms.document_id.in_(_named(batch_id))] if batch_id is not None else []
    return [*wanted, *searches.find(session, Forms.search, text, wanted, page)]


def _named(batch_id: int) -> Select[Any]:
    return select(BatchFiles.document_id).where(BatchFiles.batch_id == batch_id)


def _first_of_batch(session: Session, batch_id: int, fit: Fit, page: Page) -> Sequence[int]:
    """Return the first forms of a batch that fit.

    Most often they are the first ones that fit at all. Else the batch's forms are looked up, and not, as
    planners do that are led by the order, the batch of each form before them in a large archive.
    """
    columns = Forms.id, Forms.document_id, Forms.state, Forms.needs_review
    near = select(*columns).where(*fit.of(Forms)).order_by(_order(Forms.id, page)).limit(NEAR).subquery()
    mine = exists().where(BatchFiles.batch_id == batch_id, BatchFiles.document_id == near.c.document_id)
    found = session.scalars(select(near.c.id).where(mine).order_by(_order(near.c.id, page)).limit(page.limit))
    ids = found.all()
    if len(ids) == page.limit or session.scalar(select(func.count()).select_from(near)) != NEAR:
        return ids
    return session.scalars(first_of_all(batch_id, fit, page)).all()


def first_of_all(batch_id: int, fit: Fit, page: Page) -> Select[Any]:
    """Return the query for the first forms of a batch that fit, by way of the batch's documents.

    Only what is materialised, and an id with 0 added, leads no plan.
    """
    columns = Forms.id, Forms.document_id, Forms.state, Forms.needs_review
    of_batch = Forms.document_id.in_(_named(batch_id)), *fit.within(Forms.id + 0)
    every = select(*columns).where(*of_batch).cte("every").prefix_with("MATERIALIZED").c
    return select(every.id).where(*fit.of(every)).order_by(_order(every.id, page)).limit(page.limit)


def _order(form_id: ColumnElement[int] | InstrumentedAttribute[int], page: Page) -> ColumnElement[int]:
    return form_id.desc() if page.last_first else form_id.asc()


def _nearest(session: Session, fit: Fit, text: str, batch_id: int | None, page: Page) -> int | None:
    wanted = _picked(session, fit, text, batch_id, page)
    query = select(Forms.id).where(*wanted).order_by(_order(Forms.id, page)).limit(page.limit)
    return session.scalar(query)


def counts(session: Session) -> Counts:
    """Return how much there is of everything."""
    forms = state_counts.read(session, "forms")
    week = select(func.count()).where(Forms.decided_at > clock(session) - timedelta(days=7))
    keys = state_counts.read(session, "documents")
    documents = [(key.partition("/")[0], key.partition("/")[2], n) for key, n in keys.items()]
    return Counts(
        waiting=_in_state(forms, "waiting"),
        needs_review=forms.get("waiting" + DOUBTFUL, 0),
        accepted=_in_state(forms, "accepted"),
        rejected=_in_state(forms, "rejected"),
        decided_this_week=session.execute(week).scalar_one(),
        documents_waiting=sum(n for state, _, n in documents if state == "waiting"),
        documents_done=sum(n for state, _, n in documents if state == "done"),
        documents_failed=sum(n for state, _, n in documents if state == "failed"),
        failures={code: n for state, code, n in documents if state == "failed" and code},
    )


def _in_state(forms: Mapping[str, int], state: str) -> int:
    """Return how many forms stand in a state, doubtful or not."""
    return forms.get(state, 0) + forms.get(state + DOUBTFUL, 0)


def export_forms(session: Session, *, accepted_only: bool = True, after_id: int = 0) -> Iterator[ExportRow]:
    """Yield forms with their events in the order of their ids, 200 read at a time.

    Args:
        session: A reading session, open until the last row is taken.
        accepted_only: Leave out forms that wait or were rejected.
        after_id: Begin behind this form id.
    """
    wanted = [Forms.state == "accepted"] if accepted_only else []
    while rows := session.execute(_EXPORT.where(*wanted, Forms.id > after_id).limit(CHUNK)).all():
        log: dict[int, list[EventRow]] = {}
        for event in events_of(session, [row.form_id for row in rows]):
            log.setdefault(event.form_id, []).append(event)
        for row in rows:
            plain = row._asdict()
            form = to_form(plain.pop("current"))
            read_by = versions.from_text(plain.pop("read_by"))
            yield ExportRow(**plain, form=form, events=tuple(log.get(row.form_id, ())), read_by=read_by)
        after_id = rows[-1].form_id


_OF_FORMS = {f.name for f in fields(FormLine)} - {"form_id", "document_name", "held_by"}


def _forms(session: Session) -> Select[Any]:
    """Return the query for lines of forms, with who holds each now."""
    return (
        select(
            Forms.id.label("form_id"),
            Documents.name.label("document_name"),
            Holds.user_name.label("held_by"),
            *(getattr(Forms, name) for name in _OF_FORMS),
        )
        .join(Documents, Documents.id == Forms.document_id)
        .outerjoin(Holds, and_(Holds.form_id == Forms.id, Holds.until > now_of(session)))
    )


_DOCUMENTS = select(
    Documents.id.label("document_id"),
    *(getattr(Documents, f.name) for f in fields(DocumentLine) if f.name != "document_id"),
)

_JOBS = select(
    Jobs.id.label("job_id"),
    *(getattr(Jobs, f.name) for f in fields(JobLine) if f.name != "job_id"),
)

_EXPORT = (
    select(
        Forms.id.label("form_id"),
        Documents.name.label("document_name"),
        Documents.sha256,
        Forms.state,
        Forms.version,
        Forms.decided_by,
        Forms.decided_at,
        CURRENT,
        Documents.reference,
        Documents.archive_year,
        Forms.read_by,
    )
    .join(Documents, Documents.id == Forms.document_id)
    .order_by(Forms.id)
)
