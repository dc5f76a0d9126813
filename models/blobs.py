"""Bytes ⇄ a content-addressed folder: `<root>/ab/cd/<sha256>`.

What enters is a stream; its sha256 leaves, and by then the bytes survive a
power cut: written aside, synced, renamed, and every folder on the way synced.
The same bytes twice are one file.  Names from outside never reach this module.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from models.errors import BrokenSetup, NoRoom, NotFound, ServiceError, TooLarge

CHUNK = 1 << 20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLACE = re.compile(r"[a-z]{3,20}/[0-9]{1,20}")


class Readable(Protocol):
    """The one method that a stream of bytes must have."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Blobs:
    """One folder of blobs, shared by all processes of a host."""

    def __init__(self, root: Path, above: tuple[Path, ...] = ()) -> None:
        """`above`: folders in which the root may be as new as what is written."""
        self.root, self._above = root, above
        self._aside = root / "incoming"
        try:
            self._aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BrokenSetup(f"{root}: {error.strerror}. Give a folder that can be written.") from error

    def write(self, stream: Readable, limit: int | None = None) -> tuple[str, int]:
        """Store a stream durably and return its sha256 (64 hex digits) and its size in bytes.

        Args:
            stream: Read to its end, or to just past `limit`.
            limit: The most bytes to take; None for no limit.

        Raises:
            TooLarge: More than `limit` bytes; nothing is kept.
            NoRoom: The disk is full; nothing is kept.
            BrokenSetup: The folder cannot take it; nothing is kept.
        """
        try:
            handle, name = tempfile.mkstemp(dir=self._aside)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            with os.fdopen(handle, "wb") as file:
                sha256, size = self._copy(stream, file, limit)
            self._publish(Path(name), sha256)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256, size

    def path(self, sha256: str) -> Path:
        """Return where a blob lies, or would lie.

        Raises:
            NotFound: Not 64 lower-case hex digits, so no blob's name.
        """
        check_digest(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Return whether a blob is stored."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """Return a blob opened for reading.

        Raises:
            NotFound: It is not stored.
        """
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise NotFound(f"the stored file {sha256} is missing") from error

    def read(self, sha256: str) -> bytes:
        """Return all bytes of a blob.

        Raises:
            NotFound: It is not stored.
        """
        with self.open(sha256) as file:
            return file.read()

    def sweep(self, seconds: float) -> int:
        """Delete what killed uploads left aside longer ago than this; return how many."""
        swept = 0
        for path in self._aside.iterdir():
            with contextlib.suppress(FileNotFoundError):  # an upload ended meanwhile
                if path.stat().st_mtime < time.time() - seconds:
                    path.unlink()
                    swept += 1
        return swept

    def beside(self, name: str) -> "Blobs":
        """Return a place of its own for what is kept for a while, gone with `drop(name)`."""
        place = self.root / check_place(name)
        return Blobs(place, (place.parent, self.root))

    def drop(self, name: str) -> None:
        """Delete a place of its own with all that is in it, if it is there.

        Raises:
            BrokenSetup: Something of it stays.
        """
        place = self.root / check_place(name)
        try:
            shutil.rmtree(place)
        except FileNotFoundError:
            return  # or somebody else is deleting it
        except OSError as error:
            raise BrokenSetup(f"{place}: {error.strerror}. It cannot be deleted: do it by hand.") from error

    def _copy(self, stream: Readable, file: BinaryIO, limit: int | None) -> tuple[str, int]:
        copied = copy(stream, file, limit, self._unwritable)
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise self._unwritable(error) from error
        return copied

    def _publish(self, aside: Path, sha256: str) -> None:
        """Rename into place; a blob that is there already is replaced by the same bytes."""
        path = self.path(sha256)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.replace(path)
            # Another process may have made these folders and not yet synced them.
            for folder in (path.parent, path.parent.parent, self.root, *self._above):
                sync_folder(folder)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ServiceError:
        if error.errno in FULL:
            return NoRoom(f"{self.root}: {error.strerror}. Nothing was stored; make room.")
        return BrokenSetup(f"{self.root}: {error.strerror}. Nothing was stored; make it writable.")


def copy(
    stream: Readable, file: BinaryIO, limit: int | None, unwritable: Callable[[OSError], ServiceError]
) -> tuple[str, int]:
    """Copy a stream into a file and return its sha256 and its size in bytes.

    Args:
        stream: Read to its end, or to just past `limit`.
        file: Written to, not flushed.
        limit: The most bytes to take; None for no limit.
        unwritable: Gives what is raised where the file cannot take it.

    Raises:
        TooLarge: More than `limit` bytes.
    """
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLarge(f"more than {limit:,} bytes")
        digest.update(chunk)
        try:
            file.write(chunk)
        except OSError as error:
            raise unwritable(error) from error
    return digest.hexdigest(), size


def check_digest(sha256: str) -> None:
    """See that a name is a blob's: 64 lower-case hex digits.

    Raises:
        NotFound: It is not.
    """
    if not _SHA256.fullmatch(sha256):
        raise NotFound(f"no blob is named {sha256!r}")


def check_place(name: str) -> str:
    """Return the name of a place beside the blobs.

    Raises:
        NotFound: It is none of ours.
    """
    if not _PLACE.fullmatch(name):
        raise NotFound(f"no place is named {name!r}")
    return name


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
