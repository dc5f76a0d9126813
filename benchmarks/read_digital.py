"""Our whole `extract` beside the PDF library's floor and other readers, on the kept PDFs.

    python -m benchmarks.read_digital [--repeat 7] [--no-peers] [--no-long]

Prints Markdown.  Every time is a ratio to the floor of the same file: opening
it and asking PyMuPDF for each page's words and drawings.  Ours goes from the
bytes to checked and classified forms; readings of reasons are forgotten before
each file.  Peers: `pip install -r requirements/bench.txt`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.measures import fresh_medians, medians, seconds, table
from benchmarks.peers import Reader, floor, installed
from benchmarks.truths import FIVE, FLOWING, PDFS, cells_right, fields_right

MODULE = "benchmarks.read_digital"
LENGTHS = (1, 10, 100, 1000)
LONG_FORM = (30, 300)
PEER_TURNS = 3


def main() -> None:
    """Print all tables, or one figure of a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--no-peers", action="store_true", help="leave the slow readers out")
    parser.add_argument("--no-long", action="store_true", help="leave the long files out")
    parser.add_argument("--fresh", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fresh:
        print(json.dumps(FRESH[given.fresh[0]](*given.fresh[1:])))
        return
    peers = {} if given.no_peers else installed()
    print(_speeds(given.repeat, peers))
    print(_stages(given.repeat))
    print(_cold(peers))
    print(_memory())
    if not given.no_long:
        print(_lengths())


def _speeds(repeat: int, peers: Mapping[str, Reader]) -> str:
    """Return the table of warm times, each with the cells that it got right."""
    from benchmarks.stages import Ours  # noqa: PLC0415 - a fresh process measures without it

    ours = Ours()
    rows, sums = [], {}
    for path in PDFS:
        data = path.read_bytes()
        readers: dict[str, Callable[[bytes], object]] = {"floor": floor, "ours": ours.read, **peers}
        turns = {name: min(repeat, PEER_TURNS) if name in peers else repeat for name in readers}
        taken = medians({name: partial(read, data) for name, read in readers.items()}, turns)
        sums[path] = taken
        right = ["{}/{}".format(*fields_right(path, ours.read(data)))]
        right += ["{}/{}".format(*cells_right(path, read(data))) for read in peers.values()]
        rows.append((path.name, *_ratios(taken, right)))
    for name, paths in (("five, one page a form", FIVE), ("two, flowing", FLOWING)):
        total = {reader: sum(sums[path][reader] for path in paths) for reader in ("floor", "ours", *peers)}
        rows.append((f"**{name}**", *_ratios(total, [""] * (len(peers) + 1))))
    heads = ["file", *(head for name in ("ours", *peers) for head in (f"{name}, x floor", "right"))]
    return "## Warm: time over the floor's\n\n" + table(heads, rows)


def _ratios(taken: Mapping[str, float], right: Sequence[str]) -> list[object]:
    ratios = [taken[name] / taken["floor"] for name in taken if name != "floor"]
    return [cell for pair in zip(ratios, right, strict=True) for cell in pair]


def _stages(repeat: int) -> str:
    from benchmarks.stages import Ours  # noqa: PLC0415

    ours = Ours()
    rows = []
    for path in PDFS:
        data = path.read_bytes()
        works = {"floor": partial(floor, data), "whole": partial(ours.read, data)}
        taken = medians(works, dict.fromkeys(works, repeat))
        parts = ours.stages(data, repeat)
        rest = taken["whole"] - sum(parts.values())
        rows.append((path.name, *(part / taken["floor"] for part in (*parts.values(), rest))))
    heads = ("file", "pages", "grids", "forms", "reasons", "recheck", "rest")
    return "## Ours by stage: time over the floor's\n\n" + table(heads, rows)


def _cold(peers: Mapping[str, Reader]) -> str:
    """Return the table of fresh processes: what loading and the first file cost."""
    path = str(FIVE[1])
    names = ("floor", "ours", *peers)
    taken = {name: fresh_medians(MODULE, "--fresh", "cold", name, path, runs=3) for name in names}
    unit = taken["floor"]["warm"]
    rows = [(name, *(taken[name][part] / unit for part in ("load", "first", "warm"))) for name in names]
    heads = ("reader", "load", "first file", "later")
    return f"## Cold: a fresh process reads {Path(path).name}, over the floor's later time\n\n" + table(
        heads, rows
    )


def _memory() -> str:
    taken = {name: fresh_medians(MODULE, "--fresh", "memory", name, runs=3)["peak"] for name in KITS}
    taken["the floor alone"] = fresh_medians(MODULE, "--fresh", "memory", "floor", runs=3)["peak"]
    return f"## Peak memory of a process that reads all {len(PDFS)} files\n\n" + table(
        ("kit", "MB"), [(name, round(peak)) for name, peak in taken.items()]
    )


def _lengths() -> str:
    """Return the table of cost a page by length, and where the first form leaves."""
    from benchmarks.stages import Ours, one_long_form, repeated  # noqa: PLC0415

    ours = Ours()
    rows: list[tuple[object, ...]] = []
    source = FIVE[1]
    cost = {}
    for count in LENGTHS:
        data = repeated(source, count)
        turns = 3 if count <= LONG_FORM[0] else 1
        works = {"floor": partial(floor, data), "ours": partial(ours.read, data)}
        taken = medians(works, dict.fromkeys(works, turns)) if turns > 1 else _once(works)
        cost[count] = {name: taken[name] / count for name in taken}
        last, pages = ours.first_form_after(data)
        rows.append((f"forms on {count} pages", taken["ours"] / taken["floor"], f"{last} of {pages}"))
    rows = [
        (name, cost[count]["ours"] / cost[10]["ours"], cost[count]["floor"] / cost[10]["floor"], ratio, first)
        for (name, ratio, first), count in zip(rows, LENGTHS, strict=True)
    ]
    short, long = ({"data": one_long_form(FLOWING[1], count, 2), "count": count} for count in LONG_FORM)
    a_page = [seconds(partial(ours.read, one["data"])) / one["count"] for one in (short, long)]
    floors = [seconds(partial(floor, one["data"])) / one["count"] for one in (short, long)]
    rows.append(
        (
            f"one form over {LONG_FORM[1]} pages, against {LONG_FORM[0]}",
            a_page[1] / a_page[0],
            floors[1] / floors[0],
            a_page[1] / floors[1],
            "",
        )
    )
    heads = (
        "file",
        "ours a page, x that of 10 pages",
        "floor a page, x that of 10",
        "ours, x floor",
        "first form",
    )
    return "## Length: cost a page\n\n" + table(heads, rows)


def _once(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    return {name: seconds(work) for name, work in works.items()}


def _fresh_cold(name: str, path: str) -> dict[str, float]:
    read: list[Callable[[bytes], object]] = []

    def load() -> None:
        if name == "ours":
            from benchmarks.stages import Ours  # noqa: PLC0415 - what is measured

            read.append(Ours().read)
        else:
            read.append({"floor": floor, **installed()}[name])

    data = Path(path).read_bytes()
    loading = seconds(load)
    first = seconds(lambda: read[0](data))
    return {"load": loading, "first": first, "warm": min(seconds(lambda: read[0](data)) for _ in range(3))}


def _fresh_memory(name: str) -> dict[str, float]:
    read: Callable[[bytes], object] = floor
    if name != "floor":
        from extractor.pipeline import Kit, extract, load_kit  # noqa: PLC0415 - what is measured
        from worker.readers import settle  # noqa: PLC0415

        kit = load_kit()
        settle()
        if not KITS[name]:
            kit = Kit(kit.lexicon, lambda texts: [((), False) for _ in texts])
        read = partial(extract, name="", kit=kit)
    for path in PDFS:
        read(path.read_bytes())
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return {"peak": int(line.split()[1]) / 1024}


KITS = {"without the classifier of reasons": False, "with it (spaCy)": True}
FRESH: Mapping[str, Callable[..., dict[str, float]]] = {"cold": _fresh_cold, "memory": _fresh_memory}

if __name__ == "__main__":
    sys.exit(main())
