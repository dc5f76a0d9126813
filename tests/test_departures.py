"""A worker that is asked to stop in the middle of a long document: nothing is lost, and no try used up."""

import io
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pymupdf
import pytest
from sqlalchemy import select

from models.blobs import Blobs
from models.databases import Database
from models.intakes import take_in
from models.settings import Settings
from models.tables import Jobs
from tests.broker_fixtures import Servers, reading

PDF = Path(__file__).parent / "pdfs" / "fit.rl.pdf"


@pytest.fixture
def site(sqlite_settings: Settings) -> Iterator[tuple[Servers, Database]]:
    """A service of one worker process, where one try is all."""
    with reading(replace(sqlite_settings, workers=1, max_tries=1)) as made:
        yield made


def test_an_orderly_stop_costs_no_try(site: tuple[Servers, Database]):
    """What is not ended in time is pending again, as if it had never been begun."""
    servers, db = site
    take_in(db, Blobs(servers.settings.blobs), servers.settings, "a.pdf", io.BytesIO(_long()), user_id=None)
    servers.wait_for(lambda: _job(db)[0] == "leased" and _readers(servers) != [], 60)
    for reader in _readers(servers):
        reader.suspend()
    servers.end("dispatcher")
    worker = servers.children["extract"].pid
    assert worker
    os.kill(worker, signal.SIGTERM)
    servers.wait_for(lambda: _job(db) == ("pending", 0), 20)


def _readers(servers: Servers) -> list[psutil.Process]:
    """Return what the nurseries of the worker's children have forked."""
    worker = servers.process("extract")
    nurseries = [nursery for child in (worker.children() if worker else []) for nursery in child.children()]
    return [reader for nursery in nurseries for reader in nursery.children()]


def _job(db: Database) -> tuple[str, int]:
    with db.reading() as session:
        job = session.execute(select(Jobs.state, Jobs.tries)).one()
        return job.state, job.tries


def _long() -> bytes:
    document = pymupdf.open()
    for _ in range(30):
        document.insert_pdf(pymupdf.open(PDF))
    return bytes(document.tobytes())
