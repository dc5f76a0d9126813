"""Readers at work, and what is left of them when their owner dies."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from worker.sandboxes import Sandbox

OWNERS_ENDS: list[Callable[[], None]] = [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(0)]


def warm(sandbox: Sandbox) -> int:
    """Have something read, and return the number of the reader's process."""
    sandbox.run("echo", b"", "", 0)
    assert sandbox.pid
    return sandbox.pid


def left_by_owner(begin: Callable[[], tuple[Sandbox, list[int]]], end: Callable[[], None]) -> list[int]:
    """Return the processes that an owner began and told of, once it has ended with its reader at work."""
    source, sink = os.pipe()
    owner = os.fork()
    if owner == 0:
        with suppress(BaseException):
            sandbox, begun = begin()
            os.write(sink, " ".join(map(str, begun)).encode() + b"\n")
            signal.signal(signal.SIGALRM, lambda *_: end())
            signal.alarm(1)
            sandbox.run("sleep", b"")
        os._exit(0)
    os.close(sink)
    with os.fdopen(source) as words:
        left = [int(pid) for pid in words.readline().split()]
    os.waitpid(owner, 0)
    return left


def wait_for_end(pid: int, seconds: float = 10) -> None:
    """Wait until a process has ended, whether or not somebody has buried it."""
    deadline = time.monotonic() + seconds
    while lives(pid):
        assert time.monotonic() < deadline, "it lives on"
        time.sleep(0.01)


def lives(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
