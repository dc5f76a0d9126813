"""The table of routes → an OpenAPI 3.1 description, with the types' own schemas."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from models.codecs import json_schema
from models.formats import MEDIA_TYPES
from review_ui import shapes
from review_ui.languages import Words
from review_ui.queries import Parameter
from review_ui.routes import PREFIX, Route

_REF = "#/components/schemas/{name}"
_RULE = re.compile(r"<(?:(int):)?(\w+)>")
_OK = range(200, 300)
_FILES = {
    "create_document": (("file",), MEDIA_TYPES),
    "create_batch": (("archive", "manifest"), ("application/zip",)),
}
"""Operations that take files: parts of a form, the first of which must be there, and types of a body."""


def describe(routes: Sequence[Route], t: Words, version: str) -> dict[str, Any]:
    """Return the description of some routes in the reader's language."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(openapi_path(route.path), {})[route.method.lower()] = _operation(route, t)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{t('brand')} API", "version": version, "license": {"name": "AGPL-3.0-or-later"}},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(routes),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "zipingbiao"},
            },
        },
    }


def openapi_path(rule: str) -> str:
    """Return a Flask rule as an OpenAPI path."""
    return _RULE.sub(r"{\2}", rule)


def _operation(route: Route, t: Words) -> dict[str, Any]:
    inner = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(kind, route)}
        for kind, name in _RULE.findall(route.path)
    ]
    query = [
        {"name": one.name, "in": "query", "description": t(f"api.query.{one.name}"), "schema": one.schema()}
        for one in route.query
    ]
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": t(f"api.{route.name}"),
        "x-role": route.who,
        "parameters": inner + query,
        "responses": {str(status): _response(route, status, t) for status in route.statuses},
    }
    if route.body:
        schema = {"$ref": _REF.format(name=route.body.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.name in _FILES:
        parts, media_types = _FILES[route.name]
        file = {
            "type": "object",
            "required": [parts[0]],
            "properties": {part: {"type": "string", "format": "binary"} for part in parts},
        }
        content = {"multipart/form-data": {"schema": file}, **{kind: {} for kind in media_types}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _path_schema(kind: str, route: Route) -> dict[str, Any]:
    return Parameter(kind, "integer").schema() if kind else {"type": "string", "enum": list(route.files)}


def _response(route: Route, status: int, t: Words) -> dict[str, Any]:
    """Return what one status answers with: files by their media types, all else as JSON of a schema."""
    answer: dict[str, Any] = {"description": t(f"api.status.{status}")}
    if status not in _OK or route.answer:
        name = (route.answer if status in _OK and route.answer else shapes.Error).__name__
        answer["content"] = {"application/json": {"schema": {"$ref": _REF.format(name=name)}}}
    else:
        answer["content"] = {media_type: {} for media_type in route.files.values()}
    return answer


def _schemas(routes: Sequence[Route]) -> dict[str, Any]:
    ours = [kind for route in routes for kind in (route.body, route.answer) if kind]
    _, parts = msgspec.json.schema_components([*ours, shapes.Error], ref_template=_REF)
    published = msgspec.json.decode(
        msgspec.json.encode(json_schema()["$defs"]).replace(b"#/$defs/", b"#/components/schemas/")
    )
    return {**parts, **published}
