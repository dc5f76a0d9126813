"""A PDF's bytes → what can be asked about them, each answered by a limited process.

Commands and tasks ask here; what they ask for (worker/works.py) runs in the reader and
nowhere else.  What comes back is data, checked against the types.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from types import MappingProxyType

import msgspec

from extractor.versions import reader_version, release
from models.codecs import to_json
from models.errors import DamagedPdf
from models.layers import Drawing, Layer, Picture
from models.records import Extraction, Failure, Form, PageRun
from models.settings import Settings
from models.versions import Versions
from worker.frames import Beat
from worker.origins import Here, named
from worker.readers import Limits
from worker.recognitions import Given, Shelf, checked, pages_to_recognise, recognise
from worker.sandboxes import Sandbox
from worker.wards import Nursery

MODELS_MB = 900
"""The models of recognition and what one page needs stay below this."""
WORKS = "worker.works"
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
        nursery: Nursery | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            settings: Limits, and where own categories lie.
            warm: Load the patterns before readers are forked, not in each when it meets a reason. Those
                laid over by an organisation's own folder are always loaded before: no reader may open it.
            beat: Called every second while a reader works; what it raises ends the reader.
            nursery: Where readers are forked; without one, from this process, which has them find in
                their memory whatever it has in its own.
        """
        self._settings, self._beat, self._nursery = settings, beat, nursery
        self._warm = warm or settings.reasons is not None

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
        return checked(self.answer(untrusted, name, shelf, sha256), Extraction)

    def answer(self, untrusted: bytes, name: str, shelf: Shelf = NOWHERE, sha256: str = "") -> bytes:
        """Return what `extract` does as the reader said it, still to be `checked`; raises as it does."""
        answer, seen = self._answered(untrusted, name, sha256, {})
        most = self._settings.max_pages
        if due := pages_to_recognise(seen.kinds, most):
            recognised = recognise(self._recognising, untrusted, due, shelf, max_pages=most)
            answer, _ = self._answered(untrusted, name, sha256, recognised)
        return answer

    def _answered(
        self, untrusted: bytes, name: str, sha256: str, recognised: Mapping[int, Given]
    ) -> tuple[bytes, "_Glance"]:
        pages = {page: given for page, given in recognised.items() if isinstance(given, bytes)}
        failed = {page: given for page, given in recognised.items() if isinstance(given, str)}
        given = msgspec.msgpack.encode((sha256, pages, failed))
        answer = self._extracting.run("extract", untrusted, name, self._settings.max_pages, given)
        seen = checked(answer, _Glance)
        if seen.error and seen.error.code == DamagedPdf.code:
            self._extracting.renew()  # a broken file is the likeliest to leave broken memory
        return answer, seen

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

    @property
    def versions(self) -> Versions:
        """What reads here, to be kept with each result; to be asked at its end: another may read the next."""
        name, own = f"{WORKS}:patterns", self._settings.reasons
        told = self._nursery.tell(name, own, self._beat) if self._nursery else named(name)(own)
        return _versions(told)

    def close(self) -> None:
        """End the readers."""
        for name in ("_extracting", "_recognising", "_drawing"):
            if sandbox := self.__dict__.get(name):
                sandbox.close()

    @cached_property
    def _extracting(self) -> Sandbox:
        return self._sandbox("extracting_warm" if self._warm else "extracting", self._limits)

    @cached_property
    def _recognising(self) -> Sandbox:
        most = self._settings.page_limit_seconds
        limits = replace(self._limits, seconds=most, cpu_seconds=most, growth_mb=MODELS_MB)
        return self._sandbox("recognising", limits)

    @cached_property
    def _drawing(self) -> Sandbox:
        return self._sandbox("drawing", self._limits)

    def _sandbox(self, works: str, limits: Limits) -> Sandbox:
        name, own = f"{WORKS}:{works}", self._settings.reasons
        origin = self._nursery.ward(name, own) if self._nursery else Here(named(name)(own))
        return Sandbox(origin, limits, self._beat)

    @property
    def _limits(self) -> Limits:
        given = self._settings
        return Limits(
            seconds=given.hard_limit_seconds,
            cpu_seconds=given.parse_cpu_seconds,
            memory_mb=given.parse_memory_mb,
            answer_mb=given.max_answer_mb,
            documents=given.reader_documents,
        )


class _Glance(msgspec.Struct, frozen=True):
    """So much of an `Extraction` as tells what comes next; its forms are passed over."""

    error: Failure | None = None
    kinds: tuple[PageRun, ...] = ()


@cache
def _versions(patterns: str) -> Versions:
    return Versions(extractor=release(), models=reader_version(), patterns=patterns)
