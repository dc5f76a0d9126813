"""The reader's process → what the kernel lets it do: work on what it was given, and nothing else.

Needs no privileges.  Landlock leaves it a read-only view of the program and its
libraries; a filter of system calls leaves it no way to a socket, a new program or
process, other processes, or the attributes of files; its capabilities are dropped.
What a kernel cannot do is left out, and `enforced` says so.  docs/hostile.md lists it.
"""

import ctypes
import mimetypes
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from worker.syscalls import DENIED, MACHINES, OWN_PROCESS_ONLY, Machine

_NO_NEW_PRIVS, _SECCOMP, _FILTER, _DROP_FROM_BOUND = 38, 22, 2, 24  # prctl(2)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # landlock(7), the same on all machines
_ASK_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR, _WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights to files each version of Landlock knows; later ones know 16."""
_TCP, _SCOPES = 0b11, 0b11
_CAPABILITIES = 64
_CAPABILITY_VERSION = 0x20080522
_ROOMS = ("extractor", "models", "worker")
_SHARED = ("/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime")
_KERNEL = ("/proc/self", "/proc/stat", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices", "/sys/bus")
_DEVICES = ("/dev/zero", "/dev/urandom", "/dev/random")


@dataclass(frozen=True, slots=True)
class Enforced:
    """What this kernel enforces: a read-only view of files, and a filter of system calls."""

    files: bool
    calls: bool


@cache
def enforced() -> Enforced:
    """Return what a reader on this machine is held to, beside its limits."""
    if sys.platform != "linux":
        return Enforced(files=False, calls=False)
    return Enforced(files=_landlock() > 0, calls=platform.machine() in MACHINES and _can_filter())


def confine() -> None:
    """Give up, for this process and for good, everything that reading a document does not need."""
    if sys.platform != "linux":
        return
    mimetypes.init(files=())  # else the first to ask, such as openpyxl, fails at the host's own lists
    libc = ctypes.CDLL(None, use_errno=True)
    _drop_capabilities(libc)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if (version := _landlock()) > 0:
        _show_only(libc, version, _readable())
    if machine := MACHINES.get(platform.machine()):
        _filter_calls(libc, machine)


def _readable() -> list[Path]:
    """Return what a reader may look at: program, libraries, fonts, and what the kernel says of it."""
    here = Path(__file__).resolve().parents[1]
    libraries = [sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()]
    libraries += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    mine = [here / room for room in _ROOMS]
    return [*mine, *map(Path, [*libraries, *_SHARED, *_KERNEL, *_DEVICES, os.devnull])]


def _landlock() -> int:
    """Return the version of Landlock that this kernel has, 0 without."""
    return max(int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)), 0)


def _can_filter() -> bool:
    # Asked for a filter at address 0, a kernel that has filters answers "bad address" (EFAULT).
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.prctl(_SECCOMP, _FILTER, 0, 0, 0) == -1 and ctypes.get_errno() == 14  # noqa: PLR2004 - EFAULT


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    for capability in range(_CAPABILITIES):
        libc.prctl(_DROP_FROM_BOUND, capability, 0, 0, 0)
    head = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION, 0))
    libc.capset(head, ctypes.create_string_buffer(24))


def _show_only(libc: ctypes.CDLL, version: int, paths: Iterable[Path]) -> None:
    """Leave this process a read-only view of some files, and neither TCP nor signals where that is known."""
    handled = (1 << _RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)  # noqa: PLR2004 - landlock(7)
    size = 8 if version < 4 else 16 if version < 6 else 24  # noqa: PLR2004 - landlock(7)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.create_string_buffer(attributes), size, 0)
    if ruleset < 0:
        return
    for path in paths:
        with suppress(OSError):
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rights = _READ_FILE | (_READ_DIR if path.is_dir() else 0)
            rights |= _WRITE_FILE if str(path) == os.devnull else 0
            rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, opened))
            libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
            os.close(opened)
    libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06  # BPF, linux/bpf_common.h
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # _REFUSE: EPERM
_UNKNOWN = 0x00050026  # ENOSYS: the C library falls back to the older call
_X32 = 0x40000000
_NEW_THREAD = 0x00010000  # CLONE_THREAD


def _filter_calls(libc: ctypes.CDLL, machine: Machine) -> None:
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for name in DENIED:
        if name in machine.numbers:
            steps += _if_called(machine.numbers[name], [(_RETURN, 0, 0, _REFUSE)])
    steps += _if_called(machine.numbers["clone3"], [(_RETURN, 0, 0, _UNKNOWN)])
    threads = [(_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 1, 0, _NEW_THREAD), (_RETURN, 0, 0, _REFUSE)]
    steps += _if_called(machine.numbers["clone"], [*threads, (_RETURN, 0, 0, _ALLOW)])
    for name in OWN_PROCESS_ONLY:
        mine = [(_LOAD, 0, 0, _FIRST_ARGUMENT), (_EQUAL, 2, 0, 0), (_EQUAL, 1, 0, os.getpid())]
        own = [*mine, (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
        steps += _if_called(machine.numbers[name], own)
    steps.append((_RETURN, 0, 0, _ALLOW))
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    libc.prctl(_SECCOMP, _FILTER, ctypes.c_void_p(ctypes.addressof(head)), 0, 0)


def _if_called(number: int, then: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Return steps that are taken for one system call and must end in an answer."""
    return [(_EQUAL, 0, len(then), number), *then]
