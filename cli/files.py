"""Paths from the command line → their bytes, or why not."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from models.errors import FileVanished, TooLarge
from models.files import is_folder, open_regular
from models.names import check_name, decoded, shown


def read_bytes(file: Path, limit: int) -> bytes:
    """Return all bytes of a regular file.

    Raises:
        FileVanished: Gone, not to be read, a folder, or no regular file.
        TooLarge: It has more than `limit` bytes.
    """
    if is_folder(file):
        raise FileVanished(f"it is a folder: name the files in it, such as {file / '*.pdf'}")
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


def label_of(file: Path) -> str:
    """Return how a file is called in results; a name of GB 18030 as its maker wrote it."""
    return shown(decoded(str(file)), length=None)


def check_named(file: Path) -> None:
    """See that a file's own name is harmless; of a folder, `read_bytes` says what is wrong.

    Raises:
        BadName: It is not.
    """
    if not is_folder(file):
        check_name(decoded(file.name))
