"""Messages on the line between a worker and its reader, as bytes.

A frame is a number, a label and a body.  The worker numbers its requests and
takes no answer under another number, so what comes late or twice is known for
what it is.  Whatever the reader sends is hostile: it is taken up to a limit of
size and time, and a length that it claims is believed only as the bytes arrive.
"""

import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

_HEAD = struct.Struct("!QQQ")
_AT_ONCE = 1 << 20
BEAT = 1.0
"""Seconds between two beats of whoever waits."""
Beat = Callable[[], None]


class Frame(NamedTuple):
    """One message: what it answers to, what it is, and what it holds."""

    number: int
    label: bytes
    body: bytes


class LineClosed(Exception):
    """The other end is gone."""


class TimeIsUp(Exception):
    """The deadline came first."""


class OutOfTurn(Exception):
    """What came is not what was to come."""


def send(line: socket.socket, frame: Frame, *, deadline: float | None = None) -> None:
    """Write one frame; a large body is not copied.

    Args:
        line: A stream socket.
        frame: The message.
        deadline: Of `time.monotonic`; None waits for ever.

    Raises:
        LineClosed, TimeIsUp: The other end is gone, or does not take it.
    """
    for part in (_HEAD.pack(frame.number, len(frame.label), len(frame.body)) + frame.label, frame.body):
        left = memoryview(part)
        while left:
            with _within(line, deadline):
                left = left[line.send(left[:_AT_ONCE]) :]


def receive(
    line: socket.socket, *, most: int, deadline: float | None = None, beat: Beat | None = None
) -> Frame:
    """Read one frame whose label and body have at most `most` bytes together.

    Args:
        line: A stream socket.
        most: The most bytes to take.
        deadline: Of `time.monotonic`; None waits for ever.
        beat: Called every `BEAT` seconds while there is nothing to read; what it raises is passed on.

    Raises:
        LineClosed, TimeIsUp: The other end is gone, or says nothing.
        OutOfTurn: The frame is larger.
    """
    number, label, body = _HEAD.unpack(_exactly(line, _HEAD.size, deadline, beat))
    if label + body > most:
        raise OutOfTurn(f"{label + body:,} bytes")
    return Frame(number, _exactly(line, label, deadline, beat), _exactly(line, body, deadline, beat))


def is_silent(line: socket.socket) -> bool:
    """Tell whether the other end is there and has sent nothing that is still unread."""
    line.settimeout(0)
    try:
        line.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _exactly(line: socket.socket, size: int, deadline: float | None, beat: Beat | None) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        while beat and not _is_due(line, deadline):
            beat()
        with _within(line, deadline):
            chunk = line.recv(min(size - len(taken), _AT_ONCE))
        if not chunk:
            raise LineClosed
        taken += chunk
    return bytes(taken)


def _is_due(line: socket.socket, deadline: float | None) -> bool:
    """Wait a beat for bytes or the deadline; tell whether either has come."""
    left = BEAT if deadline is None else min(BEAT, deadline - time.monotonic())
    if left <= 0:
        return True
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    return bool(waiting.poll(left * 1000))


@contextmanager
def _within(line: socket.socket, deadline: float | None) -> Iterator[None]:
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        raise TimeIsUp
    line.settimeout(left)
    try:
        yield
    except TimeoutError as error:
        raise TimeIsUp from error
    except OSError as error:
        raise LineClosed from error
