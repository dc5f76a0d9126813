"""`zipingbiao serve` as a person runs it: one command, real servers, and what happens when they die."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.broker_fixtures import free_port
from worker.orphans import end_orphans, find_orphans

COMMAND = Path(sys.executable).with_name("zipingbiao")
PDF = Path(__file__).parent / "pdfs" / "fit.rl.pdf"
PASSWORD = re.compile(r"One-time password: +(\S+)")


class Service:
    """One `zipingbiao serve` on a folder and a free port, and what it printed."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.watched = data.parent / "watched"
        self.watched.mkdir()
        self.port = free_port()
        self.printed = data.parent / "printed"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it, wait for its address, and return what it printed."""
        with self.printed.open("wb") as out:
            self.process = subprocess.Popen(
                [COMMAND, "serve", "--data", self.data, "--port", str(self.port), "--workers", "1"],
                stdout=out,
                stderr=out,
                cwd=self.watched.parent,
                env={**os.environ, "ZIPINGBIAO_WATCH": self.watched.name, "ZIPINGBIAO_WATCH_SECONDS": "1"},
            )
        _wait(lambda: "Ctrl-C stops everything." in self.printed.read_text() or self._has_ended())
        assert not self._has_ended(), self.printed.read_text()
        return self.printed.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def pid_of(self, words: str) -> int | None:
        """Return the process that leads one program, known by words of its command line."""
        for process in find_orphans(self.data):
            try:
                if words in " ".join(process.cmdline()) and os.getsid(process.pid) == process.pid:
                    return process.pid
            except (psutil.Error, OSError):
                continue
        return None

    def answers(self) -> bool:
        """Return whether a page is to be had."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that is not started yet; whatever is left of it in the end is killed."""
    made = Service(tmp_path / "my data 数据")
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    if made.data.exists():
        end_orphans(made.data)


PROGRAMS = {
    "broker": "valkey-server",
    "web": "gunicorn",
    "dispatcher": "worker.dispatchers",
    "unpack": "worker.unpackers",
    "extract": "--queues=extract",
    "render": "--queues=render",
    "watch": "worker.watchers",
}


def test_a_whole_life(service: Service):
    """One password; what is killed comes back; a file that comes is read; SIGTERM leaves no process."""
    assert PASSWORD.search(service.start())
    _wait(lambda: all(service.pid_of(words) for words in PROGRAMS.values()))
    before = {name: service.pid_of(words) for name, words in PROGRAMS.items()}
    for pid in before.values():
        os.kill(pid or 0, signal.SIGKILL)
    for name, words in PROGRAMS.items():
        _wait(lambda name=name, words=words: service.pid_of(words) not in {None, before[name]})
    _wait(service.answers)
    assert _has_loaded(service.pid_of(PROGRAMS["web"]), "sqlalchemy")  # once, for both of its processes
    shutil.copy(PDF, service.watched)
    _wait(lambda: _is_done(service.data))
    assert service.stop() == 0
    assert find_orphans(service.data) == []
    assert not (service.data / "broker" / "valkey.sock").exists()
    assert not PASSWORD.search(service.start())
    assert _is_done(service.data)
    assert service.stop(signal.SIGINT) == 0
    assert find_orphans(service.data) == []


def test_a_killed_supervisor_is_succeeded(service: Service):
    """After kill -9 of the supervisor the next start ends its orphans and goes on with the same data."""
    service.start()
    _wait(lambda: service.pid_of(PROGRAMS["extract"]))
    service.stop(signal.SIGKILL)
    orphans = {process.pid for process in find_orphans(service.data)}
    assert len(orphans) >= len(PROGRAMS)
    said = service.start()
    assert "have been ended" in said
    assert not PASSWORD.search(said)
    assert not orphans & {process.pid for process in find_orphans(service.data)}
    assert service.answers()


def test_a_broken_hint_log_is_dropped(service: Service):
    """A broker log that cannot be loaded, as after a power cut, does not keep the service down."""
    service.start()
    service.stop()
    for part in (service.data / "broker" / "appendonlydir").glob("*.aof"):
        part.write_bytes(b"*9\r\nno log at all")
    (service.data / "broker" / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    service.start()
    _wait(lambda: "its log of hints was dropped" in service.printed.read_text())
    _wait((service.data / "broker" / "valkey.sock").exists)


def test_a_second_supervisor_leaves(service: Service):
    """Two on one folder: the second says who is there, and ends with exit status 2."""
    service.start()
    second = _serve("--data", service.data, "--port", str(free_port()))
    assert second.returncode == 2
    assert f"broken-setup: the data folder {service.data} is in use by process" in second.stderr
    assert service.answers()


def test_a_taken_port_is_named(tmp_path: Path):
    """A port in use is one line: which, by whom, and what to do; no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = _serve("--data", tmp_path / "data", "--port", str(port))
    assert ended.returncode == 2
    taken_by = f"port {port} on 127.0.0.1 is taken by process {os.getpid()}"
    assert re.fullmatch(rf"zipingbiao: broken-setup: {taken_by} .*--port N.\n", ended.stderr)


def test_a_web_server_that_cannot_start_is_said_so(tmp_path: Path):
    """A setting that only the web server stumbles over ends the start with its own last words."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret.key").write_bytes(b"short")
    ended = _serve("--data", data, "--port", str(free_port()))
    assert ended.returncode == 2
    assert "broken-setup: the web server does not start" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert find_orphans(data) == []


def _serve(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COMMAND, "serve", *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def _is_done(data: Path) -> bool:
    with closing(sqlite3.connect(data / "zipingbiao.sqlite3")) as database:
        return database.execute("SELECT state, form_count FROM documents").fetchall() == [("done", 7)]


def _wait(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def _has_loaded(pid: int | None, package: str) -> bool:
    """Tell whether a process has a package's compiled parts in its memory."""
    return f"/{package}/" in Path(f"/proc/{pid}/maps").read_text()
