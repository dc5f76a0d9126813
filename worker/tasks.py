"""A job's id → its result in the database.

Claim, compute in a limited process with no transaction open, save fenced by the
claim's token.  A file at fault ends its job as failed; a reader that died gives
the job back for its next try, and the last one leaves it dead with the reason.
A second delivery of the same hint changes nothing.
"""

import contextlib
import io
import logging
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property

from celery import Celery, Task  # type: ignore[import-untyped]  # ships no types
from sqlalchemy.exc import DBAPIError, OperationalError

from models import advances, bundles, jobs
from models.codecs import to_json
from models.databases import Database, cause_of, is_lasting
from models.errors import BadDocument, BrokenSetup, NotFound, Overloaded, ParseCrashed
from models.jobs import Claim
from models.outcomes import Outcome, RenderedPage
from models.settings import Settings
from models.stores import Store, open_store
from worker.apps import TASK
from worker.clerks import Clerk, read_blob
from worker.pulses import LeaseLost, Pulse
from worker.readers import settle
from worker.readings import Readings
from worker.turns import Turns
from worker.wards import Nursery

HAND_OVER = 0.0005
"""Seconds after which the clerk, busy in Python, lets the other thread hand the reader a document."""
PAUSE = 1.0
"""Seconds between two tries to save a result."""

log = logging.getLogger(__name__)


@dataclass
class Bench:
    """What one worker process keeps between jobs, each part made when first needed."""

    settings: Settings
    nursery: Nursery = field(default_factory=Nursery)
    """The clean process that readers are forked from."""

    @cached_property
    def db(self) -> Database:
        """The process's connections."""
        return Database(self.settings)

    @cached_property
    def blobs(self) -> Store:
        """The stored files."""
        return open_store(self.settings)

    @cached_property
    def readings(self) -> Readings:
        """The limited processes that read and draw."""
        return Readings(self.settings, beat=self._beat, nursery=self.nursery)

    @cached_property
    def clerk(self) -> Clerk:
        """Stores and fetches documents beside the reader."""
        return Clerk(self.db, self.blobs, self.settings)

    @cached_property
    def turns(self) -> Turns:
        """The documents that this process reads, one turn after another."""
        settle()
        sys.setswitchinterval(HAND_OVER)
        return Turns(self.clerk, self.pulse, self.readings)

    @cached_property
    def pulse(self) -> Pulse:
        """Keeps the lease of the job that is being done."""
        return Pulse(self.settings, lambda: self.db)

    def _beat(self) -> None:
        self.turns.beat()

    def close(self) -> None:
        """End the readers that this process has, if any."""
        if "readings" in self.__dict__:
            self.readings.close()


def register(app: Celery, bench: Bench) -> None:
    """Give an app the one task there is."""

    def job(task: Task, job_id: int) -> None:
        do_job(bench, job_id, task.request.id or "")

    app.task(job, name=TASK, shared=False, bind=True)


def do_job(bench: Bench, job_id: int, holder: str = "") -> None:
    """Do one job, if it may be claimed, and after a reading job others while there are any.

    Raises:
        Overloaded, BrokenSetup, DBAPIError, OSError: A disk is full, a database away: the job waits for
            its next hint.
    """
    claim = jobs.claim(bench.db, bench.settings, job_id, holder=holder)
    if claim is None:
        return
    if claim.kind == "extract":
        bench.turns.take(claim, holder)
        return
    try:
        with bench.pulse.of(claim):
            _draw(bench, claim)
    except (Overloaded, BrokenSetup, DBAPIError, OSError) as error:
        if isinstance(error, DBAPIError) and is_lasting(error):
            unstorable = ParseCrashed(f"its picture cannot be stored: {cause_of(error)}")
            jobs.release(bench.db, bench.settings, claim.job_id, unstorable, token=claim.token)
        else:
            jobs.postpone(bench.db, claim)
        raise


def _draw(bench: Bench, claim: Claim) -> None:
    try:
        outcome = _draw_page(bench, claim)
    except LeaseLost:
        log.warning("job %d: its lease was freed while it was worked on", claim.job_id)
        return
    except ParseCrashed as error:
        state = jobs.release(bench.db, bench.settings, claim.job_id, error, token=claim.token)
        log.warning("job %d, try %d: %s Now %s.", claim.job_id, claim.tries, error.message, state)
        return
    except BadDocument as error:
        outcome = error
    if not _finish(bench, claim, outcome):
        log.warning("job %d: the result came after its lease's end and was dropped", claim.job_id)


def lose_job(bench: Bench, job_id: int, error: BadDocument, holder: str) -> None:
    """Give back at once what a child that died was doing, and what it had claimed ahead."""
    state = jobs.release(bench.db, bench.settings, job_id, error, holder=holder)
    others = bundles.lose_turn(bench.db, bench.settings, holder, error)
    log.warning("job %d: %s Now %s; %d others given back.", job_id, error.message, state, others.freed)


def _finish(bench: Bench, claim: Claim, outcome: Outcome) -> bool:
    """Save the result; while the database is away, as long as the lease may last, try again."""
    until = time.monotonic() + bench.settings.lease_seconds
    while True:
        try:
            return jobs.finish(bench.db, claim, outcome)
        except OperationalError as error:
            if time.monotonic() + PAUSE > until:
                raise
            log.warning("job %d: its result waits for the database: %s", claim.job_id, error.orig)
            with contextlib.suppress(LeaseLost):
                bench.pulse.beat()
            time.sleep(PAUSE)


def _draw_page(bench: Bench, claim: Claim) -> Outcome:
    untrusted = read_blob(bench.blobs, claim.sha256, bench.pulse.beat)
    if isinstance(untrusted, BadDocument):
        return untrusted
    page = claim.page or 1
    picture, layer = bench.readings.render(untrusted, page, _recognised(bench, claim.document_id, page))
    sha256, _ = bench.blobs.write(io.BytesIO(picture.content))
    layer_sha256, _ = bench.blobs.write(io.BytesIO(to_json(layer)))
    return RenderedPage(
        page=page,
        width=picture.width,
        height=picture.height,
        media_type=picture.media_type,
        sha256=sha256,
        layer=layer_sha256,
    )


def _recognised(bench: Bench, document_id: int, page: int) -> bytes:
    with bench.db.reading() as session:
        sha256 = advances.recognised_blob(session, document_id, page)
    try:
        return bench.blobs.read(sha256) if sha256 else b""
    except NotFound:
        return b""
