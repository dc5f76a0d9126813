"""Folders, files and ZIP archives → their input files, each once, in order of name.

Nothing is left out: what is no PDF, picture or ZIP by its name is a source that is
passed over, what cannot be listed or unpacked one that fails.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from models.blobs import Readable
from models.errors import ArchiveNotOpened, BadDocument
from models.files import is_folder, is_regular, open_regular, stamp_of
from models.formats import ARCHIVE, OTHER_ARCHIVES, OTHER_PAGES, SUFFIXES
from models.names import decoded

TAKEN = (*SUFFIXES, *OTHER_PAGES, ARCHIVE)
Opened = AbstractContextManager[Readable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input file.  Open it before asking for the next: an archive closes behind its last.

    Attributes:
        label: Its name, from outside.
        whence: Where it lies; no two files of an import have the same.
        stamp: Changes whenever the bytes do; `""` where that is not known.
        opening: Gives the bytes, or raises `BadDocument`.
        passed: It is no input by its name.
        reference: Its number in an archive of papers, from a manifest.
        year: Its year there.
    """

    label: str
    whence: bytes
    stamp: str
    opening: Callable[[], Opened]
    passed: bool = False
    reference: str = ""
    year: str = ""

    @property
    def place(self) -> str:
        """Where it lies, as 64 hexadecimal digits."""
        return hashlib.sha256(self.whence).hexdigest()


Unpack = Callable[[Path, str], Iterator[Source]]
"""A ZIP archive and its label → the files in it."""


def find_sources(paths: Iterable[Path], unpack: Unpack) -> Iterator[Source]:
    """Yield the sources of files as they are, and of folders all in them and below."""
    for path in paths:
        top = Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are named
        yield from find_below(top, top.name, unpack)


def find_below(path: Path, label: str, unpack: Unpack) -> Iterator[Source]:
    """Yield a file, whatever its ending, the files of an archive, or all files of a folder and below."""
    label = decoded(label)
    if not is_folder(path):
        yield from _known(path, label, unpack) or [of_file(path, label)]
        return
    unlisted: list[OSError] = []
    for folder, inner, names in os.walk(path, onerror=unlisted.append):
        links = [name for name in inner if Path(folder, name).is_symlink()]
        inner.sort()
        for name in sorted([*names, *links]):
            file = Path(folder, name)
            below = decoded(str(Path(label, file.relative_to(path))))
            found = None if name in links else _known(file, below, unpack)
            yield from found or [of_file(file, below, passed=not name.lower().endswith(TAKEN))]
    for error in unlisted:
        file = Path(error.filename)
        yield of_file(file, decoded(str(Path(label, file.relative_to(path)))))


def of_file(file: Path, label: str, *, passed: bool = False) -> Source:
    """Return one file as a source."""
    return Source(
        label=label,
        whence=os.fsencode(file.absolute()),
        stamp=stamp_of(file),
        opening=partial(open_regular, file),
        passed=passed,
    )


def again(source: Source, number: int) -> Source:
    """Return a source that was named so many times before, as an input file of its own."""
    return replace(source, whence=b"%s\0again %d" % (source.whence, number)) if number else source


def failing(label: str, whence: bytes, stamp: str, error: BadDocument) -> Source:
    """Return a source that cannot be opened."""
    return Source(label=label, whence=whence, stamp=stamp, opening=partial(_fail, error))


def _fail(error: BadDocument) -> Opened:
    raise error


def _known(file: Path, label: str, unpack: Unpack) -> Iterable[Source] | None:
    """Return what an archive gives, None where the file is none."""
    name = file.name.lower()
    if name.endswith(ARCHIVE) and is_regular(file):
        return unpack(file, label)
    if name.endswith(OTHER_ARCHIVES):
        error = ArchiveNotOpened("of archives, only ZIP is opened: pack the files as a ZIP or unpack them")
        return [failing(label, os.fsencode(file.absolute()), stamp_of(file), error)]
    return None
