"""`zipingbiao doctor` names what is wrong and how to mend it, on real databases, brokers and folders."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from models.databases import Database
from models.settings import Settings
from tests.broker_fixtures import Servers, environ_of
from worker import brokers, durability
from worker.checkups import check
from worker.findings import Finding

COMMAND = Path(sys.executable).with_name("zipingbiao")
DEPLOY = Path(__file__).parents[1] / "docs" / "deploy.md"


def found(settings: Settings, name: str) -> Finding:
    """Return the finding of a name, the worst if there are several."""
    order = ("good", "warning", "bad")
    return max(
        (one for one in check(settings, quick=True) if one.name == name),
        key=lambda one: order.index(one.state),
    )


@pytest.fixture
def sound(sqlite_settings: Settings) -> Settings:
    """An installation of the embedded default, folders and all."""
    db = Database(sqlite_settings)
    db.migrate()
    db.close()
    for folder in (sqlite_settings.data, sqlite_settings.blobs):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    return sqlite_settings


def _open_folder(settings: Settings) -> Settings:
    settings.data.chmod(0o755)
    return settings


def _open_key(settings: Settings) -> Settings:
    settings.secret_key()
    settings.secret_key_file.chmod(0o644)
    return settings


def _no_wal(settings: Settings) -> Settings:
    db = Database(settings)
    with db.reading() as session:
        session.connection().connection.driver_connection.execute("ROLLBACK")
        session.connection().connection.driver_connection.execute("PRAGMA journal_mode=DELETE")
    db.close()
    return settings


def _old_schema(settings: Settings) -> Settings:
    db = Database(settings)
    with db.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.close()
    return settings


def _no_broker(settings: Settings) -> Settings:
    return replace(settings, broker_url="redis://127.0.0.1:1/0")


WRONG: dict[str, tuple[Callable[[Settings], Settings], str, str, str]] = {
    "a data folder that others can read": (_open_folder, "data folder", "warning", "chmod 700"),
    "a key that others can read": (_open_key, "secret key", "bad", "chmod 600"),
    "a journal that a power cut breaks": (_no_wal, "durability", "bad", "WAL"),
    "a schema of an older version": (_old_schema, "schema", "bad", "Start the service"),
    "a broker that is not there": (_no_broker, "broker", "bad", "ZIPINGBIAO_BROKER_URL"),
    "a watched folder that is not there": (
        lambda settings: replace(settings, watch=settings.data / "nowhere"),
        "watched folder",
        "bad",
        "ZIPINGBIAO_WATCH",
    ),
    "a watched folder from which nothing can be moved": (
        lambda settings: replace(settings, watch=Path("/proc/self"), watch_move=True),
        "watched folder",
        "bad",
        "ZIPINGBIAO_WATCH_MOVE",
    ),
    "a proxy that is not believed": (
        lambda settings: replace(settings, secure_cookies=True),
        "proxies",
        "warning",
        "ZIPINGBIAO_PROXIES=1",
    ),
    "a disk that is short": (
        lambda settings: replace(settings, min_free_mb=1 << 40),
        "disk space",
        "bad",
        "Make room",
    ),
}


@pytest.mark.parametrize(("spoil", "name", "state", "mend"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_named(
    sound: Settings, spoil: Callable[[Settings], Settings], name: str, state: str, mend: str
):
    """Each fault is found, judged, and has a way out."""
    assert found(sound, "durability").state == "good"
    finding = found(spoil(sound), name)
    assert finding.state == state
    assert mend in finding.mend


def test_a_postgresql_that_forgets_is_named(postgres_settings: Settings):
    """The tests' own server runs without fsync: exactly what the doctor must find."""
    finding = found(postgres_settings, "durability")
    assert finding.state == "bad"
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        assert f"{name} off" in finding.seen
        assert f"ALTER SYSTEM SET {name} = on" in finding.mend
    assert found(postgres_settings, "schema").state == "good"


def test_a_postgresql_that_takes_no_changes_is_named(postgres_settings: Settings, postgres_folder: Path):
    """A standby, or a server set so, answers every question, and nothing could be stored."""
    name = make_url(postgres_settings.database_url).database
    with psycopg.connect(host=str(postgres_folder), user="postgres", autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        try:
            finding = found(postgres_settings, "database")
        finally:
            server.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert finding.state == "bad"
    assert "default_transaction_read_only on" in finding.seen
    assert "primary" in finding.mend


def test_a_postgresql_that_is_away_is_named(postgres_settings: Settings):
    """A server that does not answer is one finding, not a traceback."""
    nowhere = make_url(postgres_settings.database_url).update_query_dict({"host": "/nowhere"})
    away = replace(postgres_settings, database_url=nowhere.render_as_string(hide_password=False))
    assert found(away, "database").state == "bad"


def test_a_broker_s_settings(sqlite_settings: Settings):
    """The broker that we start is as it should be; one that keeps nothing, or drops hints, is named."""
    servers = Servers(sqlite_settings)
    servers.start_broker()
    try:
        assert found(sqlite_settings, "broker").state == "good"
        assert found(sqlite_settings, "hints").state == "good"
        with servers.client() as client:
            client.config_set("appendonly", "no")
            client.config_set("maxmemory-policy", "allkeys-lru")
        finding = found(sqlite_settings, "hints")
    finally:
        servers.end("broker")
    assert finding.state == "warning"
    assert "appendonly no" in finding.seen
    assert "CONFIG SET maxmemory-policy noeviction" in finding.mend


def test_the_command(sound: Settings):
    """Words for people, JSON for programs, and an exit status; the sample is read and recognised."""
    environ = environ_of(sound)
    told = subprocess.run(
        [COMMAND, "doctor", "--json"], env=environ, capture_output=True, text=True, check=False
    )
    findings = {one["name"]: one for one in json.loads(told.stdout)["findings"]}
    assert told.returncode == 0, told.stdout
    assert (findings["reading"]["state"], findings["recognition"]["state"]) == ("good", "good")
    sound.secret_key()
    sound.secret_key_file.chmod(0o640)
    told = subprocess.run(
        [COMMAND, "doctor", "--quick"], env=environ, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "WRONG    secret key: others can read" in told.stdout
    assert "-> chmod 600" in told.stdout


def test_docs_name_each_setting_that_is_looked_at():
    """docs/deploy.md says what must be durable, setting by setting."""
    page = DEPLOY.read_text(encoding="utf-8")
    for name in (*durability.POSTGRES_WANTED, "journal_mode", "synchronous", *brokers.WANTED):
        assert f"`{name}`" in page
