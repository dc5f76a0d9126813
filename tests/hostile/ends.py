"""A hostile file → how its reading ends, and the drawing of its first page."""

import time
from collections.abc import Callable
from typing import NamedTuple

from models.errors import BadDocument
from worker.readings import Readings

NAME = "hostile.pdf"


class End(NamedTuple):
    """`forms`, `drawn` or an error's code; what it says; after how many seconds."""

    code: str
    words: str
    seconds: float


def end_of(readings: Readings, data: bytes) -> str:
    """Return `forms`, or the code that a file ends with."""
    return read_end(readings, data).code


def read_end(readings: Readings, data: bytes) -> End:
    """Return how the reading of a file ends; the words of a reading are its number of forms."""

    def read() -> tuple[str, str]:
        extraction = readings.extract(data, NAME)
        if extraction.error:
            return extraction.error.code, f"{extraction.file}: {extraction.error.message}"
        return "forms", str(len(extraction.forms))

    return _timed(read)


def draw_end(readings: Readings, data: bytes) -> End:
    """Return how the drawing of a file's first page ends."""

    def draw() -> tuple[str, str]:
        picture, _ = readings.render(data, 1)
        return "drawn", f"{picture.width:.0f} x {picture.height:.0f}"

    return _timed(draw)


def _timed(work: Callable[[], tuple[str, str]]) -> End:
    start = time.perf_counter()
    try:
        code, words = work()
    except BadDocument as error:
        code, words = error.code, f"{NAME}: {error.message}"
    return End(code, words, time.perf_counter() - start)
