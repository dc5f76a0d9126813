"""A folder of JSON truths → what each file should be read as, by the file's name without its ending."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from cli.files import read_bytes
from cli.given_records import read_given
from models.errors import BadRequest, NotFound, ServiceError
from models.records import Record

ENDING = ".json"


def find_truths(folder: Path) -> Mapping[str, Path]:
    """Return the truths of a folder by stem.

    Raises:
        NotFound: The folder cannot be listed, or holds no JSON.
    """
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix.lower() == ENDING)
    except OSError as error:
        raise NotFound(f"{folder}: it cannot be listed: {error.strerror}") from error
    if not files:
        raise NotFound(f"{folder}: no truth is in it: a file a.pdf has its truth in a{ENDING}")
    return {file.stem: file for file in files}


def find_sources(folder: Path, truths: Mapping[str, Path]) -> list[Path]:
    """Return the files of a folder that have a truth beside them.

    Raises:
        NotFound: There are none.
    """
    files = [file for file in sorted(folder.iterdir()) if file.stem in truths and file not in truths.values()]
    if not files:
        raise NotFound(f"{folder}: no file stands beside its truth; name the files that were read")
    return files


def read_truth(file: Path, most_bytes: int) -> tuple[Record, ...]:
    """Return the records that one file should give, in order.

    A truth is whatever `check` reads as JSON (a record, a form, what `extract` prints, several of
    these), or an object whose `records` are such.

    Raises:
        BadRequest: It is none; the message names the file.
        FileVanished: It cannot be read.
    """
    data = read_bytes(file, most_bytes)
    try:
        tree = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        tree = None
    if isinstance(tree, dict) and isinstance(tree.get("records"), list):
        data = msgspec.json.encode(tree["records"])
    try:
        given = read_given(data, file.name)
    except ServiceError as error:
        raise BadRequest(f"{file}: {error.message}") from error
    if failed := [one.error.code for one in given if one.error]:
        raise BadRequest(f"{file}: it is no truth, but an extraction that failed: {failed[0]}")
    return tuple(form.record for one in given for form in one.forms)
