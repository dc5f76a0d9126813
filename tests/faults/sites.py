"""A real service in a folder: `zipingbiao serve`, kept running, its database and its small disks."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import psutil
from sqlalchemy.exc import DBAPIError

from models.databases import Database
from models.settings import PREFIX, Settings, read_settings
from models.users import add_user, make_token
from tests.broker_fixtures import free_port
from tests.faults.clusters import Cluster
from tests.faults.disks import Disk
from worker.orphans import end_orphans, find_orphans

COMMAND = Path(sys.executable).with_name("zipingbiao")
LIMITS = {
    "LEASE_SECONDS": "6",
    "HINT_AGAIN_SECONDS": "2",
    "HARD_LIMIT_SECONDS": "20",
    "PARSE_CPU_SECONDS": "4",
    "PARSE_MEMORY_MB": "256",
    "MIN_FREE_MB": "1",
}
DISK_MB = 4000
"""Room for what 10,000 documents become; memory is taken only for what is there."""
T = TypeVar("T")


class Site:
    """The service, and whoever starts it again when it has ended."""

    def __init__(self, folder: Path, kind: str, workers: int = 2) -> None:
        self.folder, self.kind, self.port = folder, kind, free_port()
        self.files, self.rows = Disk(folder / "files", DISK_MB), Disk(folder / "rows", DISK_MB)
        self.cluster = Cluster(_inner(self.rows.folder)) if kind == "postgresql" else None
        database = self.cluster.address if self.cluster else f"sqlite:///{self.rows.folder}/z.sqlite3"
        given = {"DATA": folder / "data", "BLOBS": self.files.folder / "blobs", "DATABASE_URL": database}
        given |= {"PORT": self.port, "WORKERS": workers, **LIMITS}
        self.environ = {PREFIX + name: str(value) for name, value in given.items()}
        self.settings: Settings = read_settings(self.environ)
        self.is_kept = True
        self.caught = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.db = Database(self.settings)
        self.db.migrate()
        with self.db.writing() as session:
            user, _ = add_user(session, "bringer", "reviewer", "a password that is long")
            self._token = make_token(session, user, "faults")
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def command(self, *words: str | Path) -> "subprocess.Popen[bytes]":
        """Start one of the service's commands."""
        with (self.folder / "commands.log").open("ab") as log:
            return subprocess.Popen(
                [COMMAND, *words], env={**os.environ, **self.environ}, stdout=log, stderr=log
            )

    def send(self, name: str, content: bytes) -> bool:
        """Bring one file through the API; return whether its bytes were said to be stored."""
        answer = self._post(f"documents?name={quote(name)}", content, "application/pdf")
        return answer is not None and answer["outcome"] in {"accepted", "duplicate"}

    def send_archive(self, name: str, content: bytes, manifest: bytes) -> bool:
        """Bring an archive and its manifest through the API; return whether they were said to be stored."""
        mark = b"no-file-of-these-has-such-a-line"
        head = 'Content-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n'
        parts = (("archive", name, content), ("manifest", "manifest.csv", manifest))
        body = b"".join(
            b"--%s\r\n%s%s\r\n" % (mark, (head % (part, file)).encode(), data) for part, file, data in parts
        )
        kind = f"multipart/form-data; boundary={mark.decode()}"
        return self._post("batches", body + b"--%s--\r\n" % mark, kind) is not None

    def _post(self, path: str, content: bytes, kind: str) -> dict[str, Any] | None:
        """Return what the API answers, None if it does not or refuses."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        address = f"http://127.0.0.1:{self.port}/api/v1/{path}"
        request = urllib.request.Request(address, content, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the same
                told: dict[str, Any] = json.loads(answer.read())
                return told
        except (OSError, http.client.HTTPException, ValueError, urllib.error.URLError):
            return None

    def processes(self, words: str = "") -> list[psutil.Process]:
        """Return the supervised processes whose command lines hold some words."""
        found = []
        with suppress(OSError):
            for process in find_orphans(self.settings.data):
                with suppress(psutil.Error):
                    if words in " ".join(process.cmdline()):
                        found.append(process)
        return found

    def leaders(self, words: str) -> list[psutil.Process]:
        """Return those of them that the supervisor started itself."""
        return [one for one in self.processes(words) if _leads(one)]

    @property
    def supervisor(self) -> "subprocess.Popen[bytes] | None":
        """The running `serve`, if there is one."""
        return self._process

    def is_held(self) -> bool:
        """Return whether the running `serve` holds the data folder by now."""
        with suppress(OSError):
            holder = (self.settings.data / "supervisor.lock").read_text()
            return self._process is not None and f"process {self._process.pid}," in holder
        return False

    @contextmanager
    def unkept(self) -> Iterator[None]:
        """Start nothing again meanwhile."""
        with self._lock:
            self.is_kept = False
        try:
            yield
        finally:
            self.is_kept = True

    def ask(self, question: Callable[[Database], T], seconds: float = 120) -> T:
        """Return what the database answers, as soon as it does."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return question(self.db)
            except (DBAPIError, OSError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def answers(self) -> bool:
        """Return whether a page is to be had."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/login", timeout=5) as answer:
                return bool(answer.status == http.client.OK)
        except (OSError, http.client.HTTPException):
            return False

    def end(self) -> None:
        """Stop everything and take the disks away."""
        self._ended.set()
        self._keeper.join()
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=60)
        if self.settings.data.exists():
            end_orphans(self.settings.data)
        self.db.close()
        if self.cluster:
            self.cluster.stop()
        for disk in (self.files, self.rows):
            disk.end()

    def _keep(self) -> None:
        while not self._ended.wait(0.1):
            with self._lock:
                if not self.is_kept:
                    continue
                if self.cluster:
                    self.cluster.keep()
                if self._process is None or self._process.poll() is not None:
                    self._process = self.command("serve")


def _leads(process: psutil.Process) -> bool:
    try:
        return os.getsid(process.pid) == process.pid
    except OSError:
        return False


def _inner(folder: Path) -> Path:
    """Return a folder whose path is short enough for a socket and open to PostgreSQL's own account."""
    inner = folder / "pg"
    inner.mkdir()
    for one in (folder, folder.parent):
        one.chmod(0o755)
    return inner


def short_folder() -> Path:
    """Return a new folder with a short path."""
    return Path(tempfile.mkdtemp(prefix="zf-"))
