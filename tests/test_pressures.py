"""Uploads are refused whole while there is no room: by page, API and command line."""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from cli.places import open_database
from models import jobs, pressures
from models.blobs import Blobs
from models.databases import Database
from models.errors import NoRoom, Overloaded, TooBusy
from models.intakes import take_in
from models.settings import Settings
from models.tables import Documents
from review_ui.apps import create_app
from review_ui.services import KEY
from tests.broker_fixtures import environ_of
from tests.browser_fixtures import Site
from tests.made_forms import pdf, store

COMMAND = Path(sys.executable).with_name("zipingbiao")
ENDLESS = 1 << 40
SHORT: dict[str, tuple[dict[str, int], type[Overloaded], int]] = {
    "a disk that is nearly full": ({"min_free_mb": ENDLESS}, NoRoom, 507),
    "too much that waits": ({"max_waiting": 1}, TooBusy, 503),
}


@pytest.mark.parametrize(("limits", "error", "status"), SHORT.values(), ids=SHORT.keys())
def test_nothing_is_taken(
    db: Database, settings: Settings, limits: dict[str, int], error: type[Overloaded], status: int
):
    """No byte of the file is read, none is kept, and whoever brings it is told when to come again."""
    store(db, settings)
    with _site(settings, limits) as site:
        stream = io.BytesIO(pdf("new"))
        with pytest.raises(error):
            take_in(site.db, Blobs(settings.blobs), site.settings, "a.pdf", stream, user_id=None)
        assert stream.tell() == 0
        visit = site.visit()
        for whole in (True, False):
            answer = visit.send(pdf("new"), whole=whole)
            assert (answer.status_code, answer.json["error"]["code"]) == (status, error.code)
            assert answer.headers["Retry-After"] == str(error.retry_after)
        page = visit.post("/upload", {"file": (io.BytesIO(pdf("new")), "表.pdf")})
        assert (page.status_code, page.headers["Retry-After"]) == (status, str(error.retry_after))
        assert error.code in page.text
        with site.db.reading() as session:
            assert session.scalar(select(func.count(Documents.id))) == 1
        assert len([path for path in settings.blobs.rglob("*") if path.is_file()]) == 1


def test_a_command_says_that_the_database_is_full(sqlite_settings: Settings):
    """It ends with the code, not with a trace of calls."""
    Database(sqlite_settings).migrate()
    with pytest.raises(NoRoom):
        _overfill(sqlite_settings.data)


def _overfill(data: Path) -> None:
    with open_database(data) as (_, db), db.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        session.execute(text("CREATE TABLE more AS SELECT zeroblob(1000000)"))


def test_room_again(sqlite_settings: Settings):
    """The same file is taken in once the queue is shorter."""
    with _site(sqlite_settings, {"max_waiting": 2}) as site:
        visit = site.visit()
        assert [visit.send(pdf(one)).status_code for one in ("a", "b")] == [201, 201]
        time.sleep(pressures.KEPT_SECONDS)
        assert visit.send(pdf("c")).status_code == 503
        assert jobs.claim(site.db, site.settings, 1)
        time.sleep(pressures.KEPT_SECONDS)
        assert visit.send(pdf("c")).status_code == 201


def test_a_database_that_is_away(sqlite_settings: Settings):
    """A page that needs the database answers 503 and when to come again, not a fault of the program."""
    with _site(sqlite_settings, {}) as site:
        visit = site.visit()
        site.db.close()
        file = sqlite_settings.data / "zipingbiao.sqlite3"
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        answer = visit.get("/api/v1/documents")
        assert (answer.status_code, answer.json["error"]["code"]) == (503, "too-busy")
        assert answer.headers["Retry-After"]


def test_the_command_line_says_so(sqlite_settings: Settings, tmp_path: Path):
    """An import ends with the code and can be started again."""
    (tmp_path / "a.pdf").write_bytes(pdf("a"))
    Database(sqlite_settings).migrate()
    environ = environ_of(replace(sqlite_settings, min_free_mb=ENDLESS)) | {
        "ZIPINGBIAO_MIN_FREE_MB": str(ENDLESS)
    }
    ended = subprocess.run(
        [COMMAND, "import", tmp_path / "a.pdf"], env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "zipingbiao: no-room: " in ended.stderr


@contextmanager
def _site(settings: Settings, limits: dict[str, int]) -> Iterator[Site]:
    app = create_app(replace(settings, **limits))
    site = Site(app, app.extensions[KEY].db, replace(settings, **limits))
    try:
        yield site
    finally:
        site.db.close()
