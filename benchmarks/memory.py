"""Memory of web, dispatcher and workers over ten thousand documents.

    python -m benchmarks.memory [--files 10000] [--workers 1] [--every 1000]

Imports small one-form PDFs into a freshly started embedded service, looks at a page of each
kind once a second meanwhile, and prints the proportional memory of each program and all
that it forked, as often as so many more documents are done.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import psutil
from sqlalchemy import func, select

from benchmarks.measures import table
from benchmarks.throughput import make_files, serving
from models.databases import Database
from models.settings import read_settings
from models.tables import Documents

MB = 1 << 20
PROGRAMS = {
    "gunicorn": "web",
    "worker.dispatchers": "dispatcher",
    "extract@": "reading",
    "render@": "drawing",
}


def main() -> None:
    """Print the curve as a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place) / "files", Path(place) / "data"
        folder.mkdir()
        make_files(folder, given.files)
        data.mkdir()
        db = Database(read_settings({"ZIPINGBIAO_DATA": str(data)}))
        db.migrate()
        with serving(data, given.workers) as (process, address):
            command = [sys.executable, "-m", "cli", "import", "--data", str(data), str(folder)]
            bringing = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stop = threading.Event()
            looking = threading.Thread(target=_look, args=(address, stop))
            looking.start()
            _watch(db, process.pid, given.files, given.every)
            stop.set()
            looking.join()
            bringing.wait()
        db.close()


def _watch(db: Database, pid: int, files: int, every: int) -> None:
    names = list(PROGRAMS.values())
    print(table(["documents done", *(f"{name}, MB" for name in names)], []), end="", flush=True)
    due = 0
    while True:
        with db.reading() as session:
            done = session.scalars(
                select(func.count()).select_from(Documents).where(Documents.state != "waiting")
            ).one()
        if done >= due:
            seen = memory(pid)
            print(
                f"| {done} | " + " | ".join(f"{seen.get(name, 0):.0f}" for name in names) + " |", flush=True
            )
            due = done - done % every + every
        if done >= files:
            return
        time.sleep(1)


def memory(pid: int) -> dict[str, float]:
    """Return the proportional memory in MB of each program below a supervisor, with all that it forked."""
    found: dict[str, float] = {}
    for child in psutil.Process(pid).children():
        words = " ".join(child.cmdline())
        name = next((name for mark, name in PROGRAMS.items() if mark in words), None)
        if name:
            for one in (child, *child.children(recursive=True)):
                try:
                    found[name] = found.get(name, 0) + one.memory_full_info().pss / MB
                except psutil.Error:
                    continue
    return found


def _look(address: str, stop: threading.Event) -> None:
    while not stop.wait(1):
        for path in ("login", "static/style.css"):
            try:
                urllib.request.urlopen(f"{address}/{path}", timeout=10).read()
            except OSError:
                continue


if __name__ == "__main__":
    main()
