"""What a worker does for its documents beside reading them: check and store results, claim and fetch others.

One thread at a time, which lives as long as one transaction, so that the reader
need not wait for disks and networks.  A database that goes away is waited for; one that
takes no results for as long as a lease has the documents given back.
"""

import contextlib
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError, OperationalError

from models import bundles, jobs
from models.blobs import CHUNK
from models.bundles import Settled, Wanted
from models.databases import Database, cause_of, is_lasting
from models.endings import Ended, to_ended
from models.errors import BadDocument, FileVanished, NotFound, ParseCrashed
from models.jobs import Claim
from models.records import Extraction
from models.settings import Settings
from models.stores import Store
from models.versions import Versions
from worker.recognitions import checked

log = logging.getLogger(__name__)

AHEAD = 64
"""So many documents are claimed ahead of the one that is read at most."""
MOST_BYTES = 2 << 20
"""Larger files are not claimed ahead; they wait for a hint of their own."""
HELD_BYTES = 32 << 20
"""No more is held ready; what goes beyond is fetched when it is read."""
PAUSE = 1.0
"""Seconds between two tries to save results."""
PART_OF_A_LEASE = 8
"""Fetching ahead takes no longer; what a slow store has not given by then is given back."""


Answer = bytes | BadDocument
"""What a reader said of a document, not yet checked, or why it cannot be read."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim and its document's bytes, or why they are not to be had; None: they are still to be fetched."""

    claim: Claim
    untrusted: bytes | BadDocument | None = None


@dataclass
class Clerk:
    """The one thread beside a worker's reader, and what it has fetched."""

    db: Database
    blobs: Store
    settings: Settings
    _thread: threading.Thread | None = None
    _ready: list[Ready] = field(default_factory=list)
    _error: BaseException | None = None

    def is_busy(self) -> bool:
        """Tell whether the last task is still being done."""
        return self._thread is not None and self._thread.is_alive()

    def has_done(self) -> bool:
        """Tell whether a task has ended, and nobody has taken what came of it."""
        return self._thread is not None and not self._thread.is_alive()

    def begin(self, answers: Sequence[tuple[Claim, Answer]], wanted: Wanted, read_by: Versions) -> None:
        """Store results and fetch as many documents as wanted, beside the caller; one task at a time."""
        self.rest()
        self._thread = threading.Thread(target=self._do, args=(tuple(answers), wanted, read_by))
        self._thread.start()

    def take(self) -> list[Ready]:
        """Return what was fetched, once the task is done.

        Raises:
            DBAPIError, ServiceError, OSError: As the task did; `left` has what was fetched before.
        """
        self.rest()
        error, self._error = self._error, None
        if error is not None:
            raise error
        return self.left()

    def left(self) -> list[Ready]:
        """Return what was fetched, whether the last task failed or not."""
        self.rest()
        ready, self._ready = self._ready, []
        return ready

    def rest(self) -> None:
        """Wait until no thread runs."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _do(self, answers: Sequence[tuple[Claim, Answer]], wanted: Wanted, read_by: Versions) -> None:
        try:
            ended, broken = _opened(answers)
            try:
                settled = self._settle(ended, wanted, read_by)
                for claim in settled.late:
                    log.warning("job %d: the result came after its lease's end and was dropped", claim.job_id)
                self._fetch(settled.ahead)
            finally:
                # Last: a database that goes away now costs none of what was claimed ahead.
                for claim, crash in broken:
                    self._give_up(claim, crash)
        except BaseException as error:  # noqa: BLE001 - a thread's edge: `take` raises it again
            self._error = error

    def _settle(self, ended: Sequence[tuple[Claim, Ended]], wanted: Wanted, read_by: Versions) -> Settled:
        """Store a bundle; where one is refused each by itself, and one try of what is refused is used up."""
        try:
            return self._patiently(ended, wanted, read_by)
        except DBAPIError as error:
            if not ended or not is_lasting(error):
                raise
        none = Wanted(wanted.turn, wanted.holder, 0, 0)
        late: list[Claim] = []
        for pair in ended:
            try:
                late += self._patiently([pair], none, read_by).late
            except DBAPIError as error:
                if not is_lasting(error):
                    raise
                unstorable = ParseCrashed(f"its result cannot be stored: {cause_of(error)}")
                self._give_up(pair[0], unstorable)
        return Settled(tuple(late), ())

    def _give_up(self, claim: Claim, error: ParseCrashed) -> None:
        """Let one try of what came to no result be used up."""
        state = jobs.release(self.db, self.settings, claim.job_id, error, token=claim.token)
        log.warning("job %d, try %d: %s Now %s.", claim.job_id, claim.tries, error.message, state)

    def _patiently(self, ended: Sequence[tuple[Claim, Ended]], wanted: Wanted, read_by: Versions) -> Settled:
        """Try again while the database is away or takes no results, for as long as a lease.

        Meanwhile the whole turn keeps its leases: the reader may be waiting for this thread.  Then
        what was read is given back; a database that does not even take that is waited for.
        """
        until = time.monotonic() + self.settings.lease_seconds
        claims = [claim for claim, _ in ended]
        while True:
            try:
                return bundles.settle(self.db, self.settings, ended, wanted, read_by)
            except OperationalError as error:
                if is_lasting(error):
                    raise
                if time.monotonic() + PAUSE > until and self._is_postponed(claims):
                    raise
                log.warning("%d results wait for the database: %s", len(ended), error.orig)
            with contextlib.suppress(DBAPIError):
                bundles.renew_turn(self.db, self.settings, wanted.holder)
            time.sleep(PAUSE)

    def _is_postponed(self, claims: Sequence[Claim]) -> bool:
        try:
            if claims:
                bundles.postpone(self.db, claims)
        except OperationalError:
            return False
        return True

    def _fetch(self, ahead: Sequence[Claim]) -> None:
        """Read documents' bytes; those of a store that does not answer in time are given back."""
        until = time.monotonic() + self.settings.lease_seconds / PART_OF_A_LEASE
        left, held = list(ahead), 0
        try:
            while left and time.monotonic() < until:
                untrusted = read_blob(self.blobs, left[0].sha256) if held < HELD_BYTES else None
                self._ready.append(Ready(left[0], untrusted))
                held += len(untrusted) if isinstance(untrusted, bytes) else 0
                del left[0]
        finally:
            if left:
                bundles.give_back(self.db, left)


def _opened(
    answers: Sequence[tuple[Claim, Answer]],
) -> tuple[list[tuple[Claim, Ended]], list[tuple[Claim, ParseCrashed]]]:
    """Return what is stored of answers, and which of them are nonsense.

    One after another: what is needed for that is then in the processor's caches, where
    the reader has others between one document and the next.
    """
    ended: list[tuple[Claim, Ended]] = []
    broken: list[tuple[Claim, ParseCrashed]] = []
    for claim, answer in answers:
        try:
            said = answer if isinstance(answer, BadDocument) else checked(answer, Extraction)
            ended.append((claim, to_ended(said)))
        except ParseCrashed as error:
            broken.append((claim, error))
        except Exception as error:  # a thread's edge: what nobody foresaw costs its own document a try
            log.exception("job %d", claim.job_id)
            broken.append((claim, ParseCrashed(f"its result cannot be stored: {cause_of(error)}")))
    return ended, broken


def read_blob(blobs: Store, sha256: str, beat: Callable[[], None] = lambda: None) -> bytes | BadDocument:
    """Return a document's bytes, or that they are gone or spoilt; `beat` is called with each part.

    What is not what was stored is read once more: a far file server may have broken off.
    """
    for _ in range(2):
        parts = []
        try:
            with blobs.open(sha256) as file:
                while part := file.read(CHUNK):
                    parts.append(part)
                    beat()
        except NotFound as error:
            return FileVanished(error.message)
        content = b"".join(parts)
        if hashlib.sha256(content).hexdigest() == sha256:
            return content
    return FileVanished("the stored file is no longer what was stored: its checksum differs")
