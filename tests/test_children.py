"""One program kept running: its pauses, its forks, its words."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from worker.children import LOG_BYTES, Child
from worker.programs import Program


def test_a_child_comes_back_ever_later(tmp_path: Path):
    """A program that always fails is started again after growing pauses, and its last words are known."""
    said: list[str] = []
    program = Program(name="fails", argv=("/bin/sh", "-c", "echo because; exit 7"))
    child = Child(program, os.environ, tmp_path, said.append)
    begun = time.monotonic()
    while child.failures < 3:
        child.keep()
        time.sleep(0.01)
    assert time.monotonic() - begun > 0.5 + 1.0
    assert "fails ended (exit 7)" in said[0]
    assert child.last_words() == "because"
    child.end()


def test_a_dead_childs_forks_go_with_it(tmp_path: Path):
    """What a killed program had forked does not live on beside its successor."""
    program = Program(name="forks", argv=("/bin/sh", "-c", "sleep 1000 & sleep 1000"))
    child = Child(program, os.environ, tmp_path, lambda _: None)
    child.keep()
    _wait(lambda: len(psutil.Process(child.pid).children()) == 2)
    forks = psutil.Process(child.pid).children()
    os.kill(child.pid or 0, signal.SIGKILL)
    _wait(lambda: child.keep() or child.failures == 1)
    _wait(lambda: not any(fork.is_running() and fork.status() != psutil.STATUS_ZOMBIE for fork in forks))
    child.end()


def test_logs_are_bounded(tmp_path: Path):
    """A log that has grown is moved aside while its program goes on writing."""
    script = f"head -c {LOG_BYTES + 1} /dev/zero; sleep 0.5; echo after; sleep 1000"
    child = Child(Program(name="talks", argv=("/bin/sh", "-c", script)), os.environ, tmp_path, lambda _: None)
    child.keep()
    _wait(lambda: child.log.stat().st_size > LOG_BYTES)
    child.bound_log()
    assert child.log.stat().st_size < LOG_BYTES
    assert (tmp_path / "talks.log.1").stat().st_size > LOG_BYTES
    _wait(lambda: child.log.read_bytes() == b"after\n")
    child.end()


def _wait(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
