"""What can go wrong: each fault is done to a running site and has passed when its function returns.

`Fault.on` names the databases where it can happen.  A clock that jumps is played by moving
every time in the database the other way: to the service that is the same.
"""

import fcntl
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta

import psutil
import redis
from sqlalchemy import exists, select, update

from models import jobs
from models.databases import Database
from models.tables import BatchFiles, Deliveries, Documents, Jobs
from tests.faults.sites import COMMAND, Site
from tests.faults.trickles import trickle

HELD = 3.0
"""Seconds that a lock, a full disk or a slow store lasts, and that a process to kill is looked for."""
LEAVES_WITHIN = 60.0
"""Seconds in which a service that was asked to stop is gone, on a busy machine; `worker.supervisors.GRACE`
is for its work, and again for its broker."""
BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    name: str
    happen: Callable[[Site, random.Random], None]
    on: tuple[str, ...] = BOTH
    needs_disk: bool = False


def _kill_one(words: str, *, leader: bool) -> Callable[[Site, random.Random], None]:
    def happen(site: Site, chance: random.Random) -> None:
        leaders = {one.pid for one in site.leaders(words)}
        found = [one for one in site.processes(words) if (one.pid in leaders) == leader]
        if found:
            _kill(chance.choice(found))

    return happen


def _kill_below(generations: int) -> Callable[[Site, random.Random], None]:
    """Kill a descendant of a worker: of the second generation are nurseries, of the third readers."""

    def happen(site: Site, chance: random.Random) -> None:
        until = time.monotonic() + HELD
        while time.monotonic() < until:
            found = site.leaders("--queues=extract")
            with suppress(psutil.Error):  # one ended while it was looked at
                for _ in range(generations):
                    found = [below for process in found for below in process.children()]
                if found:
                    chance.choice(found).kill()
                    return
            time.sleep(0.05)

    return happen


def _kill_unpacker(site: Site, chance: random.Random) -> None:
    """Kill the program that takes archives in, in the middle of one if one is taken in soon enough."""
    until = time.monotonic() + HELD
    while not (caught := site.ask(_half_taken)) and time.monotonic() < until:
        time.sleep(0.01)
    site.caught += bool(caught)
    _kill_one("worker.unpackers", leader=True)(site, chance)


def _half_taken(db: Database) -> bool:
    some = exists().where(BatchFiles.batch_id == Deliveries.batch_id)
    held = Deliveries.done_at.is_(None), Deliveries.claimed_until.is_not(None)
    with db.reading() as session:
        return session.scalar(select(Deliveries.id).where(*held, some).limit(1)) is not None


def _kill_supervisor(site: Site, _chance: random.Random) -> None:
    if site.supervisor:
        site.supervisor.kill()
        site.supervisor.wait()


def _kill_host(site: Site, _chance: random.Random) -> None:
    """Kill the supervisor and all it started, at once."""
    with site.unkept():
        _kill_supervisor(site, _chance)
        for process in site.processes():
            _kill(process)


def _lose_log(site: Site, chance: random.Random) -> None:
    """Kill the broker and lose its append-only file."""
    _kill_one("valkey-server", leader=True)(site, chance)
    shutil.rmtree(site.settings.data / "broker" / "appendonlydir", ignore_errors=True)


def _flush(site: Site, _chance: random.Random) -> None:
    with suppress(redis.RedisError), _broker(site) as client:
        client.flushall()


def _fill_broker(site: Site, _chance: random.Random) -> None:
    """The broker has no memory left, and refuses whatever writes."""
    with suppress(redis.RedisError), _broker(site) as client:
        client.config_set("maxmemory", 1)
        time.sleep(HELD)
        client.config_set("maxmemory", 0)


def _broker(site: Site) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(site.settings.data / "broker" / "valkey.sock"))


def _ask_to_stop(site: Site, _chance: random.Random) -> None:
    """SIGTERM during work: all is gone within its limit, in order."""
    with site.unkept():
        service = site.supervisor
        if service is None or service.poll() is not None:
            return
        service.send_signal(signal.SIGTERM)
        try:
            code = service.wait(timeout=LEAVES_WITHIN)
        except subprocess.TimeoutExpired:
            service.kill()
            raise
        # One that had only just begun ends by the signal itself; what it was to bury waits for the next.
        assert code == -signal.SIGTERM or (code == 0 and site.processes() == []), code


def _second_supervisor(site: Site, _chance: random.Random) -> None:
    """Another `serve` on the same folder leaves at once and says why."""
    if not site.is_held():
        return
    second = subprocess.run(
        [COMMAND, "serve"],
        env={**os.environ, **site.environ},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    alone = site.supervisor is None or site.supervisor.poll() is not None
    assert alone or (second.returncode == 2 and "broken-setup" in second.stderr), second.stderr


def _second_dispatcher(site: Site, _chance: random.Random) -> None:
    """Two dispatchers and reconcilers work side by side."""
    second = site.command("serve", "--only", "dispatcher")
    time.sleep(HELD)
    second.kill()
    second.wait()


def _lock_sqlite(site: Site, _chance: random.Random) -> None:
    """Another program holds the write lock of the database."""
    with closing(sqlite3.connect(site.rows.folder / "z.sqlite3", timeout=60)) as held:
        held.execute("BEGIN IMMEDIATE")
        time.sleep(HELD)
        held.rollback()


def _hold_file_lock(site: Site, _chance: random.Random) -> None:
    """A stopped process holds the lock that writers take in turn."""
    with (site.rows.folder / "z.sqlite3.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        time.sleep(HELD)


def _fill_files(site: Site, _chance: random.Random) -> None:
    with site.files.full():
        time.sleep(HELD)


def _fill_rows(site: Site, _chance: random.Random) -> None:
    with site.rows.full():
        time.sleep(HELD)


def _kill_postgres(site: Site, _chance: random.Random) -> None:
    """Kill the server as a power cut does; its service manager starts it again."""
    if site.cluster:
        site.cluster.stop(signal.SIGQUIT)


def _restart_postgres(site: Site, _chance: random.Random) -> None:
    if site.cluster:
        site.cluster.stop(signal.SIGINT)


def _drop_connections(site: Site, _chance: random.Random) -> None:
    if site.cluster:
        site.cluster.wait()
        site.cluster.drop_connections()


def _jump(hours: int) -> Callable[[Site, random.Random], None]:
    def happen(site: Site, _chance: random.Random) -> None:
        def move(db: Database) -> None:
            with db.writing() as session:
                rows = session.execute(
                    select(Jobs.id, Jobs.lease_until, Jobs.hinted_at).where(Jobs.state.in_(jobs.LIVE))
                ).all()
                for row in rows:
                    moved = {
                        name: value - timedelta(hours=hours)
                        for name, value in (("lease_until", row.lease_until), ("hinted_at", row.hinted_at))
                        if value
                    }
                    session.execute(update(Jobs).where(Jobs.id == row.id).values(moved or {"id": row.id}))
                held = Deliveries.claimed_until.is_not(None), Deliveries.done_at.is_(None)
                claims = session.execute(select(Deliveries.id, Deliveries.claimed_until).where(*held)).all()
                for one, until in claims:
                    moved = {"claimed_until": until - timedelta(hours=hours)} if until else {}
                    session.execute(update(Deliveries).where(Deliveries.id == one).values(moved))

        site.ask(move)

    return happen


def _slow_store(site: Site, chance: random.Random) -> None:
    """A stored file of a waiting document trickles, as from a far file server: longer than a lease."""

    def waiting(db: Database) -> list[str]:
        query = select(Documents.sha256).join(Jobs, Jobs.document_id == Documents.id)
        with db.reading() as session:
            return list(session.scalars(query.where(Jobs.state == "pending").limit(50)))

    found = site.ask(waiting)
    if found:
        sha256 = chance.choice(found)
        path = site.settings.blobs / sha256[:2] / sha256[2:4] / sha256
        trickle(path, site.settings.lease_seconds * 1.5)


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.Error):
        process.kill()


FAULTS = (
    Fault("reader killed", _kill_below(3)),
    Fault("nursery killed", _kill_below(2)),
    Fault("worker's child killed", _kill_one("--queues=extract", leader=False)),
    Fault("worker killed", _kill_one("--queues=extract", leader=True)),
    Fault("dispatcher killed", _kill_one("worker.dispatchers", leader=True)),
    Fault("unpacker killed", _kill_unpacker),
    Fault("web killed", _kill_one("gunicorn", leader=True)),
    Fault("web process killed", _kill_one("gunicorn", leader=False)),
    Fault("broker killed", _kill_one("valkey-server", leader=True)),
    Fault("broker killed, its log lost", _lose_log),
    Fault("broker emptied", _flush),
    Fault("broker's memory full", _fill_broker),
    Fault("supervisor killed", _kill_supervisor),
    Fault("host killed", _kill_host),
    Fault("SIGTERM during work", _ask_to_stop),
    Fault("second supervisor", _second_supervisor),
    Fault("second dispatcher", _second_dispatcher),
    Fault("clock forward an hour", _jump(1)),
    Fault("clock back an hour", _jump(-1)),
    Fault("slow file store", _slow_store),
    Fault("disk of files full", _fill_files, needs_disk=True),
    Fault("disk of database full", _fill_rows, needs_disk=True),
    Fault("SQLite locked", _lock_sqlite, on=("sqlite",)),
    Fault("SQLite's turns held up", _hold_file_lock, on=("sqlite",)),
    Fault("PostgreSQL killed", _kill_postgres, on=("postgresql",)),
    Fault("PostgreSQL restarted", _restart_postgres, on=("postgresql",)),
    Fault("connections lost", _drop_connections, on=("postgresql",)),
)
