"""An installation → what is wrong with it and how to mend it: what `zipingbiao doctor` says.

Nothing is changed by looking.  The quick part takes milliseconds and is also run at
each start; the slow part reads a sample, digital and as a scan, as a worker would.
"""

import os
import platform
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy.exc import DBAPIError

import models
from models import pressures
from models.databases import Database, cause_of, clock, sqlite_file
from models.errors import BadDocument, ServiceError
from models.settings import Settings
from models.stores import open_store
from worker import brokers, durability
from worker.confinements import enforced
from worker.findings import Finding, bad, good, warning
from worker.readings import Readings
from worker.wards import Nursery

PACKAGES = ("zipingbiao", "pymupdf", "onnxruntime", "rapidocr", "celery", "sqlalchemy")
SAMPLE = Path(models.__file__).parent / "artifacts" / "samples" / "fit.rl.pdf"
MOST_SKEW = 2.0
"""Seconds by which a host's clock may differ from the database's before it is said."""
NEAR = 4
"""Room is called short from so many times of what must stay free."""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs"})


def check(settings: Settings, *, quick: bool = False) -> list[Finding]:
    """Return what was found, in the order in which it should be mended.

    Args:
        settings: Of the installation.
        quick: Leave out what reads documents.
    """
    parts: list[Callable[[Settings], Iterator[Finding]]] = [_versions, _folders, _watched, _room, _database]
    parts += [brokers.findings, _proxies, _isolation]
    parts += [] if quick else [_reading]
    return [finding for part in parts for finding in _all(part, settings)]


def wrong(findings: Sequence[Finding]) -> list[Finding]:
    """Return those of the findings that ask for something to be done."""
    return [one for one in findings if one.state != "good"]


def _all(part: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from part(settings)
    except (ServiceError, DBAPIError, OSError) as error:
        yield bad(part.__name__.strip("_"), cause_of(error), "Mend this first, then look again.")


def _versions(_settings: Settings) -> Iterator[Finding]:
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield bad(package, "not installed", "Start ./run again: it installs what is missing.")
    yield good("versions", ", ".join(found))


def _folders(settings: Settings) -> Iterator[Finding]:
    folders = {"data folder": settings.data, "files": settings.blobs}
    if settings.bucket:
        del folders["files"]
        open_store(settings).has("0" * 64)
        yield good("files", f"{settings.bucket} answers")
    for name, folder in folders.items():
        if not folder.is_dir():
            yield warning(name, f"{folder} is not there yet", "The first start makes it.")
        elif not _can_write(folder):
            yield bad(name, f"{folder} cannot be written", "Make it the service's user's: chown.")
        elif stat.S_IMODE(folder.stat().st_mode) & 0o077:
            yield warning(name, f"{folder} is open to others", f"chmod 700 {folder}")
        else:
            yield good(name, str(folder))
    key = settings.secret_key_file
    if not settings.secret and key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield bad("secret key", f"others can read {key}", f"chmod 600 {key}")


def _watched(settings: Settings) -> Iterator[Finding]:
    if settings.watch is None:
        return
    name, folder = "watched folder", settings.watch
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        yield bad(name, f"{folder} is no folder that can be listed", "Make it, or mend ZIPINGBIAO_WATCH.")
    elif settings.watch_move and not _can_write(folder):
        yield bad(
            name,
            f"{folder} cannot be written",
            "Let the service write there, or unset ZIPINGBIAO_WATCH_MOVE.",
        )
    else:
        yield good(name, str(folder))


def _room(settings: Settings) -> Iterator[Finding]:
    for folder in dict.fromkeys(pressures.folders(settings)):
        free, least = pressures.free_mb(folder), settings.min_free_mb
        seen = f"{free:,} MB free at {folder}; uploads stop below {least:,} MB"
        if free >= NEAR * least:
            yield good("disk space", seen)
        else:
            say = bad if free < least else warning
            yield say("disk space", seen, "Make room on this disk.")


def _database(settings: Settings) -> Iterator[Finding]:
    file = sqlite_file(settings)
    if file and not file.exists():
        yield warning("database", f"{file} is not there yet", "The first start makes it.")
        return
    if file and (system := _file_system(file)) in _NETWORK:
        yield bad("database", f"SQLite lies on a network folder ({system})", "Move it to a local disk.")
    db = Database(settings)
    try:
        with db.reading() as session:
            yield from durability.findings(session)
            skew = abs((clock(session) - datetime.now(UTC)).total_seconds())
    finally:
        db.close()
    seen = f"{skew:.1f} s from the database's"
    yield good("clock", seen) if skew <= MOST_SKEW else warning("clock", seen, "Run an NTP client.")


def _proxies(settings: Settings) -> Iterator[Finding]:
    if settings.secure_cookies and not settings.proxies:
        seen = "https is spoken by a proxy that is not believed: all people seem to come from one address"
        yield warning("proxies", seen, "Set ZIPINGBIAO_PROXIES=1 (docs/deploy.md, Reverse proxy).")


def _isolation(_settings: Settings) -> Iterator[Finding]:
    held = enforced()
    parts = {"Landlock": held.files, "seccomp": held.calls}
    if missing := [name for name, is_there in parts.items() if not is_there]:
        mend = "Use Linux 5.13 or newer on x86-64 or ARM 64 with these on (docs/hostile.md)."
        yield warning("isolation", f"readers are not held by {' and '.join(missing)}", mend)
    else:
        yield good("isolation", "readers see no other files, sockets or processes")


def _reading(settings: Settings) -> Iterator[Finding]:
    """Read a sample, and its second page once more as a picture."""
    nursery = Nursery()
    readings = Readings(settings, nursery=nursery)
    mend = "Reinstall, or raise the limits (docs/settings.md)."
    try:
        sample = SAMPLE.read_bytes()
        picture, _ = readings.render(sample, 2)
        for name, content in {"reading": sample, "recognition": picture.content}.items():
            extraction = readings.extract(content, SAMPLE.name)
            if extraction.forms and not extraction.error:
                yield good(name, f"{len(extraction.forms)} forms in the sample")
            else:
                yield bad(
                    name, extraction.error.message if extraction.error else "no form in the sample", mend
                )
    except BadDocument as error:
        yield bad("reading", f"{error.code}: {error.message}", mend)
    finally:
        readings.close()
        nursery.close()


def _can_write(folder: Path) -> bool:
    trial = folder / ".doctor"
    try:
        trial.touch()
    except OSError:
        return False
    trial.unlink(missing_ok=True)
    return True


def _file_system(path: Path) -> str:
    """Return the kind of file system that a file lies on, "" where that is not known."""
    best, kind = "", ""
    with suppress(OSError):
        for line in Path("/proc/mounts").read_text().splitlines():
            _, point, system, *_ = line.split()
            if path.resolve().is_relative_to(point) and len(point) >= len(best):
                best, kind = point, system
    return kind
