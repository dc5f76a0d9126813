"""A data folder → the processes that a killed supervisor left on it, and their end.

Every process that a supervisor starts carries a mark in its environment: the
folder's device, inode and path.  The mark outlives the supervisor, needs no
pidfile, and cannot name a stranger that has got an old process's number.
"""

import contextlib
import os
from pathlib import Path

import psutil

MARK = "SUPERVISED_BY_ZIPINGBIAO"
GRACE = 3.0
"""Seconds between SIGTERM and SIGKILL: time for the broker to write its log."""


def mark_of(data: Path) -> str:
    """Return what marks the processes of one data folder."""
    found = data.stat()
    return f"{found.st_dev}:{found.st_ino}:{data.resolve()}"


def find_orphans(data: Path) -> list[psutil.Process]:
    """Return the marked processes of a data folder, but for this one."""
    mark = mark_of(data)
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                found.append(process)
    return found


def end_orphans(data: Path) -> int:
    """End the marked processes of a data folder and return how many there were."""
    ended = 0
    # A process may fork while it is being ended, hence again until none is left.
    while orphans := find_orphans(data):
        ended += len(orphans)
        for process in orphans:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        _, stubborn = psutil.wait_procs(orphans, timeout=GRACE)
        for process in stubborn:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(stubborn, timeout=GRACE)
    return ended
