"""A stored file whose bytes come slowly, as from a far file server."""

import os
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path


def trickle(path: Path, seconds: float) -> None:
    """Let whoever opens a stored file first wait for its bytes, then put it back."""
    kept, pipe = path.with_suffix(".kept"), path.with_suffix(".pipe")
    shutil.copy(path, kept)
    os.mkfifo(pipe)
    os.link(pipe, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    fed = threading.Thread(target=_feed, args=(path, kept, seconds), daemon=True)
    fed.start()
    fed.join(seconds * 2)
    with suppress(FileNotFoundError):  # whoever was fed has found it back
        kept.replace(path)
    os.close(os.open(pipe, os.O_RDWR | os.O_NONBLOCK))  # whoever came between waits for nobody
    pipe.unlink()


def _feed(path: Path, kept: Path, seconds: float) -> None:
    content = kept.read_bytes()
    half = len(content) // 2
    with suppress(OSError), path.open("wb", buffering=0) as file:
        file.write(content[:half])
        time.sleep(seconds)
        # Before the pipe ends: of several that read it each has a part, and all when it reads again.
        kept.replace(path)
        file.write(content[half:])
