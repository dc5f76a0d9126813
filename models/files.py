"""Paths → open regular files, or why not.  Of none is anything raised but that code, however it is named."""

import os
import stat
import unicodedata
from collections.abc import Callable, Mapping
from io import BufferedReader
from pathlib import Path

from models.errors import FileVanished
from models.names import decoded


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


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder, or leads to one; not where that cannot be told."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path` raises where a name is too long or rights are missing


def is_regular(path: Path) -> bool:
    """Return the same of a regular file."""
    return os.path.isfile(path)  # noqa: PTH113 - likewise


def names_in(folder: Path) -> Mapping[str, str]:
    """Return the names in a folder by how a person would write them, none where it cannot be listed."""
    try:
        return {unicodedata.normalize("NFC", decoded(name)): name for name in os.listdir(folder)}  # noqa: PTH208 - names alone
    except (OSError, ValueError):
        return {}


def find_named(root: Path, label: str, names: Callable[[Path], Mapping[str, str]] = names_in) -> Path:
    """Return where a file lies that somebody named, though the disk spells it otherwise.

    Macs take letters and their marks apart; archives of a Chinese Windows leave names in GB 18030.

    Args:
        root: Where the label begins.
        label: Steps that do not climb, parted by `/`.
        names: Gives `names_in` a folder, perhaps from memory.
    """
    there = root
    for step in label.split("/"):
        exact = there / step
        if os.path.lexists(exact):
            there = exact
        else:
            there /= names(there).get(unicodedata.normalize("NFC", step), step)
    return there
