"""Fixtures: every database test runs on real SQLite and on a real PostgreSQL.

One PostgreSQL server a session, on a unix socket in a folder of its own, without
fsync; its migrated database is emptied before each test.
"""

import ctypes
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import delete

from models.blobs import Blobs
from models.databases import Database
from models.settings import Settings, read_settings
from models.tables import Users
from tests.postgres_servers import make_cluster, start_server

PR_SET_PDEATHSIG = 1
DATABASE = "migrated"
OTHERS_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
EMPTY = ";".join(
    [
        OTHERS_OUT,
        "SET session_replication_role = replica",
        *(str(delete(table)) for table in Users.metadata.sorted_tables),
        "INSERT INTO event_heads VALUES (1, 0, repeat('0', 64))",
        "ALTER TABLE events ENABLE TRIGGER ALL",
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences",
    ]
)
"""Emptying takes a tenth of copying; in that role neither triggers nor references mind."""
_numbers = iter(range(1_000_000))


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    """The socket folder of a running PostgreSQL that lives as long as the session."""
    folder = Path(tempfile.mkdtemp(prefix="zipingbiao-pg-"))
    make_cluster(folder, "--no-sync")
    fast = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = {"shared_buffers": "32MB", "max_connections": "60", **fast}
    with (folder / "log").open("w") as log:
        server = start_server(folder, options, log, die_with_parent)
    try:
        wait_for_server(folder, server)
        yield folder
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait(timeout=30)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_migrated(postgres_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated database, to be emptied before each test."""
    _execute(postgres_folder, f"CREATE DATABASE {DATABASE}")
    _migrate(_settings(tmp_path_factory.mktemp("migrated"), address(postgres_folder, DATABASE)))
    return DATABASE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    settings = _settings(tmp_path_factory.mktemp("template"))
    _migrate(settings)
    return settings.data / "zipingbiao.sqlite3"


@pytest.fixture
def sqlite_settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """Settings of a fresh, migrated SQLite database."""
    settings = _settings(tmp_path / "data")
    settings.data.mkdir()
    shutil.copy(sqlite_template, settings.data / "zipingbiao.sqlite3")
    return settings


@pytest.fixture
def postgres_settings(tmp_path: Path, postgres_folder: Path, postgres_migrated: str) -> Settings:
    """Settings of a fresh, migrated PostgreSQL database."""
    _execute(postgres_folder, EMPTY, postgres_migrated)
    return _settings(tmp_path / "data", address(postgres_folder, postgres_migrated))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database without any table: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        yield _settings(tmp_path / "data")
        return
    folder: Path = request.getfixturevalue("postgres_folder")
    name = f"test_{next(_numbers)}"
    _execute(folder, f"CREATE DATABASE {name}")
    yield _settings(tmp_path / "data", address(folder, name))
    _execute(folder, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of a fresh, migrated database: SQLite, then PostgreSQL."""
    chosen: Settings = request.getfixturevalue(
        "sqlite_settings" if request.param == "sqlite" else "postgres_settings"
    )
    return chosen


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    """A fresh, migrated database: SQLite, then PostgreSQL."""
    database = Database(settings)
    yield database
    database.close()


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    """An empty folder of blobs."""
    return Blobs(settings.blobs)


def _settings(data: Path, database_url: str = "") -> Settings:
    return read_settings({"ZIPINGBIAO_DATA": str(data), "ZIPINGBIAO_DATABASE_URL": database_url})


def _migrate(settings: Settings) -> None:
    database = Database(settings)
    database.migrate()
    database.close()


def die_with_parent() -> None:
    """Ask Linux for SIGINT when the tests are killed, so that no server stays behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def address(folder: Path, name: str) -> str:
    """Return the address of a database of the server whose socket lies in a folder."""
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"


def _execute(folder: Path, statements: str, name: str = "postgres") -> None:
    with psycopg.connect(host=str(folder), user="postgres", dbname=name, autocommit=True) as connection:
        connection.execute(statements)


def wait_for_server(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server of a cluster's folder answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return _execute(folder, "SELECT 1")
        except psycopg.OperationalError:
            log = (folder / "log").read_text()
            assert server.poll() is None, f"PostgreSQL did not start: {log}"
            assert time.monotonic() < deadline, f"PostgreSQL did not answer: {log}"
            time.sleep(0.05)
