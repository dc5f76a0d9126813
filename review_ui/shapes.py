"""The answers of the API as types, from which the description takes its schemas.

Nothing enters.  `review_ui.presentations` makes the answers; the tests hold every
answer against these types, so neither can say what the other does not.
"""

from typing import Literal

import msgspec

from models.records import (
    Derived,
    Evidence,
    Faint,
    Finding,
    Note,
    Pointer,
    Reason,
    Record,
    Uncertain,
    Unplaced,
    Unread,
)
from models.versions import Versions
from models.warps import Warp
from review_ui.dues import Hint
from review_ui.readings import Reading

FormState = Literal["waiting", "accepted", "rejected"]
ReadingState = Literal["waiting", "done", "failed"]
JobState = Literal["pending", "leased", "done", "failed", "dead", "cancelled"]
Grade = Literal["excellent", "good", "fair", "poor", ""]
Instant = str
"""ISO 8601, UTC."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing more than its fields."""


class Trouble(Answer):
    """What was wrong: a fixed code, words in the reader's language, the cause as the program put it."""

    code: str
    message: str
    detail: str | None
    file: str | None


class DocumentName(Answer):
    """A document by id and name."""

    id: int
    name: str


class Corrected(Answer):
    """The standing correction of one field."""

    by: str
    at: Instant
    kind: Literal["correct", "categorise"]
    read: str
    why: str


class Event(Answer):
    """One thing done to a form; `old_words` and `new_words` are what a person reads."""

    id: int
    at: Instant
    when: str
    user_name: str
    kind: Literal["correct", "categorise", "accept", "reject", "reopen", "undo"]
    field: Pointer
    old: str
    new: str
    old_words: str
    new_words: str
    why: str
    undoes: int | None


class ProofCounts(Answer):
    """How many of the printed numbers have each proof."""

    proven: int
    consistent: int
    conflict: int
    none: int


class FormDesk(Answer):
    """One form as it stands, with all that was done to it."""

    id: int
    document: DocumentName
    ordinal: int
    state: FormState
    version: int
    decided_by: str | None
    decided_at: Instant | None
    grade: Grade
    marks: dict[Pointer, str]
    doubts: int
    may_undo: bool
    pages: tuple[int, ...]
    template: str
    record: Record
    evidence: dict[Pointer, Evidence]
    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    unplaced: tuple[Unplaced, ...]
    needs_review: bool
    why_review: tuple[str, ...]
    notes: tuple[Note, ...]
    uncertain: tuple[Uncertain, ...]
    faint: tuple[Faint, ...]
    missing: tuple[str, ...]
    reasons_version: str
    derived: Derived
    readings: dict[Pointer, Reading]
    dues: dict[Pointer, Hint]
    proofs: ProofCounts
    unread: tuple[Unread, ...]
    corrected: dict[Pointer, Corrected]
    reread: dict[Pointer, str]
    events: tuple[Event, ...]


class Doubts(Answer):
    """How many doubts of each kind a form has, beside its findings."""

    values: int
    categories: int
    texts: int


class FormLine(Answer):
    """One form of a list."""

    id: int
    document: DocumentName
    ordinal: int
    pages: tuple[int, ...]
    project_name: str
    department: str
    year: str
    total_score: str
    grade: Grade
    errors: int
    warnings: int
    needs_review: bool
    doubts: Doubts
    budget: str
    executed: str
    amount_unit: str
    held_by: str | None
    state: FormState
    version: int
    created_at: Instant
    updated_at: Instant
    decided_by: str | None
    decided_at: Instant | None


class Held(Answer):
    """Who has a form on the desk now."""

    held_by: str | None
    mine: bool


class FormList(Answer):
    """A page of forms; `next` is the `after` of the next one."""

    forms: tuple[FormLine, ...]
    next: int | None


class Progress(Answer):
    """How many of the pages that need recognition are recognised."""

    done: int
    due: int


class DocumentStatus(Answer):
    """Where one document stands; `progress` while its pages are being recognised."""

    id: int
    name: str
    state: ReadingState
    pages: int
    form_count: int
    error: Trouble | None
    progress: Progress | None


class DocumentList(Answer):
    """A page of documents; `next` is the `after` of the next one."""

    documents: tuple[DocumentStatus, ...]
    next: int | None


class DocumentTaken(DocumentStatus):
    """The document that a file became, or was already."""

    sha256: str


class Taken(Answer):
    """What became of a file that was sent."""

    outcome: Literal["accepted", "duplicate"]
    document: DocumentTaken


class Job(Answer):
    """One job of a document."""

    id: int
    kind: Literal["extract", "render"]
    page: int | None
    state: JobState
    tries: int
    created_at: Instant
    finished_at: Instant | None
    error: Trouble | None
    progress: Progress | None
    versions: Versions


class PageImage(Answer):
    """One page image that is drawn; width and height are points, `layer` is where its cells are told.

    Of a scan that is drawn straight, `warp` leads from points of the image to points of the page as seen.
    """

    page: int
    width: float
    height: float
    url: str
    layer: str
    warp: Warp | None


class DocumentDesk(Answer):
    """One document with its forms, its jobs and its page images."""

    id: int
    name: str
    sha256: str
    size: int
    batch_id: int | None
    reference: str
    archive_year: str
    versions: Versions
    state: ReadingState
    pages: int
    form_count: int
    error: Trouble | None
    created_at: Instant
    finished_at: Instant | None
    unread: tuple[Unread, ...]
    forms: tuple[FormLine, ...]
    jobs: tuple[Job, ...]
    images: tuple[PageImage, ...]


class Error(Answer):
    """What was refused; `outcome` where it was a file, `current` on 409: the form as it stands."""

    error: Trouble
    outcome: Literal["refused"] | msgspec.UnsetType = msgspec.UNSET
    current: FormDesk | msgspec.UnsetType = msgspec.UNSET
