"""Batches on the pages and in the API, by a client: for every role, in both languages."""

import json
from datetime import timedelta
from itertools import product
from pathlib import Path

import jsonschema
from sqlalchemy import update

from models import batches, jobs
from models.blobs import Blobs
from models.databases import clock
from models.errors import EncryptedPdf
from models.imports import take_sources, unpacker
from models.sources import find_sources
from models.tables import Batches, BatchFiles
from models.users import ROLES
from tests.browser_fixtures import Site
from tests.made_archives import PDF, write
from tests.made_forms import extraction, made_form, store
from tests.made_jobs import claimed

NAME = "<b>2024 年<b>"
WORDS = {"zh": ("有密码", "空文件", "正在收件"), "en": ("encrypted-pdf", "empty", "taking files")}


def bring(site: Site, folder: Path, count: int = 3) -> int:
    """Take in a folder of so many good files and an empty one; read the first, let the second fail."""
    top = folder / NAME
    for number in range(count):
        write(top / f"{number}.pdf", PDF + str(number).encode())
    write(top / "empty.pdf", b"")
    with site.db.writing() as session:
        batch_id = batches.open_batch(session, top.name, None, source="s", expected=count + 1)
    found = find_sources([top], unpacker(site.settings))
    taken = list(take_sources(site.db, Blobs(site.settings.blobs), site.settings, batch_id, found))
    assert len(taken) >= count + 1
    assert jobs.finish(site.db, claimed(site.db, site.settings, 1), extraction(made_form("甲")))
    assert jobs.finish(site.db, claimed(site.db, site.settings, 2), EncryptedPdf("it needs a password"))
    return batch_id


def test_every_role_sees_batches(site: Site, tmp_path: Path):
    """List and batch show names, counts and failures in both languages; only who may review can act."""
    bring(site, tmp_path)
    for role, lang in product(ROLES, WORDS):
        visit = site.visit(role)
        for path in ("/batches", "/batches/1", "/"):
            page = visit.get(f"{path}?lang={lang}")
            assert page.status_code == 200
            assert "&lt;b&gt;2024 年&lt;b&gt;" in page.text
            assert NAME not in page.text
        page = visit.get("/batches/1")
        for words in WORDS[lang]:
            assert words in page.text
        assert ("/batches/1/retry" in page.text) == (role != "auditor")


def test_failures_of_duplicates_are_told_apart(site: Site, tmp_path: Path):
    """A failed file that came before is listed as failed, counts as a duplicate, and the page says so."""
    bring(site, tmp_path)
    with site.db.writing() as session:
        second = batches.open_batch(session, "again", None, source="t", expected=1)
    again = find_sources([tmp_path / NAME / "1.pdf"], unpacker(site.settings))
    assert list(take_sources(site.db, Blobs(site.settings.blobs), site.settings, second, again))
    visit = site.visit()
    assert "1 came before" in visit.get(f"/batches/{second}?lang=en").text
    assert "came before" not in visit.get("/batches/1?lang=en").text


def test_the_bar_counts_what_is_still_to_come(site: Site, tmp_path: Path):
    """While an import goes on its bars are out of the files that it found, then out of its documents."""
    bring(site, tmp_path)
    with site.db.writing() as session:
        session.execute(update(Batches).values(expected=100))
    visit = site.visit()
    for path in ("/batches", "/batches/1", "/"):
        assert '<progress max="99" value="2" data-ended' in visit.get(path).text
    with site.db.writing() as session:
        batches.close(session, 1)
    assert '<progress max="3" value="2" data-ended' in visit.get("/batches/1").text


def test_an_import_that_was_killed(site: Site, tmp_path: Path):
    """A batch that is open while no file comes for long says so, until it is closed; a new one does not."""
    bring(site, tmp_path)
    visit = site.visit()
    assert "起没有收到新文件" not in visit.get("/batches/1").text
    with site.db.writing() as session:
        earlier = clock(session) - timedelta(minutes=11)
        session.execute(update(BatchFiles).values(taken_at=earlier))
    for lang, words in (("zh", "起没有收到新文件"), ("en", "No file came since 20")):
        assert words in visit.get(f"/batches/1?lang={lang}").text
    with site.db.writing() as session:
        batches.close(session, 1)
    assert "No file came" not in visit.get("/batches/1").text


def test_links_lead_to_the_batch_s_own(site: Site, tmp_path: Path):
    """Queue and documents can be bound to one batch; others are left out, and the whole list is near."""
    bring(site, tmp_path)
    store(site.db, site.settings, "another", "另一个.pdf")
    with site.db.writing() as session:
        batches.open_batch(session, "no files", None)
    visit = site.visit()
    listed = visit.get("/documents?batch=1").text
    assert "0.pdf" in listed
    assert "另一个.pdf" not in listed
    assert "另一个.pdf" in visit.get("/documents").text
    assert "甲" in visit.get("/queue?batch=1").text
    assert "甲" not in visit.get("/queue?batch=2").text
    assert visit.get("/queue?batch=9").status_code == 404
    assert visit.get("/queue?batch=x").status_code == 400


def test_counts_lead_to_their_files(site: Site, tmp_path: Path):
    """Each count of input files links to their names: the refused with their reasons, a page at a time."""
    for number in range(31):
        write(tmp_path / NAME / "no" / f"{number}.pdf", b"no")
    with site.db.writing() as session:
        batches.open_batch(session, "no files", None)
    bring(site, tmp_path)
    visit = site.visit("auditor")
    page = visit.get("/batches/2").text
    for query in ("refused&amp;code=empty-file", "refused&amp;code=not-a-pdf", "refused", "passed"):
        assert f'href="/batches/2/files?outcome={query}"' in page
    listed = visit.get("/batches/2/files?code=not-a-pdf").text
    assert "no/8.pdf" in listed
    assert "no/9.pdf" not in listed
    assert "empty.pdf" not in listed
    assert "neither a PDF" in listed
    assert "请另存为 PDF" in listed
    following = listed.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert visit.get(following).text.count("/no/") == 2
    assert NAME not in listed
    assert "empty.pdf" in visit.get("/batches/2/files?code=empty-file").text
    assert 'href="/documents/1"' in visit.get("/batches/2/files?outcome=accepted").text
    assert "empty.pdf" not in visit.get("/batches/1/files").text
    assert visit.get("/batches/9/files").status_code == 404
    assert visit.get("/batches/1/files?outcome=x").status_code == 400


def test_retry_and_cancel(site: Site, tmp_path: Path):
    """A reviewer retries and cancels with plain forms; an auditor may not, a stranger signs in first."""
    bring(site, tmp_path)
    assert site.visit("auditor").post("/batches/1/retry").status_code == 403
    assert site.visit(None).post("/batches/1/cancel").status_code == 302
    visit = site.visit()
    answer = visit.post("/batches/1/retry", {"code": "encrypted-pdf"}, follow_redirects=True)
    assert "1 个文件已重新排队读取" in answer.text
    answer = visit.post("/batches/1/cancel", follow_redirects=True)
    assert "2 个文件不再读取" in answer.text
    assert "已取消" in answer.text
    assert visit.get("/batches/9").status_code == 404


def test_the_api_says_the_same(site: Site, tmp_path: Path):
    """Each answer fits its schema; a retry by code counts documents; the report has a line a file."""
    bring(site, tmp_path)
    visit = site.visit()
    components = visit.get("/api/v1/openapi.json").json["components"]

    def fits(answer: object, name: str) -> None:
        jsonschema.validate(answer, {"$ref": f"#/components/schemas/{name}", "components": components})

    listed = visit.get("/api/v1/batches").json
    fits(listed, "BatchList")
    assert [one["label"] for one in listed["batches"]] == [NAME]
    assert visit.get("/api/v1/batches?after=1").json == {"batches": [], "next": None}
    shown = visit.get("/api/v1/batches/1").json
    fits(shown, "BatchDesk")
    assert shown["files"] == {"accepted": 3, "duplicate": 0, "refused": 1, "passed": 0}
    assert shown["documents"] == {"waiting": 1, "done": 1, "failed": 1}
    assert (shown["failures"], shown["refusals"], shown["to_review"]) == (
        {"encrypted-pdf": 1},
        {"empty-file": 1},
        1,
    )
    lines = [json.loads(line) for line in visit.get("/api/v1/batches/1/report.jsonl").text.splitlines()]
    assert [line["outcome"] for line in lines] == ["accepted", "accepted", "accepted", "refused"]
    assert "加密" not in visit.get("/api/v1/batches/1/report.csv").text
    assert "已收入" in visit.get("/api/v1/batches/1/report.csv").text
    assert visit.get("/api/v1/batches/1/report.pdf").status_code == 404
    assert [one["id"] for one in visit.get("/api/v1/forms?batch_id=1").json["forms"]] == [1]
    assert visit.get("/api/v1/forms?batch_id=9").json["forms"] == []
    assert len(visit.get("/api/v1/documents?batch_id=1").json["documents"]) == 3
    for path, body, count in (("retry", {"code": "x"}, 0), ("retry", {}, 1), ("cancel", {}, 2)):
        touched = visit.save(f"/batches/1/{path}", body)
        fits(touched.json, "Touched")
        assert touched.json == {"documents": count}
    assert visit.save("/batches/1/retry", {"cod": "x"}).status_code == 400
    assert site.visit("auditor").save("/batches/1/cancel", {}).status_code == 403


def test_a_document_says_where_it_is_from(site: Site, tmp_path: Path):
    """Its page and the API name its batch."""
    bring(site, tmp_path)
    visit = site.visit()
    assert (
        '<a href="/batches/1">&lt;b&gt;2024 年&lt;b&gt;</a> · &lt;b&gt;2024 年&lt;b&gt;/0.pdf'
        in visit.get("/documents/1").text
    )
    told = visit.get("/api/v1/documents/1").json
    assert (told["batch_id"], told["reference"], told["versions"]["extractor"]) == (1, "", "")
