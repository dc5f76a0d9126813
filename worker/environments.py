"""A reader's environment → only what reading needs: keys and passwords are no document's business.

Linux shows a process the environment that it was started with, whatever was
unset since (/proc/self/environ); a fork has a copy of it, so that is overwritten too.
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from worker.orphans import MARK

KEPT = ("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", MARK)
KEPT_PREFIXES = ("LC_", "OMP_", "OPENBLAS_")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Each worker child is one of as many as there are cores; threads of its own would only get in the way."""
_FIRST, _LAST = 47, 48
"""Where env_start and env_end stand in /proc/self/stat behind the name: proc(5), fields 50 and 51."""


def kept(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what a process that reads may know of an environment."""
    return {name: value for name, value in environ.items() if _is_kept(name)}


def scrub() -> None:
    """Forget all variables but a few, for good; to be called where this process can still see itself."""
    for name in list(os.environ):
        if not _is_kept(name):
            del os.environ[name]
    if sys.platform == "linux":
        with suppress(OSError, ValueError):
            _overwrite()


def _overwrite() -> None:
    """Put spaces in the place of each variable that is not kept, where the kernel reads them."""
    numbers = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
    first, last = int(numbers[_FIRST]), int(numbers[_LAST])
    if not first < last:
        return
    place = first
    for variable in ctypes.string_at(first, last - first).split(b"\0"):
        if not _is_kept(os.fsdecode(variable.partition(b"=")[0])):
            ctypes.memset(place, ord(" "), len(variable))
        place += len(variable) + 1


def _is_kept(name: str) -> bool:
    return name in KEPT or name.startswith(KEPT_PREFIXES)
