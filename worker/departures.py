"""An orderly stop: what a worker does not end in time is given back, no try used up.

Celery lets its children end what they do.  A document that takes longer than the
service manager waits would be cut off, and a restart would cost it a try; so it is
given back before that.  Its child goes on until it is told that the lease is lost.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable

from sqlalchemy.exc import DBAPIError

from models import bundles
from models.databases import Database

DRAIN = 4.0
"""Seconds after SIGTERM in which documents may still be ended; the supervisor's patience is twice as long."""
LOOK = 1.0
"""Seconds between two looks at what was begun since, or could not be given back."""

log = logging.getLogger(__name__)


def depart(db: Callable[[], Database], holders: Callable[[], Iterable[str]]) -> threading.Thread:
    """Begin to leave, beside the caller, which ends when its children have.

    Args:
        db: Where the jobs are.
        holders: Called for the names under which this worker's children have claims now.
    """
    thread = threading.Thread(target=_give_back, args=(db, holders), daemon=True)
    thread.start()
    return thread


def _give_back(db: Callable[[], Database], holders: Callable[[], Iterable[str]]) -> None:
    time.sleep(DRAIN)
    while True:
        try:
            given = sum(bundles.leave_turn(db(), holder) for holder in tuple(holders()))
        except (DBAPIError, OSError) as error:
            log.warning("what is not ended could not be given back yet: %s", error)
        else:
            if given:
                log.warning("stopping: %d jobs that were not ended have been given back", given)
        time.sleep(LOOK)
