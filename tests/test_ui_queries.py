"""Numbers in addresses and parameters in queries: what is wrong is refused by its code and name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import batches
from models.errors import BadRequest
from review_ui.queries import MOST_ID, Parameter, read
from tests.browser_fixtures import Site
from tests.made_forms import made_form, store_forms
from tests.read_exports import read_csv

HUGE = "99999999999999999999"
API = "/api/v1"


@pytest.mark.parametrize("number", [HUGE, str(MOST_ID + 1), str(MOST_ID)])
@pytest.mark.parametrize(
    "path",
    [f"{API}/forms/", f"{API}/documents/", "/forms/", "/documents/", "/documents/1/pages/"],
)
def test_numbers_that_no_id_can_be(site: Site, path: str, number: str):
    """An id beyond what the database can hold is not found, as any other that is not there."""
    store_forms(site.db, site.settings, made_form())
    ending = ".png" if path.endswith("pages/") else ""
    answer = site.visit().get(f"{path}{number}{ending}")
    assert answer.status_code == 404
    assert not path.startswith(API) or answer.json["error"]["code"] == "not-found"


WRONG = (
    *(
        f"/forms?{name}={number}"
        for name in ("after", "document_id", "limit")
        for number in (HUGE, "x", "-1", "")
    ),
    "/forms?limit=0",
    "/forms?limit=500",
    "/forms?after=²",
    "/forms?needs_review=maybe",
    "/forms?state=bogus",
    "/forms?text=%00",
    "/forms?text=%FF",
    "/forms?bogus=1",
    "/forms?lang=xx",
    "/forms?after=1&after=2",
    "/forms/1?bogus=1",
    "/documents?after=x",
    f"/documents?after={HUGE}",
    "/documents?state=accepted",
    "/documents/1?bogus=1",
    "/exports.csv?which=bogus",
    f"/exports.jsonl?after={HUGE}",
    "/exports.jsonl?limit=1",
)


@pytest.mark.parametrize("path", WRONG)
def test_wrong_parameters_are_not_ignored(site: Site, path: str):
    """A parameter that is unknown, given twice or no value of its kind is 400, and the answer names it."""
    store_forms(site.db, site.settings, made_form())
    answer = site.visit().get(API + path)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad-request")
    assert path.partition("?")[2].partition("=")[0] in answer.json["error"]["detail"]


@pytest.mark.parametrize("path", ["/queue", "/documents"])
def test_pages_begin_behind_an_id(site: Site, path: str):
    """A page's list that begins behind nonsense is refused in words; odd bytes elsewhere are only text."""
    visit = site.visit()
    for wrong in (HUGE, "x"):
        answer = visit.get(f"{path}?after={wrong}")
        assert (answer.status_code, "bad-request" in answer.text) == (400, True), wrong
    assert visit.get(f"{path}?after=3").status_code == 200
    for odd in ("text=%00", "text=%FF", "text=%ED%A0%80", "bogus=1"):
        assert visit.get(f"{path}?{odd}").status_code == 200, odd
    assert visit.get(path, environ_overrides={"QUERY_STRING": "text=\xff"}).status_code == 200


def test_nul_is_a_character_that_nothing_has(site: Site):
    """What no text of a database can hold finds nothing, in any query of a page or word that is sent."""
    visit = site.visit("administrator")
    with site.db.writing() as session:
        batches.open_batch(session, "a", None)
    for path in ("/documents?code=", "/documents?batch=1&code=", "/batches/1/files?code=", "/reasons?year="):
        assert visit.get(f"{path}%00").status_code == 200, path
    assert visit.get("/reasons?category=%00&department=%00").status_code == 200
    answer = visit.save("/batches/1/retry", {"code": "\0"})
    assert (answer.status_code, answer.json["documents"]) == (200, 0)
    assert visit.post("/batches/1/retry", {"code": "\0"}).status_code == 302
    assert site.visit(None).post("/login", {"name": "\0", "password": "\0"}).status_code == 401


def test_right_parameters_are_obeyed(site: Site):
    """Each filter takes what the description says, and exports speak the language asked for."""
    store_forms(site.db, site.settings, made_form("甲"), made_form("乙"))
    visit = site.visit()
    for query, count in {
        "after=1": 1,
        "needs_review=false": 2,
        "needs_review=0": 2,
        "needs_review=true": 0,
    }.items():
        assert len(visit.get(f"{API}/forms?{query}").json["forms"]) == count, query
    assert len(visit.get(f"{API}/forms?document_id=1&state=waiting&limit=1&lang=en").json["forms"]) == 1
    assert f"{MOST_ID}" in str(visit.get(f"{API}/openapi.json").json["paths"]["/forms/{form_id}"])
    for lang, header in {"en": "project_name", "zh": "项目名称"}.items():
        assert header in read_csv(visit.get(f"{API}/exports.csv?which=all&lang={lang}").data)[0]


def test_a_name_that_is_no_text(site: Site):
    """A name whose bytes are no UTF-8 is a bad name, not another one."""
    visit = site.visit()
    headers = {"X-CSRFToken": visit.token()}
    answer = visit.client.post(
        f"{API}/documents?name=%FF.pdf", data=b"%PDF-1.7", content_type="application/pdf", headers=headers
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad-name")


def test_the_description_lists_every_refusal(site: Site):
    """Each operation of the description has a 400, and each of its parameters a schema."""
    for path, operations in site.visit(None).get(f"{API}/openapi.json").json["paths"].items():
        for operation in operations.values():
            assert "400" in operation["responses"], path
            assert all(one["schema"] for one in operation["parameters"]), path


@given(st.binary(max_size=40))
def test_any_query_is_read_or_refused(query: bytes):
    """Whatever bytes come as a query, they are read within their bounds or refused as a bad request."""
    some = (Parameter("a", "integer", least=1, most=9), Parameter("b", "boolean"), Parameter("c"))
    try:
        found = read(some, query)
    except BadRequest:
        return
    assert 1 <= (found.number("a") or 1) <= 9
    assert (found.text("c") or "").encode()[:0] == b""


@given(st.integers(0, 2**40))
def test_numbers_mean_themselves(number: int):
    """A number within the bounds is itself; one beyond them is refused."""
    try:
        found = Parameter("after", "integer").read(str(number))
    except BadRequest:
        assert number > MOST_ID
    else:
        assert (found, number <= MOST_ID) == (number, True)
