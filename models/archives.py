"""A ZIP archive → its files as sources, whatever it may have been made to do.

Names are labels, nothing is ever unpacked to a path.  Bytes are counted while they
come out, because a directory may lie.  What is encrypted, broken, packed again or
too much fails by its code alone; the other files are taken.
"""

import os
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from models.blobs import Readable
from models.errors import (
    ArchiveBomb,
    ArchiveNotOpened,
    BadDocument,
    BadName,
    DamagedArchive,
    EmptyFile,
    EncryptedArchive,
)
from models.files import open_regular, stamp_of
from models.formats import ARCHIVE, NAMED, OTHER_ARCHIVES
from models.names import check_name
from models.sources import Source, again, failing

CHUNK = 1 << 16
FREE_BYTES = 1 << 20
"""So much may come out of any file, however little went in: blank pages shrink to nothing."""
DIRECTORY_BYTES_A_FILE = 1 << 10
_HEADER = b"PK\x01\x02"
_TAIL = 22 + (1 << 16)
"""So much `zipfile` reads at once to find the end record; a directory of no more bytes is no burden."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_APPLE = ("__MACOSX", "._")
"""macOS packs a file of attributes beside each file, called like it."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Python gives out of bzip2 and LZMA as much at once as they hold."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)
"""What `zipfile` raises on bad archives; `RuntimeError` also on kinds and versions that it does not know.

`OverflowError` is that of a place beyond all memory, where the archive lies in memory.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """How much one archive may give: so many files, so many bytes, so many bytes out of one that went in."""

    files: int
    bytes: int
    ratio: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One archive: its name, where it lies and what changes with its bytes, as of `Source`."""

    label: str
    whence: bytes
    stamp: str
    opening: Callable[[], BinaryIO]


def unpack(file: Path, label: str, most: Most) -> Iterator[Source]:
    """Yield the files of one archive, in its own order, or one that fails where it cannot be opened."""
    return unpack_from(packed_in(file, label), most)


def packed_in(file: Path, label: str) -> Packed:
    """Return the archive that a file is."""
    return Packed(
        label=label,
        whence=os.fsencode(file.absolute()),
        stamp=stamp_of(file),
        opening=partial(open_regular, file),
    )


def unpack_from(packed: Packed, most: Most) -> Iterator[Source]:
    """Yield as `unpack` the files of an archive that may lie anywhere."""
    try:
        with _opened(packed, most) as (archive, size):
            inner = [info for info in archive.infolist() if not _is_folder(info)]
            if not inner:
                raise EmptyFile("the archive holds no files")
            are_utf8 = _are_utf8(inner)
            meter = _Meter(most=most, packed=size)
            times: Counter[bytes] = Counter()
            for info in inner:
                source = _source(
                    archive, (info, _name(info, are_utf8=are_utf8)), (packed.whence, packed.label), meter
                )
                yield again(source, times[source.whence])
                times[source.whence] += 1
    except BadDocument as error:
        yield failing(packed.label, packed.whence, packed.stamp, error)
    except _BROKEN as error:
        damaged = DamagedArchive(f"it is no readable ZIP archive: {error}")
        yield failing(packed.label, packed.whence, packed.stamp, damaged)


def count_files(file: Path, most: Most) -> int:
    """Return how many sources an archive gives."""
    try:
        with _opened(packed_in(file, ""), most) as (archive, _):
            return max(1, sum(not _is_folder(info) for info in archive.infolist()))
    except (BadDocument, *_BROKEN):
        return 1


@contextmanager
def _opened(packed: Packed, most: Most) -> Iterator[tuple[zipfile.ZipFile, int]]:
    """Yield an archive and its size."""
    with packed.opening() as stream:
        weighed = _Weighed(stream, most)
        with zipfile.ZipFile(weighed) as archive:
            if len(archive.filelist) > most.files:
                raise ArchiveBomb(f"it has {len(archive.filelist):,} files, and {most.files:,} may be in one")
            yield archive, weighed.end


class _Weighed:
    """An archive's bytes.  `zipfile` reads a directory whole, wherever end records say that it lies.

    So what is read at once is looked through first: neither sizes nor counts that are told
    are believed, nor which of several end records is the one that counts.
    """

    def __init__(self, stream: BinaryIO, most: Most) -> None:
        self._stream, self._most = stream, most
        self.end = stream.seek(0, os.SEEK_END)
        self.seek, self.tell = stream.seek, stream.tell

    def seekable(self) -> bool:
        """Return what `zipfile` asks."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return so many bytes.

        Raises:
            ArchiveBomb: They are the directory of too many files, or too large for one.
        """
        left = max(0, self.end - self.tell())
        size = left if size is None or size < 0 else min(size, left)
        if size > _TAIL:
            self._weigh(size)
        return self._stream.read(size)

    def _weigh(self, size: int) -> None:
        """See that a directory has not too many bytes and headers.

        Source:
            APPNOTE.TXT 6.3.10 §4.3.12: a header has 46 bytes and a name, an extra field and a comment.
        """
        if size > self._most.files * DIRECTORY_BYTES_A_FILE:
            raise ArchiveBomb(f"its directory has {size:,} bytes, too many for {self._most.files:,} files")
        start = at = self.tell()
        count = 0
        while at < start + size and (head := self._stream.read(46)).startswith(_HEADER) and len(head) == 46:  # noqa: PLR2004 - its length
            count += 1
            if count > self._most.files:
                raise ArchiveBomb(f"it has more than the {self._most.files:,} files that may be in one")
            at = self.seek(at + 46 + sum(struct.unpack_from("<3H", head, 28)))
        self.seek(start)


@dataclass(slots=True, kw_only=True)
class _Meter:
    """Counts what came out of one archive of `packed` bytes."""

    most: Most
    packed: int
    out: int = field(default=0)

    def add(self, count: int) -> None:
        """Count bytes.

        Raises:
            ArchiveBomb: They are too many.
        """
        self.out += count
        limit = min(self.most.bytes, max(FREE_BYTES, self.packed * self.most.ratio))
        if self.out > limit:
            raise ArchiveBomb(f"more than {limit:,} bytes came out of an archive of {self.packed:,}")


def _source(
    archive: zipfile.ZipFile, entry: tuple[zipfile.ZipInfo, str], outer: tuple[bytes, str], meter: _Meter
) -> Source:
    (info, name), (whence, label) = entry, outer
    lower = name.lower()
    place = b"%s\0%d\0%s" % (whence, info.header_offset, name.encode("utf-8", "surrogatepass"))
    found = Source(
        label=f"{label}/{name}",
        whence=place,
        stamp=f"{info.file_size}-{info.CRC:08x}",
        opening=partial(_open, archive, info, meter),
        passed=not lower.endswith(NAMED) or is_apple(name),
    )
    if not found.passed:
        try:
            check_name(name)
        except BadName as error:
            return failing(found.label, place, found.stamp, error)
    if lower.endswith((ARCHIVE, *OTHER_ARCHIVES)) and not found.passed:
        unopened = ArchiveNotOpened("an archive in an archive is not opened: unpack it first")
        return failing(found.label, place, found.stamp, unopened)
    return found


def is_apple(name: str) -> bool:
    """Return whether a file in an archive holds attributes of another, as macOS packs them."""
    return any(step.startswith(_APPLE) for step in name.split("/"))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    # Before Python 3.13 `is_dir` fails where a name is empty, or begins with NUL.
    return info.filename.endswith("/")


def _are_utf8(inner: Sequence[zipfile.ZipInfo]) -> bool:
    """Return whether all names without a mark are UTF-8: mostly one maker wrote them."""
    try:
        for info in inner:
            _raw(info).decode()
    except UnicodeDecodeError:
        return False
    return True


def _raw(info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a name."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")


def _name(info: zipfile.ZipInfo, *, are_utf8: bool) -> str:
    """Return a name as its maker wrote it: UTF-8 or, from a Chinese Windows, GB 18030; `/` parts it.

    Some short name of GB 18030, such as 陆, is UTF-8 of two bytes as well, hardly any of three (from U+0800).
    """
    raw = _raw(info)
    with suppress(UnicodeDecodeError):
        name = raw.decode()
        if are_utf8 or info.flag_bits & _UTF8 or max(name, default="") >= "\u0800":
            return name.replace("\\", "/")
    with suppress(UnicodeDecodeError):
        return raw.decode("gb18030").replace("\\", "/")
    return info.orig_filename.replace("\\", "/")


@contextmanager
def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: _Meter) -> Iterator[Readable]:
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedArchive("it needs a password: unpack the archive and take in the files")
    if info.compress_type not in _METHODS:
        raise DamagedArchive(
            f"it is packed by method {info.compress_type}: only stored and deflated files are read"
        )
    meter.add(0)
    try:
        stream = archive.open(info)
    except _BROKEN as error:
        raise DamagedArchive(f"it cannot be unpacked: {error}") from error
    with stream:
        packed = min(info.compress_size, meter.packed)
        yield _Entry(stream, meter, max(FREE_BYTES, packed * meter.most.ratio))


class _Entry:
    """One file's bytes as they come out."""

    def __init__(self, stream: Readable, meter: _Meter, limit: int) -> None:
        self._stream, self._meter, self._left = stream, meter, limit

    def read(self, size: int, /) -> bytes:
        """Return some bytes.

        Raises:
            DamagedArchive: They cannot be unpacked, or their checksum is another.
            ArchiveBomb: They are too many.
        """
        try:
            data = self._stream.read(min(size, CHUNK))
        except _BROKEN as error:
            raise DamagedArchive(f"it cannot be unpacked: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise ArchiveBomb("it unpacks to far more than went in")
        self._meter.add(len(data))
        return data
