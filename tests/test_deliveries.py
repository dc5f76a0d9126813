"""Uploaded ZIP archives: stored, unpacked behind the scenes, each file accounted for, a manifest heard."""

import io
import threading
import time
import unicodedata
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from models import batches, deliveries
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import (
    BadDocument,
    BadName,
    BadRequest,
    DamagedArchive,
    EmptyFile,
    NoRoom,
    TooBusy,
    TooLarge,
)
from models.settings import Settings
from models.tables import Deliveries, Documents
from tests.made_archives import PDF, zipped
from tests.made_deliveries import FATES, FILES, LIST, MIXED, bring, lines, pdf
from worker.unpackers import take_next

NEVER = threading.Event()


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
    "inside, beside a table further down": (
        FILES | {"2019/清单.csv": LIST.encode(), "2019/乙/表.csv": b"1,2\n"},
        None,
        [("2019/清单.csv", "passed", "", ""), ("2019/乙/表.csv", "passed", "J-2", "2020")],
    ),
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


def test_tables_further_down_are_no_manifests(db: Database, settings: Settings, blobs: Blobs):
    """A table in one of several folders is somebody's own: it is passed over like any other file."""
    batch_id = bring(
        db, settings, zipped({"2019/甲.pdf": pdf(1), "2020/表.csv": b"path,year\n../2019,2020\n"})
    )
    assert take_next(db, blobs, settings, NEVER)
    assert lines(db, batch_id) == [("2019/甲.pdf", "accepted", "", ""), ("2020/表.csv", "passed", "", "")]


def test_names_of_very_many_steps(db: Database, settings: Settings, blobs: Blobs):
    """They are refused, and cost no more than others: nothing said of a folder of theirs is looked for."""
    names = [f"{'a/' * 32_000}{number}.pdf" for number in range(40)]
    batch_id = bring(db, settings, zipped(dict.fromkeys(names, PDF)), "path,year\na,2019\n")
    begun = time.thread_time()
    assert take_next(db, blobs, settings, NEVER)
    assert time.thread_time() - begun < 5
    assert Counter(fate for _, fate, _, _ in lines(db, batch_id)) == {"bad-name": 40, "bad-manifest-row": 1}


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
    "a manifest of too many lines": (MIXED[:100], "a.zip", b"path\n" + b"\n" * (1 << 20), BadRequest),
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


class Late(io.BytesIO):
    """An archive that comes so slowly that it is cleaned away meanwhile."""

    def __init__(self, db: Database, blobs: Blobs, data: bytes) -> None:
        super().__init__(data)
        self.clean = lambda: deliveries.clean(db, blobs)
        self.db = db

    def read(self, size: int | None = -1, /) -> bytes:
        """Return some bytes, a day later."""
        with self.db.writing() as session:
            long_ago = clock(session) - 2 * deliveries.LOST
            session.execute(update(Deliveries).values(created_at=long_ago))
        self.clean()
        return super().read(size)


def test_what_comes_too_late_is_told(db: Database, settings: Settings, blobs: Blobs):
    """No batch stands open for an archive that was given up: who sends it hears so, and sends it again."""
    with pytest.raises(TooBusy, match="again"):
        deliveries.accept(db, blobs, settings, "a.zip", Late(db, blobs, MIXED))
    with db.reading() as session:
        assert not batches.list_batches(session)
    with db.writing() as session:
        session.execute(update(Deliveries).values(done_at=clock(session) - 2 * deliveries.KEPT))
    deliveries.clean(db, blobs)
    nothing_is_there(db, settings)


def nothing_is_there(db: Database, settings: Settings) -> None:
    """See that nothing was kept."""
    with db.reading() as session:
        assert not session.scalars(select(Deliveries.id)).all()
        assert not batches.list_batches(session)
    assert not [path for path in settings.blobs.rglob("*") if path.is_file()]
