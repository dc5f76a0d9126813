"""The job machine: each job ends exactly once, its results stand exactly once."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models import hints, jobs, queues, reviews, transitions
from models.blobs import Blobs
from models.databases import Database
from models.errors import BadDocument, ParseTimeout, UnknownForm
from models.jobs import JobState, Reconciled
from models.records import Extraction, Failure
from models.settings import Settings
from models.tables import Forms, Jobs
from models.transitions import TRANSITIONS
from tests.made_forms import extraction, made_form, store
from tests.made_jobs import LEASE, NOW, claimed, page_of

DOCS = Path(__file__).parents[1] / "docs" / "jobs.md"


def test_one_way_through(db: Database, settings: Settings) -> None:
    """Hint, claim, finish: the document is done and its forms are there in order."""
    store(db, settings, name="a/表.pdf")
    assert hints.due_hints(db, settings) == [1]
    claim = claimed(db, settings)
    assert (claim.document_id, claim.kind, claim.page, claim.name, claim.tries) == (
        1,
        "extract",
        None,
        "a/表.pdf",
        1,
    )
    assert jobs.finish(db, claim, extraction(made_form("一"), made_form("二", page=2)))
    page = page_of(db)
    assert (page.document.state, page.document.pages, page.document.form_count) == ("done", 2, 2)
    assert [(form.ordinal, form.project_name, form.state) for form in page.forms] == [
        (1, "一", "waiting"),
        (2, "二", "waiting"),
    ]
    assert [job.state for job in page.jobs] == ["done"]


def test_a_second_claim_gets_nothing(db: Database, settings: Settings) -> None:
    """While a lease lasts, and after the end, a repeated hint claims nothing; unknown ids neither."""
    store(db, settings)
    claim = claimed(db, settings)
    assert jobs.claim(db, settings, 1, now=NOW + LEASE - timedelta(seconds=1)) is None
    assert jobs.finish(db, claim, extraction())
    assert jobs.claim(db, settings, 1, now=NOW + 9 * LEASE) is None
    assert jobs.claim(db, settings, 77) is None


def test_an_expired_lease_is_anyones(db: Database, settings: Settings) -> None:
    """After its lease a job can be claimed anew, and the first worker's late result falls on the fence."""
    store(db, settings)
    late = claimed(db, settings)
    claim = claimed(db, settings, now=NOW + LEASE)
    assert (claim.tries, claim.token == late.token) == (2, False)
    assert not jobs.finish(db, late, extraction(made_form("late")))
    assert page_of(db).forms == ()
    assert jobs.finish(db, claim, extraction(made_form("good")))
    assert not jobs.finish(db, late, UnknownForm("late"))
    assert [form.project_name for form in page_of(db).forms] == ["good"]
    assert page_of(db).document.state == "done"


def test_a_second_finish_changes_nothing(db: Database, settings: Settings) -> None:
    """The same result twice is one result."""
    store(db, settings)
    claim = claimed(db, settings)
    assert jobs.finish(db, claim, extraction(made_form()))
    assert not jobs.finish(db, claim, extraction(made_form()))
    assert len(page_of(db).forms) == 1


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
    assert jobs.finish(db, claimed(db, settings), outcome)
    page = page_of(db)
    assert (page.document.state, page.document.code, page.jobs[0].state) == ("failed", code, "failed")
    assert (page.document.message or "").startswith(message)
    assert page.jobs[0].message == page.document.message
    assert hints.due_hints(db, settings, now=NOW + 9 * LEASE) == []


def test_nul_in_a_form_is_kept(db: Database, settings: Settings) -> None:
    """Text that PostgreSQL refuses stays in the form's JSON and is replaced where lists show it."""
    store(db, settings)
    form = made_form("道\0路")
    assert jobs.finish(db, claimed(db, settings), extraction(form))
    with db.reading() as session:
        (row,) = queues.export_forms(session, accepted_only=False)
        assert queues.list_forms(session)[0].project_name == "道\ufffd路"
    assert row.form == form


def test_reconcile_frees_and_buries(db: Database, settings: Settings) -> None:
    """An expired lease gives the job back until its tries are used up; then the document fails by code."""
    store(db, settings)
    for tries in (1, 2, 3):
        now = NOW + tries * LEASE
        claim = claimed(db, settings, now=now - LEASE)
        assert claim.tries == tries
        assert jobs.reconcile(db, settings, now - timedelta(seconds=1)) == Reconciled()
        assert jobs.reconcile(db, settings, now) == Reconciled(freed=tries < 3, dead=tries == 3)
        assert not jobs.finish(db, claim, extraction(made_form()))
    page = page_of(db)
    assert (page.jobs[0].state, page.jobs[0].tries, page.jobs[0].code) == ("dead", 3, "parse-crashed")
    assert (page.document.state, page.document.code) == ("failed", "parse-crashed")
    assert "3 times" in (page.document.message or "")
    assert jobs.claim(db, settings, 1, now=NOW + 99 * LEASE) is None
    assert jobs.reconcile(db, settings, NOW + 99 * LEASE) == Reconciled()


def test_a_used_up_job_is_not_claimed(db: Database, settings: Settings) -> None:
    """After the last try's lease nobody begins again, reconciled or not."""
    store(db, settings)
    for tries in range(3):
        claimed(db, settings, now=NOW + tries * LEASE)
    assert jobs.claim(db, settings, 1, now=NOW + 3 * LEASE) is None


def test_fewer_tries_than_before(db: Database, settings: Settings) -> None:
    """A pending job that a lowered limit has overtaken does not wait for ever."""
    store(db, settings)
    claimed(db, settings)
    assert jobs.reconcile(db, settings, NOW + LEASE).freed == 1
    assert jobs.reconcile(db, replace(settings, max_tries=1), NOW + LEASE).dead == 1
    assert page_of(db).document.state == "failed"


def test_release(db: Database, settings: Settings) -> None:
    """A worker known to have died gives its lease back at once; the last try dies of what ended it."""
    store(db, settings)
    first = claimed(db, settings)
    error = ParseTimeout("over 600 s")
    assert jobs.release(db, settings, 1, error, token="another") is None  # noqa: S106 - no secret
    assert jobs.release(db, settings, 1, error, token=first.token) is JobState.pending
    assert jobs.release(db, settings, 1, error, token=first.token) is None
    assert not jobs.finish(db, first, extraction())
    claimed(db, settings)
    assert jobs.release(db, settings, 1, error) is JobState.pending
    claimed(db, settings)
    assert jobs.release(db, settings, 1, error) is JobState.dead
    document = page_of(db).document
    assert (document.state, document.code, document.message) == ("failed", "parse-timeout", "over 600 s")


def test_what_is_given_back_is_not_begun(db: Database, settings: Settings) -> None:
    """However a claim ends without a result, the job waits as one that nobody has begun: pages say so."""
    store(db, settings)
    assert page_of(db).jobs[0].started_at is None
    assert jobs.postpone(db, claimed(db, settings))
    assert page_of(db).jobs[0].started_at is None
    claimed(db, settings)
    assert page_of(db).jobs[0].started_at is not None
    assert jobs.release(db, settings, 1, ParseTimeout("over 600 s")) is JobState.pending
    assert page_of(db).jobs[0].started_at is None


def test_cancel(db: Database, settings: Settings) -> None:
    """A cancelled job gives no result, and its document says why."""
    store(db, settings)
    claim = claimed(db, settings)
    with db.writing() as session:
        assert jobs.cancel(session, 1)
        assert not jobs.cancel(session, 1)
    assert not jobs.finish(db, claim, extraction(made_form()))
    page = page_of(db)
    assert (page.jobs[0].state, page.document.state, page.document.code) == (
        "cancelled",
        "failed",
        "cancelled",
    )


def test_forms_keep_their_types(db: Database, settings: Settings, blobs: Blobs) -> None:
    """What is stored is the reading, by its types and once: a form nobody has changed has one text."""
    form = made_form()
    store(db, settings)
    assert jobs.finish(db, claimed(db, settings), extraction(form))
    with db.reading() as session:
        current = session.execute(select(Forms.current)).scalar_one()
        (row,) = queues.export_forms(session, accepted_only=False)
        desk = reviews.load_desk(session, row.form_id)
    assert current == ""
    assert (row.form, desk.current, desk.extracted) == (form, form, form)
    assert blobs.has(row.sha256)


def test_many_are_queued_at_once(db: Database, settings: Settings) -> None:
    """Failed documents wait again by one job each; those that are queued keep theirs; so with cancelling."""
    for number in range(4):
        store(db, settings, number)
    for number in (1, 2):
        assert jobs.finish(db, claimed(db, settings, number), UnknownForm("none"))
    for _ in range(2):
        with db.writing() as session:
            jobs.enqueue_all(session, [1, 2, 3, 99])
    with db.reading() as session:
        waiting = [line.document_id for line in queues.list_documents(session, state="waiting")]
        live = session.execute(select(Jobs.document_id, Jobs.rank).where(Jobs.state == "pending")).all()
    assert waiting == [4, 3, 2, 1]
    assert sorted(tuple(row) for row in live) == [(1, 1), (2, 1), (3, 1), (4, 1)]
    with db.writing() as session:
        jobs.enqueue_all(session, [])
        assert jobs.cancel_all(session, [1, 2, 3, 4, 5, 6]) == 4
        assert jobs.cancel_all(session, [3]) == 0


def test_docs_draw_every_transition() -> None:
    """docs/jobs.md names every state there is, and its table has each way between them and no other."""
    page = DOCS.read_text(encoding="utf-8")
    assert set(JobState) <= set(re.findall(r"`([a-z]+)`", page))
    drawn = re.findall(r"^\| \*\*([a-z ]+)\*\* \| ([^|]+) \| `([a-z]+)` \|", page, re.MULTILINE)
    ways = {(name, tuple(re.findall(r"`([a-z]+)`", before)), after) for name, before, after in drawn}
    assert ways == {(one.name, tuple(one.before), str(one.after)) for one in TRANSITIONS}


def test_states_change_in_one_place() -> None:
    """Only `models.transitions` changes jobs; marking them as hinted at changes no state."""
    rooms = Path(transitions.__file__).parents[1]
    files = [
        file for room in ("cli", "models", "review_ui", "worker") for file in (rooms / room).rglob("*.py")
    ]
    writers = [file.name for file in files if "update(Jobs" in file.read_text()]
    assert sorted(writers) == ["hints.py", "transitions.py"]
