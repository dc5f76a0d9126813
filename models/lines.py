"""What lists show: one frozen line for each form, document and job.

Field names are column names, but for ids, which say whose they are.
"""

from dataclasses import dataclass
from datetime import datetime

from models import versions
from models.events import EventRow
from models.records import Form, Unread
from models.versions import UNKNOWN, Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One form in a list; `pages` are numbers joined by commas, `held_by` has it on the desk now."""

    form_id: int
    document_id: int
    document_name: str
    ordinal: int
    pages: str
    project_name: str
    department: str
    year: str
    total_score: str
    error_count: int
    warning_count: int
    needs_review: bool
    doubtful_values: int
    doubtful_categories: int
    doubtful_texts: int
    budget: str
    executed: str
    amount_unit: str
    held_by: str | None
    state: str
    version: int
    created_at: datetime
    updated_at: datetime
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One document in a list; `state` is waiting, done or failed with `code` and `message`.

    Reference and year are a manifest's; the versions are those that read it last.
    """

    document_id: int
    name: str
    sha256: str
    size: int
    batch_id: int | None
    state: str
    pages: int
    form_count: int
    code: str | None
    message: str | None
    created_at: datetime
    finished_at: datetime | None
    reference: str
    archive_year: str
    extractor_version: str
    model_version: str
    pattern_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """One job in a document's history; `read_by` is a `models.versions.Versions` as text."""

    job_id: int
    kind: str
    page: int | None
    state: str
    tries: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    code: str | None
    message: str | None
    pages_done: int | None
    pages_due: int | None
    read_by: str

    @property
    def release(self) -> str:
        """The release that did it, `""` where nobody knows."""
        return versions.from_text(self.read_by).extractor


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One document with its jobs, its forms, and its pages that wait for optical recognition."""

    document: DocumentLine
    unread: tuple[Unread, ...]
    jobs: tuple[JobLine, ...]
    forms: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of everything; `failures` counts failed documents by code."""

    waiting: int
    needs_review: int
    accepted: int
    rejected: int
    decided_this_week: int
    documents_waiting: int
    documents_done: int
    documents_failed: int
    failures: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The waiting forms around one form, and its place among them.

    Attributes:
        previous: The one before it, if any.
        next: The one after it, if any.
        position: From 1; None far from the first, and where the way leads through some of them only.
        total: How many wait; None where the way leads through some of them only.
    """

    previous: int | None
    next: int | None
    position: int | None
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One form as it leaves the house, with everything that people did to it.

    Reference and year are a manifest's; `read_by` is what read the form, not what was read since.
    """

    form_id: int
    document_name: str
    sha256: str
    state: str
    version: int
    decided_by: str | None
    decided_at: datetime | None
    form: Form
    events: tuple[EventRow, ...]
    reference: str = ""
    archive_year: str = ""
    read_by: Versions = UNKNOWN
