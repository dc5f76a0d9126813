"""A scan of many pages on real servers: read page by page, and never again from its first page."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import pymupdf
import pytest
from sqlalchemy import select

from models.blobs import Blobs
from models.databases import Database
from models.intakes import take_in
from models.settings import Settings
from models.tables import Documents, Jobs, RecognisedPages
from tests.broker_fixtures import Servers
from tests.scanned_forms import form, png
from worker import programs
from worker.leases import free_leases

PAGES = 6
FIRST, SECOND = 1, 3
"""The reader is killed when so many pages are kept, the whole worker when so many are."""


@pytest.fixture
def servers(sqlite_settings: Settings) -> Iterator[Servers]:
    """No server yet; what the database does is tried on both kinds elsewhere."""
    made = Servers(replace(sqlite_settings, hint_again_seconds=1, max_tries=2, workers=1))
    yield made
    made.end_all()


def test_a_long_scan_survives_kills(servers: Servers):
    """Reader and worker are killed midway: each page is recognised once, and the job says how far it is."""
    settings = servers.settings
    db = Database(settings)
    servers.start_broker()
    intake = take_in(db, Blobs(settings.blobs), settings, "a.pdf", io.BytesIO(scan()), user_id=None)
    assert intake.outcome == "accepted"
    servers.start([programs.dispatcher(), programs.extractors(settings)])
    servers.wait_for(lambda: len(kept(db)) >= FIRST, 60)
    worker = servers.process("extract")
    assert worker
    readers = [child for child in worker.children(recursive=True) if not child.children()]
    before = kept(db)
    for reader in readers:
        reader.kill()
    servers.wait_for(lambda: len(kept(db)) >= SECOND, 60)
    assert before.items() <= kept(db).items()
    before = kept(db)
    worker = servers.process("extract")
    assert worker
    worker.kill()
    servers.wait_for(lambda: servers.children["extract"].pid != worker.pid)
    free_leases(db, settings, "extract")
    servers.wait_for(lambda: state(db) not in ("pending", "leased"), 60)
    assert before.items() <= kept(db).items()
    assert sorted(kept(db)) == list(range(1, PAGES + 1))
    with db.reading() as session:
        job = session.execute(select(Jobs)).scalar_one()
        document = session.execute(select(Documents)).scalar_one()
    assert (job.pages_done, job.pages_due) == (PAGES, PAGES)
    assert (document.pages, document.unread) == (PAGES, "[]")
    db.close()


def scan(pages: int = PAGES) -> bytes:
    """Return a PDF of small scanned pages."""
    picture = png(form(100 / 72))
    document = pymupdf.open()
    for _ in range(pages):
        page = document.new_page(width=420, height=380)
        page.insert_image(page.rect, stream=picture)
    return bytes(document.tobytes())


def kept(db: Database) -> Mapping[int, datetime]:
    """Return when each page was recognised."""
    with db.reading() as session:
        rows = session.execute(select(RecognisedPages.page, RecognisedPages.created_at))
        return {row.page: row.created_at for row in rows}


def state(db: Database) -> str:
    """Return where the job stands."""
    with db.reading() as session:
        return session.execute(select(Jobs.state)).scalar_one()
