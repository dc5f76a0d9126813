"""A batch → a line for every input file: what became of it, and how its document stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.tables import Batches, BatchFiles, Documents

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One input file.

    Attributes:
        file: Its name, safe to show.
        outcome: accepted, duplicate, refused or passed.
        state: Of the document that it became, or is a duplicate of: waiting, done or failed; else `""`.
        code: Why it was refused, or its document failed.
        document_batch: The batch that its document came with.
    """

    file: str
    outcome: str
    state: str
    code: str
    message: str
    document_id: int | None
    document_batch: int | None
    sha256: str
    reference: str
    year: str
    pages: int | None
    forms: int | None
    taken_at: datetime
    read_at: datetime | None
    extractor_version: str
    model_version: str
    pattern_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One input file of a list; `code` and `message` say why it was refused."""

    entry_id: int
    name: str
    code: str
    message: str
    document_id: int | None
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One input file that became, or is a duplicate of, a document."""

    batch_id: int
    label: str
    name: str
    outcome: str
    reference: str
    year: str
    taken_at: datetime


def report(session: Session, batch_id: int) -> Iterator[ReportRow]:
    """Yield every input file of a batch in the order of its taking, read in chunks."""
    last = 0
    while rows := session.execute(
        _FILES.where(BatchFiles.batch_id == batch_id, BatchFiles.id > last)
        .order_by(BatchFiles.id)
        .limit(CHUNK)
    ).all():
        for row in rows:
            plain = row._asdict()
            last = plain.pop("id")
            yield ReportRow(**plain)


def list_files(  # noqa: PLR0913 - a page of a list is chosen by that much
    session: Session,
    batch_id: int,
    outcome: str,
    *,
    code: str | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[FileLine]:
    """Return a page of the input files of a batch that one outcome, and one code if any, became of."""
    wanted = [BatchFiles.batch_id == batch_id, BatchFiles.outcome == outcome]
    wanted += [BatchFiles.code == code] if code else []
    wanted += [BatchFiles.id > after] if after is not None else []
    query = select(
        BatchFiles.id.label("entry_id"),
        BatchFiles.name,
        func.coalesce(BatchFiles.code, "").label("code"),
        func.coalesce(BatchFiles.message, "").label("message"),
        BatchFiles.document_id,
        BatchFiles.taken_at,
    )
    found = session.execute(query.where(*wanted).order_by(BatchFiles.id).limit(limit))
    return [FileLine(**row._asdict()) for row in found]


def origins(session: Session, document_id: int, limit: int) -> list[Origin]:
    """Return the input files of batches that a document was, first things first."""
    query = (
        select(
            BatchFiles.batch_id,
            Batches.label,
            BatchFiles.name,
            BatchFiles.outcome,
            BatchFiles.reference,
            BatchFiles.year,
            BatchFiles.taken_at,
        )
        .join(Batches, Batches.id == BatchFiles.batch_id)
        .where(BatchFiles.document_id == document_id)
        .order_by(BatchFiles.id)
        .limit(limit)
    )
    return [Origin(**row._asdict()) for row in session.execute(query)]


_FILES = select(
    BatchFiles.id,
    BatchFiles.name.label("file"),
    BatchFiles.outcome,
    func.coalesce(Documents.state, "").label("state"),
    func.coalesce(BatchFiles.code, Documents.code, "").label("code"),
    func.coalesce(BatchFiles.message, Documents.message, "").label("message"),
    BatchFiles.document_id,
    Documents.batch_id.label("document_batch"),
    func.coalesce(Documents.sha256, "").label("sha256"),
    BatchFiles.reference,
    BatchFiles.year,
    Documents.pages,
    Documents.form_count.label("forms"),
    BatchFiles.taken_at,
    Documents.finished_at.label("read_at"),
    func.coalesce(Documents.extractor_version, "").label("extractor_version"),
    func.coalesce(Documents.model_version, "").label("model_version"),
    func.coalesce(Documents.pattern_version, "").label("pattern_version"),
).outerjoin(Documents, Documents.id == BatchFiles.document_id)
