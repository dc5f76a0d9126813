"""One worker's turn: the document that it was hinted at, and others while there are any.

While one is read, the clerk stores what was read before and claims what comes
next; the reader waits for neither.  A turn ends after a few seconds, so that
hints, which know who is most in need, are heard again.  Nothing waits behind a
document that takes long: what was claimed ahead is given back.
"""

import contextlib
import logging
import math
import time
from collections import deque
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from models import advances, bundles, jobs
from models.bundles import Wanted
from models.databases import Database
from models.errors import BadDocument, BrokenSetup, Overloaded, ParseCrashed
from models.jobs import Claim
from models.versions import UNKNOWN, Versions
from worker.clerks import AHEAD, MOST_BYTES, Answer, Clerk, Ready, read_blob
from worker.pulses import LeaseLost, Pulse
from worker.readings import Readings
from worker.recognitions import TurnOver
from worker.shelves import JobShelf

log = logging.getLogger(__name__)

TURN_SECONDS = 3.0
FEW = 12
"""When no more than so many documents are left ahead, results are stored and others fetched."""
SPAN = 0.75
"""So many seconds of work are claimed ahead at most: the others have no less to do meanwhile."""
SLOW_SECONDS = 2.0
PAST = 8
"""A document's time is reckoned from about so many before it."""
PART_OF_A_LEASE = 4
"""What was claimed ahead is begun before this part of its lease is over, or given back."""


class Turns:
    """Turn after turn of one worker process."""

    def __init__(self, clerk: Clerk, pulse: Pulse, readings: Readings) -> None:
        self._clerk, self._pulse, self._readings = clerk, pulse, readings
        self._turn, self._holder = 0, ""
        self._ahead: deque[Ready] = deque()
        self._ended: list[tuple[Claim, Answer]] = []
        self._read_by = UNKNOWN
        self._began = self._until = 0.0
        self._pace = SPAN / FEW

    def take(self, first: Claim, holder: str) -> None:
        """Read one claimed document, and more while there are any and this turn lasts.

        Raises:
            Overloaded, BrokenSetup, DBAPIError, OSError: A disk is full, a database away: what was not
                stored waits for its next hint.
        """
        self._turn, self._holder = first.job_id, holder
        lease = self._clerk.settings.lease_seconds
        self._until = time.monotonic() + min(TURN_SECONDS, lease / PART_OF_A_LEASE / 2)
        self._ahead.append(Ready(first))
        try:
            while self._ahead:
                self._read_next()
                if time.monotonic() > self._until + lease / PART_OF_A_LEASE:
                    self.let_go()
                if not self._ahead:
                    self._ahead.extend(self._clerk.take())
                if not self._ahead:
                    self._fetch()
                    self._ahead.extend(self._clerk.take())
        except (Overloaded, BrokenSetup):
            self.let_go(bundles.postpone)  # whoever began these now would fare no better
            raise
        finally:
            self.let_go()

    def beat(self) -> None:
        """Look after the leases while a reader works; to be called every second.

        Waits for nothing: the reader's time goes on, and a database that is away may be so for long.
        """
        self._pulse.beat()
        if not self._is_slow() or self._clerk.is_busy():
            return
        self._until = 0.0
        if self._clerk.has_done():
            self._ahead.extend(self._clerk.take())
        if self._ahead:
            left, self._ahead = [ready.claim for ready in self._ahead], deque()
            bundles.give_back(self._clerk.db, left)
        if self._ended:
            self._store()

    def let_go(self, give_back: Callable[[Database, list[Claim]], None] = bundles.give_back) -> None:
        """Store what was read, and let others have what waits behind a document that takes long."""
        self._until = 0.0
        try:
            self._ahead.extend(self._clerk.take())
            if self._ended:
                self._fetch()
                self._clerk.take()
        finally:
            self._ahead.extend(self._clerk.left())
            left, self._ahead = [ready.claim for ready in self._ahead], deque()
            unstored, self._ended = [claim for claim, _ in self._ended], []
            if unstored:
                bundles.postpone(self._clerk.db, unstored)
            if left:
                give_back(self._clerk.db, left)

    def _is_slow(self) -> bool:
        return time.monotonic() - self._began > SLOW_SECONDS

    def _read_next(self) -> None:
        # It stays in line meanwhile: where `take` raises, `let_go` gives back what is in line.
        if len(self._ahead) <= FEW + 1 and not self._clerk.is_busy():
            self._ahead.extend(self._clerk.take())
            # A transaction for a few results costs as much as one for many.
            if len(self._ahead) == 1 or (len(self._ahead) <= FEW + 1 and len(self._ended) >= FEW):
                self._fetch()
        ready = self._ahead.popleft()
        self._began = time.monotonic()
        try:
            with self._pulse.of(ready.claim):
                ended = self._try(ready)
        except (Overloaded, BrokenSetup, DBAPIError, OSError):
            with contextlib.suppress(DBAPIError):
                jobs.postpone(self._clerk.db, ready.claim)
            raise
        # What takes longer says no more of the next ones: a reader that starts, a long scan.
        self._pace += (min(time.monotonic() - self._began, SPAN) - self._pace) / PAST
        if ended is not None:
            self._ended.append((ready.claim, ended))

    def _fetch(self) -> None:
        """Hand the clerk what was read; it stores that, and fetches what this turn has time for."""
        left = min(SPAN, self._until - time.monotonic())
        count = min(AHEAD, math.ceil(left / self._pace)) - len(self._ahead) if left > 0 else 0
        if self._ended or count > 0:
            self._store(max(count, 0))

    def _store(self, fetching: int = 0) -> None:
        wanted = Wanted(self._turn, self._holder, fetching, MOST_BYTES)
        self._clerk.begin(self._ended, wanted, self._read_by)
        self._ended = []

    def _note(self, read_by: Versions) -> None:
        """Note what has read the document that is to join the others; results of other versions go first."""
        if self._ended and read_by != self._read_by:
            self._ahead.extend(self._clerk.take())
            self._store()
        self._read_by = read_by

    def _try(self, ready: Ready) -> Answer | None:
        """Return what came of a document, None where its job has gone on already."""
        claim, clerk = ready.claim, self._clerk
        try:
            ended = self._read(ready)
            self._note(self._readings.versions)
        except TurnOver:
            advances.pause(clerk.db, claim)
        except LeaseLost:
            log.warning("job %d: its lease was freed while it was worked on", claim.job_id)
        except ParseCrashed as error:
            state = jobs.release(clerk.db, clerk.settings, claim.job_id, error, token=claim.token)
            log.warning("job %d, try %d: %s Now %s.", claim.job_id, claim.tries, error.message, state)
        else:
            return ended
        return None

    def _read(self, ready: Ready) -> Answer:
        """Return what came of a document.

        Raises:
            TurnOver, LeaseLost, ParseCrashed: Nothing came of it in this turn.
        """
        claim, clerk = ready.claim, self._clerk
        shelf = JobShelf(clerk.db, clerk.blobs, clerk.settings, claim, self.let_go)
        untrusted = ready.untrusted
        if untrusted is None:
            untrusted = read_blob(clerk.blobs, claim.sha256, self.beat)
        if isinstance(untrusted, BadDocument):
            return untrusted
        try:
            return self._readings.answer(untrusted, claim.name, shelf, claim.sha256)
        except ParseCrashed:
            raise
        except BadDocument as error:
            return error
