"""Uploaded archives are unpacked to their end, whoever dies, stops or is slow, and deleted in time."""

import threading
from datetime import timedelta
from itertools import islice

import pytest
from sqlalchemy import select, update

from models import batches, deliveries, imports, manifests, unpackings
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import BrokenSetup
from models.settings import Settings
from models.tables import Deliveries
from tests.made_archives import spoilt, zipped
from tests.made_deliveries import FATES, FILES, LIST, MIXED, bring, lapse, lines, pdf
from worker import unpackers
from worker.unpackers import take_next, unpack_all

NEVER = threading.Event()


@pytest.mark.parametrize("at_its_end", [True, False])
def test_who_died_is_followed(db: Database, settings: Settings, blobs: Blobs, *, at_its_end: bool):
    """What was begun is another's once its lease is over or freed, and each file is taken once."""
    batch_id = bring(db, settings, MIXED)
    begun = unpackings.claim(db, settings)
    assert begun
    with deliveries.opened(begun, blobs, settings) as sources:
        list(islice(imports.take_sources(db, blobs, settings, batch_id, sources()), 2))
    assert not take_next(db, blobs, settings, NEVER)
    (lapse if at_its_end else unpackings.free)(db)
    assert take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES


def test_an_archive_that_kills_is_given_up(db: Database, settings: Settings, blobs: Blobs):
    """Who opens it dies: after so many tries its line says so, and the batch is at its end."""
    batch_id = bring(db, settings, MIXED)
    for _ in range(settings.max_tries):
        assert unpackings.claim(db, settings)
        lapse(db)
    assert take_next(db, blobs, settings, NEVER)
    assert lines(db, batch_id) == [("档案.zip", "parse-crashed", "", "")]
    with db.reading() as session:
        assert not batches.get_batch(session, batch_id).is_running


class KilledError(BaseException):
    """What no program of ours catches."""


class Killing(threading.Event):
    """Kills whoever has taken in so many files that were not there before."""

    def __init__(self, db: Database, batch_id: int, more: int) -> None:
        super().__init__()
        self._count = lambda: len(lines(db, batch_id))
        self._most = self._count() + more

    def is_set(self) -> bool:
        """Return no, or die."""
        if self._count() >= self._most:
            raise KilledError
        return False


def test_who_is_killed_again_and_again_comes_to_the_end(db: Database, settings: Settings, blobs: Blobs):
    """An archive of which each who began has taken something is not the one that kills them."""
    batch_id = bring(db, settings, zipped(FILES))
    for _ in FILES:
        with pytest.raises(KilledError):
            take_next(db, blobs, settings, Killing(db, batch_id, 1))
        lapse(db)
    assert len(FILES) > settings.max_tries
    assert take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == dict.fromkeys(FILES, "accepted")


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


def test_who_is_asked_to_stop_gives_back(db: Database, settings: Settings, blobs: Blobs):
    """A stop costs no try, and the next one goes on at once."""
    batch_id = bring(db, settings, MIXED)
    stop = threading.Event()
    stop.set()
    assert take_next(db, blobs, settings, stop)
    assert len(lines(db, batch_id)) == 1
    assert take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES


ENDS = {
    "damaged": (spoilt(zipped({"a.pdf": pdf(1)}, 0), pdf(1)), "a.pdf", "damaged-archive"),
    "cut off": (MIXED[:-30], "档案.zip", "damaged-archive"),
}


@pytest.mark.parametrize(("data", "name", "code"), ENDS.values(), ids=ENDS.keys())
def test_archives_that_are_broken(db: Database, settings: Settings, data: bytes, name: str, code: str):
    """They end as refused lines by their code."""
    batch_id = bring(db, settings, data)
    assert take_next(db, Blobs(settings.blobs), settings, NEVER)
    assert [(line[0], line[1]) for line in lines(db, batch_id)] == [(name, code)]


def test_a_cancelled_batch_takes_no_more(db: Database, settings: Settings, blobs: Blobs):
    """What waits in a batch that is cancelled is not unpacked; brought again it is, in another one."""
    batch_id = bring(db, settings, MIXED)
    batches.cancel(db, batch_id)
    assert take_next(db, blobs, settings, NEVER)
    assert not lines(db, batch_id)
    assert bring(db, settings, MIXED) != batch_id


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
    assert deliveries.clean(db, blobs) == 1
    with db.reading() as session:
        assert not session.scalars(select(Deliveries.id)).all()


@pytest.mark.parametrize("what", ["the place", "the file", "the disk"])
def test_a_fault_of_the_installation_costs_no_archive(
    db: Database, settings: Settings, blobs: Blobs, what: str
):
    """However often it cannot be opened, it is taken in once it can."""
    batch_id = bring(db, settings, MIXED)
    place = settings.blobs / deliveries.place_of(1)
    broken = place if what == "the place" else next(path for path in place.rglob("*") if path.is_file())
    kept = broken.rename(settings.blobs / "elsewhere")
    if what == "the disk":
        broken.symlink_to("/proc/self/mem")  # there is nothing at its beginning: EIO, as of a bad disk
    else:
        broken.touch() if kept.is_dir() else broken.mkdir()
    for _ in range(settings.max_tries + 1):
        with pytest.raises(BrokenSetup):
            take_next(db, blobs, settings, NEVER)
        assert unpackings.claim(db, settings) is None
        lapse(db)
    broken.rmdir() if what == "the file" else broken.unlink()
    kept.rename(broken)
    assert take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES


def test_an_archive_that_is_gone(db: Database, settings: Settings, blobs: Blobs):
    """Files that somebody deleted end the batch with a line that says so."""
    batch_id = bring(db, settings, MIXED)
    blobs.drop(deliveries.place_of(1))
    assert take_next(db, blobs, settings, NEVER)
    assert lines(db, batch_id) == [("档案.zip", "file-vanished", "", "")]


def test_a_manifest_that_can_no_more_be_read(
    db: Database, settings: Settings, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
):
    """No batch ends as if all was well: where a later version reads less, a line says so."""
    batch_id = bring(db, settings, MIXED, LIST)
    monkeypatch.setattr(manifests, "MOST_BYTES", 3)
    assert take_next(db, blobs, settings, NEVER)
    assert lines(db, batch_id) == [("档案.zip", "bad-manifest-row", "", "")]


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


def test_a_fault_of_ours_stops_no_other_archive(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    """An archive that this program fails on as nobody foresaw leaves those behind it to be taken in."""
    monkeypatch.setattr(unpackers, "AT_ONCE", 1)
    monkeypatch.setattr(unpackers, "AGAIN", 0.01)
    bring(db, settings, MIXED, LIST)
    batch_id = bring(db, settings, zipped(FILES))
    monkeypatch.setattr(manifests, "MOST_BYTES", None)
    stop = threading.Event()
    program = threading.Thread(target=unpack_all, args=(settings, stop))
    program.start()
    try:
        for _ in range(100):
            if len(lines(db, batch_id)) == len(FILES) or program.join(0.1):
                break
    finally:
        stop.set()
        program.join()
    assert len(lines(db, batch_id)) == len(FILES)


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


def test_a_batch_that_is_cancelled_before_its_archive_is_gone(db: Database, settings: Settings, blobs: Blobs):
    """There is no line to be kept of it any more, and the archive is at its end at once."""
    batch_id = bring(db, settings, MIXED)
    batches.cancel(db, batch_id)
    blobs.drop(deliveries.place_of(1))
    assert take_next(db, blobs, settings, NEVER)
    assert not take_next(db, blobs, settings, NEVER)
    assert not lines(db, batch_id)
