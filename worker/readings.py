"""A PDF's bytes → what can be asked about them, each answered by a limited process.

Commands and tasks ask here; the functions below run in the reader and nowhere
else.  What comes back is data, checked against the types.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from importlib.metadata import version
from types import MappingProxyType

import msgspec

from extractor.explanations import Drawing, draw_pages, lay_page
from extractor.geometry import Page
from extractor.pipeline import (
    Kit,
    extract_or_error,
    extract_workbook,
    load_kit,
    pages_to_recognise,
    recognise_pages,
)
from extractor.pixels import Picture, render_page
from extractor.versions import reader_version
from models.codecs import from_json, to_json
from models.errors import DamagedPdf
from models.layers import Layer
from models.records import Extraction, Form, Why
from models.settings import Settings
from models.versions import Versions
from worker.frames import Beat
from worker.readers import Limits, Tell, Telling
from worker.recognitions import Given, Shelf, Told, checked, recognise
from worker.sandboxes import Sandbox

MODELS_MB = 900
"""The models of recognition and what one page needs stay below this."""
NOWHERE = Shelf()
NOT_ANY: Mapping[int, bytes] = MappingProxyType({})


class Readings:
    """The readers of one process, each started when it is first needed.

    Pages are drawn by a reader of their own: it needs no patterns, and a page
    image must not wait for them to load.  Pages that need recognition are recognised by a
    third, each within limits of its own; then the file is read again with them.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        warm: bool = True,
        beat: Beat | None = None,
        rest: Callable[[], None] | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            settings: Limits, and where own categories lie.
            warm: Load the patterns before readers are forked, not in each when it meets a reason.
            beat: Called every second while a reader works; what it raises ends the reader.
            rest: Called before a reader is forked: no other thread may run then.
        """
        self._settings, self._warm, self._beat, self._rest = settings, warm, beat, rest

    def extract(self, untrusted: bytes, name: str, shelf: Shelf = NOWHERE, sha256: str = "") -> Extraction:
        """Return all forms of one PDF, or the error that it has in their place.

        Args:
            untrusted: The file.
            name: What to call it.
            shelf: Keeps the pages that are recognised.
            sha256: The file's, where it is known.

        Raises:
            BadDocument: The reader could not end its work.
            TurnOver: As the shelf says.
        """
        extraction = self._extracted(untrusted, name, sha256, {})
        if due := pages_to_recognise(extraction):
            most = self._settings.max_pages
            recognised = recognise(self._recognising, untrusted, due, shelf, max_pages=most)
            extraction = self._extracted(untrusted, name, sha256, recognised)
        return extraction

    def _extracted(
        self, untrusted: bytes, name: str, sha256: str, recognised: Mapping[int, Given]
    ) -> Extraction:
        pages = {page: given for page, given in recognised.items() if isinstance(given, bytes)}
        failed = {page: given for page, given in recognised.items() if isinstance(given, str)}
        given = msgspec.msgpack.encode((sha256, pages, failed))
        answer = self._extracting.run("extract", untrusted, name, self._settings.max_pages, given)
        extraction = checked(answer, Extraction)
        if extraction.error and extraction.error.code == DamagedPdf.code:
            self._extracting.renew()  # a broken file is the likeliest to leave broken memory
        return extraction

    def read_workbook(self, untrusted: bytes, name: str) -> Extraction:
        """Return all forms of one workbook.

        Raises:
            BadDocument: It cannot be read, or holds no form, or the reader could not end its work.
        """
        return checked(self._extracting.run("workbook", untrusted, name), Extraction)

    def render(self, untrusted: bytes, page: int, recognised: bytes = b"") -> tuple[Picture, Layer]:
        """Return one page (counted from 1) as a picture, and how it is cut into cells.

        A page of which it is given how it was recognised is drawn straight and upright.

        Raises:
            BadDocument: There is no such page, it cannot be drawn, or not within the limits.
        """
        most = self._settings
        answer = self._drawing.run("render", untrusted, page, most.max_pages, most.max_pixels, recognised)
        return checked(answer, tuple[Picture, Layer])

    def draw(
        self, untrusted: bytes, forms: Sequence[Form], first: int, recognised: Mapping[int, bytes] = NOT_ANY
    ) -> list[Drawing]:
        """Return drawings of how pages were read, from page `first` on, as many as make a batch.

        Raises:
            BadDocument: The file, or one of these pages, cannot be read.
        """
        pages = msgspec.msgpack.encode(dict(recognised))
        answer = self._drawing.run("draw", untrusted, to_json(forms), first, self._settings.max_pages, pages)
        return checked(answer, list[Drawing])

    @cached_property
    def versions(self) -> Versions:
        """What reads here, to be kept with each result."""
        return Versions(
            extractor=version("zipingbiao"),
            models=reader_version(),
            patterns=load_kit(reasons=self._settings.reasons).version(),
        )

    def close(self) -> None:
        """End the readers."""
        for name in ("_extracting", "_recognising", "_drawing"):
            if sandbox := self.__dict__.get(name):
                sandbox.close()

    @cached_property
    def _extracting(self) -> Sandbox:
        kit = load_kit(reasons=self._settings.reasons)
        if self._warm:
            kit.classify(["无"])  # what loads at its first use would load again in every reader
        works = {
            "extract": partial(_extract, replace(kit, recognise=None)),
            "workbook": partial(_workbook, kit),
        }
        return Sandbox(works, self._limits, self._beat, self._rest)

    @cached_property
    def _recognising(self) -> Sandbox:
        most = self._settings.page_limit_seconds
        limits = replace(self._limits, seconds=most, cpu_seconds=most, growth_mb=MODELS_MB)
        return Sandbox(
            {"recognise": Telling(partial(_recognise, load_kit()))}, limits, self._beat, self._rest
        )

    @cached_property
    def _drawing(self) -> Sandbox:
        return Sandbox({"render": _render, "draw": _draw}, self._limits, self._beat, self._rest)

    @property
    def _limits(self) -> Limits:
        given = self._settings
        return Limits(
            seconds=given.hard_limit_seconds,
            cpu_seconds=given.parse_cpu_seconds,
            memory_mb=given.parse_memory_mb,
            answer_mb=given.max_answer_mb,
        )


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
        from extractor.portraits import portray  # noqa: PLC0415 - OpenCV is for scans alone

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
