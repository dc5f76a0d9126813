"""Jobs to begin tests with: a moment, a lease, a claim that must succeed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from models import jobs, queues
from models.databases import Database
from models.jobs import Claim, JobState
from models.lines import DocumentPage
from models.outcomes import RenderedPage
from models.settings import Settings
from models.tables import Jobs

NOW = datetime(2030, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=60)
PICTURE = RenderedPage(
    page=1, width=595.3, height=841.9, media_type="image/png", sha256="a" * 64, layer="b" * 64
)


def page_of(db: Database, document_id: int = 1) -> DocumentPage:
    """Return a document with its jobs and forms."""
    with db.reading() as session:
        return queues.document_page(session, document_id)


def claimed(db: Database, settings: Settings, job_id: int = 1, now: datetime = NOW) -> Claim:
    """Return the claim of a job that is free."""
    claim = jobs.claim(db, settings, job_id, now=now)
    assert claim is not None
    return claim


@contextmanager
def reconciling(db: Database, settings: Settings) -> Iterator[None]:
    """Reconcile all the time, as the dispatcher does now and then."""
    with repeating(lambda: jobs.reconcile(db, settings), 0.1):
        yield


@contextmanager
def repeating(act: Callable[[], object], pause: float) -> Iterator[None]:
    """Do something beside the caller again and again, with a pause of some seconds before each time."""
    done = threading.Event()

    def loop() -> None:
        while not done.wait(pause):
            act()

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def states_of(db: Database) -> dict[int, tuple[str, str | None, int]]:
    """Return each job's state, its code, and how often it was tried."""
    with db.reading() as session:
        rows = session.execute(select(Jobs.id, Jobs.state, Jobs.code, Jobs.tries).order_by(Jobs.id))
        return {row.id: (JobState(row.state).value, row.code, row.tries) for row in rows}
