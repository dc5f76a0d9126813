"""What the API answers fits the schemas of its own description."""

from typing import Any

import jsonschema
import pytest
from werkzeug.test import TestResponse

from extractor.proof.checks import recheck
from models.codecs import json_schema
from tests.browser_fixtures import Site, Visit
from tests.made_forms import made_form, pdf, store_forms
from tests.made_records import read_form, seed

SCORE = "/indicators/0/score"
READS = ("/forms", "/forms/1", "/documents", "/documents?ids=1", "/documents/1")
REFUSED = ("/forms?limit=0", "/forms/9", "/documents/9", "/exports.pdf")


@pytest.fixture
def spec(site: Site) -> dict[str, Any]:
    """Return the description, with two forms stored."""
    store_forms(site.db, site.settings, recheck(read_form(seed("5-targeted-aid"))), made_form())
    found: dict[str, Any] = site.visit(None).get("/api/v1/openapi.json").json
    return found


def fits(spec: dict[str, Any], method: str, path: str, status: int, answer: object) -> None:
    """Hold an answer against the schema of its operation and status."""
    (name,) = (
        name
        for name in spec["paths"]
        if [step if "{" not in step else "1" for step in name.split("/")] == path.partition("?")[0].split("/")
    )
    content = spec["paths"][name][method]["responses"][str(status)]["content"]
    schema = content["application/json"]["schema"]
    jsonschema.validate(answer, {**schema, "components": spec["components"]})


def test_answers_fit_their_schemas(site: Site, spec: dict[str, Any]):
    """Lists, forms with corrections and events, documents with jobs: nothing lacks, nothing is beyond."""
    visit = site.visit()
    saves = {
        "corrections": {"version": 1, "pointers": [SCORE], "value": "2.2", "why": "看错"},
        "categories": {"version": 2, "pointer": "/indicators/0/reason", "codes": ["WEATHER"]},
        "undo": {"version": 3},
        "decision": {"version": 4, "decision": "reject", "why": "不全"},
    }
    for path, body in saves.items():
        answer = visit.save(f"/forms/1/{path}", body)
        assert answer.status_code == 200, answer.json
        fits(spec, "post", f"/forms/1/{path}", 200, answer.json)
    for path in READS:
        fits(spec, "get", path, 200, visit.get(f"/api/v1{path}").json)
    for status in (201, 200):
        fits(spec, "post", "/documents", status, visit.send(pdf("new")).json)


def test_errors_fit_their_schema(site: Site, spec: dict[str, Any]):
    """What is refused, at a stale version too, answers as described."""
    visit = site.visit()
    for path in REFUSED:
        answer = visit.get(f"/api/v1{path}")
        jsonschema.validate(answer.json, {**_error(spec), "components": spec["components"]})
    stale = visit.save("/forms/1/undo", {"version": 9})
    fits(spec, "post", "/forms/1/undo", 409, stale.json)
    fits(spec, "post", "/documents", 422, visit.send(b"").json)


def test_a_form_is_made_of_the_published_types(spec: dict[str, Any]):
    """The schema of a form refers to the types that `extract` publishes, word for word."""
    form = spec["components"]["schemas"]["FormDesk"]["properties"]
    assert form["record"] == {"$ref": "#/components/schemas/Record"}
    assert set(json_schema()["$defs"]) <= set(spec["components"]["schemas"])
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            assert all(one["content"] for one in operation["responses"].values()), path


def test_exports_name_their_media_type_once(site: Site, spec: dict[str, Any]):
    """Each export's content type is one that the description lists, the charset of CSV said once."""
    listed = spec["paths"]["/exports.{kind}"]["get"]["responses"]["200"]["content"]
    for kind in ("jsonl", "csv", "xlsx"):
        header = site.visit().get(f"/api/v1/exports.{kind}?which=all").headers["Content-Type"]
        assert header.partition(";")[0] in listed
        assert header.count("charset") == (kind == "csv")


FAULTS = {
    "half a pair": (b'{"version": 1, "pointers": ["/year"], "value": "\\ud800"}', "surrogate"),
    "cut off": (b'{"version": 1, "poin', "no whole JSON: Unterminated string"),
    "nothing": (b"", "no whole JSON: Expecting value"),
    "no UTF-8": (b'{"value": "\xff"}', "no UTF-8"),
    "another kind": (b'{"version": "1"}', "`$.version`"),
    "deep": (b'{"value": "\\ud800", "x": ' + b"[" * 100_000, "deeply"),
}


@pytest.mark.parametrize(("body", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_body_is_told_its_fault(site: Site, body: bytes, said: str):
    """The detail says what is wrong with a body, not something else."""
    visit = site.visit()
    headers = {"X-CSRFToken": visit.token()}
    path = "/api/v1/forms/1/corrections"
    answer = visit.client.post(path, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad-request")
    assert said in answer.json["error"]["detail"]


def test_a_decided_form_offers_no_undo(site: Site):
    """`may_undo` says whether undo would work: not on a decided form, again once it is reopened."""
    store_forms(site.db, site.settings, made_form())
    visit = site.visit()

    def may(visit: Visit, path: str, body: dict[str, Any]) -> bool:
        return bool(visit.save(f"/forms/1/{path}", body).json["may_undo"])

    assert may(visit, "corrections", {"version": 1, "pointers": [SCORE], "value": "3"})
    assert not may(visit, "decision", {"version": 2, "decision": "accept"})
    assert may(visit, "decision", {"version": 3, "decision": "reopen"})


def test_no_reason_beside_a_cause(site: Site):
    """Categories that contradict each other are refused in words of their own, each alone is taken."""
    store_forms(site.db, site.settings, made_form())
    visit = site.visit()

    def save(version: int, *codes: str) -> TestResponse:
        body = {"version": version, "pointer": "/indicators/0/reason", "codes": codes}
        return visit.save("/forms/1/categories", body)

    both = save(1, "NO_REASON", "WEATHER")
    assert (both.status_code, both.json["error"]["code"]) == (400, "bad-request")
    assert "不能与具体原因同时选" in both.json["error"]["message"]
    assert "NO_REASON" in both.json["error"]["detail"]
    assert save(1, "NO_REASON").status_code == 200
    assert save(2, "WEATHER").status_code == 200


def test_a_refused_role_is_named_in_good_english(site: Site):
    """The detail of a refusal is grammatical for every role."""
    store_forms(site.db, site.settings, made_form())
    answer = site.visit("auditor").save("/forms/1/undo", {"version": 1})
    assert answer.json["error"]["detail"] == "the role auditor may not do this"


def _error(spec: dict[str, Any]) -> dict[str, str]:
    assert "Error" in spec["components"]["schemas"]
    return {"$ref": "#/components/schemas/Error"}
