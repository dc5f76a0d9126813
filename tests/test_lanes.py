"""A real worker between a batch, people who upload, and scans: none waits for another to end."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.batches import open_batch
from models.blobs import Blobs
from models.databases import Database
from models.entries import Entry
from models.hints import LANES
from models.intakes import take_in
from models.jobs import LIVE
from models.settings import Settings
from models.tables import Jobs
from tests.broker_fixtures import Servers, reading
from tests.test_long_scans import kept, scan
from worker.apps import QUEUES
from worker.recognitions import RUN

PDF = (Path(__file__).parent / "pdfs" / "fit.rl.pdf").read_bytes()
PEOPLE = 20
BATCH = 4 * PEOPLE
"""More than is read until people have come and gone: what ran out cannot take its turns."""
SCANNED = 3 * RUN
ON_THEIR_WAY = 12
"""Jobs that two worker processes have begun, have fetched hints of, or begin until the next look."""


@pytest.fixture
def site(sqlite_settings: Settings) -> Iterator[tuple[Servers, Database]]:
    """A service of two worker processes that starts with a batch waiting."""
    settings = replace(sqlite_settings, workers=2)
    db = Database(settings)
    try:
        with db.writing() as session:
            batch_id = open_batch(session, "a batch", None)
        _take(settings, db, BATCH, batch_id)
    finally:
        db.close()
    with reading(settings) as made:
        yield made


def test_people_come_before_batches_and_starve_none(site: tuple[Servers, Database]):
    """What people upload into a running batch is begun at once; meanwhile the batch takes its turns."""
    servers, db = site
    servers.wait_for(lambda: _count(db, 2, "done") >= 2, 60)
    _take(servers.settings, db, PEOPLE, None)
    servers.wait_for(lambda: not _count(db, 1, *LIVE) and not _count(db, 2, *LIVE), 120)
    with db.reading() as session:
        come = session.scalars(select(func.min(Jobs.created_at)).where(Jobs.rank == 1)).one()
        rows = session.execute(select(Jobs.rank).where(Jobs.started_at > come).order_by(Jobs.started_at))
        ranks = [row.rank for row in rows]
    first, last = ranks.index(1), len(ranks) - 1 - ranks[::-1].index(1)
    assert first <= ON_THEIR_WAY
    assert ranks[first:last].count(2) >= PEOPLE // 3
    assert ranks.count(1) == PEOPLE


def test_a_file_without_scans_does_not_wait_for_one(sqlite_settings: Settings):
    """What comes while the only reader is at a long scan is read between two pages; the scan goes on."""
    settings = replace(sqlite_settings, workers=1)
    with reading(settings) as (servers, db):
        _take_file(settings, db, scan(SCANNED), None)
        servers.wait_for(lambda: len(kept(db)) >= 1, 60)
        _take(settings, db, 2, None)
        servers.wait_for(lambda: _count(db, 1, "done") == 2, 60)
        meanwhile = len(kept(db))
        servers.wait_for(lambda: not _count(db, 3, *LIVE), 120)
        assert meanwhile < SCANNED
        assert sorted(kept(db)) == list(range(1, SCANNED + 1))


def test_every_lane_has_one_queue():
    """The queues that workers take from are the lanes that are hinted at."""
    assert sorted(name for names in QUEUES.values() for name in names) == sorted(LANES)


def _take(settings: Settings, db: Database, many: int, batch_id: int | None) -> None:
    for number in range(many):
        data = PDF + f"\n% batch {batch_id} number {number}\n".encode()
        entry = Entry(batch_id=batch_id, place=f"{number}.pdf", stamp="") if batch_id else None
        _take_file(settings, db, data, entry)


def _take_file(settings: Settings, db: Database, data: bytes, entry: Entry | None) -> None:
    taken = take_in(db, Blobs(settings.blobs), settings, "a.pdf", io.BytesIO(data), user_id=None, entry=entry)
    assert taken.outcome == "accepted"


def _count(db: Database, rank: int, *states: str) -> int:
    with db.reading() as session:
        found = select(func.count()).where(Jobs.rank == rank, Jobs.state.in_(states))
        return int(session.execute(found).scalar_one())
