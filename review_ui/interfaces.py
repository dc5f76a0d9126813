"""`/api` for people, `/api/v1/openapi.json` for programs, `/exports` for downloads by hand."""

from importlib.metadata import version

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from models import queues
from review_ui.answers import reply
from review_ui.api_exports import FORMATS
from review_ui.guards import needs
from review_ui.languages import words
from review_ui.openapis import describe, openapi_path
from review_ui.routes import PREFIX, ROUTES
from review_ui.services import services
from review_ui.sheets import TABLES

pages = Blueprint("interfaces", __name__)
downloads = Blueprint("downloads", __name__)


@pages.get("/api")
@needs("reader")
def api() -> str:
    """Show the API to people."""
    return render_template("api.html", routes=ROUTES, prefix=PREFIX, path=openapi_path)


@pages.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Describe the API to programs; it names no data, so anybody may read it."""
    return reply(describe(ROUTES, words(), version("zipingbiao")))


@downloads.get("/exports")
@needs("reader")
def exports() -> str:
    """Offer every format of the accepted forms, and of all."""
    with services().db.reading() as session:
        counts = queues.counts(session)
    total = counts.waiting + counts.accepted + counts.rejected
    chinese = words().lang == "zh"
    return render_template(
        "exports.html",
        formats=tuple(FORMATS),
        sheets=("、" if chinese else ", ").join(table.zh if chinese else table.en for table in TABLES),
        accepted=counts.accepted,
        total=total,
    )
