"""A PostgreSQL of one's own in a folder, on a unix socket there.  Who starts it ends it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

INSTALL = "PostgreSQL is missing: apt-get install postgresql"


def make_cluster(folder: Path, *options: str) -> None:
    """Make an empty cluster in a folder that is there; `options` are more ones of `initdb`."""
    if _account():
        shutil.chown(folder, "postgres", "postgres")
    kind = ["--auth=trust", "-E", "UTF8", "--locale=C"]
    _run("initdb", "-D", folder / "data", "-U", "postgres", *kind, *options)


def start_server(
    folder: Path, options: Mapping[str, str], log: IO[Any], begin: Callable[[], None] | None = None
) -> "subprocess.Popen[bytes]":
    """Start the server of a cluster.

    Args:
        folder: Where the cluster was made; its socket lies there, too.
        options: Its settings; unless they say otherwise it listens on the socket alone.
        log: What it says goes there.
        begin: Called in its process first.
    """
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), **options}
    flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        [program("postgres"), "-D", folder / "data", *flags],
        stdout=log,
        stderr=log,
        cwd=folder,
        preexec_fn=begin,  # noqa: PLW1509 - one system call, before any thread exists
        **_account(),
    )


def copy_cluster(primary: Path, folder: Path) -> None:
    """Copy the cluster of a running server into another folder, as its standby."""
    if _account():
        shutil.chown(folder, "postgres", "postgres")
    _run(
        "pg_basebackup",
        "-h",
        primary,
        "-U",
        "postgres",
        "-D",
        folder / "data",
        "-R",
        "--no-sync",
        "-c",
        "fast",
    )


def promote(folder: Path) -> None:
    """Make a standby a server that takes writes, and wait until it is one."""
    _run("pg_ctl", "-D", folder / "data", "-w", "promote")


def program(name: str) -> str:
    """Return where a program of PostgreSQL lies, the newest one."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    assert program, INSTALL
    return program


def _run(name: str, *flags: str | Path) -> None:
    ended = subprocess.run(
        [program(name), *flags], capture_output=True, text=True, check=False, cwd="/", **_account()
    )
    assert ended.returncode == 0, ended.stderr


def _account() -> dict[str, Any]:
    """Return as whom it runs: it refuses to as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
