"""Failed logins → how long to wait before the next try.

Kept in memory, per process: enough to make guessing hopeless beside argon2's
cost, and nothing an attacker could fill the database with.  A name is slowed
down only for the address that failed, so nobody can lock another person out;
an address that tries many names is slowed down as a whole.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

WINDOW_SECONDS = 900
FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 30
LONGEST_WAIT_SECONDS = 60.0
MOST_KEYS = 10_000


@dataclass(slots=True)
class Throttle:
    """Counts failures in a sliding window.  Safe for threads."""

    clock: Callable[[], float] = time.monotonic
    _failures: dict[Hashable, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str, name: str) -> float:
        """Return the seconds until this address may try this name again, 0 when it may now."""
        with self._lock:
            return max(
                self._wait((address, name), FREE_TRIES), self._wait((address,), FREE_TRIES_PER_ADDRESS)
            )

    def fail(self, address: str, name: str) -> None:
        """Count one failure."""
        now = self.clock()
        with self._lock:
            for key in ((address, name), (address,)):
                if len(self._failures) >= MOST_KEYS and key not in self._failures:
                    self._failures.pop(next(iter(self._failures)))
                self._failures.setdefault(key, deque(maxlen=2 * FREE_TRIES_PER_ADDRESS)).append(now)

    def succeed(self, address: str, name: str) -> None:
        """Forget the failures of one name from one address."""
        with self._lock:
            self._failures.pop((address, name), None)

    def _wait(self, key: Hashable, free: int) -> float:
        """Double the wait with each failure past the free ones: 1, 2, 4 … 60 seconds from the last."""
        failed = self._failures.get(key)
        now = self.clock()
        while failed and failed[0] < now - WINDOW_SECONDS:
            failed.popleft()
        if not failed:
            self._failures.pop(key, None)
            return 0.0
        if len(failed) < free:
            return 0.0
        pause = min(LONGEST_WAIT_SECONDS, 2.0 ** (len(failed) - free))
        return max(0.0, failed[-1] + pause - now)
