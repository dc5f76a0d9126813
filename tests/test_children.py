"""One program kept running: its pauses, its forks, its words."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from models.databases import Database, sqlite_file
from models.errors import BrokenSetup
from models.settings import Settings
from worker.children import LOG_BYTES, Child
from worker.leases import free_leases
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


def test_a_log_is_cut_where_nothing_can_be_moved_aside(tmp_path: Path):
    """On a full disk above all: a log that is never cut would keep it full."""
    (tmp_path / "talks.log.1").mkdir()
    child = Child(Program(name="talks", argv=("/bin/true",)), os.environ, tmp_path, lambda _: None)
    child.log.write_bytes(bytes(LOG_BYTES + 1))
    child.bound_log()
    assert child.log.stat().st_size == 0


def test_what_cannot_be_started_is_tried_again(tmp_path: Path):
    """No room for a log or a process ends no supervisor: it is told, and tried again after a pause."""
    said: list[str] = []
    child = Child(Program(name="naps", argv=("/bin/sleep", "1000")), os.environ, tmp_path, said.append)
    child.log.mkdir()
    _wait(lambda: child.keep() or child.failures == 2)
    assert child.pid is None
    assert said[0].startswith("naps cannot be started: [Errno 21] Is a directory")
    assert child.last_words().startswith("[Errno 21] Is a directory")
    child.log.rmdir()
    _wait(lambda: child.keep() or child.pid is not None)
    child.end()


def test_a_program_that_is_missing_is_not_waited_for(tmp_path: Path):
    """No pause mends it: the supervisor ends at once, and says which it is."""
    program = tmp_path / "server"
    child = Child(Program(name="broker", argv=(str(program),)), os.environ, tmp_path, lambda _: None)
    for _ in range(2):
        with pytest.raises(BrokenSetup, match=r"broker cannot be started: \[Errno"):
            child.keep()
        program.write_text("not to be run")


def test_what_cannot_be_mended_waits_for_the_next_start(sqlite_settings: Settings, tmp_path: Path):
    """A database that fails ends no supervisor: it is told, and asked again before the program is."""
    said: list[str] = []
    db = Database(sqlite_settings)
    file = sqlite_file(sqlite_settings)
    assert file
    file.rename(tmp_path / "away")
    file.mkdir()

    def mend(_: int) -> str:
        return f"{free_leases(db, sqlite_settings, 'extract')} given back"

    child = Child(Program(name="fails", argv=("/bin/false",), mend=mend), os.environ, tmp_path, said.append)
    _wait(lambda: child.keep() or child.failures == 1)
    assert "what it left waits: unable to open database file" in said[0]
    file.rmdir()
    (tmp_path / "away").rename(file)
    _wait(lambda: child.keep() or child.failures == 2)
    assert "(0 given back)" in said[1]
    child.end()
    db.close()


def test_what_waited_is_mended_before_the_start(tmp_path: Path):
    """The program does not come before what was left is put right, or tried."""
    seen: list[bool] = []
    mark = tmp_path / "started"

    def mend(_: int) -> str:
        seen.append(mark.exists())
        mark.unlink(missing_ok=True)
        if len(seen) == 1:
            raise OSError("no room")
        return ""

    program = Program(name="marks", argv=("/bin/sh", "-c", f"touch '{mark}'"), mend=mend)
    child = Child(program, os.environ, tmp_path, lambda _: None)
    _wait(lambda: child.keep() or child.failures == 2)
    assert seen == [True, False, True], "after the first end, before the second start, after the second end"
    child.end()


def _wait(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
