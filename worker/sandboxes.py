"""Work on hostile bytes → its answer, from a limited process that lives for one document.

A fork of the worker's child computes, so what was loaded once (patterns,
templates) is there at no cost; time and memory are limited from outside, which
also holds where C code never returns to Python.  A reader that dies, hangs or
eats memory costs its own document and nothing else, and is known for what it
is at once.  The fork keeps no file, socket or database connection of its parent.
"""

import contextlib
import ctypes
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import psutil

from models.errors import BadDocument, ParseCrashed, ParseTimeout

MAX_ANSWER_BYTES = 256 * 1024 * 1024
_ANSWER, _BAD_DOCUMENT, _OUT_OF_MEMORY, _BROKEN = b"A", b"B", b"M", b"X"
_DIE_WITH_PARENT = 1  # prctl(2), PR_SET_PDEATHSIG
_EARLY_VICTIM = "500"  # proc(5), oom_score_adj: the kernel ends this one before any server


def run_limited(work: Callable[[], bytes], *, seconds: float, memory_mb: int) -> bytes:
    """Return what `work` returns, computed in a process of its own.

    Args:
        work: Called once in the fork; what it changes there is lost.
        seconds: Wall time after which the fork is killed.
        memory_mb: MiB of address space that `work` may take beyond what this process has.

    Raises:
        BadDocument: As `work` raised it.
        ParseTimeout: It did not end in time.
        ParseCrashed: It died, ran out of memory, or raised anything else.
    """
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        _compute(work, theirs, seconds=seconds, memory_mb=memory_mb)
    os.close(theirs)
    try:
        answer = _read_all(ours, time.monotonic() + seconds)
    finally:
        os.close(ours)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if answer is None:
        raise ParseTimeout(f"The reader did not end within {seconds:.0f} seconds.")
    return _opened(answer, status, memory_mb)


def _read_all(source: int, deadline: float) -> bytes | None:
    """Return all bytes up to the end of the pipe; None when the time is up first."""
    chunks = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([source], [], [], left)
        if ready:
            chunk = os.read(source, 1 << 20)
            if not chunk or len(chunks) > MAX_ANSWER_BYTES:
                return bytes(chunks)
            chunks += chunk
    return None


def _opened(answer: bytes, status: int, memory_mb: int) -> bytes:
    kind, payload = answer[:1], answer[1:]
    if len(answer) > MAX_ANSWER_BYTES:
        raise ParseCrashed("The reader answered more than can be kept.")
    if kind == _ANSWER:
        return payload
    if kind == _BAD_DOCUMENT:
        code, _, message = payload.decode(errors="replace").partition("\n")
        raise _kinds()[code](message)
    if kind == _OUT_OF_MEMORY:
        raise ParseCrashed(f"The reader needed more than {memory_mb} MB of memory.")
    if kind == _BROKEN:
        raise ParseCrashed(f"The reader failed: {payload.decode(errors='replace')}")
    raise ParseCrashed(f"The reader died ({_cause(status)}).")


def _kinds() -> dict[str, type[BadDocument]]:
    kinds: list[type[BadDocument]] = [BadDocument, *BadDocument.__subclasses__()]
    return {kind.code: kind for kind in kinds}


def _cause(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _compute(work: Callable[[], bytes], out: int, *, seconds: float, memory_mb: int) -> NoReturn:
    """Run in the fork: limit, compute, answer, end without the parent's clean-up."""
    try:
        answer = _answer(work, lambda: _confine(out, seconds, memory_mb))
        _lift_memory_limit()
        with os.fdopen(out, "wb") as pipe:
            pipe.write(answer)
    finally:
        os._exit(0)


def _answer(work: Callable[[], bytes], confine: Callable[[], None]) -> bytes:
    try:
        confine()
        return _ANSWER + work()
    except BadDocument as error:
        return _BAD_DOCUMENT + f"{error.code}\n{error.message}".encode(errors="replace")
    except MemoryError:
        return _OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 - a process edge: the cause goes to the log, its name to the document
        _lift_memory_limit()
        with contextlib.suppress(OSError):
            os.write(2, traceback.format_exc().encode(errors="replace"))
        return _BROKEN + type(error).__name__.encode()


def _confine(out: int, seconds: float, memory_mb: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_EARLY_VICTIM)
    taken = psutil.Process().memory_info().vms
    os.closerange(3, out)
    os.closerange(out + 1, max(out + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory_mb * 1024 * 1024, most))
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lift_memory_limit() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
