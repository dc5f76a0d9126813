"""Documents a second through the whole service, against bare `extract` on the same files.

    python benchmarks/throughput.py [--files 200] [--workers 1]

Cuts the kept PDFs into one-form files, reads them with `extract` alone in one
process, then through a freshly started embedded service: import, claim, read,
store, commit.  The service's rate is taken between its first and its last
finished job, so that starting up does not count.  Both run on this machine,
one after the other; compare the ratio, not the times.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf
from sqlalchemy import func, select

from extractor.pipeline import extract, load_kit
from models.databases import Database
from models.settings import read_settings
from models.tables import Jobs

PDFS = Path(__file__).parent.parent / "tests" / "pdfs"
SOURCES = ("fit.rl.pdf", "fit.lodocx.pdf", "fit.loxlsx.pdf", "fit.weasy.pdf")


def make_files(folder: Path, count: int) -> None:
    """Write `count` different one-form PDFs into a folder."""
    pages = [(pymupdf.open(PDFS / name), page) for name in SOURCES for page in range(7)]
    for number in range(count):
        source, page = pages[number % len(pages)]
        single = pymupdf.open()
        single.insert_pdf(source, from_page=page, to_page=page)
        single.set_metadata({"title": str(number)})
        single.save(folder / f"{number:05}.pdf", garbage=3)


def bare_rate(folder: Path) -> float:
    """Return the documents a second of `extract` in this process."""
    kit = load_kit()
    kit.classify(["无"])
    files = sorted(folder.iterdir())
    began = time.perf_counter()
    for file in files:
        extract(file.read_bytes(), file.name, kit)
    return len(files) / (time.perf_counter() - began)


def service_rate(folder: Path, data: Path, workers: int) -> float:
    """Return the documents a second between the service's first and last finished job."""
    data.mkdir()
    db = Database(read_settings({"ZIPINGBIAO_DATA": str(data)}))
    db.migrate()
    _zipingbiao("import", "--data", str(data), str(folder))
    with _service(data, workers):
        while True:
            with db.reading() as session:
                states = dict(session.execute(select(Jobs.state, func.count()).group_by(Jobs.state)).all())
            if not set(states) - {"done", "failed", "dead"}:
                break
            time.sleep(0.5)
        with db.reading() as session:
            first, last = session.execute(
                select(func.min(Jobs.finished_at), func.max(Jobs.finished_at))
            ).one()
    db.close()
    if set(states) != {"done"}:
        sys.exit(f"not every document was read: {states}")
    return (states["done"] - 1) / (last - first).total_seconds()


def _zipingbiao(*arguments: str) -> None:
    command = [sys.executable, "-m", "cli", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _service(data: Path, workers: int) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "cli", "serve"]
    options = ["--data", str(data), "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait()


def main() -> None:
    """Print both rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        folder.mkdir()
        make_files(folder, given.files)
        before = bare_rate(folder)
        service = service_rate(folder, Path(place) / "data", given.workers)
        bare = (before + bare_rate(folder)) / 2
    print(f"files {given.files}  workers {given.workers}")
    print(f"bare extract, one process   {bare:8.1f} documents/s")
    print(f"whole service               {service:8.1f} documents/s   {service / bare:.2f} x bare")


if __name__ == "__main__":
    main()
