"""Paths from the command line → open files or their bytes, or why not."""

import hashlib
import os
import stat
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from models.errors import FileVanished, TooLarge

BLOCK = 1 << 20


def open_regular(file: Path) -> BinaryIO:
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


def hash_files(files: Iterable[Path]) -> str:
    """Return one SHA-256 over the bytes of files, in order; of several, over the SHA-256 of each.

    A file that cannot be read counts as having none: whoever reads it says why.
    """
    digests = [_hash_file(file) for file in files]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _hash_file(file: Path) -> str:
    digest = hashlib.sha256()
    try:
        with open_regular(file) as stream:
            for block in iter(partial(stream.read, BLOCK), b""):
                digest.update(block)
    except (FileVanished, OSError):
        return ""
    return digest.hexdigest()
