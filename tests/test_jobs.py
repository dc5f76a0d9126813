"""The job machine: each job ends exactly once, its results stand exactly once."""

import multiprocessing
import random
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models import jobs, queues
from models.blobs import Blobs
from models.databases import Database, clock
from models.errors import BadDocument, NotFound, ParseTimeout, UnknownForm
from models.intakes import open_batch
from models.jobs import Claim, JobState, Reconciled, RenderedPage
from models.lines import DocumentPage
from models.records import Extraction, Failure
from models.settings import Settings
from models.tables import Documents, Forms, Jobs
from tests.made_forms import extraction, made_form, read, store

DOCS = Path(__file__).parents[1] / "docs" / "jobs.md"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=900)
PICTURE = RenderedPage(page=1, width=595.3, height=841.9, media_type="image/png", sha256="a" * 64)


def _page(db: Database, document_id: int = 1) -> DocumentPage:
    with db.reading() as session:
        return queues.document_page(session, document_id)


def _claim(db: Database, settings: Settings, job_id: int = 1, now: datetime = NOW) -> Claim:
    claim = jobs.claim(db, settings, job_id, now=now)
    assert claim is not None
    return claim


def test_one_way_through(db: Database, settings: Settings) -> None:
    """Hint, claim, finish: the document is done and its forms are there in order."""
    store(db, settings, name="a/表.pdf")
    assert jobs.due_hints(db, settings) == [1]
    claim = _claim(db, settings)
    assert (claim.document_id, claim.kind, claim.page, claim.name, claim.tries) == (
        1,
        "extract",
        None,
        "a/表.pdf",
        1,
    )
    assert jobs.finish(db, claim, extraction(made_form("一"), made_form("二", page=2)))
    page = _page(db)
    assert (page.document.state, page.document.pages, page.document.form_count) == ("done", 2, 2)
    assert [(form.ordinal, form.project_name, form.state) for form in page.forms] == [
        (1, "一", "waiting"),
        (2, "二", "waiting"),
    ]
    assert [job.state for job in page.jobs] == ["done"]


def test_a_second_claim_gets_nothing(db: Database, settings: Settings) -> None:
    """While a lease lasts, and after the end, a repeated hint claims nothing; unknown ids neither."""
    store(db, settings)
    claim = _claim(db, settings)
    assert jobs.claim(db, settings, 1, now=NOW + LEASE - timedelta(seconds=1)) is None
    assert jobs.finish(db, claim, extraction())
    assert jobs.claim(db, settings, 1, now=NOW + 9 * LEASE) is None
    assert jobs.claim(db, settings, 77) is None


def test_an_expired_lease_is_anyones(db: Database, settings: Settings) -> None:
    """After its lease a job can be claimed anew, and the first worker's late result falls on the fence."""
    store(db, settings)
    late = _claim(db, settings)
    claim = _claim(db, settings, now=NOW + LEASE)
    assert (claim.tries, claim.token == late.token) == (2, False)
    assert not jobs.finish(db, late, extraction(made_form("late")))
    assert _page(db).forms == ()
    assert jobs.finish(db, claim, extraction(made_form("good")))
    assert not jobs.finish(db, late, UnknownForm("late"))
    assert [form.project_name for form in _page(db).forms] == ["good"]
    assert _page(db).document.state == "done"


def test_a_second_finish_changes_nothing(db: Database, settings: Settings) -> None:
    """The same result twice is one result."""
    store(db, settings)
    claim = _claim(db, settings)
    assert jobs.finish(db, claim, extraction(made_form()))
    assert not jobs.finish(db, claim, extraction(made_form()))
    assert len(_page(db).forms) == 1


FAILURES = {
    "a raised error": (UnknownForm("no form in it"), "unknown-form", "no form in it"),
    "an error in the reading": (
        Extraction(file="a", sha256="b", pages=3, error=Failure(code="no-text-layer", message="scan")),
        "no-text-layer",
        "scan",
    ),
    "text that no database takes": (UnknownForm("a\0b\ud800"), "unknown-form", "a\ufffdb\ufffd"),
    "an endless message": (UnknownForm("x" * 9999), "unknown-form", "x" * 1000),
    "a reading of the wrong types": (
        Extraction(file="a", sha256="b", pages="3"),  # type: ignore[arg-type]  # what a broken child might send
        "parse-crashed",
        "the reading does not fit its types",
    ),
    "text that is no text": (
        extraction(made_form("\ud800")),
        "parse-crashed",
        "the reading does not fit its types",
    ),
}


@pytest.mark.parametrize(("outcome", "code", "message"), FAILURES.values(), ids=FAILURES.keys())
def test_failures(
    db: Database, settings: Settings, outcome: Extraction | BadDocument, code: str, message: str
) -> None:
    """A file at fault ends job and document as failed, with code and words, and is never tried again."""
    store(db, settings)
    assert jobs.finish(db, _claim(db, settings), outcome)
    page = _page(db)
    assert (page.document.state, page.document.code, page.jobs[0].state) == ("failed", code, "failed")
    assert (page.document.message or "").startswith(message)
    assert page.jobs[0].message == page.document.message
    assert jobs.due_hints(db, settings, now=NOW + 9 * LEASE) == []


def test_nul_in_a_form_is_kept(db: Database, settings: Settings) -> None:
    """Text that PostgreSQL refuses stays in the form's JSON and is replaced where lists show it."""
    store(db, settings)
    form = made_form("道\0路")
    assert jobs.finish(db, _claim(db, settings), extraction(form))
    with db.reading() as session:
        (row,) = queues.export_forms(session, accepted_only=False)
        assert queues.list_forms(session)[0].project_name == "道\ufffd路"
    assert row.form == form


def test_reconcile_frees_and_buries(db: Database, settings: Settings) -> None:
    """An expired lease gives the job back until its tries are used up; then the document fails by code."""
    store(db, settings)
    for tries in (1, 2, 3):
        now = NOW + tries * LEASE
        claim = _claim(db, settings, now=now - LEASE)
        assert claim.tries == tries
        assert jobs.reconcile(db, settings, now - timedelta(seconds=1)) == Reconciled()
        assert jobs.reconcile(db, settings, now) == Reconciled(freed=tries < 3, dead=tries == 3)
        assert not jobs.finish(db, claim, extraction(made_form()))
    page = _page(db)
    assert (page.jobs[0].state, page.jobs[0].tries, page.jobs[0].code) == ("dead", 3, "parse-crashed")
    assert (page.document.state, page.document.code) == ("failed", "parse-crashed")
    assert "3 times" in (page.document.message or "")
    assert jobs.claim(db, settings, 1, now=NOW + 99 * LEASE) is None
    assert jobs.reconcile(db, settings, NOW + 99 * LEASE) == Reconciled()


def test_a_used_up_job_is_not_claimed(db: Database, settings: Settings) -> None:
    """After the last try's lease nobody begins again, reconciled or not."""
    store(db, settings)
    for tries in range(3):
        _claim(db, settings, now=NOW + tries * LEASE)
    assert jobs.claim(db, settings, 1, now=NOW + 3 * LEASE) is None


def test_fewer_tries_than_before(db: Database, settings: Settings) -> None:
    """A pending job that a lowered limit has overtaken does not wait for ever."""
    store(db, settings)
    _claim(db, settings)
    assert jobs.reconcile(db, settings, NOW + LEASE).freed == 1
    assert jobs.reconcile(db, replace(settings, max_tries=1), NOW + LEASE).dead == 1
    assert _page(db).document.state == "failed"


def test_release(db: Database, settings: Settings) -> None:
    """A worker known to have died gives its lease back at once; the last try dies of what ended it."""
    store(db, settings)
    first = _claim(db, settings)
    error = ParseTimeout("over 600 s")
    assert jobs.release(db, settings, 1, error, token="another") is None  # noqa: S106 - no secret
    assert jobs.release(db, settings, 1, error, token=first.token) is JobState.pending
    assert jobs.release(db, settings, 1, error, token=first.token) is None
    assert not jobs.finish(db, first, extraction())
    _claim(db, settings)
    assert jobs.release(db, settings, 1, error) is JobState.pending
    _claim(db, settings)
    assert jobs.release(db, settings, 1, error) is JobState.dead
    document = _page(db).document
    assert (document.state, document.code, document.message) == ("failed", "parse-timeout", "over 600 s")


def test_cancel(db: Database, settings: Settings) -> None:
    """A cancelled job gives no result, and its document says why."""
    store(db, settings)
    claim = _claim(db, settings)
    with db.writing() as session:
        assert jobs.cancel(session, 1)
        assert not jobs.cancel(session, 1)
    assert not jobs.finish(db, claim, extraction(made_form()))
    page = _page(db)
    assert (page.jobs[0].state, page.document.state, page.document.code) == (
        "cancelled",
        "failed",
        "cancelled",
    )


def test_hints(db: Database, settings: Settings) -> None:
    """A hint is given once, again when unanswered, and never more than the limit are on their way."""
    for number in range(5):
        store(db, settings, number)
    later = NOW + timedelta(seconds=settings.hint_again_seconds)
    assert jobs.due_hints(db, settings, NOW, limit=3) == [1, 2, 3]
    assert jobs.due_hints(db, settings, NOW, limit=3) == []
    _claim(db, settings, 2)
    assert jobs.due_hints(db, settings, NOW, limit=3) == [4]
    assert jobs.due_hints(db, settings, later - timedelta(seconds=1), limit=3) == []
    assert jobs.due_hints(db, settings, later, limit=3) == [1, 3, 4]
    assert jobs.due_hints(db, settings, later, limit=100) == [5]


def test_hints_come_in_order_of_need(db: Database, settings: Settings) -> None:
    """Page images first, then uploads, then batches; a full window of one kind holds up no other."""
    store(db, settings, "batched")
    with db.writing() as session:
        session.execute(update(Documents).values(batch_id=open_batch(session, "batch", None)))
        session.execute(update(Jobs).values(state=JobState.done))
        jobs.enqueue(session, 1)
    store(db, settings, "single")
    with db.writing() as session:
        page = jobs.enqueue(session, 1, "render", 1)
    assert jobs.due_hints(db, settings, NOW, limit=1) == [page, 3]
    assert jobs.due_hints(db, settings, NOW, limit=2) == [2]


def test_enqueue_is_idempotent_while_live(db: Database, settings: Settings) -> None:
    """One live job of a kind (and page); a new one once it has ended; none for what does not exist."""
    store(db, settings)
    with db.writing() as session:
        assert jobs.enqueue(session, 1) == 1
        assert [jobs.enqueue(session, 1, "render", page) for page in (1, 2, 1)] == [2, 3, 2]
        with pytest.raises(NotFound):
            jobs.enqueue(session, 77)
    claim = _claim(db, settings)
    with db.writing() as session:
        assert jobs.enqueue(session, 1) == 1
    assert jobs.finish(db, claim, UnknownForm("none"))
    with db.writing() as session:
        assert jobs.enqueue(session, 1) == 4
    document = _page(db).document
    assert (document.state, document.code, document.message) == ("waiting", None, None)
    read(db, settings, 1, made_form())
    assert _page(db).document.state == "done"


def test_enqueue_at_the_same_moment(db: Database, settings: Settings) -> None:
    """Eight that ask for the same page get the same job."""
    store(db, settings)
    barrier, got = threading.Barrier(8, timeout=30), []

    def ask() -> None:
        barrier.wait()
        with db.writing() as session:
            got.append(jobs.enqueue(session, 1, "render", 1))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [got[0]] * 8


def test_a_failed_page_image_fails_no_document(db: Database, settings: Settings) -> None:
    """Only the reading decides about the document."""
    store(db, settings)
    with db.writing() as session:
        job_id = jobs.enqueue(session, 1, "render", 1)
    assert jobs.finish(db, _claim(db, settings, job_id), UnknownForm("torn"))
    assert _page(db).document.state == "waiting"
    with db.writing() as session:
        job_id = jobs.enqueue(session, 1, "render", 1)
        assert jobs.cancel(session, job_id)
    assert _page(db).document.state == "waiting"


def _claim_all(db: Database, settings: Settings, won: list[int], seed: int, count: int) -> None:
    job_ids = list(range(1, count + 1))
    random.Random(seed).shuffle(job_ids)  # noqa: S311 - an order, no secret
    won += [job_id for job_id in job_ids if jobs.claim(db, settings, job_id)]


def _claim_all_in_process(db: Database, settings: Settings, pipe: "multiprocessing.SimpleQueue[int]") -> None:
    won: list[int] = []
    threads = [threading.Thread(target=_claim_all, args=(db, settings, won, seed, 200)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job_id in won:
        pipe.put(job_id)
    pipe.put(0)


def test_two_hundred_jobs_are_claimed_once_each(db: Database, settings: Settings) -> None:
    """Two forked processes with four threads each run for the same 200 jobs; no job is won twice."""
    with db.writing() as session:
        now = clock(session)
        start = {"name": "a", "name_key": "a", "size": 1, "created_at": now, "state": "waiting"}
        rows = [start | {"sha256": f"{n:064}", "pages": 0, "form_count": 0} for n in range(200)]
        session.execute(Documents.__table__.insert(), rows)
        for document_id in range(1, 201):
            jobs.enqueue(session, document_id)
    fork = multiprocessing.get_context("fork")
    pipe = fork.SimpleQueue()
    started = [fork.Process(target=_claim_all_in_process, args=(db, settings, pipe)) for _ in range(2)]
    for process in started:
        process.start()
    won, ended = [], 0
    while ended < 2:
        job_id = pipe.get()
        ended += job_id == 0
        won += [job_id] if job_id else []
    for process in started:
        process.join()
    assert sorted(won) == list(range(1, 201))
    with db.reading() as session:
        assert session.scalars(select(func.sum(Jobs.tries))).one() == 200


def test_two_reconcilers_share_the_work(db: Database, settings: Settings) -> None:
    """Several reconcilers at once free each lease once."""
    for number in range(20):
        store(db, settings, number)
        _claim(db, settings, number + 1)
    found: list[Reconciled] = []
    threads = [
        threading.Thread(target=lambda: found.append(jobs.reconcile(db, settings, NOW + LEASE)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.append(jobs.reconcile(db, settings, NOW + LEASE))
    assert sum(one.freed for one in found) == 20
    assert sum(one.dead for one in found) == 0


def test_forms_keep_their_types(db: Database, settings: Settings, blobs: Blobs) -> None:
    """What is stored is the reading, byte for byte by its types."""
    form = made_form()
    store(db, settings)
    assert jobs.finish(db, _claim(db, settings), extraction(form))
    with db.reading() as session:
        extracted, current = session.execute(select(Forms.extracted, Forms.current)).one()
        (row,) = queues.export_forms(session, accepted_only=False)
    assert extracted == current
    assert row.form == form
    assert blobs.has(row.sha256)


def test_docs_draw_every_state() -> None:
    """docs/jobs.md names every state there is."""
    assert set(JobState) <= set(re.findall(r"`([a-z]+)`", DOCS.read_text(encoding="utf-8")))
