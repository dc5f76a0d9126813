"""Page images: asked for by the pages, drawn by the worker, kept as blobs."""

from dataclasses import dataclass, fields
from typing import Literal

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from models import jobs
from models.errors import NotFound
from models.jobs import LIVE
from models.records import Failure
from models.tables import Documents, Jobs, PageImages

FAILED = (jobs.JobState.failed, jobs.JobState.dead, jobs.JobState.cancelled)
_IMAGE = tuple(getattr(PageImages, field.name) for field in fields(jobs.RenderedPage))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """Where a page image stands: there, on its way, or not to be had."""

    state: Literal["ready", "waiting", "failed"]
    image: jobs.RenderedPage | None = None
    job_id: int | None = None
    error: Failure | None = None


def page_image(session: Session, document_id: int, page: int) -> jobs.RenderedPage | None:
    """Return one page's image (size in points, blob), or None while there is none."""
    query = select(*_IMAGE).where(PageImages.document_id == document_id, PageImages.page == page)
    row = session.execute(query).one_or_none()
    return jobs.RenderedPage(**row._asdict()) if row else None


def find_request(session: Session, document_id: int, page: int) -> ImageRequest | None:
    """Return one page's image, or that it is on its way; None where it was not asked for, or failed."""
    image = page_image(session, document_id, page)
    if image:
        return ImageRequest(state="ready", image=image)
    live = select(Jobs.id).where(*_renders(document_id, page), Jobs.state.in_(LIVE))
    job_id = session.scalar(live)
    return ImageRequest(state="waiting", job_id=job_id) if job_id else None


def request_page_image(session: Session, document_id: int, page: int, *, again: bool = False) -> ImageRequest:
    """Return one page's image, or ask the worker for it.

    Args:
        session: A writing session.
        document_id: The document.
        page: From 1; where the number of pages is not known, only 1.
        again: Try once more although an earlier try failed.

    Raises:
        NotFound: No such document or page.
    """
    pages = session.scalar(select(Documents.pages).where(Documents.id == document_id))
    if pages is None or not 1 <= page <= max(pages, 1):
        raise NotFound(f"no page {page} of document {document_id}")
    found = find_request(session, document_id, page)
    if found:
        return found
    same = _renders(document_id, page)
    last = session.execute(
        select(Jobs.state, Jobs.code, Jobs.message).where(*same).order_by(Jobs.id.desc()).limit(1)
    )
    job = last.one_or_none()
    if job and job.state in FAILED and not again:
        error = Failure(code=job.code or "", message=job.message or "")
        return ImageRequest(state="failed", error=error)
    return ImageRequest(state="waiting", job_id=jobs.enqueue(session, document_id, "render", page))


def redraw(session: Session, document_id: int, image: jobs.RenderedPage) -> ImageRequest:
    """Ask anew for an image whose blob is missing; errors as `request_page_image`."""
    this = PageImages.document_id == document_id, PageImages.page == image.page
    session.execute(delete(PageImages).where(*this, PageImages.sha256 == image.sha256))
    return request_page_image(session, document_id, image.page, again=True)


def _renders(document_id: int, page: int) -> tuple[ColumnElement[bool], ...]:
    return Jobs.document_id == document_id, Jobs.kind == "render", Jobs.page == page
