"""Paths → open regular files, or why not."""

import os
import stat
from io import BufferedReader
from pathlib import Path

from models.errors import FileVanished


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


def stamp_of(file: Path) -> str:
    """Return what changes when a file's bytes do: size and time of writing; `""` where it is gone."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"
