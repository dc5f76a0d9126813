"""Files in: by the API and by the plain form, refused by code, read no further than need be."""

import io
from dataclasses import replace
from typing import Any

import pytest

from models.settings import Settings
from review_ui.apps import create_app
from review_ui.services import KEY
from tests.browser_fixtures import Site
from tests.made_forms import pdf

SMALL = 4096


@pytest.mark.parametrize("whole", [False, True])
def test_a_file_is_taken_in_once(site: Site, *, whole: bool):
    """The first time 201 and an address, the second time 200 and the same document."""
    visit = site.visit()
    first, second = (visit.send(pdf("a"), name, whole=whole) for name in ("2024/表一.pdf", "另一个名字.pdf"))
    assert (first.status_code, first.json["outcome"]) == (201, "accepted")
    assert (second.status_code, second.json["outcome"]) == (200, "duplicate")
    assert second.json["document"] == first.json["document"]
    assert first.json["document"]["name"] == "2024/表一.pdf"
    shown = visit.get(first.headers["Location"]).json
    assert (shown["state"], shown["jobs"][0]["kind"], shown["forms"]) == ("waiting", "extract", [])


REFUSED = {
    "no bytes": (b"", "表.pdf", 422, "empty-file"),
    "no PDF": (b"PK\x03\x04" * 300, "表.docx", 415, "not-a-pdf"),
    "climbing": (pdf(), "../../etc/passwd.pdf", 400, "bad-name"),
    "absolute": (pdf(), "/etc/passwd.pdf", 400, "bad-name"),
    "backslash": (pdf(), "..\\表.pdf", 400, "bad-name"),
    "control": (pdf(), "表\u202efdp.exe", 400, "bad-name"),
    "too long": (pdf(), "表" * 300, 400, "bad-name"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("data", "name", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(  # noqa: PLR0913 - a table's columns
    site: Site, data: bytes, name: str, status: int, code: str, *, whole: bool, lang: str
):
    """What is refused says its code, the file, and in both languages what to do; others go on."""
    visit = site.visit()
    visit.get(f"/?lang={lang}")
    answer = visit.send(data, name, whole=whole)
    error = answer.json["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert any("\u4e00" <= char <= "\u9fff" for char in error["message"]) == (lang == "zh")
    assert visit.send(pdf("good"), whole=whole).status_code == 201


@pytest.mark.parametrize(
    ("lang", "seems"), [("zh", "看来是：网页或 XML。"), ("en", "It seems to be a web page or XML.")]
)
def test_a_refused_file_is_told_what_it_seems_to_be(site: Site, lang: str, seems: str):
    """By the API and by the plain form, in the reader's language."""
    visit = site.visit()
    visit.get(f"/?lang={lang}")
    assert visit.send(b"<html></html>", "a.pdf").json["error"]["message"].endswith(seems)
    plain = {"file": (io.BytesIO(b"<html></html>"), "a.pdf")}
    assert seems in visit.post("/upload", data=plain).text


def test_a_file_without_a_name(site: Site):
    """Bytes that nobody named are refused."""
    visit = site.visit()
    codes = [visit.send(pdf(), "", whole=whole).json["error"]["code"] for whole in (True, False)]
    assert codes == ["bad-name", "bad-name"]


@pytest.fixture
def narrow(settings: Settings) -> Site:
    """The application where a file may have 4 kB."""
    app = create_app(replace(settings, max_upload_bytes=SMALL))
    yield Site(app, app.extensions[KEY].db, settings)
    app.extensions[KEY].db.close()


class Endless(io.RawIOBase):
    """A body that has no end; counts what was read of it."""

    taken = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer
        """Give PDF-like bytes for ever."""
        buffer[:] = (b"%PDF-1.7" * (len(buffer) // 8 + 1))[: len(buffer)]
        self.taken += len(buffer)
        return len(buffer)


@pytest.mark.parametrize("whole", [False, True])
def test_a_file_that_is_too_large(narrow: Site, *, whole: bool):
    """One byte over the limit is refused by its code; the limit itself is not."""
    visit = narrow.visit()
    base = pdf()
    fits = base + b"x" * (SMALL - len(base))
    assert visit.send(fits, whole=whole).status_code == 201
    over = visit.send(fits + b"x", whole=whole)
    assert (over.status_code, over.json["error"]["code"]) == (413, "too-large")


@pytest.mark.parametrize("length", ["99999999999", None])
def test_a_huge_body_is_not_read_to_its_end(narrow: Site, length: str | None):
    """Whatever length is announced, or none, reading stops near the limit."""
    visit = narrow.visit()
    body = Endless()
    environ: dict[str, Any] = {"wsgi.input": body, "wsgi.input_terminated": True}
    headers = {"X-CSRFToken": visit.token(), **({"Content-Length": length} if length else {})}
    answer = visit.client.post(
        "/api/v1/documents?name=a.pdf",
        content_type="application/pdf",
        headers=headers,
        environ_overrides=environ,
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too-large")
    assert body.taken < 16 << 20


@pytest.mark.parametrize("path", ["/api/v1/documents?name=a.pdf", "/upload"])
def test_a_strangers_body_is_not_read(site: Site, path: str):
    """Who is not signed in is turned away before a byte of what they send is read."""
    body = Endless()
    environ: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": "100000000"}
    kind = "multipart/form-data; boundary=x"
    answer = site.visit(None).client.post(path, content_type=kind, environ_overrides=environ)
    assert answer.status_code in {302, 401}
    assert body.taken == 0


def test_the_plain_form_takes_many_files(site: Site):
    """Without scripts, one form sends many files; each has its own outcome on the page."""
    visit = site.visit()
    files = [(io.BytesIO(pdf(at)), f"表{at}.pdf") for at in range(3)]
    files += [(io.BytesIO(b""), "空.pdf"), (io.BytesIO(b"PK"), "表.docx"), (io.BytesIO(pdf(0)), "又一次.pdf")]
    page = visit.post("/upload", {"file": files}).text
    assert (page.count("✓ 已收入"), page.count("= 已有"), page.count("✕ 未收入")) == (3, 1, 2)
    assert 'data-code="empty-file"' in page
    assert 'data-code="not-a-pdf"' in page
    for code in ("empty-file", "not-a-pdf"):
        assert f"<code>{code}</code>" in page
    assert "200 MB" in page


def test_samples(site: Site):
    """The sample forms go in like any upload, and only once."""
    visit = site.visit()
    for _ in range(2):
        assert visit.post("/upload/samples").headers["Location"] == "/documents"
    names = [one["name"] for one in visit.get("/api/v1/documents").json["documents"]]
    assert sorted(names) == ["samples/fit.lodocx.pdf", "samples/fit.rl.pdf"]
