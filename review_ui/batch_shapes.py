"""The answers of the API on batches as types; beside `review_ui.shapes`."""

from typing import Literal

from review_ui.shapes import Answer, Instant


class FileCounts(Answer):
    """The input files of a batch by what became of them."""

    accepted: int
    duplicate: int
    refused: int
    passed: int


class DocumentCounts(Answer):
    """The documents of a batch by how they stand."""

    waiting: int
    done: int
    failed: int


class BatchLine(Answer):
    """One batch of a list, `running` while something still happens of itself.

    `duplicates` are the documents that came otherwise and that its duplicates are of.
    """

    id: int
    label: str
    kind: str
    state: Literal["open", "taken", "cancelled"]
    running: bool
    created_at: Instant
    expected: int | None
    files: FileCounts
    documents: DocumentCounts
    duplicates: DocumentCounts


class BatchList(Answer):
    """A page of batches; `next` is the `after` of the next one."""

    batches: tuple[BatchLine, ...]
    next: int | None


class BatchDesk(BatchLine):
    """One batch and how it goes on: documents that failed and files refused by code, rate, end, forms."""

    failures: dict[str, int]
    refusals: dict[str, int]
    documents_a_minute: float | None
    ends_at: Instant | None
    forms: int
    to_review: int


class Touched(Answer):
    """How many documents were queued again, or will not be read."""

    documents: int
