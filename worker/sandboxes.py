"""Work on hostile bytes → its answer, from a limited process beside this one.

The process (worker/readers.py) serves one document after another.  It is ended
and replaced when it dies, hangs, breaks its limits, speaks out of turn, has
grown, or has served many.  Whatever a document does to it costs that document
alone: a reader that failed after others went through it is not evidence, so the
document gets one more try in a fresh one before it counts as a crash.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable

from models.errors import BadDocument, ParseCrashed, ParseMemory, ParseTimeout
from worker.frames import Beat, Frame, LineClosed, OutOfTurn, TimeIsUp, is_silent, receive, send
from worker.memories import memory_of
from worker.origins import Origin
from worker.readers import (
    ANSWER,
    BAD_DOCUMENT,
    BROKEN,
    MB,
    OUT_OF_MEMORY,
    PART,
    Argument,
    Limits,
    to_request,
)

_LABELS = 64
Take = Callable[[bytes], None]


class Sandbox:
    """The owner's side: one reader, started when there is work, and what it may do."""

    def __init__(self, origin: Origin, limits: Limits, beat: Beat | None = None) -> None:
        """Start nothing yet.

        Args:
            origin: Where readers come from, and with that what they can be asked.
            limits: Of each document.
            beat: Called every second while an answer is awaited; what it raises ends the reader.
        """
        self._origin, self._limits, self._beat = origin, limits, beat
        self._reader: _Reader | None = None

    def run(self, work: str, untrusted: bytes, *arguments: Argument) -> bytes:
        """Return what a work says about a document.

        Args:
            work: One of the names that its origin knows.
            untrusted: The document.
            arguments: Passed on to the work.

        Raises:
            BrokenSetup: There is no reader to be had.
            BadDocument: As the work raised it.
            ParseTimeout: It took too long, by the wall or by the processor.
            ParseMemory: It wanted more memory than it may have.
            ParseCrashed: The reader died, answered nonsense, or the work raised anything else.
        """
        request = to_request(work, arguments)
        reader = self._ready()
        deadline = time.monotonic() + self._limits.seconds
        if reader.served:
            with contextlib.suppress(ParseCrashed, ParseMemory):
                return self._ask(reader, request, untrusted, deadline)
            left = deadline - time.monotonic()  # a document's time does not run while a reader is born
            reader, deadline = self._ready(), time.monotonic() + left
        return self._ask(reader, request, untrusted, deadline)

    def follow(self, work: str, untrusted: bytes, *arguments: Argument, take: Take) -> None:
        """Take what a `Telling` work says about a document part by part, each as soon as it is said.

        Args:
            work: One of the names that its origin knows.
            untrusted: The document.
            arguments: Passed on to the work.
            take: Called with each part; what it raises ends the reader.

        Raises:
            BadDocument: As `run`, but a reader that failed is not tried again: what it told stands.
        """
        reader = self._ready()
        deadline = time.monotonic() + self._limits.seconds
        self._ask(reader, to_request(work, arguments), untrusted, deadline, take)

    def renew(self) -> None:
        """Let the next document have a fresh reader."""
        reader, self._reader = self._reader, None
        if reader:
            reader.end()

    close = renew

    @property
    def is_fresh(self) -> bool:
        """Tell whether nothing has been read yet by the reader that comes next."""
        return self._reader is None or not self._reader.served

    @property
    def pid(self) -> int | None:
        """The reader's process, if there is one."""
        return self._reader.pid if self._reader else None

    def _ready(self) -> "_Reader":
        """Return a reader that waits for a request and nothing else."""
        reader = self._reader
        if reader and reader.owner != os.getpid():
            reader.line.close()  # this process is a fork: the reader is its parent's
            reader = self._reader = None
        if reader and not is_silent(reader.line):
            self.renew()
        if self._reader is None:
            self._reader = _Reader(self._origin, self._limits, self._beat)
        return self._reader

    def _ask(
        self, reader: "_Reader", request: bytes, untrusted: bytes, deadline: float, take: Take | None = None
    ) -> bytes:
        answer = None
        try:
            frame = reader.ask(request, untrusted, deadline)
            while take and frame.label == PART:
                take(frame.body)
                frame = reader.listen(time.monotonic() + self._limits.seconds)
            answer = frame
        except TimeIsUp as error:
            raise ParseTimeout(f"The reader did not end within {self._limits.seconds:g} seconds.") from error
        except OutOfTurn as error:
            raise ParseCrashed(f"The reader answered out of turn: {error}.") from error
        except LineClosed as error:
            raise self._cause(reader.end()) from error
        finally:
            if answer is None or answer.label not in (ANSWER, BAD_DOCUMENT) or reader.is_spent():
                self.renew()
        return self._opened(answer)

    def _cause(self, status: int) -> BadDocument:
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            return ParseTimeout(
                f"The reader used more than {self._limits.cpu_seconds} seconds of processor time."
            )
        return ParseCrashed(
            f"The reader died ({signal.Signals(-code).name if code < 0 else f'exit {code}'})."
        )

    def _opened(self, answer: Frame) -> bytes:
        if answer.label == ANSWER:
            return answer.body
        words = answer.body.decode(errors="replace")
        if answer.label == BAD_DOCUMENT:
            code, _, message = words.partition("\n")
            kind = _kinds().get(code)
            raise kind(message) if kind else ParseCrashed("The reader named an error of no known kind.")
        if answer.label == OUT_OF_MEMORY:
            raise ParseMemory(f"The reader needed more than {self._limits.memory_mb} MB of memory.")
        raise ParseCrashed(f"The reader failed: {words[:_LABELS] if answer.label == BROKEN else 'nonsense'}")


class _Reader:
    """One limited process, and this end of the line to it."""

    def __init__(self, origin: Origin, limits: Limits, beat: Beat | None) -> None:
        self.served = 0
        self.owner = os.getpid()
        self._beat = beat
        self._most = limits.answer_mb * MB + _LABELS
        self._growth, self._documents = limits.growth_mb * MB, limits.documents
        self._status: int | None = None
        self.line, self.pid, self._bury = origin.bear(limits, beat)
        self._first = memory_of(self.pid)  # one that is gone already closes its line

    def ask(self, request: bytes, untrusted: bytes, deadline: float) -> Frame:
        """Return the answer to one request; after any error the reader is of no more use."""
        self.served += 1
        send(self.line, Frame(self.served, request, untrusted), deadline=deadline)
        return self.listen(deadline)

    def listen(self, deadline: float) -> Frame:
        """Return what comes next, if it is about the last request."""
        answer = receive(self.line, most=self._most, deadline=deadline, beat=self._beat)
        if answer.number != self.served:
            raise OutOfTurn("another document's answer")
        return answer

    def is_spent(self) -> bool:
        """Tell whether this reader has grown or served enough."""
        if self._status is not None or self.served >= self._documents:
            return True
        has = memory_of(self.pid)
        return not (has and self._first) or has.resident - self._first.resident > self._growth

    def end(self) -> int:
        """End the process, bury it, and return its status."""
        if self._status is None:
            self.line.close()
            self._status = self._bury()
        return self._status


def _kinds() -> dict[str, type[BadDocument]]:
    kinds: list[type[BadDocument]] = [BadDocument, *BadDocument.__subclasses__()]
    return {kind.code: kind for kind in kinds}
