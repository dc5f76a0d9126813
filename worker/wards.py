"""Readers from a clean process, the nursery: its owner's side.

It is started when it is first needed (worker/nurseries.py), asked for one thing after
another, and replaced when it dies; its readers die with it.  Whatever is wrong with
it is the installation's fault and no document's.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from models.errors import BrokenSetup
from worker.environments import ONE_THREAD, kept
from worker.frames import Beat, Frame, LineClosed, OutOfTurn, TimeIsUp, is_silent, open_line, receive, send
from worker.origins import Born
from worker.readers import Limits

T = TypeVar("T")

BEAR, BURY, TELL = b"bear", b"bury", b"tell"
DONE, REFUSED = b"done", b"refused"
PATIENCE = 120.0
"""Seconds in which a nursery has loaded what readers need, on a machine with much else to do."""
BURIAL = 10.0
"""Seconds in which a process that was killed is gone; nobody renews a lease meanwhile."""
MOST = 1 << 20
"""More bytes are no message between a nursery and its owner."""
_MARK = b"\0"  # a handle travels with at least one byte


@dataclass(frozen=True, slots=True)
class Order:
    """What an owner wants of its nursery: something named `module:function`, made with own categories."""

    name: str
    own: Path | None = None
    limits: Limits | None = None


class Nursery:
    """One clean process, started when it is first needed.

    It lives as long as the thread that asked for it first: the kernel ends it with that.
    """

    def __init__(self) -> None:
        self._process: _Process | None = None

    def ward(self, name: str, own: Path | None = None) -> "Ward":
        """Return the origin of readers that can be asked what `name` says."""
        return Ward(self, name, own)

    def tell(self, name: str, own: Path | None = None, beat: Beat | None = None) -> str:
        """Return what a function says where readers come from; each nursery is asked once.

        Raises:
            BrokenSetup: As `ask`.  What `beat` raises comes after the answer.
        """
        order = Order(name, own)
        if self._process and self._process.is_mine() and order in self._process.told:
            return self._process.told[order]

        def ask(process: "_Process") -> str:
            with _put_off(beat) as quiet:
                told = process.told[order] = process.ask(TELL, order, beat=quiet).decode()
            return told

        return self.ask(ask)

    def ask(self, question: Callable[["_Process"], T]) -> T:
        """Return what the process answers; if it is gone, what another does.

        Raises:
            BrokenSetup: None can be started, or it cannot load what it has to.
        """
        try:
            with suppress(LineClosed, OutOfTurn):
                return question(self._ready())
            return question(self._ready())
        except (LineClosed, OutOfTurn) as error:
            raise BrokenSetup("the process that readers are forked from ends at once: see the log") from error
        except TimeIsUp as error:
            seconds = f"{PATIENCE:g} seconds"
            raise BrokenSetup(
                f"the process that readers are forked from is not ready after {seconds}"
            ) from error

    def close(self) -> None:
        """End the process, and with it the readers that are left."""
        process, self._process = self._process, None
        if process:
            process.end()

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._process.pid if self._process else None

    def _ready(self) -> "_Process":
        if self._process and not self._process.is_ready():
            self.close()
        try:
            self._process = self._process or _Process()
        except OSError as error:
            raise BrokenSetup(
                f"the process that readers are forked from cannot be started: {error}"
            ) from error
        return self._process


@dataclass(frozen=True, slots=True)
class Ward:
    """Readers of one kind from a nursery."""

    nursery: Nursery
    name: str
    own: Path | None

    def bear(self, limits: Limits, beat: Beat | None = None) -> Born:
        """Have the nursery fork a reader.

        Raises:
            BrokenSetup: As `Nursery.ask`.  What `beat` raises comes after the birth, and ends the reader.
        """
        return self.nursery.ask(lambda process: process.bear(Order(self.name, self.own, limits), beat))


class _Process:
    """One nursery, and this end of the line to it."""

    def __init__(self) -> None:
        self.told: dict[Order, str] = {}
        self._owner, self._asked, self._is_asked = os.getpid(), 0, False
        self.line, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = _start(theirs.fileno(), self._owner)
        except OSError:
            self.line.close()
            raise
        self.pid = self._process.pid

    def is_mine(self) -> bool:
        """Tell whether this process has started it, not one that this is a fork of."""
        return self._owner == os.getpid()

    def is_ready(self) -> bool:
        """Tell whether it is there to be asked; nobody may want to know while it is asked something."""
        if self._is_asked and self.is_mine():
            raise RuntimeError("a question before the last one is answered")
        return self.is_mine() and self.line.fileno() >= 0 and is_silent(self.line)

    def bear(self, order: Order, beat: Beat | None) -> Born:
        """Return a new reader, to which nobody else has a line."""
        line, theirs = open_line()
        born = None
        try:
            with _put_off(beat) as quiet:
                with theirs:
                    pid = int(self.ask(BEAR, order, theirs, beat=quiet))
                born = Born(line, pid, partial(self._bury, pid))
        except BaseException:
            line.close()
            if born:
                born.bury()
            raise
        return born

    def ask(
        self,
        label: bytes,
        about: Order | int,
        handle: socket.socket | None = None,
        *,
        beat: Beat | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """Return the answer to one question; after any error but a refusal the process is ended.

        Args:
            label: What is wanted.
            about: Of what.
            handle: Handed over with it.
            beat: Called every second; it may not ask anything here.
            seconds: To wait at most, else `PATIENCE`.

        Raises:
            LineClosed, TimeIsUp, OutOfTurn: It is gone, says nothing, or answers something else.
            BrokenSetup: It refuses.
        """
        request = Frame(self._asked + 1, label, msgspec.msgpack.encode(about, enc_hook=str))
        self._asked, self._is_asked, answer = request.number, True, None
        deadline = time.monotonic() + (PATIENCE if seconds is None else seconds)
        try:
            answer = self._exchange(request, handle, deadline, beat)
        finally:
            self._is_asked = False
            if answer is None:
                self.end()
        if answer.label == REFUSED:
            raise BrokenSetup(answer.body.decode())
        return answer.body

    def _exchange(
        self, request: Frame, handle: socket.socket | None, deadline: float, beat: Beat | None
    ) -> Frame:
        send(self.line, request, deadline=deadline)
        if handle:
            _hand_over(self.line, handle)
        answer = receive(self.line, most=MOST, deadline=deadline, beat=beat)
        if answer.number != request.number:
            raise OutOfTurn("the answer to another question")
        return answer

    def end(self) -> None:
        """End and bury the process, unless another one has started it."""
        self.line.close()
        if self.is_mine():
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):  # the kernel still has it: it is buried with another
                self._process.wait(BURIAL)
        else:
            self._process.returncode = 0  # whose child it is buries it

    def _bury(self, pid: int) -> int:
        """End a reader and return its status; where the nursery is gone the kernel has killed it as well."""
        if self.is_ready():
            with suppress(LineClosed, TimeIsUp, OutOfTurn, BrokenSetup):
                return int(self.ask(BURY, pid, seconds=BURIAL))
        return signal.SIGKILL


def _start(handle: int, owner: int) -> "subprocess.Popen[bytes]":
    """Start a nursery at the other end of a line.  It has one thread: numpy would begin some of its own.

    It is of no group of a terminal's: a Ctrl-C there is for its owner, with whom it ends.
    """
    return subprocess.Popen(  # noqa: S603 - our own command line
        (sys.executable, "-P", "-m", "worker.nurseries", str(handle), str(owner)),
        env={**kept(os.environ), **ONE_THREAD},
        pass_fds=(handle,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,
    )


@contextmanager
def _put_off(beat: Beat | None) -> Iterator[Beat | None]:
    """Give a beat that raises nothing; what it would have raised first is raised at the end.

    An error that is the waiting one's own is no reason to end a nursery that is about to answer.
    """
    errors: list[Exception] = []

    def quiet() -> None:
        try:
            if beat:
                beat()
        except Exception as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    yield quiet if beat else None
    if errors:
        raise errors[0]


def _hand_over(line: socket.socket, handle: socket.socket) -> None:
    try:
        socket.send_fds(line, [_MARK], [handle.fileno()])
    except OSError as error:
        raise LineClosed from error


def take_over(line: socket.socket) -> socket.socket:
    """Return the socket that comes next on a line."""
    _, handles, _, _ = socket.recv_fds(line, len(_MARK), 1)
    if not handles:
        raise LineClosed
    return socket.socket(fileno=handles[0])
