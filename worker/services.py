"""The environment → `app`, for Celery's own command line: `celery -A worker.services worker -Q extract`.

The one module here with a global, because Celery imports its app by name.
"""

import os
from typing import Any

from billiard.exceptions import TimeLimitExceeded, WorkerLostError  # type: ignore[import-untyped]  # ships no types
from celery.signals import (  # type: ignore[import-untyped]  # ships no types
    task_failure,
    worker_process_shutdown,
    worker_shutting_down,
)
from celery.worker import state  # type: ignore[import-untyped]  # ships no types

from models import taxonomies
from models.errors import ParseCrashed, ParseTimeout
from models.settings import read_settings
from worker.apps import make_app
from worker.departures import depart
from worker.tasks import Bench, lose_job, register

bench = Bench(read_settings(os.environ))
taxonomies.adopt(bench.settings.reasons)
app = make_app(bench.settings)
register(app, bench)


def on_failure(task_id: str, args: tuple[int], exception: BaseException, **_: Any) -> None:  # noqa: ANN401 - Celery's signature
    """Give back at once what a killed child was doing.

    Any other failure (a full disk, a lost database) has given the job back, or its lease is the pause.
    """
    if isinstance(exception, TimeLimitExceeded):
        lose_job(bench, args[0], ParseTimeout("The worker did not end in time."), task_id)
    elif isinstance(exception, WorkerLostError):
        lose_job(bench, args[0], ParseCrashed("The worker was killed while reading it."), task_id)


def on_end(**_: Any) -> None:  # noqa: ANN401 - Celery's signature
    """End the readers of a child that ends, and where they come from; one that is killed takes them along."""
    bench.close()
    bench.nursery.close()


def on_stop(**_: Any) -> None:  # noqa: ANN401 - Celery's signature
    """Give back in time what the children do not end before this worker has to go."""
    depart(lambda: bench.db, lambda: [request.id for request in state.active_requests.copy()])


task_failure.connect(on_failure, weak=False)
worker_process_shutdown.connect(on_end, weak=False)
worker_shutting_down.connect(on_stop, weak=False)
