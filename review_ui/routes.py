"""The API's one table: what each address takes, gives and needs.

Flask's rules, the OpenAPI description and the page for people all come from it,
so none can say what another does not do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from review_ui import api_batches, api_documents, api_exports, api_forms, api_holds, batch_shapes, shapes
from review_ui.batch_reports import REPORTS
from review_ui.guards import check
from review_ui.languages import LANGUAGES
from review_ui.queries import AFTER, Parameter, keep

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation: `name` is its words' key, `who` a kind of `guards.ROLES`, `files` types by ending."""

    name: str
    method: str
    path: str
    view: Callable[..., Response]
    who: str = "reader"
    filters: tuple[Parameter, ...] = ()
    body: type[Any] | None = None
    answer: type[Any] | None = None
    statuses: tuple[int, ...] = (200,)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> tuple[Parameter, ...]:
        """All parameters: its own, and the language of messages and headers."""
        return (*self.filters, LANG)


LANG = Parameter("lang", choices=LANGUAGES)
FORM_FILTERS = (
    Parameter("state", choices=("waiting", "accepted", "rejected")),
    Parameter("needs_review", "boolean"),
    Parameter("text"),
    Parameter("document_id", "integer"),
    Parameter("batch_id", "integer"),
    AFTER,
    Parameter("limit", "integer", least=1, most=api_forms.MOST_LINES),
)
DOCUMENT_FILTERS = (
    Parameter("ids"),
    Parameter("state", choices=("waiting", "done", "failed")),
    Parameter("text"),
    Parameter("batch_id", "integer"),
    AFTER,
)
DONE = (200, 400, 401, 403, 404, 413)
SAVED = (200, 400, 401, 403, 404, 409, 413)

ROUTES = (
    Route(
        name="create_document",
        method="POST",
        path="/documents",
        view=api_documents.create,
        who="reviewer",
        filters=(Parameter("name", any_bytes=True),),
        answer=shapes.Taken,
        statuses=(201, 200, 400, 401, 403, 413, 415, 422, 503, 507),
    ),
    Route(
        name="list_documents",
        method="GET",
        path="/documents",
        view=api_documents.listing,
        filters=DOCUMENT_FILTERS,
        answer=shapes.DocumentList,
        statuses=(200, 400, 401),
    ),
    Route(
        name="show_document",
        method="GET",
        path="/documents/<int:document_id>",
        view=api_documents.show,
        answer=shapes.DocumentDesk,
        statuses=(200, 400, 401, 404),
    ),
    Route(
        name="retry_document",
        method="POST",
        path="/documents/<int:document_id>/retry",
        view=api_documents.retry,
        who="reviewer",
        answer=batch_shapes.Touched,
        statuses=DONE,
    ),
    Route(
        name="list_forms",
        method="GET",
        path="/forms",
        view=api_forms.listing,
        filters=FORM_FILTERS,
        answer=shapes.FormList,
        statuses=(200, 400, 401),
    ),
    Route(
        name="show_form",
        method="GET",
        path="/forms/<int:form_id>",
        view=api_forms.show,
        answer=shapes.FormDesk,
        statuses=(200, 400, 401, 404),
    ),
    Route(
        name="correct",
        method="POST",
        path="/forms/<int:form_id>/corrections",
        view=api_forms.correct,
        who="reviewer",
        body=api_forms.Correction,
        answer=shapes.FormDesk,
        statuses=SAVED,
    ),
    Route(
        name="categorise",
        method="POST",
        path="/forms/<int:form_id>/categories",
        view=api_forms.categorise,
        who="reviewer",
        body=api_forms.Categories,
        answer=shapes.FormDesk,
        statuses=SAVED,
    ),
    Route(
        name="decide",
        method="POST",
        path="/forms/<int:form_id>/decision",
        view=api_forms.decide,
        who="reviewer",
        body=api_forms.Decision,
        answer=shapes.FormDesk,
        statuses=SAVED,
    ),
    Route(
        name="undo",
        method="POST",
        path="/forms/<int:form_id>/undo",
        view=api_forms.undo,
        who="reviewer",
        body=api_forms.Undo,
        answer=shapes.FormDesk,
        statuses=SAVED,
    ),
    Route(
        name="hold",
        method="POST",
        path="/forms/<int:form_id>/hold",
        view=api_holds.hold,
        who="reviewer",
        body=api_holds.Hold,
        answer=shapes.Held,
        statuses=DONE,
    ),
    Route(
        name="export",
        method="GET",
        path="/exports.<kind>",
        view=api_exports.download,
        filters=(Parameter("which", choices=("accepted", "all")), AFTER),
        statuses=(200, 400, 401, 404),
        files={kind: media_type for kind, (_, media_type) in api_exports.FORMATS.items()},
    ),
    Route(
        name="create_batch",
        method="POST",
        path="/batches",
        view=api_batches.create,
        who="reviewer",
        filters=(Parameter("name", any_bytes=True),),
        answer=batch_shapes.BatchLine,
        statuses=(202, 400, 401, 403, 413, 422, 503, 507),
    ),
    Route(
        name="list_batches",
        method="GET",
        path="/batches",
        view=api_batches.listing,
        filters=(AFTER,),
        answer=batch_shapes.BatchList,
        statuses=(200, 400, 401),
    ),
    Route(
        name="show_batch",
        method="GET",
        path="/batches/<int:batch_id>",
        view=api_batches.show,
        answer=batch_shapes.BatchDesk,
        statuses=(200, 400, 401, 404),
    ),
    Route(
        name="retry_batch",
        method="POST",
        path="/batches/<int:batch_id>/retry",
        view=api_batches.retry,
        who="reviewer",
        body=api_batches.Retry,
        answer=batch_shapes.Touched,
        statuses=DONE,
    ),
    Route(
        name="cancel_batch",
        method="POST",
        path="/batches/<int:batch_id>/cancel",
        view=api_batches.cancel,
        who="reviewer",
        answer=batch_shapes.Touched,
        statuses=DONE,
    ),
    Route(
        name="report_batch",
        method="GET",
        path="/batches/<int:batch_id>/report.<kind>",
        view=api_batches.report,
        statuses=(200, 400, 401, 404),
        files={kind: media_type for kind, (_, media_type) in REPORTS.items()},
    ),
)


def make_blueprint() -> Blueprint:
    """Return the API's blueprint, each route guarded as the table says."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    by_endpoint = {f"api.{route.name}": route for route in ROUTES}
    for route in ROUTES:
        api.add_url_rule(route.path, route.name, route.view, methods=[route.method])

    @api.before_request
    def _guard() -> None:
        route = by_endpoint[request.endpoint or ""]
        check(route.who)
        keep(route.query)

    return api
