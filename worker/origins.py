"""Where readers come from: a fork of this process, or of a clean one beside it.

What a process has in its memory its forks have too.  A command that a person runs
on files of his own forks readers from itself: that is quickest.  A worker holds
keys, passwords and other people's documents, so it has a nursery (worker/wards.py) fork
them: a process that never had any of that.
"""

import os
import pkgutil
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from worker.frames import Beat, open_line
from worker.readers import Limits, Telling, Work, serve

Works = Mapping[str, Work | Telling]
"""What readers of one kind can be asked, by name."""


class Born(NamedTuple):
    """A new reader: this end of the line to it, its process, and how to end that and learn its status."""

    line: socket.socket
    pid: int
    bury: Callable[[], int]


class Origin(Protocol):
    """Where the readers of one sandbox come from."""

    def bear(self, limits: Limits, beat: Beat | None = None) -> Born:
        """Return a new reader; `beat` is called every second while that takes long."""


def named(name: str) -> Callable[[Path | None], Any]:
    """Return the function of own categories that is named `module:function`."""
    found: Callable[[Path | None], Any] = pkgutil.resolve_name(name)
    return found


class Here:
    """Forks of this process: it may have one thread, and what it holds its readers have too."""

    def __init__(self, works: Works) -> None:
        self._works = works

    def bear(self, limits: Limits, beat: Beat | None = None) -> Born:
        """Fork a reader from this process."""
        del beat
        line, theirs = open_line()
        try:
            with theirs:
                pid = fork_reader(theirs, self._works, limits)
        except OSError:
            line.close()
            raise
        return Born(line, pid, partial(end_reader, pid))


def fork_reader(line: socket.socket, works: Works, limits: Limits) -> int:
    """Fork a reader from this process and return its number."""
    owner = os.getpid()
    if (pid := os.fork()) == 0:
        serve(line, works, limits, owner)
    return pid


def end_reader(pid: int) -> int:
    """End a reader that this process has forked, bury it, and return its status."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]
