"""The API's one table: what each address takes, gives and needs.

Flask's rules, the OpenAPI description and the page for people all come from it,
so none can say what another does not do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from review_ui import api_documents, api_exports, api_forms
from review_ui.guards import check

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation.  `name` is its words' key; `who` a kind of `review_ui.guards.ROLES`."""

    name: str
    method: str
    path: str
    view: Callable[..., Response]
    who: str = "reader"
    query: tuple[tuple[str, str], ...] = ()
    body: type[Any] | None = None
    statuses: tuple[int, ...] = (200,)


FORM_FILTERS = (
    ("state", "string"),
    ("needs_review", "boolean"),
    ("text", "string"),
    ("document_id", "integer"),
    ("after", "integer"),
    ("limit", "integer"),
)
DOCUMENT_FILTERS = (("ids", "string"), ("state", "string"), ("text", "string"), ("after", "integer"))
SAVED = (200, 400, 401, 403, 404, 409)

ROUTES = (
    Route(
        name="create_document",
        method="POST",
        path="/documents",
        view=api_documents.create,
        who="reviewer",
        query=(("name", "string"),),
        statuses=(201, 200, 400, 401, 403, 413, 415, 422),
    ),
    Route(
        name="list_documents",
        method="GET",
        path="/documents",
        view=api_documents.listing,
        query=DOCUMENT_FILTERS,
        statuses=(200, 400, 401),
    ),
    Route(
        name="show_document",
        method="GET",
        path="/documents/<int:document_id>",
        view=api_documents.show,
        statuses=(200, 401, 404),
    ),
    Route(
        name="list_forms",
        method="GET",
        path="/forms",
        view=api_forms.listing,
        query=FORM_FILTERS,
        statuses=(200, 401),
    ),
    Route(
        name="show_form",
        method="GET",
        path="/forms/<int:form_id>",
        view=api_forms.show,
        statuses=(200, 401, 404),
    ),
    Route(
        name="correct",
        method="POST",
        path="/forms/<int:form_id>/corrections",
        view=api_forms.correct,
        who="reviewer",
        body=api_forms.Correction,
        statuses=SAVED,
    ),
    Route(
        name="categorise",
        method="POST",
        path="/forms/<int:form_id>/categories",
        view=api_forms.categorise,
        who="reviewer",
        body=api_forms.Categories,
        statuses=SAVED,
    ),
    Route(
        name="decide",
        method="POST",
        path="/forms/<int:form_id>/decision",
        view=api_forms.decide,
        who="reviewer",
        body=api_forms.Decision,
        statuses=SAVED,
    ),
    Route(
        name="undo",
        method="POST",
        path="/forms/<int:form_id>/undo",
        view=api_forms.undo,
        who="reviewer",
        body=api_forms.Undo,
        statuses=SAVED,
    ),
    Route(
        name="export",
        method="GET",
        path="/exports.<kind>",
        view=api_exports.download,
        query=(("which", "string"), ("after", "integer")),
        statuses=(200, 401, 404),
    ),
)


def make_blueprint() -> Blueprint:
    """Return the API's blueprint, each route guarded as the table says."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    kinds = {f"api.{route.name}": route.who for route in ROUTES}
    for route in ROUTES:
        api.add_url_rule(route.path, route.name, route.view, methods=[route.method])

    @api.before_request
    def _guard() -> None:
        check(kinds[request.endpoint or ""])

    return api
