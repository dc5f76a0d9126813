"""Who is at an uploaded archive: one at a time, kept while the work goes on, and one who deletes it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import batches, deliveries, unpackings
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import BrokenSetup
from models.settings import Settings
from models.tables import Deliveries
from tests.made_archives import zipped
from tests.made_deliveries import FATES, FILES, MIXED, bring, lapse, lines
from worker import unpackers
from worker.unpackers import take_next

NEVER = threading.Event()


def test_whose_claim_was_lost_changes_nothing(db: Database, settings: Settings):
    """Who comes back too late neither keeps, frees nor ends the archive that is another's by now."""
    batch_id = bring(db, settings, MIXED)
    late = unpackings.claim(db, settings)
    assert late
    lapse(db)
    now = unpackings.claim(db, settings)
    assert now
    assert not any(way(db, late) for way in (unpackings.renew, unpackings.hold, unpackings.release))
    with db.writing() as session:
        assert not unpackings.end(session, late)
    with db.reading() as session:
        assert batches.get_batch(session, batch_id).state == batches.OPEN
        assert unpackings.waiting(session) == 1
    assert unpackings.claim(db, settings) is None
    assert unpackings.hold(db, now)
    with db.writing() as session:
        assert unpackings.end(session, now)
    with db.reading() as session:
        assert batches.get_batch(session, batch_id).state == batches.TAKEN


class Losing(threading.Event):
    """Has another program go on with the archive as soon as a file is taken."""

    def __init__(self, db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.db, self.settings, self.patch = db, settings, monkeypatch
        self.other: unpackings.Delivery | None = None

    def is_set(self) -> bool:
        """Return no."""
        if self.other is None:
            lapse(self.db)
            self.other = unpackings.claim(self.db, self.settings)
            self.patch.setattr(unpackers, "RENEWALS", 1 << 30)
        return False


def test_who_lost_an_archive_leaves_it(
    db: Database, settings: Settings, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
):
    """It stops at the next file, and whoever has the archive by now goes on and ends it."""
    batch_id = bring(db, settings, zipped(FILES))
    losing = Losing(db, settings, monkeypatch)
    assert take_next(db, blobs, settings, losing)
    assert losing.other
    assert len(lines(db, batch_id)) < len(FILES)
    assert held(db)
    assert unpackings.hold(db, losing.other)


def test_a_clock_that_was_set_back(db: Database, settings: Settings, blobs: Blobs):
    """A claim from the time to come ends within a lease, all the same."""
    batch_id = bring(db, settings, MIXED)
    assert unpackings.claim(db, settings)
    with db.writing() as session:
        session.execute(update(Deliveries).values(claimed_until=clock(session) + timedelta(hours=1)))
    assert unpackings.shorten(db, settings) == 1
    assert unpackings.shorten(db, settings) == 0
    with db.reading() as session:
        left = session.execute(select(Deliveries.claimed_until)).scalar_one()
        assert timedelta() < left - clock(session) <= timedelta(seconds=settings.lease_seconds)
    lapse(db)
    assert take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES


def test_archives_are_deleted_in_time(db: Database, settings: Settings, blobs: Blobs):
    """One that was taken in lies on for a while and is deleted then; one that waits is not."""
    bring(db, settings, MIXED)
    assert take_next(db, blobs, settings, NEVER)
    bring(db, settings, zipped(FILES))
    assert deliveries.clean(db, blobs) == 0
    with db.writing() as session:
        long_ago = clock(session) - deliveries.KEPT - timedelta(seconds=1)
        session.execute(update(Deliveries).where(Deliveries.done_at.is_not(None)).values(done_at=long_ago))
    assert deliveries.clean(db, blobs) == 1
    assert [path.name for path in (settings.blobs / "archives").iterdir()] == ["2"]
    assert take_next(db, blobs, settings, NEVER)


def test_two_that_clean_delete_nothing_new(db: Database, settings: Settings):
    """While one deletes an archive no other does: by then its number and its place may be a new one's."""

    class Watched(Blobs):
        def drop(self, name: str) -> None:
            dropped.append(name)
            assert deliveries.clean(db, self) == 0
            super().drop(name)

    dropped: list[str] = []
    bring(db, settings, MIXED)
    with db.writing() as session:
        long_ago = clock(session) - 2 * deliveries.KEPT
        session.execute(update(Deliveries).values(done_at=long_ago))
    assert deliveries.clean(db, Watched(settings.blobs)) == 1
    assert dropped == [deliveries.place_of(1)]


def test_an_archive_that_cannot_be_deleted(db: Database, settings: Settings, blobs: Blobs):
    """Its row stays as long as something of it does: nothing is left behind that nobody knows."""
    bring(db, settings, MIXED)
    place = settings.blobs / deliveries.place_of(1)
    place.rename(settings.blobs / "elsewhere")
    place.write_bytes(b"no folder")
    with db.writing() as session:
        long_ago = clock(session) - deliveries.KEPT - timedelta(seconds=1)
        session.execute(update(Deliveries).values(done_at=long_ago))
    with pytest.raises(BrokenSetup, match="by hand"):
        deliveries.clean(db, blobs)
    with db.reading() as session:
        assert session.scalars(select(Deliveries.id)).all() == [1]
    place.unlink()
    assert deliveries.clean(db, blobs) == 0
    lapse(db)
    assert deliveries.clean(db, blobs) == 1
    with db.reading() as session:
        assert not session.scalars(select(Deliveries.id)).all()


class Slow(threading.Event):
    """Asked to stop after each file, it is so late that the lease is over, until that is renewed."""

    def __init__(self, db: Database, settings: Settings) -> None:
        super().__init__()
        self.db, self.settings, self.asked = db, settings, False

    def is_set(self) -> bool:
        """Return no, late."""
        if not self.asked:
            self.asked = True
            lapse(self.db)
            for _ in range(100):
                if held(self.db) or self.wait(0.05):
                    break
            assert unpackings.claim(self.db, self.settings) is None
        return False


def held(db: Database) -> bool:
    """Return whether somebody's lease of an archive is not over."""
    with db.reading() as session:
        return bool(session.scalar(select(Deliveries.claimed_until > clock(session))))


def test_who_is_slow_keeps_the_archive(
    db: Database, settings: Settings, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
):
    """What takes long to be listed is nobody else's meanwhile, and never taken for one that kills."""
    monkeypatch.setattr(unpackers, "RENEWALS", 3000)
    batch_id = bring(db, settings, MIXED)
    assert take_next(db, blobs, settings, Slow(db, settings))
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES


def test_two_archives_of_a_batch_end_together(db: Database, settings: Settings):
    """Whichever is last ends the batch, though neither sees the other's end before its own."""
    batch_id = bring(db, settings, MIXED)
    assert bring(db, settings, MIXED) == batch_id
    one, two = unpackings.claim(db, settings), unpackings.claim(db, settings)
    assert one
    assert two

    def end_the_other() -> None:
        with db.writing() as session:
            unpackings.end(session, two)

    other = threading.Thread(target=end_the_other)
    with db.writing() as session:
        unpackings.end(session, one)
        other.start()
        other.join(0.3)
    other.join()
    with db.reading() as session:
        assert batches.get_batch(session, batch_id).state == batches.TAKEN
