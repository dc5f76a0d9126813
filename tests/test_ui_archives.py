"""ZIP archives in: by the API and by the plain form, refused by code, for whom it may be."""

import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models import batches
from models.blobs import Blobs
from review_ui.apps import create_app
from review_ui.services import KEY
from tests.browser_fixtures import Site, Visit
from tests.made_archives import PDF, zipped
from tests.made_commands import run_on
from worker.unpackers import take_next

ARCHIVE = zipped({"甲.pdf": PDF})
MANIFEST = "路径,档号\n甲.pdf,J-1\n".encode()
Parts = dict[str, object]


def parts(archive: bytes = ARCHIVE, manifest: bytes = b"") -> Parts:
    """Return a form's files; a browser sends a nameless part where none was chosen."""
    return {
        "archive": (io.BytesIO(archive), "档案.zip"),
        "manifest": (io.BytesIO(manifest), "清单.csv" if manifest else ""),
    }


def send(visit: Visit, data: bytes | Parts, name: str = "档案.zip") -> TestResponse:
    """Send an archive to the API, its bytes alone or as the parts of a form."""
    query = {"name": name} if isinstance(data, bytes) else {}
    headers = {"X-CSRFToken": visit.token()}
    kind = "application/zip" if isinstance(data, bytes) else "multipart/form-data"
    return visit.client.post(
        "/api/v1/batches", data=data, query_string=query, content_type=kind, headers=headers
    )


def test_an_archive_becomes_a_batch(site: Site):
    """Sent either way it is answered with the batch that its files will be of; with a manifest, another."""
    visit = site.visit()
    for answer, number in ((send(visit, ARCHIVE), 1), (send(visit, parts()), 1)):
        assert (answer.status_code, answer.json["id"]) == (202, number)
        assert (answer.json["kind"], answer.json["state"], answer.json["running"]) == ("upload", "open", True)
    answer = send(visit, parts(manifest=MANIFEST))
    assert (answer.status_code, answer.json["id"], answer.json["label"]) == (202, 2, "档案.zip")
    assert visit.get(answer.headers["Location"]).json["files"]["accepted"] == 0


def test_the_plain_form_leads_to_the_batch(site: Site):
    """Without scripts the archive's page follows, in both languages; what cannot be is told."""
    visit = site.visit()
    assert 'name="archive"' in visit.get("/upload").text
    answer = visit.post("/upload/archive", parts(manifest=MANIFEST), content_type="multipart/form-data")
    assert answer.headers["Location"] == "/batches/1"
    for lang, words in {"zh": "上传的压缩包", "en": "Uploaded archive"}.items():
        assert words in visit.get(f"/batches/1?lang={lang}").text
    wrong = visit.post("/upload/archive", parts(b"%PDF"), content_type="multipart/form-data")
    assert (wrong.status_code, "damaged-archive" in wrong.text) == (422, True)


def test_what_waits_to_be_unpacked_is_told(site: Site):
    """Home page and `status` count archives while there is no document, and no more once they are taken."""
    visit = site.visit()
    send(visit, ARCHIVE)
    assert "1 个上传的压缩包待解包" in visit.get("/").text
    assert "1 uploaded archives to unpack" in visit.get("/?lang=en").text
    told = run_on(site.settings, "status", "--json").stdout
    assert json.loads(told)["archives"] == 1
    assert "archives: 1 to be unpacked" in run_on(site.settings, "status").stdout
    assert take_next(site.db, Blobs(site.settings.blobs), site.settings, threading.Event())
    assert "to unpack" not in visit.get("/").text
    assert "archives" not in run_on(site.settings, "status").stdout


REFUSED = {
    "no archive": (b"%PDF-1.7 x", "a.zip", 422, "damaged-archive"),
    "no bytes": (b"", "a.zip", 422, "empty-file"),
    "climbing": (ARCHIVE, "../a.zip", 400, "bad-name"),
    "no name": (ARCHIVE, "", 400, "bad-name"),
    "no such part": ({"file": (io.BytesIO(ARCHIVE), "a.zip")}, "", 400, "bad-request"),
    "no manifest": (parts(manifest=b"1,2\n"), "", 400, "bad-request"),
}


@pytest.mark.parametrize(("data", "name", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refusals(site: Site, data: bytes | Parts, name: str, status: int, code: str):
    """What is refused has its code and is no batch."""
    if isinstance(data, dict):
        data = {part: (io.BytesIO(one[0].getvalue()), one[1]) for part, one in data.items()}  # type: ignore[index]
    answer = send(site.visit(), data, name)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    with site.db.reading() as session:
        assert not batches.list_batches(session)


def test_limits(site: Site):
    """Too large is told as such; no room says when to come again; nothing is half stored."""
    app = create_app(replace(site.settings, max_archive_bytes=100))
    try:
        answer = send(Site(app, site.db, site.settings).visit(), ARCHIVE)
        assert (answer.status_code, answer.json["error"]["code"]) == (413, "too-large")
    finally:
        app.extensions[KEY].db.close()
    app = create_app(replace(site.settings, min_free_mb=10**9))
    try:
        answer = send(Site(app, site.db, site.settings).visit("administrator"), parts(manifest=MANIFEST))
        assert (answer.status_code, answer.json["error"]["code"]) == (507, "no-room")
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        app.extensions[KEY].db.close()
    with site.db.reading() as session:
        assert not batches.list_batches(session)
    assert not [path for path in site.settings.blobs.rglob("*") if path.is_file()]


def test_a_full_folder_of_temporary_files(site: Site, monkeypatch: pytest.MonkeyPatch):
    """A form that finds no room on its way in is told to come again."""
    visit = site.visit()
    with Path("/dev/full").open("rb+", buffering=0) as full:
        monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", lambda **_: full)
        answer = send(visit, parts())
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "no-room")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_auditor_brings_nothing(site: Site):
    """Who may only look neither sees the form nor reaches what is behind it."""
    visit = site.visit("auditor")
    assert send(visit, ARCHIVE).status_code == 403
    assert "#archive" not in visit.get("/batches").text
    assert "#archive" in site.visit().get("/batches").text
