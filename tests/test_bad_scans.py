"""Scans that are none, or broken: each is told by its code, and costs nothing but itself."""

import struct
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from extractor.geometry import warped
from extractor.page import pictures
from extractor.page.documents import open_document
from extractor.page.pages import read_pages
from extractor.pipeline import extract_or_error, load_kit
from extractor.scan.straightenings import straighten
from models.errors import DamagedPdf, NoTextLayer, TooLarge
from models.records import Why
from models.settings import read_settings
from tests.scanned_forms import XS, form, grids_of, png
from worker.readings import Readings

BARE = replace(load_kit(), recognise=None)
GARBAGE = bytes(np.random.default_rng(7).integers(0, 255, 4000, np.uint8))
FRAMES = 3
STRIPS, STRIP_BYTES = 273, 279
"""Tags of a TIFF frame (TIFF 6.0, section 8)."""


def jpeg() -> bytes:
    """Return the form as a JPEG."""
    return cv2.imencode(".jpg", form())[1].tobytes()


@cache
def tiff() -> bytes:
    """Return three frames in one file, compressed (LZW)."""
    done, data = cv2.imencodemulti(".tiff", [form()] * FRAMES)
    assert done
    return data.tobytes()


def places(data: bytes) -> list[tuple[int, dict[int, int]]]:
    """Return where each frame's directory lies in a TIFF, and where its tags lie."""
    found, at = [], struct.unpack_from("<I", data, 4)[0]
    while at:
        count = struct.unpack_from("<H", data, at)[0]
        entries = {
            struct.unpack_from("<H", data, at + 2 + 12 * one)[0]: at + 2 + 12 * one for one in range(count)
        }
        found.append((at, entries))
        at = struct.unpack_from("<I", data, at + 2 + 12 * count)[0]
    return found


def with_bad_strips() -> bytes:
    """Return the three frames, the second one's pixels overwritten."""
    data = bytearray(tiff())
    _, entries = places(tiff())[1]
    count, offsets = struct.unpack_from("<II", data, entries[STRIPS] + 4)
    first = struct.unpack_from("<I", data, offsets)[0] if count > 1 else offsets
    data[first : first + len(GARBAGE)] = GARBAGE
    return bytes(data)


def with_bad_directory() -> bytes:
    """Return the three frames, the second one's directory overwritten."""
    data = bytearray(tiff())
    at, entries = places(tiff())[1]
    data[at + 2 : at + 2 + 12 * len(entries)] = GARBAGE[: 12 * len(entries)]
    return bytes(data)


FRAME_FAULTS = {"bad pixels": with_bad_strips, "a bad directory": with_bad_directory}


@pytest.mark.parametrize("made", FRAME_FAULTS.values(), ids=FRAME_FAULTS.keys())
def test_a_bad_frame_costs_itself(made: Callable[[], bytes]):
    """Of a TIFF with one bad frame the others are pages as ever, and the bad one says what it is."""
    read = extract_or_error(made(), "", BARE)
    assert [(run.kind, run.first, run.last) for run in read.kinds] == [
        ("scan", 1, 1),
        ("unreadable", 2, 2),
        ("scan", 3, 3),
    ]
    assert {one.page: one.why for one in read.unread}[2] == "damaged-page"
    pages = read_pages(made(), max_pages=9)
    whole = read_pages(png(form()), max_pages=1).raster(1)
    assert pages.raster(3).width == pytest.approx(whole.width, abs=8)


def test_frames_are_drawn_when_they_are_asked_for():
    """The first page of a long TIFF does not wait for the others; a bad one is told when it is met."""
    album, why, _ = open_document(with_bad_strips())
    assert isinstance(album, pictures.Album)
    assert (album.page_count, album.whys) == (FRAMES, {})
    assert album.load_page(0).get_image_info()[0]["width"] == form().shape[1]
    assert album.whys == {1: None}
    assert (why(3), why(2)) == (None, "damaged-page")
    assert album.whys == {1: None, 3: None, 2: "damaged-page"}


@pytest.mark.parametrize(("dpi", "longest"), [(72, 875), (150, 420), (600, 842), (2400, 842)])
def test_a_picture_is_no_stamp_nor_poster(dpi: int, longest: float):
    """Whatever resolution a picture claims, many pixels are a sheet of A4 unless they are half of one."""
    body = struct.pack(">IIB", *[round(dpi / 0.0254)] * 2, 1)
    chunk = struct.pack(">I", len(body)) + b"pHYs" + body + struct.pack(">I", zlib.crc32(b"pHYs" + body))
    data = png(form())
    page = read_pages(data[:33] + chunk + data[33:], max_pages=1).page(1)
    assert max(page.width, page.height) == pytest.approx(longest, abs=1)


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(
    ("points", "paper"), [(1900, 842), (1200, 1200), (300, 842)], ids=["its pixels", "A3", "a card"]
)
def test_the_size_of_a_turned_page(points: float, paper: float, rotation: int):
    """A page as large as its picture has pixels is a sheet whichever way it is turned, in strips too."""
    document = pymupdf.open()
    leaf = document.new_page(width=points, height=points * 380 / 420)
    for x in (0, points / 2):
        leaf.insert_image(
            pymupdf.Rect(x, 0, x + points / 2, leaf.rect.height), stream=png(form(2.5)), keep_proportion=False
        )
    leaf.set_rotation(rotation)
    raster = read_pages(document.tobytes(), max_pages=1).raster(1)
    assert raster.larger == pytest.approx(paper / points, rel=0.01)


@pytest.mark.parametrize(
    ("points", "paper"), [(1900, 842), (1200, 1200), (300, 842)], ids=["its pixels", "A3", "a card"]
)
def test_a_page_of_a_false_size_shows_a_sheet(points: float, paper: float):
    """A PDF's page that is as large as its picture has pixels, or smaller than any sheet, counts as A4."""
    document = pymupdf.open()
    pixels = form(5.0)
    leaf = document.new_page(width=points, height=points * 380 / 420)
    leaf.insert_image(leaf.rect, stream=png(pixels))
    raster = read_pages(document.tobytes(), max_pages=1).raster(1)
    page = straighten(raster)
    assert page.width == pytest.approx(paper, abs=5)
    (grid,) = grids_of(page)
    assert warped(grid.box, page.warp)[2] == pytest.approx(points * XS[-1] / 420, rel=0.01)


def test_a_picture_on_a_poster_does_not_tell_its_size():
    """A drawing of A2 with a picture made for screens in a corner is drawn as large as it is."""
    document = pymupdf.open()
    leaf = document.new_page(width=1684, height=1191)
    leaf.insert_image(pymupdf.Rect(20, 20, 440, 400), stream=png(form()))
    raster = read_pages(document.tobytes(), max_pages=1).raster(1)
    assert (raster.larger, raster.width) == (1.0, pytest.approx(1684 / 72 * 150, abs=2))


BROKEN = {
    "half a PNG": lambda: png(form())[:9000],
    "a PNG with noise in it": lambda: png(form())[:9000] + GARBAGE + png(form())[13000:],
    "half a JPEG": lambda: jpeg()[: len(jpeg()) // 2],
    "half a TIFF": lambda: tiff()[: len(tiff()) // 2],
}


@pytest.mark.parametrize("made", BROKEN.values(), ids=BROKEN.keys())
def test_broken_pictures_are_damaged(made: Callable[[], bytes]):
    """A picture that is cut off is damaged, not half a form."""
    read = extract_or_error(made(), "", load_kit())
    assert read.error
    assert (read.error.code, read.forms) == (DamagedPdf.code, ())


@pytest.mark.parametrize("why", ["parse-timeout", "parse-memory", "parse-crashed"])
def test_a_page_that_broke_off_is_the_error(why: Why):
    """A file without forms is told by what ended the reading of a page, not as one without text."""
    read = extract_or_error(tiff(), "", BARE, recognised={1: "damaged-page", 2: why, 3: "no-text"})
    assert read.error
    assert read.error.code == why
    assert "page 2 is" in read.error.message


def test_too_large_a_frame_costs_itself(monkeypatch: pytest.MonkeyPatch):
    """A frame of too many pixels is left out by its code; alone, it is the file's error."""
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    read = extract_or_error(tiff(), "", BARE)
    assert read.error
    assert read.error.code == TooLarge.code
    assert [one.why for one in read.unread] == ["too-large"] * FRAMES


def test_a_giant_scan_is_recognised_smaller_or_not_at_all():
    """A3 at 1,200 dpi has more pixels than are taken as a picture; within a PDF it is drawn at 300 dpi."""
    read = extract_or_error(white(14031, 19843), "", load_kit())
    assert read.error
    assert read.error.code == TooLarge.code
    document = pymupdf.open()
    page = document.new_page(width=842 / 2.9, height=1191 / 2.9)
    page.insert_image(page.rect, stream=white(round(14031 / 2.9), round(19843 / 2.9)))
    raster = read_pages(document.tobytes(), max_pages=1).raster(1)
    assert raster.scale * 72 == 300


@pytest.mark.parametrize(("frames", "lost"), [(1, 0), (3, 2), (2**31 - 1, 19)])
def test_further_pictures_of_an_animated_png_are_named(frames: int, lost: int):
    """None is shown, and none is lost without a word."""
    document, why, _ = open_document(white(300, 400, frames))
    assert document.page_count == 1 + lost
    assert [why(page) for page in range(1, 3 + lost)] == [None, *["damaged-page"] * lost, None]


def white(width: int, height: int, frames: int = 1) -> bytes:
    """Return a PNG of white paper, one bit a pixel, that says to have so many frames."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        *((b"acTL", struct.pack(">II", frames, 0)) for _ in range(frames > 1)),
        (b"IDAT", zlib.compress((b"\0" + b"\xff" * -(-width // 8)) * height, level=1)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_what_is_no_form_is_told_and_the_others_read(tmp_path: Path):
    """Blank pages, photographs and scribbles have their codes; a form among them is read all the same."""
    cv2.setNumThreads(1)  # OpenCV's own threads would be missing in a reader that is forked from here
    chance = np.random.default_rng(3)
    photo = cv2.resize(
        chance.integers(0, 255, (12, 16, 3), np.uint8), (900, 700), interpolation=cv2.INTER_CUBIC
    )
    scribble = np.full((700, 900, 3), 255, np.uint8)
    for _ in range(12):
        start = chance.integers(50, 600, 2)
        line = np.cumsum(chance.integers(-14, 18, (14, 2)), axis=0) + start
        cv2.polylines(scribble, [line.astype(np.int32)], isClosed=False, color=(60, 30, 30), thickness=3)
    document = pymupdf.open()
    for pixels in (np.full((700, 900, 3), 255, np.uint8), photo, form(), np.rot90(form(), 2), scribble):
        page = document.new_page(width=420, height=380)
        page.insert_image(page.rect, stream=png(pixels))
    settings = read_settings({"ZIPINGBIAO_DATA": str(tmp_path), "ZIPINGBIAO_PAGE_LIMIT_SECONDS": "60"})
    with closing(Readings(settings, warm=False)) as readings:
        read = readings.extract(document.tobytes(), "a.pdf")
    unread = {one.page: one.why for one in read.unread}
    assert unread[1] == "no-text"
    assert set(unread) <= {1, 2, 5}  # something may be seen in a photograph
    assert set(unread.values()) == {"no-text"}
    assert read.error
    assert (read.error.code, read.pages) == (NoTextLayer.code, 5)
