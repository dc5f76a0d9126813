"""Uploaded ZIP archives: stored, unpacked behind the scenes, each file accounted for, whoever dies."""

import io
import threading
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from sqlalchemy import select, update

from models import batches, deliveries, imports, manifests, reports
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import BadDocument, BadName, BadRequest, DamagedArchive, EmptyFile, NoRoom, TooLarge
from models.settings import Settings
from models.tables import Deliveries, Documents
from tests.made_archives import PDF, spoilt, zipped
from worker.unpackers import take_next

NEVER = threading.Event()


def pdf(number: int) -> bytes:
    """Return one of many files."""
    return PDF + b"%d" % number


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    """The folder of files."""
    return Blobs(settings.blobs)


def bring(db: Database, settings: Settings, data: bytes, manifest: str | bytes | None = None) -> int:
    """Upload an archive and return its batch."""
    listed = manifest.encode() if isinstance(manifest, str) else manifest
    return deliveries.accept(
        db,
        Blobs(settings.blobs),
        settings,
        "档案.zip",
        io.BytesIO(data),
        manifest=("清单.csv", io.BytesIO(listed)) if listed is not None else None,
    )


def lines(db: Database, batch_id: int) -> list[tuple[str, str, str, str]]:
    """Return name in the archive, outcome or code, reference and year of each input file."""
    with db.reading() as session:
        rows = list(reports.report(session, batch_id))
    return sorted(
        (row.file.removeprefix("档案.zip/"), row.code or row.outcome, row.reference, row.year) for row in rows
    )


MIXED = zipped(
    {
        "2019/甲.pdf": pdf(1),
        "2019/乙/1.pdf": pdf(2),
        "2019/乙/2.pdf": pdf(2),
        "2019/空.pdf": b"",
        "2019/note.txt": b"",
        "2019/../../up.pdf": pdf(3),
        "2019/in.zip": zipped({"a.pdf": pdf(4)}),
        "2019/bomb.pdf": b"%PDF-1.7" + b"\0" * (4 << 20),
        "__MACOSX/2019/._甲.pdf": b"\0\5\26\7",
    }
)
FATES = {
    "2019/甲.pdf": "accepted",
    "2019/乙/1.pdf": "accepted",
    "2019/乙/2.pdf": "duplicate",
    "2019/空.pdf": "empty-file",
    "2019/note.txt": "passed",
    "2019/../../up.pdf": "bad-name",
    "2019/in.zip": "archive-not-opened",
    "2019/bomb.pdf": "archive-bomb",
    "__MACOSX/2019/._甲.pdf": "passed",
}


def test_each_file_of_an_archive_has_its_fate(db: Database, settings: Settings, blobs: Blobs):
    """The batch is open until it is unpacked; then each file stands in it once, and the sums match."""
    batch_id = bring(db, settings, MIXED)
    with db.reading() as session:
        assert batches.get_batch(session, batch_id).is_running
    assert take_next(db, blobs, settings, NEVER)
    assert not take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES
    with db.reading() as session:
        batch = batches.get_batch(session, batch_id)
    assert (batch.kind, batch.state, batch.total, batch.expected) == (
        "upload",
        "taken",
        len(FATES),
        len(FATES),
    )


def test_the_same_again_goes_on_in_its_batch(db: Database, settings: Settings, blobs: Blobs):
    """The same archive brings nothing twice; with another manifest it is another batch of known files."""
    batch_id = bring(db, settings, MIXED)
    while take_next(db, blobs, settings, NEVER):
        pass
    assert bring(db, settings, MIXED) == batch_id
    other = bring(db, settings, MIXED, "path,reference\n甲.pdf,J-1\n")
    while take_next(db, blobs, settings, NEVER):
        pass
    assert len(lines(db, batch_id)) == len(FATES)
    assert Counter(fate for _, fate, _, _ in lines(db, other))["duplicate"] == 3
    with db.reading() as session:
        assert len(session.scalars(select(Documents.id)).all()) == 2


FILES = {"2019/甲.pdf": pdf(1), "2019/乙/1.pdf": pdf(2), "2019/乙/2.pdf": pdf(3), "2019/丙.pdf": pdf(4)}
LIST = "路径,档号,年度\n甲.pdf,J-1,2019\n乙,J-2,2020年\n缺.pdf,J-3,\n../up.pdf,,\n丙.pdf,J-4,many\n"
SAID = [
    ("../up.pdf", "bad-manifest-row", "", ""),
    ("2019/丙.pdf", "accepted", "", ""),
    ("2019/乙/1.pdf", "accepted", "J-2", "2020"),
    ("2019/乙/2.pdf", "accepted", "J-2", "2020"),
    ("2019/甲.pdf", "accepted", "J-1", "2019"),
    ("丙.pdf", "bad-manifest-row", "", ""),
    ("缺.pdf", "bad-manifest-row", "", ""),
]
TOP = LIST.replace("甲.pdf", "2019/甲.pdf").replace("乙,", "2019\\乙,")
MANIFESTS = {
    "beside, from the folder in the archive": (FILES, LIST, []),
    "beside, from the top of the archive": (FILES, TOP, []),
    "beside, as Excel saves it": (FILES, LIST.encode("gb18030"), []),
    "inside": (FILES | {"2019/清单.csv": LIST.encode()}, None, [("2019/清单.csv", "passed", "", "")]),
}


@pytest.mark.parametrize(("files", "manifest", "more"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_what_a_manifest_says(
    db: Database,
    settings: Settings,
    files: dict[str, bytes],
    manifest: str | bytes | None,
    more: list[tuple[str, str, str, str]],
):
    """Its words come to the files and folders that it names; lines without sense or file are refused ones."""
    batch_id = bring(db, settings, zipped(files), manifest)
    assert take_next(db, Blobs(settings.blobs), settings, NEVER)
    assert lines(db, batch_id) == sorted([*SAID, *more])


def test_names_of_a_mac(db: Database, settings: Settings, blobs: Blobs):
    """It takes letters and their marks apart in file names, and a table has them as one."""
    name = "Résumé.pdf"
    batch_id = bring(
        db, settings, zipped({unicodedata.normalize("NFD", name): pdf(1)}), f"path,year\n{name},2019\n"
    )
    assert take_next(db, blobs, settings, NEVER)
    assert lines(db, batch_id) == [(unicodedata.normalize("NFD", name), "accepted", "", "2019")]


NO_MANIFESTS = {
    "two side by side": ({"a.csv": b"path\n", "b.csv": b"path\n"}, {"a.csv", "b.csv"}),
    "no column of paths": ({"a.csv": b"1,2,3\n", "deep/b.csv": b"path\n"}, {"a.csv"}),
    "a bomb": ({"a.csv": b"path\n" * (1 << 20)}, {"a.csv"}),
}


@pytest.mark.parametrize(("tables", "refused"), NO_MANIFESTS.values(), ids=NO_MANIFESTS.keys())
def test_tables_that_are_no_manifest(
    db: Database, settings: Settings, tables: dict[str, bytes], refused: set[str]
):
    """A table at the top that cannot be the manifest is refused, and seen; the files are taken in."""
    batch_id = bring(db, settings, zipped({"x.pdf": pdf(1)} | tables))
    assert take_next(db, Blobs(settings.blobs), settings, NEVER)
    found = lines(db, batch_id)
    assert {name for name, fate, _, _ in found if fate in {"bad-manifest-row", "archive-bomb"}} == refused
    assert ("x.pdf", "accepted", "", "") in found
    assert len(found) == 1 + len(tables)


REFUSED = {
    "no archive": (b"%PDF-1.7", "a.zip", None, DamagedArchive),
    "nothing": (b"", "a.zip", None, EmptyFile),
    "too large": (b"PK\3\4" + b"x" * 5000, "a.zip", None, TooLarge),
    "a path": (MIXED[:100], "../a.zip", None, BadName),
    "no manifest": (MIXED[:100], "a.zip", b"1,2,3\n", BadRequest),
}


@pytest.mark.parametrize(("data", "name", "manifest", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_nothing_is_kept_of_what_is_refused(  # noqa: PLR0913, PLR0917 - a table's columns
    db: Database,
    settings: Settings,
    data: bytes,
    name: str,
    manifest: bytes | None,
    error: type[BadDocument | BadRequest],
):
    """An archive that cannot be leaves neither row, batch nor bytes."""
    narrow = replace(settings, max_archive_bytes=5000)
    listed = ("l.csv", io.BytesIO(manifest)) if manifest else None
    with pytest.raises(error):
        deliveries.accept(db, Blobs(settings.blobs), narrow, name, io.BytesIO(data), manifest=listed)
    nothing_is_there(db, settings)


def test_no_room_for_what_is_to_come(db: Database, settings: Settings, blobs: Blobs):
    """An archive that would fill the disk is refused before it is read, with when to come again."""
    with pytest.raises(NoRoom) as refused:
        deliveries.accept(db, blobs, settings, "a.zip", io.BytesIO(MIXED), coming=1 << 60)
    assert refused.value.retry_after > 0
    nothing_is_there(db, settings)


def nothing_is_there(db: Database, settings: Settings) -> None:
    """See that nothing was kept."""
    with db.reading() as session:
        assert not session.scalars(select(Deliveries.id)).all()
        assert not batches.list_batches(session)
    assert not [path for path in settings.blobs.rglob("*") if path.is_file()]


@pytest.mark.parametrize("at_its_end", [True, False])
def test_who_died_is_followed(db: Database, settings: Settings, blobs: Blobs, *, at_its_end: bool):
    """What was begun is another's once its lease is over or freed, and each file is taken once."""
    batch_id = bring(db, settings, MIXED)
    begun = deliveries.claim(db)
    assert begun
    found = deliveries.sources_of(begun, blobs, settings)
    list(islice(imports.take_sources(db, blobs, settings, batch_id, found), 2))
    assert not take_next(db, blobs, settings, NEVER)
    (lapse if at_its_end else deliveries.free)(db)
    assert take_next(db, blobs, settings, NEVER)
    assert {name: fate for name, fate, _, _ in lines(db, batch_id)} == FATES


def test_an_archive_that_kills_is_given_up(db: Database, settings: Settings, blobs: Blobs):
    """Who opens it dies: after so many tries its line says so, and the batch is at its end."""
    batch_id = bring(db, settings, MIXED)
    for _ in range(settings.max_tries):
        assert deliveries.claim(db)
        lapse(db)
    assert take_next(db, blobs, settings, NEVER)
    assert lines(db, batch_id) == [("档案.zip", "parse-crashed", "", "")]
    with db.reading() as session:
        assert not batches.get_batch(session, batch_id).is_running


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


def lapse(db: Database) -> None:
    """End every lease."""
    with db.writing() as session:
        session.execute(update(Deliveries).values(claimed_until=clock(session) - timedelta(seconds=1)))
