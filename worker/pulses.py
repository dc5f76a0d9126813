"""A claim is kept alive while its work goes on, and only then.

Whoever waits for a reader asks here every second; now and then that renews the
lease.  So a lease is short, and what a host did that died is free again soon.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from models import jobs
from models.databases import Database
from models.jobs import Claim
from models.settings import Settings

PART_OF_A_LEASE = 4
"""A lease is renewed this often in its time: three renewals may fail before it ends."""

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Somebody else has the job now, or a person ended it: nothing more is kept."""


class Pulse:
    """Renews the lease of the job that is being done."""

    def __init__(self, settings: Settings, database: Callable[[], Database]) -> None:
        self._settings, self._database = settings, database
        self._claim: Claim | None = None
        self._due = 0.0

    @contextmanager
    def of(self, claim: Claim) -> Iterator[None]:
        """Keep this claim until the work is done."""
        self._claim, self._due = claim, self._next()
        try:
            yield
        finally:
            self._claim = None

    def beat(self) -> None:
        """Renew the lease if it is time; a database that is away for a while does not end the work.

        Raises:
            LeaseLost: The claim is no longer good.
        """
        if self._claim is None or time.monotonic() < self._due:
            return
        self._due = self._next()
        try:
            held = jobs.renew(self._database(), self._settings, self._claim)
        except (DBAPIError, OSError) as error:
            log.warning("job %d: its lease was not renewed: %s", self._claim.job_id, error)
            return
        if not held:
            raise LeaseLost

    def _next(self) -> float:
        return time.monotonic() + self._settings.lease_seconds / PART_OF_A_LEASE
