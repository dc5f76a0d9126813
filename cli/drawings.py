"""`extract --debug-svg DIR`: how each page was read → one SVG a page in a folder.

Pages are drawn in a limited process, as they are read; files are written by this one.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from models.errors import BadDocument, BrokenSetup
from models.layers import Drawing
from models.records import Extraction, Failure
from worker.readings import Readings

STEM_LENGTH = 60
_UNSAFE = re.compile(r"[^\w.-]+")


class Drawings:
    """A folder of drawings; no two inputs of one run share a name in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stems: set[str] = set()
        with self._told():
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass

    def draw(
        self,
        readings: Readings,
        stem: str,
        data: bytes,
        result: Extraction,
        recognised: Mapping[int, bytes],
    ) -> Failure | None:
        """Draw all pages of a file that was read, with or without forms in it; recognised ones made straight.

        Args:
            readings: Who draws.
            stem: What the drawings' names begin with, from `new_stem`.
            data: The file.
            result: What was read in it.
            recognised: Its recognised pages.

        Returns:
            Why there is no drawing at all, if a page cannot be read.

        Raises:
            BrokenSetup: The folder cannot be written.
        """
        written: list[Path] = []
        try:
            for drawing in _drawn(readings, data, result, recognised):
                path = self._folder / f"{stem}-p{drawing.page:03}.svg"
                written.append(path)
                with self._told():
                    path.write_text(drawing.svg, encoding="utf-8")
        except BadDocument as error:
            for path in written:
                path.unlink(missing_ok=True)
            return Failure(code=error.code, message=f"it cannot be drawn: {error.message}")
        return None

    def new_stem(self, file: Path) -> str:
        """Return a name for a file's drawings that no other file of this run has, whatever its case."""
        safe = _UNSAFE.sub("_", file.stem).strip(".")[:STEM_LENGTH] or "_"
        stem, number = safe, 1
        while stem.casefold() in self._stems:
            number += 1
            stem = f"{safe}-{number}"
        self._stems.add(stem.casefold())
        return stem

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            where = f"{self._folder}: {error.strerror}"
            raise BrokenSetup(f"{where}. Give --debug-svg a folder that can be written.") from error


def _drawn(
    readings: Readings, data: bytes, result: Extraction, recognised: Mapping[int, bytes]
) -> Iterator[Drawing]:
    first = 1
    while first <= result.pages:
        batch = readings.draw(data, result.forms, first, recognised)
        yield from batch
        first = batch[-1].page + 1 if batch else result.pages + 1
