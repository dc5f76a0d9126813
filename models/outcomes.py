"""What a job ended with → rows: forms, page images, a document's end.

Whatever comes from a worker's child process is data to be checked against the
types.  Callers hold the transaction and have passed the fence of `models.jobs`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from models import rereads, versions
from models.codecs import from_json, to_json
from models.endings import Ended, NewForm, to_ended, to_new
from models.errors import BadDocument, ParseCrashed
from models.records import Extraction, Failure
from models.rereads import Reading
from models.summaries import to_form, with_words
from models.tables import Documents, Forms, PageImages
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


Outcome = Extraction | RenderedPage | BadDocument


def check(outcome: Outcome) -> Outcome:
    """Return an outcome that fits its types; one that does not becomes `ParseCrashed`."""
    if isinstance(outcome, BadDocument):
        return outcome
    try:
        return from_json(to_json(outcome), type(outcome))
    except (msgspec.ValidationError, UnicodeError, TypeError) as error:
        return ParseCrashed(f"the reading does not fit its types: {error}")


def save(session: Session, document_id: int, kind: str, outcome: Outcome, saving: Saving) -> None:
    """Write what a job found.  A failed re-reading leaves the forms of an earlier one standing."""
    if isinstance(outcome, RenderedPage):
        _save_image(session, document_id, outcome)
    elif kind == "extract":
        save_all(session, {document_id: to_ended(outcome)}, saving)


def save_all(session: Session, ended: Mapping[int, Ended], saving: Saving) -> None:
    """Write what the readings of documents found; of new ones in a few statements, all else one by one.

    New ones are locked: words that a manifest brings meanwhile would be missing in their forms.
    """
    known = select(Documents.id, Documents.name_key).where(Documents.id.in_(ended), Documents.form_count == 0)
    locked = known.order_by(Documents.id).with_for_update(key_share=True)
    words = {row.id: row.name_key for row in session.execute(locked)} if ended else {}
    first = {}
    for document_id, one in ended.items():
        if document_id in words and one.failure is None:
            first[document_id] = one
        else:
            _save_again(session, document_id, one, saving)
    if first:
        _save_first(session, first, words, saving)


def _save_first(
    session: Session, first: Mapping[int, Ended], words: Mapping[int, str], saving: Saving
) -> None:
    rows = [row for id_, one in first.items() for row in _rows(id_, one.forms, words[id_], saving)]
    if rows:
        session.execute(insert(Forms.__table__), rows)  # type: ignore[arg-type]  # typed as any selectable
    by = _versions(saving.read_by)
    ends = [
        {"document_id": id_, **by, **one.seen, **_read(len(one.forms), saving.now)}
        for id_, one in first.items()
    ]
    these = update(Documents.__table__).where(Documents.id == bindparam("document_id"))  # type: ignore[arg-type]  # as above
    session.execute(these, ends)


def _save_again(session: Session, document_id: int, ended: Ended, saving: Saving) -> None:
    """Write what became of a document that has forms already, or got none."""
    this = Documents.id == document_id
    session.execute(update(Documents).where(this).values({**ended.seen, **_versions(saving.read_by)}))
    if ended.failure:
        fail(session, [document_id], ended.failure, saving.now)
        return
    words = session.execute(select(Documents.name_key).where(this)).scalar_one()
    known = rereads.known_forms(session, document_id)
    forms = [to_form(form.text) for form in ended.forms]
    reading = Reading(forms=forms, words=words, now=saving.now, read_by=versions.to_text(saving.read_by))
    fresh = [to_new(form) for form in rereads.merge(session, known, reading)]
    if fresh:
        session.execute(insert(Forms), _rows(document_id, fresh, words, saving, after=len(known)))
    session.execute(update(Documents).where(this).values(_read(len(known) + len(fresh), saving.now)))


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


def _read(form_count: int, now: datetime) -> dict[str, object]:
    return {"state": "done", "form_count": form_count, "code": None, "message": None, "finished_at": now}


def _rows(
    document_id: int, forms: Sequence[NewForm], words: str, saving: Saving, *, after: int = 0
) -> list[dict[str, object]]:
    """Return the rows of new forms, counted on behind those that a document has."""
    shared = {
        "document_id": document_id,
        "state": "waiting",
        "version": 1,
        "current": "",
        "created_at": saving.now,
        "updated_at": saving.now,
        "read_by": versions.to_text(saving.read_by),
    }
    return [
        {**shared, "ordinal": ordinal, "extracted": form.text, **with_words(form.columns, words)}
        for ordinal, form in enumerate(forms, start=after + 1)
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
