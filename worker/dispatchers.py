"""Jobs in the database → hints on the broker, for as long as the process lives.

The loop frees what dead workers held, keeps the counters, asks the database what is due, and sends
each job's id to the queue of its lane.  Neither a lost broker nor a lost
database ends it: it waits and asks again.  Two dispatchers do no harm; a hint
that comes twice is claimed once.
"""

import logging
import threading
import time
from collections.abc import Iterable

from celery import Celery  # type: ignore[import-untyped]  # ships no types
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from models import jobs
from models.databases import Database
from models.hints import LANES, due_hints
from models.settings import Settings
from models.stores import open_store
from models.tables import Jobs
from worker.accounts import keep_accounts
from worker.apps import TASK, make_app
from worker.stops import run_until_asked

PAUSE = 0.2
"""Seconds between two looks: what a person may wait before work on an upload begins."""
RECONCILE_EVERY = 2.0
LONGEST_PAUSE = 5.0
SWEEP_EVERY = 3600.0
LEFT_OVER = 86_400.0
"""Seconds after which a half-written upload can only be one whose process was killed."""
AHEAD = 8
"""Hints a worker that may be on their way unclaimed: enough to keep it busy between two looks."""

log = logging.getLogger(__name__)


def dispatch(settings: Settings, stop: threading.Event, *, sweep_every: float = SWEEP_EVERY) -> None:
    """Send hints until `stop` is set, and now and then delete what killed uploads left."""
    store, swept = open_store(settings), -sweep_every
    db = Database(settings)
    app = make_app(settings)
    pause = PAUSE
    reconciled = -RECONCILE_EVERY
    while not stop.wait(pause):
        try:
            if time.monotonic() - reconciled >= RECONCILE_EVERY:
                _reconcile(db, settings)
                keep_accounts(db)
                reconciled = time.monotonic()
            if time.monotonic() - swept >= sweep_every:
                swept = time.monotonic()
                store.sweep(LEFT_OVER)
            send_due(db, settings, app)
        except (DBAPIError, OperationalError, RedisError, OSError) as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            # Workers that waited for the database as well store or give back first.
            reconciled = time.monotonic() + pause
            log.warning("%s; next look in %.1f s", " ".join(str(error).split())[:300], pause)
        else:
            pause = PAUSE
    app.close()
    db.close()


def send_due(db: Database, settings: Settings, app: Celery) -> int:
    """Hint at what is due and return how many jobs that were.

    Raises:
        RedisError, OperationalError: The broker does not answer; nothing counts as hinted at
            unless it went away between its last answer and the first hint.
    """
    with (
        app.pool.acquire(block=True) as connection,
        connection.default_channel.client.pipeline(transaction=False) as asked,
    ):
        for lane in LANES:
            asked.llen(lane)
        lying = dict(zip(LANES, asked.execute(), strict=True))
    job_ids = due_hints(db, settings, limit=AHEAD * settings.workers, lying=lying)
    lanes = _lanes(db, job_ids) if job_ids else {}
    for job_id in job_ids:
        app.send_task(TASK, args=[job_id], queue=lanes[job_id], retry=False)
    return len(job_ids)


def _lanes(db: Database, job_ids: Iterable[int]) -> dict[int, str]:
    names = tuple(LANES)
    with db.reading() as session:
        rows = session.execute(select(Jobs.id, Jobs.rank).where(Jobs.id.in_(job_ids)))
        return {row.id: names[row.rank] for row in rows}


def _reconcile(db: Database, settings: Settings) -> None:
    found = jobs.reconcile(db, settings)
    if found.freed or found.dead:
        log.warning("leases that ended without a result: %d freed, %d jobs dead", found.freed, found.dead)


def main() -> None:
    """Dispatch by the environment's settings until SIGTERM or SIGINT."""
    run_until_asked(dispatch)


if __name__ == "__main__":
    main()
