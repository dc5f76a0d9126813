"""Two workers of one thread beside one worker of two: pages a second, processor time, memory.

    python -m benchmarks.scan_workers [--dpi 200] [--turns 3]

Prints Markdown.  Every worker is a fresh process that reads the whole of a scanned PDF by `extract`, as the
service does; the layouts take turns.  The time is from the first worker's first page to the last one's last.
Other work on the machine changes the wall clock: processor time says what a layout costs.
"""

import argparse
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pymupdf

from benchmarks.measures import table
from benchmarks.truths import PDFS
from extractor.pipeline import extract, load_kit

LAYOUTS = {"1 worker, 1 thread": (1, 1), "2 workers, 1 thread each": (2, 1), "1 worker, 2 threads": (1, 2)}
"""How many workers, and how many threads each has for recognition."""
FILE = "fit.weasy.pdf"

Told = Mapping[str, float]


def main() -> None:
    """Print the table; with a file, be one worker."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--read", nargs=2, metavar=("FILE", "THREADS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        print(json.dumps(_read(Path(given.read[0]), int(given.read[1]))))
        return
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(scanned(next(path for path in PDFS if path.name == FILE), given.dpi))
        file.flush()
        turns: dict[str, list[list[Told]]] = {name: [] for name in LAYOUTS}
        for _ in range(given.turns):
            for name, (workers, threads) in LAYOUTS.items():
                turns[name].append(_together(file.name, workers, threads))
    heads = (f"{FILE} at {given.dpi} dpi", "pages a second", "processor s a page", "MB a worker")
    print(table(heads, [(name, *_medians(told)) for name, told in turns.items()]))


def scanned(path: Path, dpi: int) -> bytes:
    """Return a PDF whose pages are JPEG pictures of another's."""
    made = pymupdf.open()
    for leaf in pymupdf.open(path):
        picture = leaf.get_pixmap(dpi=dpi, alpha=False).tobytes("jpeg", jpg_quality=85)
        made.new_page(width=leaf.rect.width, height=leaf.rect.height).insert_image(leaf.rect, stream=picture)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _together(path: str, workers: int, threads: int) -> list[Told]:
    """Start workers at once; return what each tells."""
    command = [sys.executable, "-m", "benchmarks.scan_workers", "--read", path, str(threads)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    return [json.loads(one.communicate()[0].splitlines()[-1]) for one in started]


def _read(path: Path, threads: int) -> Told:
    """Read a file as a worker does: models are loaded by the first page, which counts."""
    from extractor.scan.looks import Reader  # noqa: PLC0415 - the parent needs no models
    from extractor.scan.recognizers import Recognizer  # noqa: PLC0415
    from extractor.scan.scans import read_scan  # noqa: PLC0415

    reader = Reader(Recognizer("small", threads), Recognizer("tiny", threads))
    kit = replace(load_kit(), recognise=partial(read_scan, reader=reader))
    data = path.read_bytes()
    start, spent = time.time(), time.process_time()
    read = extract(data, "", kit)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    processor = time.process_time() - spent
    return {"start": start, "end": time.time(), "pages": read.pages, "processor": processor, "memory": peak}


def _medians(turns: list[list[Told]]) -> tuple[float, float, int]:
    """Return pages a second, processor seconds a page, and the most memory of one worker."""
    rates = []
    for told in turns:
        took = max(one["end"] for one in told) - min(one["start"] for one in told)
        rates.append(sum(one["pages"] for one in told) / took)
    every = [one for told in turns for one in told]
    costs = [one["processor"] / one["pages"] for one in every]
    return statistics.median(rates), statistics.median(costs), round(max(one["memory"] for one in every))


if __name__ == "__main__":
    main()
