"""What `models` knows → plain JSON trees, for the API and for the page's own scripts.

One shape for both, so whatever the desk shows, a program can read too.  Texts
out of a form stay as they are; words of ours are in the reader's language.
"""

from datetime import UTC, datetime
from typing import Any

from extractor.proof.checks import english
from models import edits, taxonomies, versions
from models.codecs import to_plain
from models.events import EventRow
from models.figures import Status
from models.formats import carried_in, kind_in
from models.intakes import Intake
from models.lines import DocumentPage, FormLine, JobLine
from models.pointers import all_values, value_at
from models.records import Failure, Finding
from models.reviews import Desk
from review_ui import doubts, dues, proofs, readings
from review_ui.grades import GRADES, grade
from review_ui.languages import Words

Json = dict[str, Any]


def form(desk: Desk, t: Words) -> Json:
    """Return one form as the desk shows it; `version` is to be sent back with every save."""
    current = desk.current
    marked = doubts.marks(current, desk.corrected)
    return {
        "id": desk.form_id,
        "document": {"id": desk.document_id, "name": desk.document_name},
        "ordinal": desk.ordinal,
        "state": desk.state,
        "version": desk.version,
        "decided_by": desk.decided_by,
        "decided_at": instant(desk.decided_at),
        "grade": GRADES[current.derived.grade],
        "marks": marked,
        "doubts": doubts.count(current, marked),
        "may_undo": desk.state == "waiting" and bool(edits.standing(desk.events)),
        **to_plain(current),
        "readings": to_plain(readings.readings(current, t, doubts.faint(current, desk.corrected))),
        "dues": to_plain(dues.hints(current, t)),
        "proofs": proofs.counts(current),
        "unread": to_plain(desk.unread),
        "findings": [_finding(one, t) for one in current.findings],
        "corrected": {pointer: _corrected(desk, pointer, event) for pointer, event in desk.corrected.items()},
        "reread": _reread(desk),
        "events": [event_row(event, t) for event in desk.events],
    }


def line(one: FormLine) -> Json:
    """Return one form of a list."""
    return {
        "id": one.form_id,
        "document": {"id": one.document_id, "name": one.document_name},
        "ordinal": one.ordinal,
        "pages": [int(page) for page in one.pages.split(",") if page],
        "project_name": one.project_name,
        "department": one.department,
        "year": one.year,
        "total_score": one.total_score,
        "grade": grade(one.total_score),
        "errors": one.error_count,
        "warnings": one.warning_count,
        "needs_review": one.needs_review,
        "doubts": {
            "values": one.doubtful_values,
            "categories": one.doubtful_categories,
            "texts": one.doubtful_texts,
        },
        "budget": one.budget,
        "executed": one.executed,
        "amount_unit": one.amount_unit,
        "held_by": one.held_by,
        "state": one.state,
        "version": one.version,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "decided_by": one.decided_by,
        "decided_at": instant(one.decided_at),
    }


def document(page: DocumentPage, images: list[Json], t: Words) -> Json:
    """Return one document with its forms, its jobs and the page images there are."""
    own = page.document
    return {
        "id": own.document_id,
        "name": own.name,
        "sha256": own.sha256,
        "size": own.size,
        "batch_id": own.batch_id,
        "reference": own.reference,
        "archive_year": own.archive_year,
        "versions": {
            "extractor": own.extractor_version,
            "models": own.model_version,
            "patterns": own.pattern_version,
        },
        "state": own.state,
        "pages": own.pages,
        "form_count": own.form_count,
        "error": failure(own.code, own.message, own.name, t) if own.code else None,
        "created_at": instant(own.created_at),
        "finished_at": instant(own.finished_at),
        "unread": to_plain(page.unread),
        "forms": [line(one) for one in page.forms],
        "jobs": [
            {
                "id": job.job_id,
                "kind": job.kind,
                "page": job.page,
                "state": job.state,
                "tries": job.tries,
                "created_at": instant(job.created_at),
                "finished_at": instant(job.finished_at),
                "error": failure(job.code, job.message, own.name, t) if job.code else None,
                "progress": progress(job),
                "versions": to_plain(versions.from_text(job.read_by)),
            }
            for job in page.jobs
        ],
        "images": images,
    }


def status(one: Status, t: Words) -> Json:
    """Return where one document stands."""
    return {
        "id": one.document_id,
        "name": one.name,
        "state": one.state,
        "pages": one.pages,
        "form_count": one.form_count,
        "error": failure(one.code, None, one.name, t) if one.code else None,
        "progress": progress(one),
    }


def progress(one: Status | JobLine) -> Json | None:
    """Return how many of the pages that need recognition are recognised, if any does."""
    return {"done": one.pages_done, "due": one.pages_due} if one.pages_due else None


def intake(one: Intake, known: Status | None, t: Words) -> Json:
    """Return what became of one file that was taken in; `known` is its document."""
    if one.error or known is None:
        error = one.error or Failure(code="service", message="")
        return {"outcome": one.outcome, "error": failure(error.code, error.message, one.name, t)}
    return {"outcome": one.outcome, "document": {**status(known, t), "sha256": one.sha256}}


def failure(code: str | None, detail: str | None, file: str | None, t: Words) -> Json:
    """Return an error: its code, words for people, the cause as the program put it, the file."""
    return {
        "code": code,
        "message": error_words(code or "service", t, detail),
        "detail": detail,
        "file": file,
    }


def error_words(code: str, t: Words, detail: str | None = None) -> str:
    """Return what an error code means for the data and what to do next.

    Also what a refused file seems to be, and what one without a form carries.
    """
    said = [t(f"error.{code}") if t.has(f"error.{code}") else f"{t('error.service')} ({code})"]
    if kind := kind_in(detail or ""):
        said.append(t("seems", kind=t(f"seems.{kind}")))
    if carried := carried_in(detail or ""):
        said.append(t("carries", names=carried))
    return (" " if t.lang == "en" else "").join(said)


def event_row(event: EventRow, t: Words) -> Json:
    """Return one event; `old_words` and `new_words` are what a person reads."""
    return {
        "id": event.id,
        "at": instant(event.at),
        "when": when(event.at),
        "user_name": event.user_name,
        "kind": event.kind,
        "field": event.field,
        "old": event.old,
        "new": event.new,
        "old_words": _value_words(event, event.old, t),
        "new_words": _value_words(event, event.new, t),
        "why": event.why,
        "undoes": event.undoes,
    }


def category_words(code: str, t: Words) -> str:
    """Return a category's name; its code where the taxonomy no longer has it."""
    known = taxonomies.taxonomy().categories.get(code)
    if known is None:
        return code
    return known.zh if t.lang == "zh" else known.en


def instant(at: datetime | None) -> str | None:
    """Return a time as programs read it: ISO 8601, UTC."""
    return at.isoformat(timespec="seconds") if at else None


def when(at: datetime | None) -> str:
    """Return a time as people read it: the server's own zone, to the minute."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def minutes_east() -> int:
    """Return how far the zone of `when` is ahead of UTC now."""
    ahead = datetime.now(UTC).astimezone().utcoffset()
    return round(ahead.total_seconds() / 60) if ahead else 0


def size(count: int) -> str:
    """Return a number of bytes as people read it, in decimal units like the limit's own."""
    for unit, bytes_ in (("MB", 1_000_000), ("kB", 1_000)):
        # What rounds up to the next unit is said in it.
        if count >= bytes_ * 0.99995:
            return f"{count / bytes_:.1f} {unit}"
    return f"{count} B"


def _finding(finding: Finding, t: Words) -> Json:
    plain: Json = to_plain(finding)
    return plain | {"message": finding.message if t.lang == "zh" else english(finding)}


def _reread(desk: Desk) -> dict[str, str]:
    """Return what a later reading of the same file says otherwise than the form now does, by field."""
    if desk.reread is None:
        return {}
    now = all_values(desk.current.record)
    new = all_values(desk.reread.record)
    return {pointer: new.get(pointer, "") for pointer, text in now.items() if new.get(pointer, "") != text}


def _corrected(desk: Desk, pointer: str, event: EventRow) -> Json:
    return {
        "by": event.user_name,
        "at": instant(event.at),
        "kind": event.kind,
        "read": value_at(desk.extracted.record, pointer),
        "why": event.why,
    }


def _value_words(event: EventRow, value: str, t: Words) -> str:
    known = taxonomies.taxonomy().categories
    codes = edits.split_codes(value)
    may_be_sorted = event.field.endswith("/reason") or event.field.startswith("/extras/")
    names_categories = may_be_sorted and any(code in known for code in codes)
    return "、".join(category_words(code, t) for code in codes) if names_categories else value
