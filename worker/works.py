"""What readers can be asked about a document: its bytes and plain arguments → the answer as bytes.

These functions run in readers and nowhere else; what makes a collection of them
runs where readers are forked from, and is named there as `module:function`.
"""

import zlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

import models
from extractor.explanation.explanations import draw_pages, lay_page
from extractor.geometry import Page
from extractor.page.pixels import render_page
from extractor.pipeline import Kit, extract_or_error, extract_workbook, load_kit, recognise_pages
from models.codecs import from_json
from models.records import Form, Why
from worker.origins import Works
from worker.readers import Tell, Telling
from worker.recognitions import Told

SAMPLE = Path(models.__file__).parent / "artifacts" / "samples" / "fit.rl.pdf"


def extracting(own: Path | None) -> Works:
    """Return what reads forms; patterns are loaded when a reader meets its first reason."""
    kit = load_kit(reasons=own)
    return {
        "extract": partial(_extract, replace(kit, recognise=None)),
        "workbook": partial(_workbook, kit),
    }


def extracting_warm(own: Path | None) -> Works:
    """Return what reads forms, with all loaded that the first document would have to wait for.

    So a form of ours is read here, from which readers are forked: they are as quick as old ones.
    """
    works, kit = extracting(own), load_kit(reasons=own)
    kit.classify(["无"])
    extract_or_error(SAMPLE.read_bytes(), SAMPLE.name, replace(kit, recognise=None))
    return works


def recognising(_own: Path | None) -> Works:
    """Return what recognises pages."""
    return {"recognise": Telling(partial(_recognise, load_kit()))}


def drawing(_own: Path | None) -> Works:
    """Return what draws pages: no patterns are needed for it."""
    return {"render": _render, "draw": _draw}


def patterns(own: Path | None) -> str:
    """Return the version of the patterns that readers have."""
    return load_kit(reasons=own).version()


def _extract(kit: Kit, untrusted: bytes, name: str, max_pages: int, given: bytes) -> bytes:
    sha256, pages, failed = msgspec.msgpack.decode(given, type=tuple[str, dict[int, bytes], dict[int, Why]])
    recognised = {**failed, **{number: from_shelf(page) for number, page in pages.items()}}
    extraction = extract_or_error(
        untrusted, name, kit, max_pages=max_pages, recognised=recognised, sha256=sha256
    )
    return msgspec.msgpack.encode(extraction)


def _recognise(kit: Kit, tell: Tell, untrusted: bytes, run: bytes, max_pages: int) -> None:
    numbers = msgspec.msgpack.decode(run, type=list[int])
    for page in recognise_pages(untrusted, numbers, kit, max_pages=max_pages):
        told = Told(
            page=page.number, width=page.width, height=page.height, warp=page.warp, content=to_shelf(page)
        )
        tell(msgspec.msgpack.encode(told))


def to_shelf(page: Page) -> bytes:
    """Return a recognised page as bytes to keep."""
    return zlib.compress(msgspec.msgpack.encode(page), level=1)


def from_shelf(content: bytes) -> Page:
    """Return a page that was kept; to be called in readers alone."""
    return msgspec.msgpack.decode(zlib.decompress(content), type=Page)


def _workbook(kit: Kit, untrusted: bytes, name: str) -> bytes:
    return msgspec.msgpack.encode(extract_workbook(untrusted, name, kit))


def _render(untrusted: bytes, page: int, max_pages: int, max_pixels: int, recognised: bytes) -> bytes:
    if recognised:
        from extractor.scan.portraits import portray  # noqa: PLC0415 - OpenCV is for scans alone

        straight = from_shelf(recognised)
        picture = portray(untrusted, straight, max_pixels=max_pixels)
        return msgspec.msgpack.encode(
            (picture, lay_page(untrusted, page, max_pages=max_pages, recognised=straight))
        )
    picture = render_page(untrusted, page, max_pixels=max_pixels)
    return msgspec.msgpack.encode((picture, lay_page(untrusted, page, max_pages=max_pages)))


def _draw(untrusted: bytes, forms: bytes, first: int, max_pages: int, recognised: bytes) -> bytes:
    read = from_json(forms, tuple[Form, ...])
    pages = msgspec.msgpack.decode(recognised, type=dict[int, bytes])
    straight = {number: from_shelf(page) for number, page in pages.items()}
    return msgspec.msgpack.encode(
        draw_pages(untrusted, read, max_pages=max_pages, first=first, recognised=straight)
    )
