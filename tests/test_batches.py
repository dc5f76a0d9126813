"""Batches: their rate and end, what cancel and retry do, what a manifest says."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models import batches, hints, jobs, queues, reports, reviews
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import NotFound, UnknownForm
from models.imports import take_sources
from models.intakes import Intake, take_in
from models.settings import Settings
from models.sources import Source
from models.tables import Documents, Jobs
from tests.made_archives import PDF
from tests.made_batches import made_folder
from tests.made_forms import extraction, flag_total, made_form, read, store, store_user
from tests.made_jobs import claimed


def test_a_rate_and_an_end(db: Database, settings: Settings, tmp_path: Path) -> None:
    """The rate is that of the last ten minutes, and the end follows from it; in the end it is the mean."""
    folder = made_folder(db, settings, tmp_path, 5)
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
    folder = made_folder(db, settings, tmp_path, 3)
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


def test_what_was_cancelled_can_be_brought_again(db: Database, settings: Settings, tmp_path: Path) -> None:
    """By another import, which counts and retries its duplicates, or by hand; what came by hand stays."""
    folder = made_folder(db, settings, tmp_path, 3)
    assert jobs.finish(db, claimed(db, settings, 1), UnknownForm("none"))
    assert batches.cancel(db, folder.batch_id) == 2
    taken = take_in(db, Blobs(settings.blobs), settings, "b.pdf", io.BytesIO(PDF + b"1"), user_id=None)
    assert taken.document_id == 2
    folder.take()
    batch, progress, rows = folder.look()
    assert (batch.batch_id, batch.files, batch.documents) == (2, {"duplicate": 3}, {})
    assert (batch.duplicates, batch.is_running) == ({"failed": 1, "waiting": 2}, True)
    assert (progress.failures, [row.state for row in rows]) == (
        {"unknown-form": 1},
        ["failed", "waiting", "waiting"],
    )
    with db.reading() as session:
        listed = queues.list_documents(session, batch_id=2, state="failed")
        assert [line.document_id for line in listed] == [1]
    assert batches.retry(db, 2) == 1
    assert batches.cancel(db, 1) == 2
    assert jobs.finish(db, claimed(db, settings, 4), extraction(made_form()))
    batch, progress, rows = folder.look()
    assert batch.duplicates == {"failed": 2, "done": 1}
    assert (progress.forms, progress.to_review) == (1, 1)


def test_no_such_batch(db: Database) -> None:
    """What is asked of a batch that is not there says so."""
    for ask in (batches.cancel, batches.retry):
        with pytest.raises(NotFound):
            ask(db, 7)


def test_uploads_go_before_batches(db: Database, settings: Settings, tmp_path: Path) -> None:
    """A file that waits in a batch and is brought by hand goes with the uploads, without another job."""
    folder = made_folder(db, settings, tmp_path, 3)
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
        origins = [(one.name, one.reference, one.batch_id) for one in reports.origins(session, 1, 9)]
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
