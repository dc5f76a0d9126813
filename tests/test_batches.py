"""Batches: every input file is accounted for, whatever is broken off, read, cancelled and tried again."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import select, update

from models import batches, hints, jobs, queues, reports, reviews
from models.batches import Batch
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import BadRequest, NotFound, UnknownForm
from models.imports import take_sources, unpacker
from models.intakes import Intake, take_in
from models.reports import ReportRow
from models.settings import Settings
from models.sources import Source, find_sources
from models.tables import Documents, Jobs
from review_ui.batch_reports import REPORTS
from tests.made_archives import PDF, locked, write, zipped
from tests.made_forms import extraction, flag_total, made_form, read, store, store_user

CONTENTS: dict[str, bytes] = {
    "good": PDF + b"1",
    "other": PDF + b"2",
    "empty": b"",
    "junk": b"no pdf",
    "archive": zipped({"a.pdf": PDF + b"1", "deep/b.pdf": PDF + b"3", "c.txt": b"", "d.zip": b"d"}),
    "locked": locked(zipped({"a.pdf": PDF + b"4", "b.pdf": PDF + b"5"}), "a.pdf"),
    "torn": b"PK torn",
}
SUFFIX = {"archive": ".zip", "locked": ".zip", "torn": ".zip"}
FILES = st.lists(st.tuples(st.sampled_from(sorted(CONTENTS)), st.sampled_from([".pdf", ".txt"])), max_size=6)
STEPS = st.lists(
    st.sampled_from(["import", "some of it", "read", "fail", "cancel", "retry", "mend"]), max_size=6
)


@dataclass
class Folder:
    """A folder that is taken in as one batch, again and again."""

    db: Database
    settings: Settings
    path: Path
    batch_id: int = 0

    def take(self, most: int | None = None) -> list[Intake]:
        """Take in all files of the folder, or the first so many as if the import had been killed then."""
        with self.db.writing() as session:
            self.batch_id = batches.open_batch(session, "f", None, source=self.path.name.rjust(64))
        sources = find_sources([self.path], unpacker(self.settings))
        taken = take_sources(self.db, Blobs(self.settings.blobs), self.settings, self.batch_id, sources)
        found = list(islice(taken, most))
        if most is None:
            with self.db.writing() as session:
                batches.close(session, self.batch_id)
        return found

    def inputs(self) -> list[Source]:
        """Return all its input files."""
        return list(find_sources([self.path], unpacker(self.settings)))

    def end_jobs(self, *, well: bool) -> None:
        """Read every document of the batch that waits."""
        with self.db.reading() as session:
            waits = Documents.batch_id == self.batch_id, Documents.state == "waiting"
            live = select(Jobs.id).join(Documents, Documents.id == Jobs.document_id)
            job_ids = session.scalars(live.where(*waits, Jobs.state == "pending")).all()
        for job_id in job_ids:
            claim = jobs.claim(self.db, self.settings, job_id)
            assert claim
            outcome = extraction(made_form()) if well else UnknownForm("none")
            assert jobs.finish(self.db, claim, outcome)

    def look(self) -> tuple[Batch, batches.Progress, list[ReportRow]]:
        """Return the batch, how it goes on, and its report."""
        with self.db.reading() as session:
            batch = batches.get_batch(session, self.batch_id)
            return batch, batches.progress(session, batch), list(reports.report(session, self.batch_id))


def _step(folder: Folder, step: str) -> None:
    if step == "import":
        folder.take()
    elif step == "some of it":
        folder.take(2)
    elif step in {"read", "fail"}:
        folder.end_jobs(well=step == "read")
    elif step == "cancel":
        batches.cancel(folder.db, folder.batch_id)
        with pytest.raises(BadRequest):
            _into(folder, folder.batch_id)
    elif step == "retry":
        batches.retry(folder.db, folder.batch_id)
    else:
        write(folder.path / "0.pdf", PDF + b"mended")


def _into(folder: Folder, batch_id: int) -> list[Intake]:
    source = Source(label="x.pdf", whence=b"x", stamp="", opening=lambda: io.BytesIO(PDF))
    return list(take_sources(folder.db, Blobs(folder.settings.blobs), folder.settings, batch_id, [source]))


numbers = iter(range(1_000_000))


@trying(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(files=FILES, steps=STEPS)
def test_the_sums_match(
    db: Database, settings: Settings, tmp_path: Path, files: object, steps: list[str]
) -> None:
    """Each input file has one line, accepted ones a document each, and every sum is that of the lines."""
    folder = Folder(db, settings, tmp_path / f"{next(numbers)}")
    assert isinstance(files, list)
    write(folder.path / "z.pdf", PDF + folder.path.name.encode())
    for at, (content, ending) in enumerate(files):
        write(folder.path / f"{at}{SUFFIX.get(content, ending)}", CONTENTS[content])
    folder.take(1)
    for step in steps:
        _step(folder, step)
    folder.take()
    batch, progress, rows = folder.look()
    _check_lines(folder, rows)
    _check_sums(db, batch, progress, rows)


def _check_lines(folder: Folder, rows: Sequence[ReportRow]) -> None:
    """Each file that lies there has its line; one that was stored before it was mended has that one, too."""
    lying = Counter(source.label for source in folder.inputs())
    named = Counter(row.file for row in rows)
    assert lying - named == Counter()
    assert named - lying <= Counter({f"{folder.path.name}/0.pdf": 1})
    assert all(row.outcome in {"accepted", "duplicate"} for row in rows if named[row.file] > lying[row.file])
    assert all(bool(row.document_id) == (row.outcome in {"accepted", "duplicate"}) for row in rows)
    assert all(bool(row.code) for row in rows if row.outcome == "refused" or row.state == "failed")


def _check_sums(db: Database, batch: Batch, progress: batches.Progress, rows: Sequence[ReportRow]) -> None:
    assert Counter(row.outcome for row in rows) == batch.files
    accepted = [row for row in rows if row.outcome == "accepted"]
    assert Counter(row.state for row in accepted) == batch.documents
    assert len({row.document_id for row in accepted}) == len(accepted)
    with db.reading() as session:
        own = session.scalars(select(Documents.id).where(Documents.batch_id == batch.batch_id)).all()
    assert sorted(own) == sorted(row.document_id or 0 for row in accepted)
    assert Counter(row.code for row in accepted if row.state == "failed") == progress.failures
    assert Counter(row.code for row in rows if row.outcome == "refused") == progress.refusals
    assert _csv(rows) == _jsonl(rows) == [(row.file, row.outcome, row.state, row.code) for row in rows]


def _csv(rows: Sequence[ReportRow]) -> list[tuple[str, ...]]:
    stream = io.BytesIO()
    REPORTS["csv"][0](rows, stream, "en")
    words = {"passed over": "passed", "read": "done"}
    table = csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    return [
        (
            line["file"],
            words.get(line["outcome"], line["outcome"]),
            words.get(line["state"], line["state"]),
            line["code"],
        )
        for line in table
    ]


def _jsonl(rows: Sequence[ReportRow]) -> list[tuple[str, ...]]:
    stream = io.BytesIO()
    REPORTS["jsonl"][0](rows, stream, "zh")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [(line["file"], line["outcome"], line["state"], line["code"]) for line in lines]


def test_a_rate_and_an_end(db: Database, settings: Settings, tmp_path: Path) -> None:
    """The rate is that of the last ten minutes, and the end follows from it; in the end it is the mean."""
    folder = _folder(db, settings, tmp_path, 5)
    assert (folder.look()[1].a_minute, folder.look()[1].ends_at) == (None, None)
    with db.reading() as session:
        now = clock(session)
    ended = {1: timedelta(minutes=4), 2: timedelta(minutes=2), 3: timedelta(minutes=30)}
    with db.writing() as session:
        for number, ago in ended.items():
            values = {"state": "done", "finished_at": now - ago}
            session.execute(update(Documents).where(Documents.id == number).values(values))
    _, progress, _ = folder.look()
    assert progress.a_minute == pytest.approx(1 / 4, rel=0.02)
    assert progress.ends_at is not None
    assert (progress.ends_at - now).total_seconds() == pytest.approx(2 * 4 * 60, rel=0.05)
    with db.writing() as session:
        waits = Documents.state == "waiting"
        session.execute(update(Documents).where(waits).values(state="done", finished_at=now))
    _, progress, _ = folder.look()
    assert (progress.a_minute, progress.ends_at) == (pytest.approx(4 / 30, rel=0.02), None)


def test_a_cancelled_batch_is_not_read(db: Database, settings: Settings, tmp_path: Path) -> None:
    """What waits fails as cancelled, what is read stays, a single upload is left alone; a retry undoes."""
    single = store(db, settings, "single")
    folder = _folder(db, settings, tmp_path, 3)
    claim = jobs.claim(db, settings, 2)
    assert claim
    assert jobs.finish(db, claim, extraction(made_form()))
    running = jobs.claim(db, settings, 3)
    assert running
    assert batches.cancel(db, folder.batch_id) == 2
    assert not jobs.finish(db, running, extraction(made_form()))
    batch, progress, _ = folder.look()
    assert (batch.state, batch.documents, progress.failures) == (
        "cancelled",
        {"done": 1, "failed": 2},
        {"cancelled": 2},
    )
    with db.reading() as session:
        assert queues.document_page(session, single).document.state == "waiting"
        assert batches.running(session) == []
    assert batches.retry(db, folder.batch_id, "no-such-code") == 0
    assert batches.retry(db, folder.batch_id, "cancelled") == 2
    batch, progress, _ = folder.look()
    assert (batch.state, batch.documents, progress.failures) == ("taken", {"done": 1, "waiting": 2}, {})
    with db.reading() as session:
        assert [one.batch_id for one in batches.running(session)] == [folder.batch_id]
        ranks = session.execute(select(Jobs.rank).where(Jobs.state == "pending").order_by(Jobs.id)).scalars()
        assert list(ranks) == [1, 2, 2]


def test_no_such_batch(db: Database) -> None:
    """What is asked of a batch that is not there says so."""
    for ask in (batches.cancel, batches.retry):
        with pytest.raises(NotFound):
            ask(db, 7)


def test_uploads_go_before_batches(db: Database, settings: Settings, tmp_path: Path) -> None:
    """A file that waits in a batch and is brought by hand goes with the uploads, without another job."""
    folder = _folder(db, settings, tmp_path, 3)
    take_in(db, Blobs(settings.blobs), settings, "b.pdf", io.BytesIO(PDF + b"2"), user_id=None)
    with db.reading() as session:
        rows = session.execute(select(Jobs.document_id, Jobs.rank).order_by(Jobs.id)).all()
    assert [tuple(row) for row in rows] == [(1, 2), (2, 2), (3, 1)]
    assert hints.due_hints(db, settings)[0] == 3
    assert folder.look()[0].documents == {"waiting": 3}


def test_a_manifest_s_words_are_kept(db: Database, settings: Settings) -> None:
    """Reference and year are kept with the document, found by search, and follow the manifest."""
    with db.writing() as session:
        batch_id = batches.open_batch(session, "m", None)

    def take(reference: str, year: str, stamp: str = "1") -> Intake:
        source = Source(
            label="a.pdf",
            whence=b"a",
            stamp=stamp,
            opening=lambda: io.BytesIO(PDF),
            reference=reference,
            year=year,
        )
        return next(take_sources(db, Blobs(settings.blobs), settings, batch_id, [source]))

    assert take("", "").outcome == "accepted"
    read(db, settings, 1, made_form())
    assert take("ＪＸ-17", "2019").before
    assert take("JX-18", "2019").before
    with db.reading() as session:
        found = session.execute(select(Documents.reference, Documents.archive_year)).one()
        assert tuple(found) == ("JX-18", "2019")
        assert [line.document_id for line in queues.list_documents(session, text="jx-18 2019")] == [1]
        assert [line.form_id for line in queues.list_forms(session, text="jx-18 道路")] == [1]
        origins = [(one.name, one.reference, one.batch_id) for one in reports.origins(session, 1)]
    assert origins == [("a.pdf", "JX-18", batch_id)]
    assert take("JX-99", "2020", stamp="2").outcome == "duplicate"
    user = store_user(db)
    with db.writing() as session:
        reviews.correct(
            session, 1, version=1, pointer="/total_score", value="90", why="", user=user, recheck=flag_total
        )
    with db.reading() as session:
        assert session.scalars(select(Documents.reference)).one() == "JX-18"
        assert [line.form_id for line in queues.list_forms(session, text="jx-99")] == [1]


def _folder(db: Database, settings: Settings, tmp_path: Path, count: int) -> Folder:
    """Return a folder of so many good files, taken in."""
    folder = Folder(db, settings, tmp_path / "files")
    for number in range(count):
        write(folder.path / f"{number}.pdf", PDF + str(number).encode())
    folder.take()
    return folder
