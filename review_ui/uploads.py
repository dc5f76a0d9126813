"""`/upload`: files in, by the browser's own form or, with scripts, through the API one by one."""

from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import models
from models.intakes import Intake, take_in
from review_ui.guards import allow, me
from review_ui.languages import words
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
    files = [file for file in request.files.getlist("file") if file.filename or file.stream.read(1)]
    outcomes = []
    for file in files:
        file.stream.seek(0)
        outcomes.append(_take(file.filename or "", file))
    return _page(outcomes)


@pages.post("/upload/samples")
def samples() -> Response:
    """Take in the sample forms that come with the program, like any upload."""
    for path in sorted(SAMPLES.glob("*.pdf")):
        with path.open("rb") as stream:
            _take(f"samples/{path.name}", stream)
    flash(words()("upload.samples_taken"), "good")
    return redirect(url_for("documents.listing"))


def _take(untrusted_name: str, stream: object) -> Intake:
    here = services()
    return take_in(here.db, here.blobs, here.settings, untrusted_name, stream, user_id=me().id)  # type: ignore[arg-type]


def _page(outcomes: "list[Intake] | tuple[()]") -> str:
    most = services().settings.max_upload_bytes
    return render_template("upload.html", outcomes=outcomes, most=most, megabytes=most // 2**20)
