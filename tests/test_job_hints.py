"""Hints, live jobs and claims that meet: what many processes ask at once."""

import multiprocessing
import os
import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models import hints, jobs
from models.batches import open_batch
from models.databases import Database, clock
from models.errors import NotFound, UnknownForm
from models.jobs import JobState, Reconciled
from models.settings import Settings
from models.tables import Documents, Jobs
from tests.made_forms import made_form, read, store
from tests.made_jobs import LEASE, NOW, claimed, page_of
from tests.made_threads import together


def test_hints(db: Database, settings: Settings) -> None:
    """A hint is given once, again when unanswered, and never more than the limit are on their way."""
    for number in range(5):
        store(db, settings, number)
    later = NOW + timedelta(seconds=settings.hint_again_seconds)
    assert hints.due_hints(db, settings, NOW, limit=3) == [1, 2, 3]
    assert hints.due_hints(db, settings, NOW, limit=3) == []
    claimed(db, settings, 2)
    assert hints.due_hints(db, settings, NOW, limit=3) == [4]
    assert hints.due_hints(db, settings, later - timedelta(seconds=1), limit=3) == []
    assert hints.due_hints(db, settings, later, limit=3) == [1, 3, 4]
    assert hints.due_hints(db, settings, later, limit=100) == [5]


def test_hints_come_in_order_of_need(db: Database, settings: Settings) -> None:
    """Page images first, then uploads, then batches; a full window of one lane holds up no other."""
    store(db, settings, "batched")
    with db.writing() as session:
        session.execute(update(Documents).values(batch_id=open_batch(session, "batch", None)))
        session.execute(update(Jobs).values(state=JobState.done))
        jobs.enqueue(session, 1)
    store(db, settings, "single")
    with db.writing() as session:
        page = jobs.enqueue(session, 1, "render", 1)
    assert hints.due_hints(db, settings, NOW, limit=1) == [page, 3, 2]
    store(db, settings, "another")
    assert hints.due_hints(db, settings, NOW, limit=1) == []
    assert hints.due_hints(db, settings, NOW, limit=2, lying={"extract": 2}) == []
    assert hints.due_hints(db, settings, NOW, limit=2, lying={"bulk": 2}) == [5]


def test_hints_of_a_clock_that_was_set_back_are_given_again(db: Database, settings: Settings) -> None:
    """A hint given at a time that is still to come counts as unanswered, or its job would wait till then."""
    store(db, settings)
    assert hints.due_hints(db, settings, NOW + timedelta(hours=1)) == [1]
    assert hints.due_hints(db, settings, NOW) == [1]
    assert hints.due_hints(db, settings, NOW) == []


def test_enqueue_is_idempotent_while_live(db: Database, settings: Settings) -> None:
    """One live job of a kind (and page); a new one once it has ended; none for what does not exist."""
    store(db, settings)
    with db.writing() as session:
        assert jobs.enqueue(session, 1) == 1
        assert [jobs.enqueue(session, 1, "render", page) for page in (1, 2, 1)] == [2, 3, 2]
        with pytest.raises(NotFound):
            jobs.enqueue(session, 77)
    claim = claimed(db, settings)
    with db.writing() as session:
        assert jobs.enqueue(session, 1) == 1
    assert jobs.finish(db, claim, UnknownForm("none"))
    with db.writing() as session:
        assert jobs.enqueue(session, 1) == 4
    document = page_of(db).document
    assert (document.state, document.code, document.message) == ("waiting", None, None)
    read(db, settings, 1, made_form())
    assert page_of(db).document.state == "done"


def test_enqueue_at_the_same_moment(db: Database, settings: Settings) -> None:
    """Eight that ask for the same page get the same job."""
    store(db, settings)
    barrier, got = threading.Barrier(8, timeout=30), []

    def ask() -> None:
        barrier.wait()
        with db.writing() as session:
            got.append(jobs.enqueue(session, 1, "render", 1))

    together([ask] * 8)
    assert got == [got[0]] * 8


def test_a_failed_page_image_fails_no_document(db: Database, settings: Settings) -> None:
    """Only the reading decides about the document."""
    store(db, settings)
    with db.writing() as session:
        job_id = jobs.enqueue(session, 1, "render", 1)
    assert jobs.finish(db, claimed(db, settings, job_id), UnknownForm("torn"))
    assert page_of(db).document.state == "waiting"
    with db.writing() as session:
        job_id = jobs.enqueue(session, 1, "render", 1)
        assert jobs.cancel(session, job_id)
    assert page_of(db).document.state == "waiting"


def _claim_all(db: Database, settings: Settings, won: list[int], seed: int, count: int) -> None:
    job_ids = list(range(1, count + 1))
    random.Random(seed).shuffle(job_ids)  # noqa: S311 - an order, no secret
    won += [job_id for job_id in job_ids if jobs.claim(db, settings, job_id)]


def _claim_all_in_process(db: Database, settings: Settings, pipe: "multiprocessing.SimpleQueue[int]") -> None:
    won: list[int] = []
    _claim_all(db, settings, won, os.getpid(), 200)
    for job_id in won:
        pipe.put(job_id)
    pipe.put(0)


def test_two_hundred_jobs_are_claimed_once_each(db: Database, settings: Settings) -> None:
    """Eight processes run for the same 200 jobs; no job is won twice."""
    with db.writing() as session:
        now = clock(session)
        start = {"name": "a", "name_key": "a", "size": 1, "created_at": now, "state": "waiting"}
        rows = [start | {"sha256": f"{n:064}", "pages": 0, "form_count": 0} for n in range(200)]
        session.execute(Documents.__table__.insert(), rows)
        for document_id in range(1, 201):
            jobs.enqueue(session, document_id)
    fork = multiprocessing.get_context("fork")
    pipe = fork.SimpleQueue()
    started = [fork.Process(target=_claim_all_in_process, args=(db, settings, pipe)) for _ in range(8)]
    for process in started:
        process.start()
    won, ended = [], 0
    while ended < 8:
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
        claimed(db, settings, number + 1)
    found: list[Reconciled] = []
    together([lambda: found.append(jobs.reconcile(db, settings, NOW + LEASE))] * 4)
    found.append(jobs.reconcile(db, settings, NOW + LEASE))
    assert sum(one.freed for one in found) == 20
    assert sum(one.dead for one in found) == 0
