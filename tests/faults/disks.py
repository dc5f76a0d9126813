"""A small disk of its own for a folder, that can be filled and emptied again."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MB = 1 << 20


class Disk:
    """A tmpfs on a folder where this process may mount one; elsewhere the folder itself, never full."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._megabytes = folder, megabytes
        options = f"size={megabytes}m"
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True
        )
        self.is_own = made.returncode == 0

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room on it."""
        self._resize(self._used())
        try:
            yield
        finally:
            self._resize(self._megabytes * MB)

    def end(self) -> None:
        """Take the disk away."""
        if self.is_own:
            subprocess.run(["umount", "--lazy", self.folder], check=True)

    def _used(self) -> int:
        found = os.statvfs(self.folder)
        return max((found.f_blocks - found.f_bfree) * found.f_frsize, MB)

    def _resize(self, size: int) -> None:
        for _ in range(50):
            done = subprocess.run(
                ["mount", "-o", f"remount,size={size}", self.folder], check=False, capture_output=True
            )
            if done.returncode == 0:
                return
            size = max(size, self._used())  # somebody has written meanwhile
            time.sleep(0.02)
        raise AssertionError(done.stderr)
