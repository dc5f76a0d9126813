"""Uploaded archives are unpacked to their end, whoever dies, stops or is slow, and deleted in time."""

import threading
from itertools import islice

import pytest

from models import batches, deliveries, imports, manifests, unpackings
from models.blobs import Blobs
from models.databases import Database
from models.errors import BrokenSetup
from models.settings import Settings
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


def test_a_batch_that_is_cancelled_before_its_archive_is_gone(db: Database, settings: Settings, blobs: Blobs):
    """There is no line to be kept of it any more, and the archive is at its end at once."""
    batch_id = bring(db, settings, MIXED)
    batches.cancel(db, batch_id)
    blobs.drop(deliveries.place_of(1))
    assert take_next(db, blobs, settings, NEVER)
    assert not take_next(db, blobs, settings, NEVER)
    assert not lines(db, batch_id)
