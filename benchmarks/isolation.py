"""What reading in a limited process costs: bare `extract`, a fork a document, and the kept reader.

    python benchmarks/isolation.py [--rounds 5]

Reads the same one-form files by all three in turns, in one run, and prints the
medians a document and what each adds to bare reading.  Then the memory of one
reader, with no pattern loaded and with them, after every kept PDF was read.
The times are of the wall: work is done in another process.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pymupdf

from extractor.pipeline import Classify, Kit, extract_or_error, load_kit
from models.codecs import from_json, to_json
from models.records import Extraction
from models.settings import read_settings
from worker.origins import Here
from worker.readers import Limits
from worker.readings import Readings
from worker.sandboxes import Sandbox

PDFS = Path(__file__).parent.parent / "tests" / "pdfs"
SOURCES = ("fit.rl.pdf", "fit.lodocx.pdf", "fit.loxlsx.pdf", "fit.weasy.pdf")


def one_form_files() -> list[bytes]:
    """Return every form of some kept PDFs as a file of its own."""
    made = []
    for name in SOURCES:
        source = pymupdf.open(PDFS / name)
        for page in range(source.page_count):
            single = pymupdf.open()
            single.insert_pdf(source, from_page=page, to_page=page)
            made.append(bytes(single.tobytes(garbage=3)))
    return made


def forked(kit: Kit, data: bytes) -> Extraction:
    """Read in a fork that lives for one document, with no limits at all: the least that it can cost."""
    source, sink = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(source)
        with os.fdopen(sink, "wb") as answer:
            answer.write(to_json(extract_or_error(data, "x", kit)))
        os._exit(0)
    os.close(sink)
    with os.fdopen(source, "rb") as answer:
        content = answer.read()
    os.waitpid(pid, 0)
    return from_json(content, Extraction)


def costs(rounds: int) -> None:
    """Print the median time a document of each way, and what it adds."""
    kit = load_kit()
    kit.classify(["无"])
    readings = Readings(read_settings({}))
    ways: dict[str, Callable[[bytes], Extraction]] = {
        "bare extract": lambda data: extract_or_error(data, "x", kit),
        "a fork a document": lambda data: forked(kit, data),
        "the kept reader": lambda data: readings.extract(data, "x"),
    }
    files = one_form_files()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for data in files:
        for read in ways.values():
            read(data)
    for _ in range(rounds):
        for data in files:
            for name, read in ways.items():
                begun = time.perf_counter()
                read(data)
                times[name].append(time.perf_counter() - begun)
    readings.close()
    bare = statistics.median(times["bare extract"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:20} {median * 1e3:7.2f} ms   {median / bare:5.2f} x   {(median - bare) * 1e3:+6.2f} ms")


def memory(kit: Kit) -> float:
    """Return the most MiB that a reader had while it read every kept PDF."""
    limits = Limits(seconds=600, cpu_seconds=600, memory_mb=2048, answer_mb=256)
    sandbox = Sandbox(Here({"extract": partial(_extract, kit)}), limits)
    for path in sorted(PDFS.glob("*.pdf")):
        sandbox.run("extract", path.read_bytes())
    peak = Path(f"/proc/{sandbox.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
    sandbox.close()
    return int(peak) / 1024


def _extract(kit: Kit, data: bytes) -> bytes:
    return to_json(extract_or_error(data, "x", kit))


def _apart(work: Callable[[], None]) -> None:
    """Do something in a fork, so that what it loads is not there for the next."""
    if (pid := os.fork()) == 0:
        work()
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(pid, 0)


def _print_memory(name: str, classify: Classify | None) -> None:
    kit = load_kit()
    if classify:
        kit = replace(kit, classify=classify)
    print(f"one reader, {name:16} {memory(kit):6.0f} MiB at most")


def main() -> None:
    """Print memory and costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    _apart(lambda: _print_memory("no reasons", lambda texts: [((), False) for _ in texts]))
    _apart(lambda: _print_memory("with reasons", None))
    costs(given.rounds)


if __name__ == "__main__":
    main()
