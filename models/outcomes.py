"""What a job ended with → rows: forms, page images, a document's end.

Whatever comes from a worker's child process is data to be checked against the
types.  Callers hold the transaction and have passed the fence of `models.jobs`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from models import rereads, versions
from models.codecs import from_json, to_json
from models.errors import BadDocument, ParseCrashed
from models.records import Extraction, Failure
from models.rereads import Reading
from models.summaries import columns_of, to_form, to_text
from models.tables import Documents, Forms, PageImages
from models.texts import MESSAGE_LENGTH, storable
from models.versions import UNKNOWN, Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """One page in the blobs: a picture (`sha256`) and a `models.layers.Layer` as JSON (`layer`).

    Width and height are PDF points of the page as seen.
    """

    page: int
    width: float
    height: float
    media_type: str
    sha256: str
    layer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """When an outcome is saved, and what it was read by."""

    now: datetime
    read_by: Versions = UNKNOWN


NO_NUMBER = "null"
"""No field of a form may be null: where this does not occur in its JSON, no number of it is none."""
Outcome = Extraction | RenderedPage | BadDocument


@dataclass(frozen=True, slots=True)
class Ended:
    """What the reading of one document ended with, checked; `texts` are its forms as they are stored."""

    document_id: int
    outcome: Outcome
    texts: tuple[str, ...] = ()


def check(outcome: Outcome) -> Outcome:
    """Return an outcome that fits its types; one that does not becomes `ParseCrashed`."""
    if isinstance(outcome, BadDocument):
        return outcome
    try:
        return from_json(to_json(outcome), type(outcome))
    except (msgspec.ValidationError, UnicodeError, TypeError) as error:
        return ParseCrashed(f"the reading does not fit its types: {error}")


def to_ended(document_id: int, outcome: Outcome) -> Ended:
    """Return what the reading of a document ended with, each form encoded once.

    The outcome is one that was decoded as what it is: its types need no second look, but that a number
    may be none (NaN), which JSON calls null.
    """
    if not isinstance(outcome, Extraction):
        return Ended(document_id, outcome)
    try:
        texts = tuple(to_text(form) for form in outcome.forms)
        for text in texts:
            if NO_NUMBER in text:
                to_form(text)
    except (msgspec.ValidationError, UnicodeError, TypeError) as error:
        return Ended(document_id, ParseCrashed(f"the reading does not fit its types: {error}"))
    return Ended(document_id, outcome, texts)


def to_failure(error: BadDocument) -> Failure:
    """Return an error as data, in text that can be stored."""
    return Failure(code=error.code, message=storable(error.message, MESSAGE_LENGTH))


def failure_of(outcome: Outcome) -> Failure | None:
    """Return why an outcome is a failure, in text that can be stored; None if it is a result."""
    if isinstance(outcome, BadDocument):
        return to_failure(outcome)
    if isinstance(outcome, Extraction) and outcome.error:
        error = outcome.error
        return Failure(code=storable(error.code, 64), message=storable(error.message, MESSAGE_LENGTH))
    return None


def save(session: Session, document_id: int, kind: str, outcome: Outcome, saving: Saving) -> None:
    """Write what a job found.  A failed re-reading leaves the forms of an earlier one standing."""
    if isinstance(outcome, RenderedPage):
        _save_image(session, document_id, outcome)
        return
    seen = _seen(outcome) if isinstance(outcome, Extraction) else {}
    by = _versions(saving.read_by) if kind == "extract" else {}
    if values := {**seen, **by}:
        session.execute(update(Documents).where(Documents.id == document_id).values(values))
    failure = failure_of(outcome)
    if failure and kind == "extract":
        fail(session, [document_id], failure, saving.now)
    elif isinstance(outcome, Extraction):
        _save_forms(session, document_id, outcome, saving)


def save_all(session: Session, ended: Sequence[Ended], saving: Saving) -> None:
    """Write what several readings found; those of new documents in a few statements, all else one by one."""
    known = select(Documents.id, Documents.name_key).where(
        Documents.id.in_([one.document_id for one in ended]), Documents.form_count == 0
    )
    unread = {row.id: row.name_key for row in session.execute(known)} if ended else {}
    first: dict[int, _First] = {}
    for one in ended:
        outcome, words = one.outcome, unread.get(one.document_id)
        if words is not None and isinstance(outcome, Extraction) and outcome.error is None:
            first[one.document_id] = _First(outcome, one.texts, words)
        else:
            save(session, one.document_id, "extract", outcome, saving)
    if first:
        _save_first(session, first, saving)


class _First(NamedTuple):
    """The first reading of a document, its forms as they are stored, and the words that find it."""

    read: Extraction
    texts: tuple[str, ...]
    words: str


def _save_first(session: Session, first: Mapping[int, _First], saving: Saving) -> None:
    read_by = versions.to_text(saving.read_by)
    forms = []
    for document_id, (read, texts, words) in first.items():
        reading = Reading(forms=read.forms, words=words, now=saving.now, read_by=read_by)
        forms += _rows(document_id, reading, texts)
    if forms:
        session.execute(insert(Forms.__table__), forms)  # type: ignore[arg-type]  # typed as any selectable
    versions_now = _versions(saving.read_by)
    ends = [
        {
            "document_id": document_id,
            **versions_now,
            **_seen(one.read),
            **_read(len(one.read.forms), saving.now),
        }
        for document_id, one in first.items()
    ]
    these = update(Documents.__table__).where(Documents.id == bindparam("document_id"))  # type: ignore[arg-type]  # as above
    session.execute(these, ends)


def fail(session: Session, document_ids: Sequence[int], failure: Failure, now: datetime) -> None:
    """End documents as failed, but for those that have forms from an earlier reading."""
    end = {"state": "failed", "code": failure.code, "message": failure.message, "finished_at": now}
    unread = Documents.id.in_(document_ids), Documents.form_count == 0
    session.execute(update(Documents).where(*unread).values(end))


def wait_again(session: Session, document_ids: Sequence[int]) -> None:
    """Put failed documents back to waiting: their reading was asked for again."""
    again = {"state": "waiting", "code": None, "message": None, "finished_at": None}
    failed = Documents.id.in_(document_ids), Documents.state == "failed"
    session.execute(update(Documents).where(*failed).values(again))


def _versions(read_by: Versions) -> dict[str, object]:
    return {
        "extractor_version": read_by.extractor,
        "model_version": read_by.models,
        "pattern_version": read_by.patterns,
    }


def _save_forms(session: Session, document_id: int, extraction: Extraction, saving: Saving) -> None:
    words = session.execute(select(Documents.name_key).where(Documents.id == document_id)).scalar_one()
    known = rereads.known_forms(session, document_id)
    reading = Reading(
        forms=extraction.forms, words=words, now=saving.now, read_by=versions.to_text(saving.read_by)
    )
    fresh = replace(reading, forms=rereads.merge(session, known, reading))
    rows = _rows(document_id, fresh, [to_text(form) for form in fresh.forms], after=len(known))
    if rows:
        session.execute(insert(Forms), rows)
    end = _read(len(known) + len(rows), saving.now)
    session.execute(update(Documents).where(Documents.id == document_id).values(end))


def _seen(extraction: Extraction) -> dict[str, object]:
    return {"pages": extraction.pages, "unread": to_json(extraction.unread).decode()}


def _read(form_count: int, now: datetime) -> dict[str, object]:
    return {"state": "done", "form_count": form_count, "code": None, "message": None, "finished_at": now}


def _rows(
    document_id: int, reading: Reading, texts: Sequence[str], *, after: int = 0
) -> list[dict[str, object]]:
    """Return the rows of new forms, counted on behind those that a document has."""
    return [
        {
            "document_id": document_id,
            "ordinal": ordinal,
            "state": "waiting",
            "version": 1,
            "extracted": text,
            "current": "",
            "created_at": reading.now,
            "updated_at": reading.now,
            "read_by": reading.read_by,
            **columns_of(form, reading.words),
        }
        for ordinal, (form, text) in enumerate(zip(reading.forms, texts, strict=True), start=after + 1)
    ]


def _save_image(session: Session, document_id: int, image: RenderedPage) -> None:
    session.execute(
        delete(PageImages).where(PageImages.document_id == document_id, PageImages.page == image.page)
    )
    row = {
        "document_id": document_id,
        "page": image.page,
        "width": image.width,
        "height": image.height,
        "media_type": image.media_type,
        "sha256": image.sha256,
        "layer": image.layer,
    }
    session.execute(insert(PageImages).values(row))
