"""Any order of uploads, hints, claims, results, deaths and expiries: each job ends exactly once."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select

from models import bundles, hints, intakes, jobs
from models.advances import Step, advance, pause
from models.blobs import Blobs
from models.bundles import Wanted
from models.databases import Database
from models.endings import to_ended
from models.errors import ParseCrashed, UnknownForm
from models.jobs import Claim, JobState, Reconciled
from models.settings import Settings
from models.tables import Documents, Forms, Jobs, RecognisedPages
from models.warps import Straight
from tests.made_forms import extraction, made_form, pdf

START = datetime(2030, 1, 1, tzinfo=UTC)
ENDS = {JobState.done, JobState.failed, JobState.dead, JobState.cancelled}


@dataclass
class Expected:
    """What one job must look like."""

    state: JobState = JobState.pending
    tries: int = 0
    token: str | None = None
    until: datetime = START
    code: str | None = None
    after: int | None = None
    """The job that its document has since, brought again after a cancellation."""


class JobMachine(RuleBasedStateMachine):
    """Drives the real database beside a model of it."""

    def __init__(self, db: Database, blobs: Blobs, settings: Settings) -> None:
        super().__init__()
        self.db, self.blobs, self.settings = db, blobs, settings
        self.now = START
        self.jobs: dict[int, Expected] = {}
        self.newest: list[int] = []
        self.claims: list[Claim] = []
        self.scans: set[int] = set()
        with db.writing() as session:
            for table in (Forms, Jobs, RecognisedPages, Documents):
                session.execute(delete(table))

    @precondition(lambda self: len(self.newest) < 4)
    @rule()
    def upload(self) -> None:
        """A new file comes."""
        stream = io.BytesIO(pdf(len(self.newest)))
        taken = intakes.take_in(self.db, self.blobs, self.settings, "a.pdf", stream, user_id=None)
        assert taken.outcome == "accepted"
        with self.db.reading() as session:
            job_id = session.scalars(select(Jobs.id).where(Jobs.document_id == taken.document_id)).one()
        self.jobs[job_id] = Expected()
        self.newest.append(job_id)

    @precondition(lambda self: self.jobs)
    @rule(number=st.integers(0, 3))
    def upload_again(self, number: int) -> None:
        """The same bytes come again: one document, with another job if the one before was cancelled."""
        number %= len(self.newest)
        taken = intakes.take_in(
            self.db, self.blobs, self.settings, "b.pdf", io.BytesIO(pdf(number)), user_id=None
        )
        assert taken.outcome == "duplicate"
        before = self.jobs[self.newest[number]]
        if before.state is JobState.cancelled:
            with self.db.reading() as session:
                found = select(func.max(Jobs.id)).where(Jobs.document_id == taken.document_id)
                job_id = session.execute(found).scalar_one()
            self.jobs[job_id], before.after = Expected(), job_id
            self.newest[number] = job_id

    @rule(seconds=st.sampled_from([1, 30, 59, 60, 200, -1, -200]))
    def wait(self, seconds: int) -> None:
        """Time passes, or the database's clock is set back."""
        self.now += timedelta(seconds=seconds)

    @rule(limit=st.integers(1, 5))
    def hint(self, limit: int) -> None:
        """Hints name pending jobs only, and no more than asked for."""
        hinted = hints.due_hints(self.db, self.settings, self.now, limit)
        assert len(hinted) <= limit
        assert all(self.jobs[job_id].state is JobState.pending for job_id in hinted)

    @precondition(lambda self: self.jobs)
    @rule(number=st.integers(0, 3))
    def claim(self, number: int) -> None:
        """A hint arrives, perhaps for the second time, perhaps long after."""
        job_id = sorted(self.jobs)[number % len(self.jobs)]
        job = self.jobs[job_id]
        expired = job.state is JobState.leased and job.until <= self.now
        free = (job.state is JobState.pending or expired) and job.tries < self.settings.max_tries
        claim = jobs.claim(self.db, self.settings, job_id, now=self.now)
        assert (claim is not None) == free
        if claim:
            until = self.now + timedelta(seconds=self.settings.lease_seconds)
            self.jobs[job_id] = Expected(JobState.leased, job.tries + 1, claim.token, until)
            self.claims.append(claim)

    @precondition(lambda self: self.jobs)
    @rule(count=st.integers(0, 3), numbers=st.lists(st.integers(0, 9), max_size=3, unique=True))
    def settle(self, count: int, numbers: list[int]) -> None:
        """A worker brings several results at once, some perhaps late, and claims what was never begun."""
        chosen = [self._chosen(number) for number in numbers] if self.claims else []
        chosen = list({claim.job_id: (claim, job, mine) for claim, job, mine in chosen}.values())
        ended = [(claim, to_ended(extraction(made_form("一"), made_form("二")))) for claim, _, _ in chosen]
        for _, job, mine in chosen:
            job.state = JobState.done if mine else job.state
        with self.db.reading() as session:
            hinted = set(session.scalars(select(Jobs.id).where(Jobs.hinted_at.is_not(None))))
        fresh = [
            job_id
            for job_id, job in self.jobs.items()
            if job.state is JobState.pending and not job.tries and job_id not in hinted | self.scans
        ]
        fresh = [] if min(self.jobs) in self.scans else fresh
        wanted = Wanted(turn=min(self.jobs), holder="h", count=count, most_bytes=999)
        settled = bundles.settle(self.db, self.settings, ended, wanted, now=self.now)
        assert list(settled.late) == [claim for claim, _, mine in chosen if not mine]
        assert [claim.job_id for claim in settled.ahead] == fresh[:count]
        until = self.now + timedelta(seconds=self.settings.lease_seconds)
        for claim in settled.ahead:
            self.jobs[claim.job_id] = Expected(JobState.leased, 1, claim.token, until)
            self.claims.append(claim)

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 9), good=st.booleans())
    def finish(self, number: int, good: bool) -> None:  # noqa: FBT001 - Hypothesis passes keywords
        """A worker, perhaps one thought dead, brings its result, perhaps for the second time."""
        claim, job, mine = self._chosen(number)
        outcome = extraction(made_form("一"), made_form("二")) if good else UnknownForm("none")
        assert jobs.finish(self.db, claim, outcome) == mine
        if mine:
            job.state, job.code = (JobState.done, None) if good else (JobState.failed, "unknown-form")

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 9))
    def die(self, number: int) -> None:
        """A worker is known to have died, perhaps one whose job has gone on."""
        claim, job, mine = self._chosen(number)
        state = jobs.release(self.db, self.settings, claim.job_id, ParseCrashed("killed"), token=claim.token)
        if mine:
            self._give_back(job)
        assert state == (job.state if mine else None)

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 9), page=st.integers(0, 3))
    def advance(self, number: int, page: int) -> None:
        """A worker, perhaps one thought dead, has recognised a page, or begins with none."""
        claim, job, mine = self._chosen(number)
        straight = Straight(page=page, width=1, height=1) if page else None
        step = Step(done=page, due=3, straight=straight, sha256="a" * 64)
        assert advance(self.db, self.settings, claim, step, "a", now=self.now) == mine
        if mine:
            job.until = self.now + timedelta(seconds=self.settings.lease_seconds)
            job.tries = 1 if page else job.tries

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 9))
    def pause(self, number: int) -> None:
        """A worker gives way to others."""
        claim, job, mine = self._chosen(number)
        assert pause(self.db, claim) == mine
        if mine:
            job.state, job.tries, job.token = JobState.pending, 0, None
            self.scans.add(claim.job_id)

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 9))
    def renew(self, number: int) -> None:
        """A worker, perhaps one thought dead, is still at it."""
        claim, job, mine = self._chosen(number)
        assert jobs.renew(self.db, self.settings, claim, now=self.now) == mine
        if mine:
            job.until = self.now + timedelta(seconds=self.settings.lease_seconds)

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 9))
    def postpone(self, number: int) -> None:
        """A worker, perhaps one thought dead, finds the disk full: no try is used up."""
        claim, job, mine = self._chosen(number)
        assert jobs.postpone(self.db, claim) == mine
        if mine:
            job.state, job.tries, job.token = JobState.pending, job.tries - 1, None

    @precondition(lambda self: self.jobs)
    @rule(number=st.integers(0, 3))
    def cancel(self, number: int) -> None:
        """A person ends a job, perhaps one that has ended."""
        job_id = sorted(self.jobs)[number % len(self.jobs)]
        job = self.jobs[job_id]
        live = job.state not in ENDS
        with self.db.writing() as session:
            assert jobs.cancel(session, job_id) == live
        if live:
            job.state, job.code, job.token = JobState.cancelled, "cancelled", None

    @rule()
    def reconcile(self) -> None:
        """Expired leases are freed or end their job; one that ends later than any can is shortened."""
        lease = timedelta(seconds=self.settings.lease_seconds)
        for job in self.jobs.values():
            if job.state is JobState.leased and job.until > self.now + 2 * lease:
                job.until = self.now + lease
        expired = [
            job for job in self.jobs.values() if job.state is JobState.leased and job.until <= self.now
        ]
        for job in expired:
            self._give_back(job)
        dead = sum(job.state is JobState.dead for job in expired)
        found = jobs.reconcile(self.db, self.settings, self.now)
        assert (found.freed, found.dead) == (len(expired) - dead, dead)
        assert jobs.reconcile(self.db, self.settings, self.now) == Reconciled()

    @invariant()
    def database_is_as_expected(self) -> None:
        """States, tries and codes agree; forms stand where a job is done, once; documents follow."""
        forms = select(func.count()).where(Forms.document_id == Documents.id).scalar_subquery()
        job = Jobs.id, Jobs.state, Jobs.tries, Jobs.token, Jobs.lease_until, Jobs.code
        columns = (*job, Documents.state, Documents.code, forms)
        query = select(*columns).join(Documents, Documents.id == Jobs.document_id)
        with self.db.reading() as session:
            rows = session.execute(query.order_by(Jobs.id)).all()
        assert [row[0] for row in rows] == sorted(self.jobs)
        for job_id, *seen in rows:
            job = self.jobs[job_id]
            assert seen == self._row(job)
            assert job.tries <= self.settings.max_tries

    def teardown(self) -> None:
        """Whatever happened, all work can be brought to its end, and then nothing is due."""
        for _ in range(self.settings.max_tries + 1):
            self.wait(2000)
            self.reconcile()
            for job_id in sorted(self.jobs):
                self.claim(sorted(self.jobs).index(job_id))
            for number in range(len(self.claims)):
                self.finish(number, good=True)
        self.database_is_as_expected()
        assert all(job.state in ENDS for job in self.jobs.values())
        assert hints.due_hints(self.db, self.settings, self.now) == []

    def _chosen(self, number: int) -> tuple[Claim, Expected, bool]:
        """Return a claim that was ever made, its job, and whether the claim is still good."""
        claim = self.claims[number % len(self.claims)]
        job = self.jobs[claim.job_id]
        return claim, job, job.state is JobState.leased and job.token == claim.token

    def _give_back(self, job: Expected) -> None:
        job.state = JobState.dead if job.tries == self.settings.max_tries else JobState.pending
        job.code = "parse-crashed" if job.state is JobState.dead else None
        job.token = None

    def _row(self, job: Expected) -> list[object]:
        token = job.token if job.state is JobState.leased else None
        live = {JobState.pending: "waiting", JobState.leased: "waiting", JobState.done: "done"}
        last = job
        while last.after:
            last = self.jobs[last.after]
        forms = 2 if last.state is JobState.done else 0
        until = job.until if job.state is JobState.leased else None
        document = live.get(last.state, "failed")
        return [job.state, job.tries, token, until, job.code, document, last.code, forms]


def test_every_job_ends_exactly_once(db: Database, blobs: Blobs, settings: Settings) -> None:
    """Plays many orders of events against the real database."""
    run_state_machine_as_test(
        lambda: JobMachine(db, blobs, settings),
        settings=hypothesis_settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
