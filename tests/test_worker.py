"""One job, from claim to result, on both databases; no broker needed."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pymupdf
import pytest
from sqlalchemy import select

from models import jobs
from models.codecs import from_json
from models.errors import BrokenSetup, ParseCrashed
from models.intakes import take_in
from models.jobs import JobState
from models.layers import Layer
from models.settings import Settings
from models.tables import Documents, Forms, Jobs, PageImages
from tests.made_jobs import repeating
from worker.apps import TASK, make_app
from worker.leases import free_leases
from worker.recognitions import RUN
from worker.shelves import TURN_SECONDS
from worker.tasks import Bench, do_job, lose_job, register
from worker.wards import PATIENCE, Nursery

PDFS = Path(__file__).parent / "pdfs"


@pytest.fixture
def bench(settings: Settings, nursery: Nursery) -> Iterator[Bench]:
    """A worker's bench on a fresh database."""
    made = Bench(settings, nursery)
    yield made
    made.close()
    made.db.close()


def test_a_document_is_read_into_forms(bench: Bench):
    """A PDF with seven forms ends as done, with its seven forms and its pages counted."""
    job_id = _queue(bench, (PDFS / "fit.rl.pdf").read_bytes())
    do_job(bench, job_id)
    job, document, forms = _state(bench, job_id)
    assert (job.state, document.state, document.form_count, len(forms)) == (JobState.done, "done", 7, 7)


def test_a_second_delivery_changes_nothing(bench: Bench):
    """The same hint twice reads the document once."""
    job_id = _queue(bench, (PDFS / "fit.rl.pdf").read_bytes())
    do_job(bench, job_id)
    before = _state(bench, job_id)
    do_job(bench, job_id)
    do_job(bench, job_id + 1000)
    assert _state(bench, job_id) == before


FAULTS = {
    "no form": (lambda: _pdf("会议纪要"), "unknown-form"),
    "truncated": (lambda: (PDFS / "fit.rl.pdf").read_bytes()[:3000], "damaged-pdf"),
    "encrypted": (
        lambda: _pdf("x", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="a", owner_pw="b"),
        "encrypted-pdf",
    ),
}


@pytest.mark.parametrize(("made", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_a_file_at_fault_fails_with_its_code(bench: Bench, made: Callable[[], bytes], code: str):
    """A bad file ends its job and its document at once, with the code and words of the fault."""
    job_id = _queue(bench, made())
    do_job(bench, job_id)
    job, document, _ = _state(bench, job_id)
    assert (job.state, job.code, document.state, document.code) == (JobState.failed, code, "failed", code)
    assert document.message


def test_a_dying_reader_is_tried_again_and_then_dead(bench: Bench):
    """A reader that dies gives its job back each time; after the last try job and document say why."""
    job_id = _queue(bench, _repeated(PDFS / "fit.rl.pdf", 20))
    seen = []
    with _killing_readers(bench):
        for _ in range(bench.settings.max_tries):
            do_job(bench, job_id)
            job, document, _ = _state(bench, job_id)
            seen.append(job.state)
    assert seen == [JobState.pending, JobState.pending, JobState.dead]
    assert (document.state, document.code) == ("failed", "parse-crashed")


def test_a_reader_out_of_time_fails_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    """A document that takes too long would take too long again, so it is not tried again."""
    monkeypatch.setattr(bench, "settings", replace(bench.settings, hard_limit_seconds=0.001))
    job_id = _queue(bench, (PDFS / "fit.rl.pdf").read_bytes())
    do_job(bench, job_id)
    job, document, _ = _state(bench, job_id)
    assert (job.state, job.code, document.code) == (JobState.failed, "parse-timeout", "parse-timeout")


def test_a_broken_installation_uses_up_no_try(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where readers cannot have what they need, the job waits as if it had never been begun."""
    monkeypatch.setattr(bench, "settings", replace(bench.settings, reasons=tmp_path))
    job_id = _queue(bench, _pdf("x"))
    with pytest.raises(BrokenSetup, match="holds none of"):
        do_job(bench, job_id)
    job, _, _ = _state(bench, job_id)
    assert (job.state, job.tries) == (JobState.pending, 0)


def test_a_lost_blob_is_said_so(bench: Bench):
    """A stored file that is gone from the disk fails by its own code, not as a crash."""
    job_id = _queue(bench, _pdf("x"))
    _, document, _ = _state(bench, job_id)
    bench.blobs.path(document.sha256).unlink()
    do_job(bench, job_id)
    job, _, _ = _state(bench, job_id)
    assert (job.state, job.code) == (JobState.failed, "file-vanished")


def test_a_spoilt_blob_is_said_so(bench: Bench):
    """A stored file that a disk or a file server has changed is not read as if it were the document."""
    job_id = _queue(bench, _pdf("x"))
    _, document, _ = _state(bench, job_id)
    bench.blobs.path(document.sha256).write_bytes(_pdf("y"))
    do_job(bench, job_id)
    job, _, _ = _state(bench, job_id)
    assert (job.state, job.code) == (JobState.failed, "file-vanished")
    assert "checksum" in (job.message or "")


def test_one_reader_serves_many_jobs(bench: Bench):
    """Jobs are read by one process, which ends with the bench."""
    assert bench.readings.versions
    nursery, seen = psutil.Process(bench.nursery.pid), set[psutil.Process]()
    for number in range(3):
        do_job(bench, _queue(bench, _pdf(f"x{number}")))
        seen |= set(nursery.children())
    assert len(seen) == 1
    bench.close()
    assert nursery.children() == []


def test_a_page_becomes_a_picture(bench: Bench):
    """A render job leaves one stored picture, the page's size in points, and how it was cut into cells."""
    job_id = _queue(bench, (PDFS / "fit.rl.pdf").read_bytes())
    _, document, _ = _state(bench, job_id)
    with bench.db.writing() as session:
        render_id = jobs.enqueue(session, document.id, "render", 2)
    do_job(bench, render_id)
    with bench.db.reading() as session:
        image = session.execute(select(PageImages)).scalar_one()
    assert (image.page, round(image.width), image.media_type) == (2, 595, "image/png")
    assert bench.blobs.read(image.sha256).startswith(b"\x89PNG")
    layer = from_json(bench.blobs.read(image.layer), Layer)
    assert (layer.page, layer.code) == (2, "")
    assert len(layer.cells) > 100
    assert layer.rulings


def test_a_killed_childs_job_is_given_back(bench: Bench):
    """The master, which sees a child die, gives its job back before the lease ends."""
    job_id = _queue(bench, _pdf("x"))
    assert jobs.claim(bench.db, bench.settings, job_id, holder="the child")
    lose_job(bench, job_id, ParseCrashed("killed"), "another child")
    assert _state(bench, job_id)[0].state == JobState.leased
    lose_job(bench, job_id, ParseCrashed("killed"), "the child")
    assert _state(bench, job_id)[0].state == JobState.pending


def test_leases_of_one_kind_are_freed(bench: Bench):
    """Burying the readers frees what they held, and nothing that the drawing worker holds."""
    job_id = _queue(bench, _pdf("x"))
    with bench.db.writing() as session:
        render_id = jobs.enqueue(session, _state(bench, job_id)[1].id, "render", 1)
    assert jobs.claim(bench.db, bench.settings, job_id)
    assert jobs.claim(bench.db, bench.settings, render_id)
    assert free_leases(bench.db, bench.settings, "extract") == 1
    assert _state(bench, job_id)[0].state == JobState.pending
    assert _state(bench, render_id)[0].state == JobState.leased


def test_messages_are_hints_only(settings: Settings):
    """The app acknowledges early, keeps no results, and knows one task that takes a job's id."""
    app = make_app(settings)
    register(app, Bench(settings))
    conf = app.conf
    assert (conf.task_acks_late, conf.task_ignore_result, conf.worker_prefetch_multiplier) == (False, True, 1)
    assert [name for name in app.tasks if not name.startswith("celery.")] == [TASK]
    longest = 2 * settings.hard_limit_seconds + TURN_SECONDS + RUN * settings.page_limit_seconds
    assert conf.task_time_limit > longest + 2 * PATIENCE  # in which a reader is born for each reading


def _queue(bench: Bench, data: bytes) -> int:
    intake = take_in(bench.db, bench.blobs, bench.settings, "a.pdf", io.BytesIO(data), user_id=None)
    with bench.db.reading() as session:
        return session.execute(select(Jobs.id).where(Jobs.document_id == intake.document_id)).scalar_one()


def _state(bench: Bench, job_id: int) -> tuple[Any, Any, Sequence[Any]]:
    with bench.db.reading() as session:
        job = session.execute(select(*Jobs.__table__.columns).where(Jobs.id == job_id)).one()
        document = session.execute(
            select(*Documents.__table__.columns).where(Documents.id == job.document_id)
        ).one()
        forms = session.execute(select(Forms.id, Forms.version).where(Forms.document_id == document.id)).all()
    return job, document, forms


@contextmanager
def _killing_readers(bench: Bench) -> Iterator[None]:
    """Kill every reader that is born."""
    assert bench.readings.versions
    nursery = psutil.Process(bench.nursery.pid)

    def kill() -> None:
        for reader in nursery.children():
            with suppress(psutil.NoSuchProcess):
                reader.kill()

    with repeating(kill, 0.01):
        yield


def _repeated(path: Path, times: int) -> bytes:
    document = pymupdf.open()
    for _ in range(times):
        document.insert_pdf(pymupdf.open(path))
    return bytes(document.tobytes())


def _pdf(text: str, pages: int = 1, **saving: object) -> bytes:
    document = pymupdf.open()
    for _ in range(pages):
        document.new_page().insert_text((72, 72), text, fontname="china-s")
    return bytes(document.tobytes(**saving))
