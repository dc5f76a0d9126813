"""The input files of batches: what became of each, once, whatever is broken off and started again.

Callers hold the transaction.  A row is made, or changed, in the transaction that
stores its document, so neither is there without the other.
"""

from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Row, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from models.databases import clock
from models.errors import BadRequest, FileVanished
from models.records import Failure
from models.tables import Batches, BatchFiles, Documents, Forms
from models.texts import fold

Outcome = Literal["accepted", "duplicate", "refused", "passed"]
STORED = ("accepted", "duplicate")
CANCELLED = "cancelled"
PASSING = (FileVanished.code,)
"""Codes of refusals that may pass though the file stays as it is: rights are given, a share is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One input file of a batch before anything became of it; `models.sources` says what the fields mean."""

    batch_id: int
    place: str
    stamp: str
    reference: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of an input file; `error` where it was refused."""

    entry_id: int
    stamp: str
    outcome: Outcome
    name: str
    document_id: int | None
    error: Failure | None
    reference: str
    year: str


def recorded(session: Session, entry: Entry) -> list[Recorded]:
    """Return what is known of the place of an input file in its batch."""
    mine = BatchFiles.batch_id == entry.batch_id, BatchFiles.place == entry.place
    return [_recorded(row) for row in session.execute(select(BatchFiles.__table__).where(*mine))]


def seen(session: Session, source: str, place: str, stamp: str) -> Outcome | None:
    """Return what became of a state of an input file in whichever batch of a source.

    None if it is new, or was refused for what may have passed since.
    """
    query = select(BatchFiles.outcome).join(Batches, Batches.id == BatchFiles.batch_id)
    same = BatchFiles.place == place, BatchFiles.stamp == stamp, Batches.source == source
    lasting = or_(BatchFiles.code.is_(None), BatchFiles.code.not_in(PASSING))
    found = session.scalar(query.where(*same, lasting).order_by(BatchFiles.id.desc()).limit(1))
    return cast("Outcome | None", found)


def check_open(session: Session, batch_id: int) -> None:
    """See that a batch still takes files; it does until the transaction ends.

    Raises:
        BadRequest: It was cancelled, or there is none.
    """
    query = select(Batches.state).where(Batches.id == batch_id).with_for_update(read=True)
    state = session.scalar(query)
    if state is None or state == CANCELLED:
        raise BadRequest(f"batch {batch_id} was cancelled: nothing more is taken into it")


def record(  # noqa: PLR0913 - an input file has that many sides
    session: Session,
    entry: Entry,
    outcome: Outcome,
    name: str,
    *,
    document_id: int | None = None,
    error: Failure | None = None,
) -> None:
    """Keep what became of an input file, in the place of what kept it out before."""
    kept_out = BatchFiles.outcome.not_in(STORED)
    mine = BatchFiles.batch_id == entry.batch_id, BatchFiles.place == entry.place
    session.execute(delete(BatchFiles).where(*mine, kept_out))
    row = {
        "batch_id": entry.batch_id,
        "place": entry.place,
        "stamp": entry.stamp,
        "name": name,
        "outcome": outcome,
        "document_id": document_id,
        "code": error.code if error else None,
        "message": error.message if error else None,
        "reference": entry.reference,
        "year": entry.year,
        "taken_at": clock(session),
    }
    session.execute(insert(BatchFiles).values(row))
    if document_id is not None:
        describe(session, document_id, entry.reference, entry.year)


def amend(session: Session, known: Recorded, entry: Entry) -> None:
    """Give an input file, and the document that has its words, what a manifest says of it now."""
    new = {"reference": entry.reference, "year": entry.year}
    session.execute(update(BatchFiles).where(BatchFiles.id == known.entry_id).values(new))
    theirs = Documents.reference == known.reference, Documents.archive_year == known.year
    old = update(Documents).where(Documents.id == known.document_id, *theirs)
    session.execute(old.values(reference="", archive_year=""))
    if known.document_id is not None:
        describe(session, known.document_id, entry.reference, entry.year)


def describe(session: Session, document_id: int, reference: str, year: str) -> None:
    """Give a document a reference and a year, unless it has some; let it be found by all that it ever got."""
    if not (reference or year):
        return
    bare = Documents.id == document_id, Documents.reference == "", Documents.archive_year == ""
    session.execute(update(Documents).where(*bare).values(reference=reference, archive_year=year))
    known = select(Documents.name_key).where(Documents.id == document_id)
    words = session.execute(known.with_for_update(key_share=True)).scalar_one()
    new = [word for word in (fold(reference), fold(year)) if word and word not in words]
    if not new:
        return
    more = "".join(f"\n{word}" for word in new)
    session.execute(update(Documents).where(Documents.id == document_id).values(name_key=words + more))
    if session.scalar(select(exists().where(Forms.document_id == document_id))):
        found = update(Forms).where(Forms.document_id == document_id)
        session.execute(found.values(search=Forms.search + more))


def _recorded(row: Row[Any]) -> Recorded:
    return Recorded(
        entry_id=row.id,
        stamp=row.stamp,
        outcome=row.outcome,
        name=row.name,
        document_id=row.document_id,
        error=Failure(code=row.code, message=row.message or "") if row.code else None,
        reference=row.reference,
        year=row.year,
    )
