"""Documents a second through the whole service, against bare `extract` on the same files and cores.

    python -m benchmarks.throughput [--files 1500] [--workers 2] [--rounds 3] [--database URL]

Cuts the kept PDFs into one-form files.  In turns, `extract` alone reads them in as many
processes as there are workers, and a freshly started embedded service takes them the
whole way: claim, read, check, classify, store, commit.  The service's rate is taken
from the time when a fifth is done to its last finished job: on two cores, web pages and
second workers that are still starting would have been counted as reading before.

Wall time says what a quiet machine does.  Processor time says it on a busy one too: all
that the service's programs use from one result to another, over what bare `extract` does.
A database server's is not in it.
"""

import argparse
import contextlib
import multiprocessing
import multiprocessing.synchronize
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pymupdf
from sqlalchemy import func, select

from benchmarks.measures import table
from extractor.pipeline import extract, load_kit
from models.databases import Database
from models.settings import read_settings
from models.tables import Jobs

PDFS = Path(__file__).parent.parent / "tests" / "pdfs"
SOURCES = ("fit.rl.pdf", "fit.lodocx.pdf", "fit.loxlsx.pdf", "fit.weasy.pdf")
EARLY = 5
"""This part of the files is read by the time that all programs have started and loaded what they need."""


def make_files(folder: Path, count: int) -> None:
    """Write `count` different one-form PDFs into a folder."""
    pages = [(pymupdf.open(PDFS / name), page) for name in SOURCES for page in range(7)]
    for number in range(count):
        source, page = pages[number % len(pages)]
        single = pymupdf.open()
        single.insert_pdf(source, from_page=page, to_page=page)
        single.set_metadata({"title": str(number)})
        single.save(folder / f"{number:05}.pdf", garbage=3)


class Cost(NamedTuple):
    """Of one document: wall seconds, with so many processes, and processor seconds."""

    wall: float
    processor: float


def bare_cost(folder: Path, processes: int) -> Cost:
    """Return what a document costs `extract` in so many processes, each with its share of the files."""
    files = sorted(folder.iterdir())
    fork = multiprocessing.get_context("fork")
    gate, times = fork.Barrier(processes), fork.SimpleQueue()
    started = [
        fork.Process(target=_read_all, args=(files[at::processes], gate, times)) for at in range(processes)
    ]
    for process in started:
        process.start()
    taken = [times.get() for _ in started]
    for process in started:
        process.join()
    wall = max(end for _, end, _ in taken) - min(begin for begin, _, _ in taken)
    return Cost(wall / len(files), sum(used for _, _, used in taken) / len(files))


def _read_all(
    files: list[Path], gate: "multiprocessing.synchronize.Barrier", times: "multiprocessing.SimpleQueue[Any]"
) -> None:
    kit = load_kit()
    for file in files[:30]:
        extract(file.read_bytes(), file.name, kit)
    gate.wait()
    began, used = time.monotonic(), time.process_time()
    for file in files:
        extract(file.read_bytes(), file.name, kit)
    times.put((began, time.monotonic(), time.process_time() - used))


def service_cost(folder: Path, data: Path, workers: int, url: str = "") -> Cost:
    """Return what a document costs a service that is up and busy, to its last finished job."""
    data.mkdir()
    environ = {"ZIPINGBIAO_DATA": str(data), "ZIPINGBIAO_DATABASE_URL": url}
    os.environ.update(environ)
    db = Database(read_settings(environ))
    db.migrate()
    _zipingbiao("import", "--data", str(data), str(folder))
    with serving(data, workers) as (process, _):
        total = sum(1 for _ in folder.iterdir())
        early = _wait(db, lambda done, _left: done >= total // EARLY)
        before = used_by(process.pid)
        late = _wait(db, lambda _done, left: left == 0)
        used = used_by(process.pid) - before
    with db.reading() as session:
        ends = sorted(session.scalars(select(Jobs.finished_at)))
    db.close()
    began = ends[early - 1]
    counted = sum(end > began for end in ends)
    return Cost((ends[-1] - began).total_seconds() / counted, used / (late - early))


def _wait(db: Database, is_true: Callable[[int, int], bool]) -> int:
    """Wait until something is true of how many jobs are done and how many are left; return the first."""
    while True:
        with db.reading() as session:
            query = (
                select(Jobs.state, func.count().label("n")).where(Jobs.kind == "extract").group_by(Jobs.state)
            )
            states = {row.state: row.n for row in session.execute(query)}
        done = states.pop("done", 0)
        left = states.pop("pending", 0) + states.pop("leased", 0)
        if states:
            sys.exit(f"not every document was read: {states}")
        if is_true(done, left):
            return done
        time.sleep(0.1)


def used_by(pid: int) -> float:
    """Return the processor seconds of a process and all that it started, those that ended included."""
    process, used = psutil.Process(pid), 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            # What ended is in the account of whoever waited for it, with all that it had waited for.
            used += sum(one.cpu_times()[:4])
    return used


def _zipingbiao(*arguments: str) -> None:
    command = [sys.executable, "-m", "cli", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def serving(data: Path, workers: int) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Yield a running embedded service and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "serve"]
    options = ["--data", str(data), "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait()


def main() -> None:
    """Print rates and ratios for one worker and for as many as asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database for one round")
    given = parser.parse_args()
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        folder.mkdir()
        make_files(folder, given.files)
        for number in range(given.rounds):
            for workers in sorted({1, given.workers}):
                data = Path(place) / f"data-{number}-{workers}"
                bare = bare_cost(folder, workers)
                found.setdefault(f"bare extract, {workers}", []).append(bare)
                whole = service_cost(folder, data, workers, given.database)
                found.setdefault(f"whole service, {workers}", []).append(whole)
                print(f"{workers}: {_rate(bare)} bare, {_rate(whole)} whole", flush=True)
    print(table(["", "documents/s", "processor ms a document"], [_row(*one) for one in found.items()]))


def _rate(cost: Cost) -> str:
    return f"{1 / cost.wall:.1f}/s {cost.processor * 1000:.1f} ms"


def _row(name: str, costs: list[Cost]) -> tuple[str, float, float]:
    wall = statistics.median(one.wall for one in costs)
    return name, 1 / wall, statistics.median(one.processor for one in costs) * 1000


if __name__ == "__main__":
    main()
