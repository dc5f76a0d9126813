"""The API: forms out, corrections saved once, errors by code, a description that is true."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from werkzeug.test import TestResponse

from extractor.proof.checks import recheck
from models.pointers import all_values
from models.records import Label, Reason
from review_ui.openapis import openapi_path
from review_ui.routes import ROUTES
from tests.browser_fixtures import Site, Visit
from tests.made_forms import made_form, pdf, store_forms
from tests.made_records import read_form, seed
from tests.read_exports import by_header, read_csv, read_xlsx

REASON = "/indicators/0/reason"
SCORE = "/indicators/0/score"


def stored(site: Site) -> Visit:
    """Store form 5 of the seeds and a small one; return a reviewer's session."""
    store_forms(site.db, site.settings, recheck(read_form(seed("5-targeted-aid"))), made_form())
    return site.visit()


STRANGERS: dict[str, Callable[[Visit], TestResponse]] = {
    "read": lambda visit: visit.get("/api/v1/forms/1"),
    "list": lambda visit: visit.get("/api/v1/forms"),
    "export": lambda visit: visit.get("/api/v1/exports.jsonl"),
    "save": lambda visit: visit.save("/forms/1/undo", {"version": 1}),
    "upload": lambda visit: visit.send(pdf()),
}


@pytest.mark.parametrize("ask", STRANGERS.values(), ids=STRANGERS.keys())
def test_strangers_get_nothing(site: Site, ask: Callable[[Visit], TestResponse]):
    """Without a session or token the answer is 401 as JSON, not a login page."""
    store_forms(site.db, site.settings, made_form())
    answer = ask(site.visit(None))
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not-signed-in")


def test_a_session_needs_its_token_to_save(site: Site):
    """Another site's script that rides on the cookie saves nothing."""
    visit = stored(site)
    answer = visit.client.post("/api/v1/forms/1/decision", json={"version": 1, "decision": "accept"})
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "stale-page")
    assert visit.get("/api/v1/forms/1").json["state"] == "waiting"


SAVES: dict[str, tuple[str, dict[str, Any]]] = {
    "correct": ("corrections", {"pointers": [SCORE], "value": "3"}),
    "categorise": ("categories", {"pointer": REASON, "codes": ["WEATHER"]}),
    "decide": ("decision", {"decision": "accept"}),
    "undo": ("undo", {}),
}


@pytest.mark.parametrize(("path", "body"), SAVES.values(), ids=SAVES.keys())
def test_auditors_only_read(site: Site, path: str, body: dict[str, Any]):
    """An auditor's save is refused, upload too, and nothing changes."""
    stored(site)
    auditor = site.visit("auditor")
    answer = auditor.save(f"/forms/1/{path}", {"version": 1, **body})
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "not-allowed")
    assert auditor.send(pdf()).status_code == 403
    assert auditor.get("/api/v1/forms/1").json["version"] == 1


def test_a_correction_rechecks_at_once(site: Site):
    """The answer to a save is the new state: value, findings, marks, event; undo brings the old one back."""
    visit = stored(site)
    before = visit.get("/api/v1/forms/1").json
    after = visit.save(
        "/forms/1/corrections", {"version": 1, "pointers": [SCORE], "value": "2.2", "why": "看错"}
    ).json
    assert after["version"] == 2
    assert after["record"]["indicators"][0]["score"] == "2.2"
    old, new = ({one["code"] for one in form["findings"]} for form in (before, after))
    assert "total-is-sum" in new - old
    assert "error" in after["marks"]["/total_score"]
    assert after["corrected"][SCORE] | {"at": ""} == {
        "by": "某reviewer",
        "at": "",
        "kind": "correct",
        "read": "2.6",
        "why": "看错",
    }
    (event,) = after["events"]
    assert (event["kind"], event["old"], event["new"], event["user_name"]) == (
        "correct",
        "2.6",
        "2.2",
        "某reviewer",
    )
    undone = visit.save("/forms/1/undo", {"version": 2}).json
    changing = ("version", "events")
    assert {key: undone[key] for key in before if key not in changing} == {
        key: before[key] for key in before if key not in changing
    }
    assert [event["kind"] for event in undone["events"]] == ["correct", "undo"]


def test_a_merged_label_changes_in_every_row(site: Site):
    """A label printed once for many rows is corrected in all of them, or in none."""
    visit = stored(site)
    rows = [f"/indicators/{at}/level2" for at in range(5)]
    done = visit.save("/forms/1/corrections", {"version": 1, "pointers": rows, "value": "数量"}).json
    assert {one["level2"] for one in done["record"]["indicators"][:5]} == {"数量"}
    bad = visit.save(
        "/forms/1/corrections", {"version": done["version"], "pointers": [*rows, "/nowhere"], "value": "x"}
    )
    assert bad.status_code == 400
    assert visit.get("/api/v1/forms/1").json["version"] == done["version"]


def test_categories(site: Site):
    """Categories are set as a whole; names stand beside codes in the history, in the reader's language."""
    visit = stored(site)
    done = visit.save(
        "/forms/2/categories", {"version": 1, "pointer": REASON, "codes": ["WEATHER", "PLAN_CHANGE"]}
    ).json
    (reason,) = (one for one in done["reasons"] if one["field"] == REASON)
    assert [(one["code"], one["start"], one["end"]) for one in reason["labels"]] == [
        ("WEATHER", 1, 3),
        ("PLAN_CHANGE", 0, 0),
    ]
    assert done["events"][0]["new_words"] == "天气季节、计划或政策调整"
    assert "Weather" in visit.get("/api/v1/forms/2?lang=en").json["events"][0]["new_words"]
    unknown = visit.save("/forms/2/categories", {"version": 2, "pointer": REASON, "codes": ["NO_SUCH"]})
    assert (unknown.status_code, unknown.json["error"]["code"]) == (400, "bad-request")


@pytest.mark.parametrize(("path", "body"), SAVES.values(), ids=SAVES.keys())
def test_a_stale_save_changes_nothing_and_shows_both(site: Site, path: str, body: dict[str, Any]):
    """Who saves on an old version gets 409 with what stands now; nothing is overwritten."""
    visit = stored(site)
    theirs = visit.save("/forms/1/corrections", {"version": 1, "pointers": [SCORE], "value": "2"}).json
    stale = visit.save(f"/forms/1/{path}", {"version": 1, **body})
    assert (stale.status_code, stale.json["error"]["code"]) == (409, "review-conflict")
    assert stale.json["current"] == theirs
    assert visit.get("/api/v1/forms/1").json == theirs


def test_decisions(site: Site):
    """Accept, reopen, reject with a reason; a decided form is read only; rejecting says why."""
    visit = stored(site)

    def decide(version: int, decision: str, why: str = "") -> TestResponse:
        return visit.save("/forms/1/decision", {"version": version, "decision": decision, "why": why})

    assert decide(1, "accept").json["state"] == "accepted"
    fixed = visit.save("/forms/1/corrections", {"version": 2, "pointers": [SCORE], "value": "2"})
    assert fixed.status_code == 400
    assert decide(2, "accept").status_code == 400
    assert decide(2, "reopen").json["state"] == "waiting"
    assert decide(3, "reject", "  ").status_code == 400
    rejected = decide(3, "reject", "页面缺失").json
    assert (rejected["state"], rejected["decided_by"], rejected["events"][-1]["why"]) == (
        "rejected",
        "某reviewer",
        "页面缺失",
    )


NONSENSE = {
    "no JSON": b"{",
    "a list": b"[]",
    "no version": b'{"pointers": ["/year"], "value": "x"}',
    "a word as version": b'{"version": "1", "pointers": ["/year"], "value": "x"}',
    "no pointer": b'{"version": 1, "pointers": [], "value": "x"}',
    "unknown field": b'{"version": 1, "pointers": ["/year"], "value": "x", "state": "accepted"}',
    "no such pointer": b'{"version": 1, "pointers": ["/funds"], "value": "x"}',
    "control characters": b'{"version": 1, "pointers": ["/year"], "value": "\\u0000"}',
    "not UTF-8": b'{"version": 1, "pointers": ["/year"], "value": "\xff"}',
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_changes_nothing(site: Site, body: bytes):
    """A body that makes no sense is 400 by its code."""
    visit = stored(site)
    headers = {"X-CSRFToken": visit.token()}
    answer = visit.client.post(
        "/api/v1/forms/1/corrections", data=body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad-request")
    assert visit.get("/api/v1/forms/1").json["version"] == 1


def test_a_large_json_body_is_refused(site: Site):
    """Nothing but files is ever large here."""
    visit = stored(site)
    answer = visit.save(
        "/forms/1/corrections", {"version": 1, "pointers": ["/year"], "value": "x" * 2_000_000}
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too-large")


def test_lists_go_page_by_page(site: Site):
    """`next` leads through all forms once; filters and documents by id work."""
    store_forms(site.db, site.settings, *(made_form(f"项目{at}") for at in range(25)))
    visit = site.visit()
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        part = visit.get(f"/api/v1/forms?limit=10&after={after}").json
        seen += [one["id"] for one in part["forms"]]
        after = part["next"]
    assert seen == list(range(1, 26))
    assert [one["project_name"] for one in visit.get("/api/v1/forms?text=项目7").json["forms"]] == ["项目7"]
    statuses = visit.get("/api/v1/documents?ids=1,99").json["documents"]
    assert [(one["id"], one["state"], one["form_count"]) for one in statuses] == [(1, "done", 25)]
    for wrong in ("x", "1,,-2", "9" * 20, ",".join(["1"] * 501)):
        assert visit.get(f"/api/v1/documents?ids={wrong}").status_code == 400, wrong


def test_exports(site: Site):
    """Each format carries accepted forms, or all; headers are in the reader's language."""
    visit = stored(site)
    visit.save("/forms/1/decision", {"version": 1, "decision": "accept"})
    lines = visit.get("/api/v1/exports.jsonl").text.splitlines()
    assert [json.loads(line)["state"] for line in lines] == ["accepted"]
    everything = visit.get("/api/v1/exports.jsonl?which=all").text.splitlines()
    assert [json.loads(line)["form_id"] for line in everything] == [1, 2]
    assert len(visit.get("/api/v1/exports.jsonl?which=all&after=1").text.splitlines()) == 1
    assert {one["项目名称"] for one in read_csv(visit.get("/api/v1/exports.csv").data)} == {
        "精准帮扶 2019 项目"
    }
    book = read_xlsx(visit.get("/api/v1/exports.xlsx").data)
    assert by_header(book, book.sheetnames[0])[0]["项目名称"] == "精准帮扶 2019 项目"
    english = read_xlsx(visit.get("/api/v1/exports.xlsx?lang=en").data)
    assert english.sheetnames[0] != book.sheetnames[0]
    assert visit.get("/api/v1/exports.pdf").status_code == 404


def test_the_description_is_true(site: Site):
    """OpenAPI names every address there is, resolves, and its form schema fits what is answered."""
    visit = stored(site)
    spec = site.visit(None).get("/api/v1/openapi.json").json
    rules = {rule.rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    paths = {f"/api/v1{path}" for path in spec["paths"]} | {"/api/v1/openapi.json"}
    assert paths == {rule.replace("<int:", "{").replace("<", "{").replace(">", "}") for rule in rules}
    schemas = spec["components"]["schemas"]
    for name in _references(spec):
        assert name in schemas
    answer = visit.get("/api/v1/forms/1").json
    for part in ("Record", "Finding", "Evidence"):
        jsonschema.Draft202012Validator.check_schema(schemas[part])
    resolver = {"$ref": "#/components/schemas/Record", "components": spec["components"]}
    jsonschema.validate(answer["record"], resolver)
    error = {"$ref": "#/components/schemas/Error", "components": spec["components"]}
    jsonschema.validate(visit.get("/api/v1/forms/99").json, error)


def test_the_document_names_every_address():
    """docs/api.md lists each operation, and each key of a body."""
    text = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")
    for route in ROUTES:
        assert f"`{route.method} {openapi_path(route.path)}`" in text
        for name in getattr(route.body, "__struct_fields__", ()):
            assert f'"{name}"' in text, (route.name, name)


def test_reasons_without_categories_are_marked(site: Site):
    """A reason that the classifier could not sort is a doubt until a person sorts it."""
    form = made_form()
    unsorted = Reason(field=REASON, labels=(Label(code="unclassified", start=0, end=0, confidence=0.0),))
    store_forms(site.db, site.settings, recheck(replace(form, reasons=(unsorted,))))
    visit = site.visit()
    assert "unclassified" in visit.get("/api/v1/forms/1").json["marks"][REASON]
    done = visit.save("/forms/1/categories", {"version": 1, "pointer": REASON, "codes": ["WEATHER"]}).json
    assert "unclassified" not in done["marks"][REASON]


def test_every_field_of_the_answer_is_the_records_own(site: Site):
    """Marks and corrections name fields of the record."""
    visit = stored(site)
    answer = visit.get("/api/v1/forms/1").json
    pointers = set(all_values(seed("5-targeted-aid")))
    assert set(answer["marks"]) <= pointers
    assert set(answer["evidence"]) <= pointers


def _references(tree: object) -> set[str]:
    if isinstance(tree, dict):
        own = {tree["$ref"].rsplit("/", 1)[1]} if isinstance(tree.get("$ref"), str) else set()
        return own.union(*(_references(child) for child in tree.values()))
    if isinstance(tree, list):
        return set().union(*(_references(child) for child in tree))
    return set()
