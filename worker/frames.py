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
from collections.abc import Callable
from typing import NamedTuple

_HEAD = struct.Struct("!QQQ")
_AT_ONCE = 1 << 20
_LOOK = socket.MSG_PEEK | socket.MSG_DONTWAIT
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


def open_line() -> tuple[socket.socket, socket.socket]:
    """Return both ends of a new line; the first one's is wide: most documents go into it at once."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _AT_ONCE)
    return ours, theirs


def send(line: socket.socket, frame: Frame, *, deadline: float | None = None) -> None:
    """Write one frame; a large body is not copied.

    Args:
        line: A stream socket.
        frame: The message.
        deadline: Of `time.monotonic`; None waits for ever.

    Raises:
        LineClosed, TimeIsUp: The other end is gone, or does not take it.
    """
    head = _HEAD.pack(frame.number, len(frame.label), len(frame.body)) + frame.label
    left = [memoryview(head), memoryview(frame.body)]
    while left:
        _check_time(deadline)
        try:
            sent = line.sendmsg(left, [], socket.MSG_DONTWAIT)
        except BlockingIOError:
            _wait(line, select.POLLOUT, deadline)
            continue
        except OSError as error:
            raise LineClosed from error
        while left and sent >= len(left[0]):
            sent -= len(left.pop(0))
        if left:
            left[0] = left[0][sent:]


def receive(
    line: socket.socket, *, most: int, deadline: float | None = None, beat: Beat | None = None
) -> Frame:
    """Read one frame whose label and body have at most `most` bytes together.

    Args:
        line: A stream socket.
        most: The most bytes to take.
        deadline: Of `time.monotonic`; None waits for ever, which only one's own side deserves.
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
    try:
        line.recv(1, _LOOK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _exactly(line: socket.socket, size: int, deadline: float | None, beat: Beat | None) -> bytes:
    """Read so many bytes: each part is looked at once, and one that is all is not copied."""
    # Who waits for ever need not come back for each part.
    how = socket.MSG_WAITALL if deadline is None and beat is None else socket.MSG_DONTWAIT
    parts: list[bytes] = []
    while size:
        _check_time(deadline)
        try:
            part = line.recv(min(size, _AT_ONCE), how)
        except BlockingIOError:
            _wait(line, select.POLLIN, deadline, beat)
            continue
        except OSError as error:
            raise LineClosed from error
        if not part:
            raise LineClosed
        size -= len(part)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _check_time(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() >= deadline:
        raise TimeIsUp


def _wait(line: socket.socket, event: int, deadline: float | None, beat: Beat | None = None) -> None:
    """Wait until a line can be read or written, or the deadline has come, with a beat a second."""
    waiting = select.poll()
    waiting.register(line, event)
    while True:
        left = None if deadline is None else max(deadline - time.monotonic(), 0)
        longest = left if beat is None else BEAT if left is None else min(BEAT, left)
        if waiting.poll(None if longest is None else longest * 1000) or longest == left:
            return
        if beat:
            beat()
