"""The API on batches: list, show, retry, cancel, report."""

from typing import Any

import msgspec
from flask import request, url_for
from werkzeug.wrappers import Response

from models import batches, deliveries, reports
from models.batches import Batch, Progress
from models.errors import NotFound
from review_ui.answers import download, reply
from review_ui.batch_reports import REPORTS
from review_ui.bodies import FORM, body_as, drain
from review_ui.guards import me
from review_ui.languages import words
from review_ui.parts import take_parts
from review_ui.presentations import instant
from review_ui.queries import asked
from review_ui.services import services

LINES = 50


class Retry(msgspec.Struct, forbid_unknown_fields=True):
    """Which failed documents are read again: those of one code, or all."""

    code: str = ""


def listing() -> Response:
    """List batches, newest first, behind `after`."""
    with services().db.reading() as session:
        found = batches.list_batches(session, after=asked().number("after"), limit=LINES + 1)
    last = found[LINES - 1].batch_id if len(found) > LINES else None
    return reply({"batches": [line(one) for one in found[:LINES]], "next": last})


def create() -> Response:
    """Take in a ZIP archive: a form with `archive` and perhaps `manifest`, or its bytes and `?name=`."""
    try:
        batch_id = _take()
    finally:
        drain()
    with services().db.reading() as session:
        batch = batches.get_batch(session, batch_id)
    return reply(line(batch), 202, {"Location": url_for("api.show_batch", batch_id=batch_id)})


def show(batch_id: int) -> Response:
    """Show one batch: its sums, rate, estimated end, failures by code."""
    with services().db.reading() as session:
        batch = batches.get_batch(session, batch_id)
        progress = batches.progress(session, batch)
    return reply(desk(batch, progress))


def retry(batch_id: int) -> Response:
    """Have failed documents read again."""
    wanted = body_as(Retry) if request.get_data() else Retry()
    return reply({"documents": batches.retry(services().db, batch_id, wanted.code or None)})


def cancel(batch_id: int) -> Response:
    """Take nothing more in and end the reading of what waits."""
    return reply({"documents": batches.cancel(services().db, batch_id)})


def report(batch_id: int, kind: str) -> Response:
    """Send what became of every input file."""
    if kind not in REPORTS:
        raise NotFound(f"no format {kind!r}; there are {', '.join(REPORTS)}")
    write, media_type = REPORTS[kind]
    name = f"zipingbiao-batch-{batch_id}.{kind}"
    with services().db.reading() as session:
        batches.get_batch(session, batch_id)
        rows = reports.report(session, batch_id)
        return download(lambda file: write(rows, file, words().lang), name, media_type)


def _take() -> int:
    if request.mimetype == FORM:
        return take_parts()
    here = services()
    return deliveries.accept(
        here.db,
        here.blobs,
        here.settings,
        asked().text("name") or "",
        request.stream,
        user_id=me().id,
        coming=request.content_length or 0,
    )


def line(batch: Batch) -> dict[str, Any]:
    """Return one batch of a list."""
    return {
        "id": batch.batch_id,
        "label": batch.label,
        "kind": batch.kind,
        "state": batch.state,
        "running": batch.is_running,
        "created_at": instant(batch.created_at),
        "expected": batch.expected,
        "files": {name: batch.files.get(name, 0) for name in batches.OUTCOMES},
        "documents": {name: batch.documents.get(name, 0) for name in batches.STATES},
        "duplicates": {name: batch.duplicates.get(name, 0) for name in batches.STATES},
    }


def desk(batch: Batch, progress: Progress) -> dict[str, Any]:
    """Return one batch with how it goes on."""
    return line(batch) | {
        "failures": progress.failures,
        "refusals": progress.refusals,
        "documents_a_minute": round(progress.a_minute, 1) if progress.a_minute is not None else None,
        "ends_at": instant(progress.ends_at),
        "forms": progress.forms,
        "to_review": progress.to_review,
    }
