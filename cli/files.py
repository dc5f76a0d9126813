"""Paths from the command line → open files or their bytes, or why not."""

import hashlib
import os
import stat
from collections.abc import Sequence
from io import BufferedReader
from pathlib import Path

from models.errors import FileVanished, TooLarge


def open_regular(file: Path) -> BufferedReader:
    """Open a regular file; a pipe that is named like one would wait for ever.

    Raises:
        FileVanished: Gone, not to be read, or no regular file.
    """
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FileVanished(f"it cannot be opened: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileVanished("it is no regular file, or a folder that cannot be listed")
    return os.fdopen(handle, "rb")


def read_bytes(file: Path, limit: int) -> bytes:
    """Return all bytes of a regular file.

    Raises:
        FileVanished: Gone, not to be read, or no regular file.
        TooLarge: It has more than `limit` bytes.
    """
    try:
        with open_regular(file) as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise FileVanished(f"it cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise TooLarge(f"the file has more than {limit:,} bytes")
    return data


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, `""` of one that cannot be read: whoever reads it says why."""
    try:
        with open_regular(file) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileVanished, OSError):
        return ""


def hash_together(digests: Sequence[str]) -> str:
    """Return one SHA-256 over those of several files, in order; of one file its own."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()
