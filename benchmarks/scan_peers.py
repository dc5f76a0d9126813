"""Ours beside other ways to read the same scanned pages: cells right, seconds, memory.

    python -m benchmarks.scan_peers [--dpi 200] [--damage clean ...] [--seed 1]
                                    [--img2table PYTHON] [--readers ours ...]

Prints Markdown.  Each reader runs alone in a fresh process on the same pictures.  `rapidocr` is that
engine's whole-page run, `tesseract` Debian's program with chi_sim; the words of both are put into
our grid and read by our form reader.  `img2table` finds its own tables, read by Tesseract; it wants an
interpreter that has it (`pip install img2table` in an environment of its own).
A cell is right when any cell that was found has its text, in its house form; fields are ours alone.
"""

import argparse
import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Cells = list[str]
Reading = tuple[Cells, list[Any]]
"""The texts of all cells, and the records of the forms as plain data."""
FILE = "fit.weasy.pdf"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}


def main() -> None:
    """Print one table a damage; with a folder, be one reader of its pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--damage", nargs="+", default=["clean", "noise", "red seal"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", default=FILE)
    parser.add_argument("--img2table", default="", help="an interpreter that has img2table")
    parser.add_argument("--readers", nargs="+", default=list(READERS), choices=tuple(READERS))
    parser.add_argument("--read", nargs=3, metavar=("READER", "FOLDER", "DPI"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        name, folder, dpi = given.read
        print(json.dumps(_measured(READERS[name], sorted(Path(folder).glob("*.png")), int(dpi))))
        return
    for damage in given.damage:
        print(_compared(given, damage), flush=True)


def _compared(given: argparse.Namespace, damage: str) -> str:
    """Return the table of all readers on one file damaged in one way."""
    import cv2  # noqa: PLC0415 - the readers' own processes shall not carry it

    from benchmarks.measures import table  # noqa: PLC0415
    from benchmarks.scan_samples import kept, leaves  # noqa: PLC0415

    (sample,) = kept([given.file])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, pixels) in enumerate(leaves(sample, given.dpi, damage, given.seed)):
            cv2.imwrite(f"{folder}/{number:04}.png", pixels[:, :, ::-1])
        pages = len(list(Path(folder).glob("*.png")))
        for name in given.readers:
            program = given.img2table if name == "img2table" else sys.executable
            if program:
                told = _in_process(program, name, folder, given.dpi)
                rows.append(
                    (name, *right(told, sample.records), told["seconds"] / pages, round(told["memory"]))
                )
    heads = (
        f"{sample.name}, {damage}, {given.dpi} dpi",
        "cells right",
        "of",
        "fields right",
        "s a page",
        "MB",
    )
    return table(heads, rows)


def _in_process(program: str, name: str, folder: str, dpi: int) -> Mapping[str, Any]:
    command = [program, "-m", "benchmarks.scan_peers", "--read", name, folder, str(dpi)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ | ONE_THREAD)
    told: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def right(told: Mapping[str, Any], records: Sequence[Any]) -> tuple[int, int, str]:
    """Return how many values stand whole in some cell, of how many, and how many stand in their field."""
    from benchmarks.scan_counts import house  # noqa: PLC0415
    from benchmarks.truths import values_of  # noqa: PLC0415
    from models.codecs import from_plain  # noqa: PLC0415
    from models.records import Record  # noqa: PLC0415

    found = {house(text) for text in told["cells"]}
    due = [[(field, house(text)) for field, text in values_of(record)] for record in records]
    cells = sum(text in found for record in due for _, text in record)
    forms = [dict(values_of(from_plain(form, Record))) for form in told["forms"]]
    fields = sum(
        house(form.get(field, "")) == text
        for form, record in zip(forms, due, strict=False)
        for field, text in record
    )
    return cells, sum(map(len, due)), str(fields) if told["forms"] else "—"


def _measured(
    read: Callable[[Sequence[Path], int], Reading], pictures: Sequence[Path], dpi: int
) -> dict[str, Any]:
    """Return what a reader found, the processor seconds that it and its programs took, and their memory."""
    before = _spent()
    cells, forms = read(pictures, dpi)
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    memory = sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024
    return {"cells": cells, "forms": forms, "seconds": _spent() - before, "memory": memory}


def _spent() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def ours(pictures: Sequence[Path], dpi: int) -> Reading:
    """Read as the service does."""
    from extractor.scan.looks import Reader  # noqa: PLC0415 - each reader loads what it needs
    from extractor.scan.scans import read_scan  # noqa: PLC0415

    reader = Reader()
    return forms_of(read_scan(page, raster, reader) for page, raster in _pages(pictures, dpi))


def rapidocr(pictures: Sequence[Path], dpi: int) -> Reading:
    """Read whole pages by rapidocr, on the page made straight, into our grid."""
    peer = whole_page_reader()

    def words(path: str) -> Iterator[tuple[float, float, float, float, str]]:
        seen = peer(path)
        for corners, text in zip(() if seen.boxes is None else seen.boxes, seen.txts or (), strict=True):
            xs, ys = corners[:, 0], corners[:, 1]
            yield float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()), text

    return _in_our_grid(pictures, dpi, words)


def tesseract(pictures: Sequence[Path], dpi: int) -> Reading:
    """Read whole pages by Tesseract, on the page made straight, into our grid."""

    def words(path: str) -> Iterator[tuple[float, float, float, float, str]]:
        command = ["tesseract", path, "-", "-l", "chi_sim", "--psm", "11", "--dpi", str(dpi), "tsv"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE):
            x, y, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
            if text := (row["text"] or "").strip():
                yield x, y, x + width, y + height, text

    return _in_our_grid(pictures, dpi, words)


def img2table(pictures: Sequence[Path], _dpi: int) -> Reading:
    """Find tables by img2table, read by Tesseract."""
    from img2table.document import Image  # type: ignore[import-not-found] # noqa: PLC0415
    from img2table.ocr import TesseractOCR  # type: ignore[import-not-found] # noqa: PLC0415

    engine = TesseractOCR(n_threads=1, lang="chi_sim")
    cells = [
        cell.value
        for path in pictures
        for found in Image(src=str(path)).extract_tables(ocr=engine)
        for row in found.content.values()
        for cell in row
        if cell.value
    ]
    return list(dict.fromkeys(cells)), []


READERS = {"ours": ours, "rapidocr": rapidocr, "tesseract": tesseract, "img2table": img2table}


def whole_page_reader() -> Any:  # noqa: ANN401 - the package has no types
    """Return rapidocr with its own settings but one thread."""
    from rapidocr import RapidOCR  # noqa: PLC0415 - only where asked for

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={**threads, "Global.log_level": "error"})


def _pages(pictures: Sequence[Path], dpi: int) -> Iterator[tuple[Any, Any]]:
    """Yield each picture as a page yet unread, and as a raster."""
    import cv2  # noqa: PLC0415

    from benchmarks.degradations import as_raster  # noqa: PLC0415
    from extractor.geometry import Page  # noqa: PLC0415
    from models.records import Unread  # noqa: PLC0415

    for number, path in enumerate(pictures, 1):
        pixels = cv2.imread(str(path))[:, :, ::-1]
        height, width = pixels.shape[:2]
        size = (width * 72 / dpi, height * 72 / dpi)
        yield Page(number, *size, (), (), unread=Unread(page=number, why="no-text")), as_raster(pixels, dpi)


def _in_our_grid(
    pictures: Sequence[Path],
    dpi: int,
    words: Callable[[str], Iterator[tuple[float, float, float, float, str]]],
) -> Reading:
    """Read forms of words that another reader sees on the page as we make it straight."""
    from dataclasses import replace  # noqa: PLC0415

    import cv2  # noqa: PLC0415

    from extractor.geometry import Word  # noqa: PLC0415
    from extractor.scan.inked import ruled  # noqa: PLC0415
    from extractor.scan.straightenings import straighten  # noqa: PLC0415

    def read() -> Iterator[Any]:
        for page, raster in _pages(pictures, dpi):
            straight = straighten(raster)
            with tempfile.NamedTemporaryFile(suffix=".png") as file:
                cv2.imwrite(file.name, straight.grey)
                scale = straight.scale
                seen = [Word(*(side / scale for side in place), text) for *place, text in words(file.name)]
            yield replace(ruled(page, straight), words=tuple(seen), unread=None)

    return forms_of(read())


def forms_of(pages: Iterator[Any]) -> Reading:
    """Read forms of pages whose words were seen, by whomever."""
    from extractor.form.forms import read_forms  # noqa: PLC0415
    from extractor.grid.grids import find_grids  # noqa: PLC0415
    from extractor.pipeline import load_kit  # noqa: PLC0415
    from extractor.proof.repairs import repair  # noqa: PLC0415
    from extractor.scan.label_mendings import mend_labels  # noqa: PLC0415
    from extractor.scan.sightings import with_sights  # noqa: PLC0415
    from models.codecs import to_plain  # noqa: PLC0415

    kit = load_kit()
    sheets = {page.number: mend_labels(find_grids(page), kit.lexicon) for page in pages}
    recognised = {number: sheet for number, sheet in sheets.items() if sheet.sights}
    forms = [repair(with_sights(form, recognised)) for form in read_forms(sheets.values(), kit.lexicon)]
    cells = [
        cell.text for sheet in sheets.values() for grid in sheet.grids for cell in grid.cells if cell.text
    ]
    return cells, [to_plain(form.record) for form in forms]


if __name__ == "__main__":
    main()
