"""`/upload`: files in, by the browser's own form or, with scripts, through the API one by one."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import models
from models import pressures
from models.blobs import Readable
from models.errors import Overloaded
from models.intakes import Intake, take_in
from models.names import shown
from models.records import Failure
from review_ui.guards import allow, me
from review_ui.languages import words
from review_ui.parts import take_parts, untrusted_name
from review_ui.presentations import error_words
from review_ui.services import services

pages = Blueprint("uploads", __name__)
allow(pages, "reviewer")
SAMPLES = Path(models.__file__).parent / "artifacts" / "samples"


@pages.get("/upload")
def upload() -> str:
    """Show the drop zone."""
    return _page(())


@pages.post("/upload")
def receive() -> str:
    """Take in every file of a plain form; one that is refused leaves the others alone."""
    pressures.check(services().db, services().settings)
    # A browser sends one nameless part where no file was chosen.
    files = [file for file in request.files.getlist("file") if file.filename]
    return _page([_take(untrusted_name(file), file.stream) for file in files])


@pages.post("/upload/archive")
def receive_archive() -> Response:
    """Take in the archive of a plain form, and the manifest beside it, and show their batch."""
    return redirect(url_for("batches.batch", batch_id=take_parts()))


@pages.post("/upload/samples")
def samples() -> Response:
    """Take in the sample forms that come with the program, like any upload."""
    for path in sorted(SAMPLES.glob("*.pdf")):
        with path.open("rb") as stream:
            _take(f"samples/{path.name}", stream)
    t = words()
    flash(t("upload.samples_taken"), "good")
    return redirect(url_for("documents.listing"))


def _take(name: str, stream: Readable) -> Intake:
    here = services()
    try:
        return take_in(here.db, here.blobs, here.settings, name, stream, user_id=me().id)
    except Overloaded as error:  # what was taken before it is told all the same
        return Intake(
            outcome="refused", name=shown(name), error=Failure(code=error.code, message=error.message)
        )


def _page(outcomes: Sequence[Intake]) -> str:
    limits = services().settings
    return render_template(
        "upload.html",
        outcomes=outcomes,
        error_words=error_words,
        most=limits.max_upload_bytes,
        most_archive=limits.max_archive_bytes,
    )
