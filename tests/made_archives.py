"""ZIP archives to begin tests with, good ones and such as nobody makes by mistake."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

PDF = b"%PDF-1.7 one of many\n"
ENCRYPTED = 0x1


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of some files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def spoilt(data: bytes, content: bytes) -> bytes:
    """Return an archive in which one stored file's bytes are no longer those of its checksum."""
    assert content in data
    return data.replace(content, content[:-1] + b"?")


def locked(data: bytes, name: str) -> bytes:
    """Return an archive in which one file says that it needs a password, in its header and the directory."""
    changed = bytearray(data)
    for mark, flags, length, head in ((b"PK\x03\x04", 6, 26, 30), (b"PK\x01\x02", 8, 28, 46)):
        at = data.find(mark)
        while at >= 0:
            size = struct.unpack_from("<H", data, at + length)[0]
            if data[at + head : at + head + size] == name.encode():
                changed[at + flags] |= ENCRYPTED
            at = data.find(mark, at + 4)
    return bytes(changed)


def far_off(data: bytes) -> bytes:
    """Return an archive whose first file lies, by the directory, where no file or memory reaches."""
    changed = bytearray(data)
    at, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    place = struct.pack("<2HQ", 1, 8, 2**64 - 1)
    struct.pack_into("<H", changed, at + 30, len(place))
    struct.pack_into("<L", changed, at + 42, 0xFFFFFFFF)
    struct.pack_into("<L", changed, end + 12, struct.unpack_from("<L", data, end + 12)[0] + len(place))
    name = at + 46 + struct.unpack_from("<H", data, at + 28)[0]
    changed[name:name] = place
    return bytes(changed)


def named(data: bytes, plain: bytes, raw: bytes) -> bytes:
    """Return an archive in which a name of as many bytes stands in the place of another."""
    assert len(plain) == len(raw)
    return data.replace(plain, raw)


def write(file: Path, data: bytes) -> Path:
    """Write a file and return it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def crowded(count: int, told: int, *, far: bool) -> bytes:
    """Return an archive whose directory has so many headers and tells of another number.

    Args:
        count: The headers there are.
        told: How many it says there are.
        far: Size and number stand in a ZIP64 record; the locator leads to another one, of nothing.
    """
    directory = (struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *[0] * 7, 5, *[0] * 6) + b"a.pdf") * count
    empty = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, *[0] * 6)
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, told, told, len(directory), len(empty)
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    size = 0xFFFFFFFF if far else len(directory)
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, min(told, 0xFFFF), min(told, 0xFFFF), size, len(empty), 0
    )
    return empty + directory + (record + locator if far else b"") + end
