"""A PDF's bytes → what can be asked about them, each answered by a limited process.

Commands and tasks ask here; the functions below run in the reader and nowhere
else.  What comes back is data, checked against the types.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TypeVar

import msgspec

from extractor.explanations import Drawing, draw_pages, lay_page
from extractor.pipeline import Kit, extract_or_error, extract_workbook, load_kit
from extractor.pixels import Picture, render_page
from models.errors import DamagedPdf, ParseCrashed
from models.layers import Layer
from models.records import Extraction, Form, from_json, to_json
from models.settings import LEASE_MARGIN, Settings
from worker.readers import Limits
from worker.sandboxes import Sandbox

T = TypeVar("T")

MODELS_MB = 900
"""The models of recognition and what one page needs stay below this."""
SECONDS_A_PAGE = 20
"""Recognising the densest page takes a quarter of this on a slow machine."""


class Readings:
    """The readers of one process, each started when it is first needed.

    Pages are drawn by a reader of their own: it needs no patterns, and a page
    image must not wait for them to load.  Files with pages that need recognition are read
    again by a third, which has time for so many pages: others need no such patience.
    """

    def __init__(self, settings: Settings, *, warm: bool = True) -> None:
        """`warm`: load the patterns before readers are forked, not in each when it meets a reason."""
        self._settings, self._warm = settings, warm
        self._scans: tuple[int, Sandbox] | None = None

    def extract(self, untrusted: bytes, name: str) -> Extraction:
        """Return all forms of one PDF, or the error that it has in their place.

        Raises:
            BadDocument: The reader could not end its work.
        """
        answer = self._extracting.run("extract", untrusted, name, self._settings.max_pages)
        extraction = _checked(answer, Extraction)
        if extraction.error and extraction.error.code == DamagedPdf.code:
            self._extracting.renew()  # a broken file is the likeliest to leave broken memory
        if extraction.unread:
            recognising = self._recognising(len(extraction.unread))
            answer = recognising.run("extract", untrusted, name, self._settings.max_pages)
            extraction = _checked(answer, Extraction)
        return extraction

    def read_workbook(self, untrusted: bytes, name: str) -> Extraction:
        """Return all forms of one workbook.

        Raises:
            BadDocument: It cannot be read, or holds no form, or the reader could not end its work.
        """
        return _checked(self._extracting.run("workbook", untrusted, name), Extraction)

    def render(self, untrusted: bytes, page: int) -> tuple[Picture, Layer]:
        """Return one page (counted from 1) as a picture, and how it is cut into cells.

        Raises:
            BadDocument: There is no such page, it cannot be drawn, or not within the limits.
        """
        most = self._settings
        answer = self._drawing.run("render", untrusted, page, most.max_pages, most.max_pixels)
        return _checked(answer, tuple[Picture, Layer])

    def draw(self, untrusted: bytes, forms: Sequence[Form], first: int) -> list[Drawing]:
        """Return drawings of how pages were read, from page `first` on, as many as make a batch.

        Raises:
            BadDocument: The file, or one of these pages, cannot be read.
        """
        answer = self._drawing.run("draw", untrusted, to_json(forms), first, self._settings.max_pages)
        return _checked(answer, list[Drawing])

    def close(self) -> None:
        """End the readers."""
        for name in ("_extracting", "_drawing"):
            if sandbox := self.__dict__.get(name):
                sandbox.close()
        if self._scans:
            self._scans[1].close()

    @cached_property
    def _extracting(self) -> Sandbox:
        kit = load_kit(reasons=self._settings.reasons)
        if self._warm:
            kit.classify(["无"])  # what loads at its first use would load again in every reader
        works = {
            "extract": partial(_extract, replace(kit, recognise=None)),
            "workbook": partial(_workbook, kit),
        }
        return Sandbox(works, self._limits)

    def _recognising(self, pages: int) -> Sandbox:
        """Return a reader with time to recognise so many pages; it is kept for files of about as many."""
        room = 1 << (pages - 1).bit_length()
        if self._scans is None or self._scans[0] != room:
            if self._scans:
                self._scans[1].close()
            most = max(self._settings.lease_seconds - LEASE_MARGIN, self._limits.seconds)
            seconds = min(self._limits.seconds + SECONDS_A_PAGE * room, most)
            cpu_seconds = self._limits.cpu_seconds + SECONDS_A_PAGE * room
            limits = replace(self._limits, seconds=seconds, cpu_seconds=cpu_seconds, growth_mb=MODELS_MB)
            self._scans = (
                room,
                Sandbox({"extract": partial(_extract, load_kit(reasons=self._settings.reasons))}, limits),
            )
        return self._scans[1]

    @cached_property
    def _drawing(self) -> Sandbox:
        return Sandbox({"render": _render, "draw": _draw}, self._limits)

    @property
    def _limits(self) -> Limits:
        given = self._settings
        return Limits(
            seconds=given.hard_limit_seconds,
            cpu_seconds=given.parse_cpu_seconds,
            memory_mb=given.parse_memory_mb,
            answer_mb=given.max_answer_mb,
        )


def _extract(kit: Kit, untrusted: bytes, name: str, max_pages: int) -> bytes:
    return msgspec.msgpack.encode(extract_or_error(untrusted, name, kit, max_pages=max_pages))


def _workbook(kit: Kit, untrusted: bytes, name: str) -> bytes:
    return msgspec.msgpack.encode(extract_workbook(untrusted, name, kit))


def _render(untrusted: bytes, page: int, max_pages: int, max_pixels: int) -> bytes:
    picture = render_page(untrusted, page, max_pixels=max_pixels)
    return msgspec.msgpack.encode((picture, lay_page(untrusted, page, max_pages=max_pages)))


def _draw(untrusted: bytes, forms: bytes, first: int, max_pages: int) -> bytes:
    read = from_json(forms, tuple[Form, ...])
    return msgspec.msgpack.encode(draw_pages(untrusted, read, max_pages=max_pages, first=first))


def _checked(answer: bytes, kind: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(answer, type=kind)
    except msgspec.DecodeError as error:
        raise ParseCrashed(f"what the reader says does not fit its types: {error}") from error
