"""Fixtures: the service's own programs as real processes, started and killed at will."""

import os
import random
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
import pytest
import redis

from models.databases import Database
from models.settings import PREFIX, Settings
from worker import programs
from worker.children import Child
from worker.premises import prepare_folder
from worker.programs import Program

NAMES = (
    "database_url",
    "lease_seconds",
    "hard_limit_seconds",
    "page_limit_seconds",
    "max_tries",
    "hint_again_seconds",
    "parse_memory_mb",
    "port",
    "workers",
)


@dataclass
class Servers:
    """Programs of one data folder, kept running while somebody calls `keep`."""

    settings: Settings
    children: dict[str, Child] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.Random)

    def start(self, wanted: Sequence[Program]) -> None:
        """Start programs and leave them to `keep`."""
        prepare_folder(self.settings.data)
        for program in wanted:
            child = Child(program, environ_of(self.settings), self.settings.data / "logs", lambda _line: None)
            self.children[program.name] = child
            child.keep()

    def start_broker(self) -> None:
        """Start the broker and wait until it answers."""
        broker = programs.broker(self.settings)
        assert broker is not None
        self.start([broker])
        self.wait_for(self.broker_answers)

    def keep(self) -> None:
        """Start again what died."""
        for child in self.children.values():
            child.keep()

    def wait_for(self, true: Callable[[], bool], seconds: float = 30) -> None:
        """Keep everything running until something is true."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, "it did not come true in time"
            self.keep()
            time.sleep(0.05)

    def process(self, name: str) -> psutil.Process | None:
        """Return a program's process, if it runs."""
        pid = self.children[name].pid
        return psutil.Process(pid) if pid and psutil.pid_exists(pid) else None

    def end(self, name: str) -> None:
        """Kill a program and all that it forked, for good."""
        self.children.pop(name).end()

    def end_all(self) -> None:
        """Kill every program and all that it forked."""
        for name in list(self.children):
            self.end(name)

    def client(self) -> "redis.Redis":
        """Return a client of the broker."""
        return redis.Redis(unix_socket_path=str(self.settings.data / "broker" / "valkey.sock"))

    def broker_answers(self) -> bool:
        """Return whether the broker takes commands."""
        with self.client() as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def waiting(self, queue: str) -> int:
        """Return how many hints lie in a queue."""
        with self.client() as client:
            return int(client.llen(queue))  # type: ignore[arg-type]  # the library's own union with its async side


def environ_of(settings: Settings) -> dict[str, str]:
    """Return an environment from which another process reads the same settings."""
    given = {PREFIX + name.upper(): str(getattr(settings, name)) for name in NAMES}
    return {**os.environ, **given, PREFIX + "DATA": str(settings.data)}


@pytest.fixture
def servers(settings: Settings) -> Iterator[Servers]:
    """No server yet, on a fresh database: SQLite, then PostgreSQL."""
    made = Servers(settings)
    yield made
    made.end_all()


@contextmanager
def reading(settings: Settings) -> Iterator[tuple[Servers, Database]]:
    """A service that reads what is put into its database, until it is left."""
    servers, db = Servers(settings), Database(settings)
    try:
        servers.start_broker()
        servers.start([programs.dispatcher(), programs.extractors(settings)])
        yield servers, db
    finally:
        servers.end_all()
        db.close()


def free_port() -> int:
    """Return a port of this machine that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
