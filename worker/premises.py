"""Where the embedded default lives: one data folder and one port, each for one supervisor.

What is wrong with either is said in one line, with what to do, before anything
is started.
"""

import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from models.errors import BrokenSetup
from models.settings import PREFIX, Settings

FOLDERS = ("broker", "logs")


def prepare_folder(data: Path) -> None:
    """Make the data folder (0700) and the folders in it that are not made elsewhere.

    Raises:
        BrokenSetup: It cannot be made or written.
    """
    try:
        for folder in (data, *(data / name for name in FOLDERS)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        cause = os.strerror(error.errno) if error.errno else str(error)
        raise BrokenSetup(
            f"the data folder {data} cannot be written: {cause}. Choose another with --data DIR."
        ) from error


@contextmanager
def hold_folder(settings: Settings) -> Iterator[None]:
    """Be the data folder's only supervisor; the kernel ends the hold with the process, however that ends.

    Raises:
        BrokenSetup: Another one is there.
    """
    with (settings.data / "supervisor.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another zipingbiao serve"
            raise BrokenSetup(
                f"the data folder {settings.data} is in use by {holder}. "
                "Stop that one first, or choose another folder with --data DIR."
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}, {address_of(settings)}\n")
        file.flush()
        yield


def check_folder(folder: Path) -> None:
    """See that there is such a folder to watch.

    Raises:
        BrokenSetup: There is none, or it cannot be listed.
    """
    try:
        next(os.scandir(folder), None)
    except OSError as error:
        raise BrokenSetup(
            f"{folder}: {error.strerror}. Name one that is there, with `watch DIR` or {PREFIX}WATCH."
        ) from error


def check_port(settings: Settings) -> None:
    """See that the web server's port can be had.

    Raises:
        BrokenSetup: Taken, forbidden, or no address of this machine.
    """
    host, port = settings.host, settings.port
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BrokenSetup(
                f"port {port} on {host} is taken{_by_whom(port)}. "
                "Stop what uses it, or choose another with --port N."
            ) from error
        cause = error.strerror or str(error)
        raise BrokenSetup(
            f"cannot listen on {host}, port {port}: {cause}. Choose others with --host and --port."
        ) from error


def address_of(settings: Settings) -> str:
    """Return the address at which a browser on this machine finds the pages."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{settings.port}/" if ":" in host else f"http://{host}:{settings.port}/"


def _by_whom(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:2] == (port,)
            if listens and connection.pid:
                return f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:
        return ""
    return ""
