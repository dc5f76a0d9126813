"""What a process takes is told as other programs tell it."""

import mmap
import os
import subprocess
import sys

import psutil

from worker.memories import memory_by_psutil, memory_of


def test_sizes_are_those_that_others_tell():
    """Both ways to ask agree, whatever system this is; what is mapped shows at once."""
    found, other = memory_of(os.getpid()), memory_by_psutil(os.getpid())
    assert found
    assert other
    assert all(abs(one - another) < 4 << 20 for one, another in zip(found, other, strict=True))
    with mmap.mmap(-1, 64 << 20) as room:
        more = memory_of(os.getpid())
        assert more
        assert 60 << 20 < more.addresses - found.addresses < 72 << 20
        assert more.resident - found.resident < 8 << 20
        room.write(bytes(64 << 20))
        filled = memory_of(os.getpid())
        assert filled
        assert filled.resident - found.resident > 60 << 20


def test_a_process_that_is_gone_has_none():
    """Nothing is said of it, and nothing breaks."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not psutil.pid_exists(process.pid)
    assert memory_of(process.pid) is None
