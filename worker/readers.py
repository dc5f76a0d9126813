"""The limited process: requests in, answers out, one document after another.

It starts as a fork (worker/origins.py tells of what), so what was loaded once (patterns,
templates) is there at no cost, and keeps what reading warms up.  It holds no
file, socket or database connection of its parent and dies with it.  Time,
memory and the size of an answer are limited anew for each document, by the
kernel where it can, because C code may never return to Python.
"""

import contextlib
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from models.errors import BadDocument, TooLarge
from worker.confinements import confine
from worker.environments import scrub
from worker.frames import Frame, LineClosed, receive, send
from worker.memories import memory_of

ANSWER, BAD_DOCUMENT, OUT_OF_MEMORY, BROKEN = b"answer", b"bad-document", b"out-of-memory", b"broken"
PART = b"part"
MB = 1024 * 1024
_ANY_SIZE = 1 << 63  # requests come from our own side
_DIE_WITH_PARENT = 1  # prctl(2), PR_SET_PDEATHSIG
_EARLY_VICTIM = "500"  # proc(5), oom_score_adj: the kernel ends this one before any server
_LAST_WORDS = 4000
_REFUSED_OPENCV = ("cv2", -4)  # cv::Error::StsNoMem
_NEW_OBJECTS = 20_000  # of containers; Python looks at every 700

Argument = str | int | bytes
Work = Callable[..., bytes]
"""What a reader can be asked: a document's bytes and plain arguments → the answer as bytes."""
Tell = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Telling:
    """A work that tells its answer part by part: it is called with a `Tell` in front of the document.

    Time is limited anew for each part.
    """

    work: Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may take; of a work that tells parts, one part, but for memory.

    `seconds` are wall time, `cpu_seconds` processor time; `memory_mb` is MiB of
    address space beyond what the idle reader has; `answer_mb` MiB.  A reader whose resident
    memory has grown by more than `growth_mb` since its start is replaced after the document, and
    so is one that has served `documents`: what slowly leaks, and scraps of them, go with it.
    """

    seconds: float
    cpu_seconds: int
    memory_mb: int
    answer_mb: int
    growth_mb: int = 256
    documents: int = 1000


def serve(line: socket.socket, works: Mapping[str, Work | Telling], limits: Limits, owner: int) -> NoReturn:
    """Answer requests until the owner goes; to be called in a fork that is nothing else.

    Args:
        line: To whoever asks.
        works: What can be asked, by name.
        limits: Of each document.
        owner: The process that this one was forked from and dies with.
    """
    try:
        _confine(line.fileno(), owner)
        with contextlib.suppress(LineClosed):
            while True:
                request = receive(line, most=_ANY_SIZE)
                label, body = _answer(works, limits, request, line)
                send(line, Frame(request.number, label, body))
                del request, label, body
    except BaseException:  # noqa: BLE001 - a process edge: nothing may run on in the owner's code
        _say_why()
    finally:
        os._exit(1)


def to_request(work: str, arguments: tuple[Argument, ...]) -> bytes:
    """Return a request's label."""
    return msgspec.msgpack.encode((work, arguments))


def _answer(
    works: Mapping[str, Work | Telling], limits: Limits, request: Frame, line: socket.socket
) -> tuple[bytes, bytes]:
    work, arguments = msgspec.msgpack.decode(request.label, type=tuple[str, list[Any]])

    def tell(part: bytes) -> None:
        send(line, Frame(request.number, PART, _of_size(part, limits.answer_mb)))
        _limit_time(limits)

    try:
        _limit(limits)
        asked = works[work]
        if isinstance(asked, Telling):
            asked.work(tell, request.body, *arguments)
            return ANSWER, b""
        content = _of_size(asked(request.body, *arguments), limits.answer_mb)
    except BadDocument as error:
        return BAD_DOCUMENT, f"{error.code}\n{error.message}".encode(errors="replace")
    except BaseException as error:  # noqa: BLE001 - a process edge: the cause goes to the log, its name to the document
        if _wants_memory(error):
            return OUT_OF_MEMORY, b""
        _lift(resource.RLIMIT_AS)
        _say_why()
        return BROKEN, type(error).__name__.encode()
    else:
        return ANSWER, content
    finally:
        _lift(resource.RLIMIT_AS)
        _lift(resource.RLIMIT_CPU)


def _wants_memory(error: BaseException) -> bool:
    """Tell whether memory was refused, in Python's own words or OpenCV's.

    Where PyMuPDF is refused memory, CPython often says SystemError: NULL without an exception set.
    """
    if isinstance(error, MemoryError | SystemError):
        return True
    return (type(error).__module__, getattr(error, "code", None)) == _REFUSED_OPENCV


def _of_size(content: bytes, most_mb: int) -> bytes:
    if len(content) > most_mb * MB:
        raise TooLarge(f"what the file says takes more than {most_mb} MB")
    return content


def _limit(limits: Limits) -> None:
    """Allow time and memory for one document beyond what this process has taken so far."""
    _limit_time(limits)
    has = memory_of(os.getpid())
    if has is None:
        raise OSError("no limit of memory without knowing what is taken")
    _lower(resource.RLIMIT_AS, has.addresses + limits.memory_mb * MB)


def _limit_time(limits: Limits) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)


def _lower(kind: int, soft: int) -> None:
    """Set a limit that can be lifted again; the owner's own stays in force."""
    _, most = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))


def _lift(kind: int) -> None:
    _, most = resource.getrlimit(kind)
    resource.setrlimit(kind, (most, most))


def _confine(line: int, owner: int) -> None:
    """Let go of everything that is the owner's."""
    hold_on_to(owner)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_EARLY_VICTIM)
    scrub()
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.closerange(3, line)
    os.closerange(line + 1, max(line + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    confine()
    # What the owner had stays shared, and no collector here closes a connection that is the owner's.
    settle()


def hold_on_to(owner: int) -> None:
    """Let this process end with the one that started it, and by no signal to a whole group.

    Ctrl-C on a terminal and a service manager's SIGTERM go to whole groups.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != owner:
        os._exit(1)


def settle() -> None:
    """Keep Python's collector from what is loaded by now, and let it look at the rest seldom.

    A document's objects go when nothing refers to them any more; looking for cycles among
    them as often as usual costs a twentieth of the reading, and finds none.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def _say_why() -> None:
    with contextlib.suppress(OSError):
        os.write(2, traceback.format_exc()[-_LAST_WORDS:].encode(errors="replace"))
