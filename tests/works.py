"""Works that do to their reader what hostile documents might do."""

import mmap
import os
import resource
import signal
import socket
import stat
import struct
import threading
import time
from io import RawIOBase
from pathlib import Path

import cv2
import numpy as np

from models.errors import BadDocument, BrokenSetup, EncryptedPdf, UnknownForm
from worker.frames import Frame, send
from worker.origins import Works
from worker.readers import ANSWER, BAD_DOCUMENT

_KINDS = {kind.code: kind for kind in (BadDocument, EncryptedPdf, UnknownForm)}
_KEPT: list[bytes | mmap.mmap] = []


def _echo(data: bytes, name: str, number: int) -> bytes:
    return f"{name} {number} ".encode() + data


def _refuse(data: bytes, code: str) -> bytes:
    raise _KINDS[code](data.decode())


def _raise(data: bytes) -> bytes:
    raise KeyError(data.decode() * 1000)


def _recurse(data: bytes) -> bytes:
    return _recurse(data)


def _crash(_data: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def _die_once(_data: bytes, first: int) -> bytes:
    if os.getpid() == first:
        os.kill(first, signal.SIGKILL)
    return b"again"


def _stop(_data: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSTOP)
    return b""


def _sleep(_data: bytes) -> bytes:
    time.sleep(60)
    return b""


def _sleep_once(data: bytes, nursery: int) -> bytes:
    return _sleep(data) if os.getppid() == nursery else b"again"


def _pause(data: bytes) -> bytes:
    time.sleep(0.1)
    return data


def _burn(data: bytes, milliseconds: int) -> bytes:
    until = time.process_time() + milliseconds / 1000
    while time.process_time() < until:
        pass
    return data


def _mapped(megabytes: int) -> mmap.mmap:
    """Return memory from the kernel itself, never from what the test process has freed before its fork."""
    try:
        return mmap.mmap(-1, megabytes << 20)
    except OSError as error:
        raise MemoryError from error


def _take(_data: bytes, megabytes: int) -> bytes:
    with _mapped(megabytes) as taken:
        return str(len(taken) >> 20).encode()


def _stretch(data: bytes) -> bytes:
    cv2.resize(np.zeros((1000, 1000), np.uint8), (50_000, 50_000))
    return data


def _keep(_data: bytes, megabytes: int) -> bytes:
    kept = _mapped(megabytes)
    kept.write(b"x" * len(kept))
    _KEPT.append(kept)
    return str(megabytes).encode()


def _spoil(data: bytes) -> bytes:
    _KEPT.append(b"spoilt")
    return data


def _trip(data: bytes) -> bytes:
    return _crash(data) if _KEPT else b"fine"


def _line() -> socket.socket:
    """Return another handle of the line to the owner: the only socket that a reader has."""
    return socket.socket(fileno=os.dup(next(one for one in range(3, 1000) if _is_socket(one))))


def _is_socket(handle: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(handle).st_mode)
    except OSError:
        return False


def _stammer(_data: bytes) -> bytes:
    _line().sendall(struct.pack("!QQQ", 1, 6, 100) + b"answerhalf")
    os._exit(0)


def _boast(data: bytes) -> bytes:
    _line().sendall(struct.pack("!QQQ", 1, 6, 1 << 40))
    return data


def _say(data: bytes, frame: Frame) -> bytes:
    send(_line(), frame)
    return data


def _late(data: bytes) -> bytes:
    threading.Timer(0.05, _say, (data, Frame(1, ANSWER, b"late"))).start()
    return data


def _count_files(_data: bytes) -> bytes:
    return str(len(list(Path("/proc/self/fd").iterdir())) - 1).encode()


def _spell_limits(_data: bytes) -> bytes:
    core = resource.getrlimit(resource.RLIMIT_CORE)[0]
    return f"{core} {Path('/proc/self/oom_score_adj').read_text()}".encode()


def _search(half: bytes, other: bytes) -> bytes:
    """Look through all memory of the reader for two halves that stand together."""
    with Path("/proc/self/maps").open() as maps, Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for line in maps:
            where, rights, *_ = line.split()
            if rights.startswith("r") and "[v" not in line:
                first, last = (int(place, 16) for place in where.split("-"))
                if _stand_together(memory, first, last, half, other):
                    return b"found"
    return b"nowhere"


def _stand_together(memory: RawIOBase, first: int, last: int, half: bytes, other: bytes) -> bool:
    part = 1 << 20
    for place in range(first, last, part):
        memory.seek(place)
        try:
            seen = memory.read(min(part + 99, last - place)) or b""
        except OSError:  # a mapping with nothing behind it
            return False
        at = seen.find(half)
        while at >= 0:
            if seen.startswith(other, at + len(half)):
                return True
            at = seen.find(half, at + 1)
    return False


WORKS: Works = {
    "accuse": lambda data: _say(data, Frame(1, BAD_DOCUMENT, b"no such code\nwords")),
    "babble": lambda _data: bytes(5 << 20),
    "boast": _boast,
    "burn": _burn,
    "confuse": lambda data: _say(data, Frame(999, ANSWER, data)),
    "count files": _count_files,
    "crash": _crash,
    "die once": _die_once,
    "echo": _echo,
    "keep": _keep,
    "late": _late,
    "leave": lambda _data: os._exit(3),
    "mumble": lambda data: _say(data, Frame(1, b"mumble", data)),
    "pause": _pause,
    "raise": _raise,
    "recurse": _recurse,
    "refuse": _refuse,
    "search": _search,
    "sleep": _sleep,
    "sleep once": _sleep_once,
    "spell limits": _spell_limits,
    "spoil": _spoil,
    "stammer": _stammer,
    "stop": _stop,
    "stretch": _stretch,
    "swell": lambda data: _take(data, 2048),
    "take": _take,
    "trip": _trip,
    "twice": lambda data: _say(data, Frame(1, ANSWER, data)),
}


def works(_own: Path | None) -> Works:
    """Return them to whoever forks readers."""
    return WORKS


def slow_works(_own: Path | None) -> Works:
    """Return them after longer than a document may take."""
    time.sleep(2.5)
    return WORKS


def babble_own(own: Path | None) -> str:
    """Return where own categories lie, after an answer to what nobody has asked."""
    send(_line(), Frame(999, b"done", b"nowhere"))
    return str(own)


def broken_works(own: Path | None) -> Works:
    """Say that what a person has set up is not there."""
    raise BrokenSetup(f"{own}: no such categories")


def deadly_works(_own: Path | None) -> Works:
    """End the process that loads them."""
    os._exit(3)


def slow_own(own: Path | None) -> str:
    """Return where own categories lie, after more than one beat."""
    time.sleep(1.5)
    return str(own)


def tell_own(own: Path | None) -> str:
    """Return where own categories lie."""
    return str(own)
