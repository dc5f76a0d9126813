"""A real PostgreSQL that stands by: it can be read, takes no writes, and takes them once promoted."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from models import jobs
from models.databases import Database, is_away
from models.settings import Settings
from review_ui.apps import create_app
from review_ui.services import KEY
from tests.browser_fixtures import Site
from tests.database_fixtures import DATABASE, address, die_with_parent, wait_for_server
from tests.made_forms import pdf, store_user
from tests.postgres_servers import copy_cluster, promote, start_server


@pytest.fixture
def site(postgres_folder: Path, postgres_settings: Settings) -> Iterator[tuple[Site, Path]]:
    """The web application on a standby of the tests' PostgreSQL, known to one reviewer; and its folder."""
    first = Database(postgres_settings)
    people = {"reviewer": store_user(first)}
    first.close()
    with _standby(postgres_folder) as folder:
        settings = replace(postgres_settings, database_url=address(folder, DATABASE))
        app = create_app(settings)
        db = app.extensions[KEY].db
        yield Site(app, db, settings, people), folder
        db.close()


def test_a_database_that_stands_by(site: tuple[Site, Path]):
    """What there is can be seen; whoever brings a file is told to come again, and then it is taken."""
    web, folder = site
    visit = web.visit()
    answer = visit.send(pdf("a"))
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "too-busy")
    assert answer.headers["Retry-After"]
    assert visit.get("/api/v1/documents").json["documents"] == []
    web.db.close()  # a connection that was never read with is refused by other words
    with pytest.raises(OperationalError) as caught:
        jobs.claim(web.db, web.settings, 1)
    assert is_away(caught.value)
    promote(folder)
    assert visit.send(pdf("a")).status_code == 201
    assert jobs.claim(web.db, web.settings, 1)


@contextmanager
def _standby(primary: Path) -> Iterator[Path]:
    """Yield the socket folder of a server that follows another."""
    folder = Path(tempfile.mkdtemp(prefix="zipingbiao-standby-"))
    copy_cluster(primary, folder)
    with (folder / "log").open("w") as log:
        server = start_server(folder, {"fsync": "off", "max_connections": "60"}, log, die_with_parent)
    try:
        wait_for_server(folder, server)
        yield folder
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)
        shutil.rmtree(folder)
