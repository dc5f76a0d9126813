"""A program → a process of it that is always there: started, started again, stopped.

Each child leads a session of its own, so a Ctrl-C on the terminal reaches the
supervisor alone, and what the child forked can be ended with it.  Its words go
to a file that is cut when it grows, because nobody reads a console for years.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from models.databases import cause_of
from models.errors import BrokenSetup
from worker.programs import Program

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY = 60.0
"""Seconds after which a child counts as running well and its next failure as its first."""
LOG_BYTES = 5 * 1024 * 1024
"""A log is kept up to this size, and one older part of it beside it."""


class Child:
    """One program and its process."""

    def __init__(
        self, program: Program, environ: Mapping[str, str], logs: Path, say: Callable[[str], None]
    ) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        self.failures = 0
        self._environ = {**environ, **program.environ}
        self._folder = program.folder or logs
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._due = 0.0
        self._unmended: int | None = None
        self._trouble = ""

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one."""
        return self._process.pid if self._process else None

    def keep(self) -> None:
        """Start the process if there is none and its time has come; to be called several times a second."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self._try_to_start()
        elif self._has_ended(self._process):
            self._take_leave(self._process)

    def ask_to_stop(self) -> None:
        """Ask the process to end its work and go."""
        self._due = float("inf")
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGTERM)

    def is_gone(self) -> bool:
        """Return whether there is no process (any more)."""
        return self._process is None or self._has_ended(self._process)

    def end(self) -> None:
        """End the process and all that it forked, at once."""
        if self._process is not None:
            self._kill_group(self._process)
            self._process.wait()
            self._process = None

    def bound_log(self) -> None:
        """Move what a grown log holds aside; the process, which appends, goes on at its new end."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_BYTES:
                with contextlib.suppress(OSError):  # where a full disk has no room for it, it is lost
                    shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
                os.truncate(self.log, 0)

    def last_words(self) -> str:
        """Return why there is no process if it could not be started, else the last line of the log."""
        if self._trouble:
            return self._trouble
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")

    def _try_to_start(self) -> None:
        """Start the process, later where the system has no room for it or its log now.

        Raises:
            BrokenSetup: There is no such program, or it may not be run: no pause mends that.
        """
        self._trouble = ""
        try:
            self._start()
        except OSError as error:
            if shutil.which(self.program.argv[0]) is None:
                raise BrokenSetup(f"{self.program.name} cannot be started: {error}") from error
            self._trouble = str(error)
            self._put_off(f"cannot be started: {error}", "trying again")

    def _start(self) -> None:
        self.bound_log()
        if self._unmended is not None:
            self._mend(self._unmended)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command lines
                self.program.argv,
                cwd=self._folder,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._began = time.monotonic()

    def _take_leave(self, process: "subprocess.Popen[bytes]") -> None:
        """Bury a process that ended unbidden and set the time of its next start."""
        self._kill_group(process)
        code = process.wait()
        self._process = None
        if time.monotonic() - self._began >= STEADY:
            self.failures = 0
        mended = self._mend(code)
        note = f" ({mended})" if mended else ""
        self._put_off(f"ended ({_cause(code)})", f"starting it again{note}")

    def _put_off(self, what: str, then: str) -> None:
        """Set the time of the next start, and say why there is another; less often where it goes on so."""
        self.failures += 1
        delay = min(FIRST_DELAY * 2 ** (self.failures - 1), LONGEST_DELAY)
        self._due = time.monotonic() + delay
        if delay < LONGEST_DELAY or self.failures % 10 == 0:
            self._say(f"{self.program.name} {what}; {then}. Log: {self.log}")

    def _mend(self, code: int) -> str:
        """Put right what the process left; what fails, as on a full disk, is tried before the next start."""
        try:
            mended = self.program.mend(code) if self.program.mend else ""
        except (DBAPIError, OSError) as error:
            self._unmended = code
            return f"what it left waits: {cause_of(error)}"
        self._unmended = None
        return mended

    def _has_ended(self, process: "subprocess.Popen[bytes]") -> bool:
        """Look without burying: while the dead leader is kept, its group's number is nobody else's."""
        look = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return process.returncode is not None or os.waitid(os.P_PID, process.pid, look) is not None

    def _kill_group(self, process: "subprocess.Popen[bytes]") -> None:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def _cause(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
