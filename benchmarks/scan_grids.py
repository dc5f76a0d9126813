"""Grids of scanned pages beside those of the same pages as they were drawn.

    python -m benchmarks.scan_grids [--generated 36] [--every | --quick] [--dpi 150 200 300]
                                    [--damage NAME ...] [--most 3] [--misses FOLDER]
                                    [--seed SEED --made 18 --balanced 4]

Prints Markdown.  Pages are those of the kept PDFs and of generated files of every template, by four
producers' ways of drawing sides.  A page is right when its grids have the same cells, by rows and
columns, as the digital page's.  A cell is right when one stands in its place in the table, within
NEAR points.  Without `--every` each page meets each damage at one of the resolutions in turn;
with `--quick`, every fourth page meets every fourth damage.  With `--seed` the pages are those that
`benchmarks.read_scans` reads with this seed: a hunt for lost cells in a fraction of its time.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import cv2
import pymupdf

from benchmarks.degradations import DEGRADATIONS, Pixels, as_raster, degraded, drawn
from benchmarks.measures import table
from benchmarks.scan_samples import MAKERS, balanced, made
from benchmarks.truths import PDFS, TESTS
from extractor.geometry import Grid, Page
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.scan.inked import ruled
from extractor.scan.straightenings import straighten, turned_straight
from models.records import Box
from tests.generators.cases import draw_case
from tests.generators.picks import Dice
from tests.generators.printers import print_with_weasyprint
from tests.generators.templates import TEMPLATES

NEAR = 3.0
WITHOUT = ("shades alone",)
"""A table without rulings is not found on a scan."""
SOME = 4
"""Of so many pages and damages `--quick` takes one."""
Spans = list[tuple[int, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of some file, and its grids as drawn."""

    name: str
    data: bytes
    number: int
    grids: tuple[Grid, ...]

    def pixels(self, dpi: int) -> Pixels:
        """Return the page as a scanner sees it."""
        with pymupdf.open(stream=self.data) as document:
            return drawn(document[self.number], dpi)


@dataclass(slots=True)
class Score:
    """What came of pages under one damage."""

    pages: int = 0
    right: int = 0
    cells: int = 0
    cells_right: int = 0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generated", type=int, default=36)
    parser.add_argument("--every", action="store_true", help="each page, damage and resolution")
    parser.add_argument(
        "--quick", action="store_true", help="some of the pages, each with some of the damages"
    )
    parser.add_argument("--dpi", type=int, nargs="+", default=[150, 200, 300])
    parser.add_argument("--damage", nargs="+", default=list(DEGRADATIONS))
    parser.add_argument("--most", type=int, default=3, help="pages of one file")
    parser.add_argument("--misses", type=Path, help="keep the pages that are not right here, as pictures")
    parser.add_argument("--seed", type=int, help="pages of read_scans' generated files with this seed")
    parser.add_argument("--made", type=int, default=18, help="of so many generated files")
    parser.add_argument("--balanced", type=int, default=4, help="and so many whose arithmetic holds")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    leaves = list(_chosen(given))[:: SOME if given.quick else 1]
    scores: dict[tuple[str, int], Score] = defaultdict(Score)
    times: dict[int, list[float]] = defaultdict(list)
    for at, leaf in enumerate(leaves):
        for damage, dpi in _ways(at, given):
            pixels = degraded(leaf.pixels(dpi), damage, at, dpi / 72)
            if not _score(leaf, pixels, dpi, scores[damage, dpi], times[dpi]):
                print(f"miss: {leaf.name} page {leaf.number + 1}, {damage}, {dpi} dpi", file=sys.stderr)
                if given.misses:
                    _keep(given.misses, f"{leaf.name}-{leaf.number + 1}-{damage}-{dpi}", pixels)
    _print(given.damage, given.dpi, scores, times, len(leaves))


def _ways(at: int, given: argparse.Namespace) -> Iterator[tuple[str, int]]:
    """Yield the damages that a page meets, each with the resolutions at which it does."""
    for row, damage in enumerate(given.damage):
        if given.quick and (at + row) % SOME:
            continue
        every = given.every or (damage == "clean" and not given.quick)
        for dpi in given.dpi if every else [given.dpi[(at + row) % len(given.dpi)]]:
            yield damage, dpi


def _print(
    damages: Sequence[str],
    resolutions: Sequence[int],
    scores: dict[tuple[str, int], Score],
    times: dict[int, list[float]],
    count: int,
) -> None:
    print(f"## {count} pages\n")
    rows = []
    for damage in damages:
        own = [scores[damage, dpi] for dpi in resolutions]
        each = [f"{one.right}/{one.pages}" for one in own]
        cells, right = sum(one.cells for one in own), sum(one.cells_right for one in own)
        rows.append((damage, *each, f"{right}/{cells}", f"{right / max(1, cells):.2%}"))
    print(table(("damage", *(f"pages right, {dpi} dpi" for dpi in resolutions), "cells", "share"), rows))
    taken = [
        (f"{dpi} dpi", *(f"{1000 * one:.0f}" for one in (median(times[dpi]), max(times[dpi]))))
        for dpi in resolutions
        if times[dpi]
    ]
    print(table(("straight page and strokes", "processor ms a page, median", "slowest"), taken))


def _chosen(given: argparse.Namespace) -> Iterator[Leaf]:
    if given.seed is None:
        yield from _leaves(given.generated, given.most)
        return
    for sample in (*made(given.made, given.seed), *balanced(given.balanced, given.seed)):
        yield from _of(sample.name, sample.data)


def _leaves(generated: int, most: int) -> Iterator[Leaf]:
    """Yield the pages: kept ones and generated ones."""
    for path in [*PDFS, *sorted((TESTS / "found").glob("*.pdf"))]:
        yield from islice(_of(path.name, path.read_bytes()), most)
    for path in sorted((TESTS / "office").glob("*.pdf"))[::4]:
        yield from islice(_of(path.name, path.read_bytes()), 1)
    wanted = Counter({template.name: -(-generated // len(TEMPLATES)) for template in TEMPLATES})
    seed = 0
    while wanted.total():
        maker, dice = MAKERS[seed % len(MAKERS)], Dice(seed, WITHOUT)
        case = draw_case(dice, maker, print_with_weasyprint)
        template = next(name.partition("=")[2] for name in sorted(dice.used) if name.startswith("template="))
        if wanted[template]:
            wanted[template] -= 1
            yield from islice(_of(f"{maker}-{seed}-{template}", case.data), 1)
        seed += 1


def _of(name: str, data: bytes) -> Iterator[Leaf]:
    for page in read_pages(data, max_pages=1000).pages:
        if grids := find_grids(page).grids:
            yield Leaf(name, data, page.number - 1, grids)


def _score(leaf: Leaf, pixels: Pixels, dpi: int, score: Score, times: list[float]) -> bool:
    """Count what is right on one page; tell whether all is."""
    raster = as_raster(pixels, dpi)
    before = time.process_time()
    straight = straighten(raster)
    page = ruled(Page(1, straight.width, straight.height, (), ()), straight)
    times.append(time.process_time() - before)
    right = []
    for turn in (0, 180):  # which of the two is upright, only a reader can tell
        if turn:
            page = ruled(page, turned_straight(straight, turn))
        grids = find_grids(page).grids
        right.append((spans(grids) == spans(leaf.grids), matched(leaf.grids, grids)))
        if right[-1][0]:
            break
    same, cells = max(right)
    score.pages += 1
    score.right += same
    total = sum(len(grid.cells) for grid in leaf.grids)
    score.cells += total
    score.cells_right += total if same else cells
    return same


def spans(grids: Sequence[Grid]) -> Spans:
    """Return every cell by its table, rows and columns."""
    return [
        (number, cell.top, cell.left, cell.bottom, cell.right)
        for number, grid in enumerate(grids)
        for cell in grid.cells
    ]


def matched(true: Sequence[Grid], found: Sequence[Grid]) -> int:
    """Return how many cells of some tables stand in their place in others, tables laid over one another."""
    return sum(max((_in_place(grid, other) for other in found), default=0) for grid in true)


def _in_place(grid: Grid, other: Grid) -> int:
    x0, y0, x1, y1 = grid.box
    left, top, right, bottom = other.box
    across, down = (x1 - x0) / (right - left), (y1 - y0) / (bottom - top)
    moved = [
        (
            x0 + (box[0] - left) * across,
            y0 + (box[1] - top) * down,
            x0 + (box[2] - left) * across,
            y0 + (box[3] - top) * down,
        )
        for box in (cell.box for cell in other.cells)
    ]
    return sum(any(_near(cell.box, box) for box in moved) for cell in grid.cells)


def _near(box: Box, other: Box) -> bool:
    return all(abs(side - same) <= NEAR for side, same in zip(box, other, strict=True))


def _keep(folder: Path, name: str, pixels: Pixels) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{name.replace(' ', '_')}.png"), pixels[:, :, ::-1])


if __name__ == "__main__":
    main()
