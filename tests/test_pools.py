"""Files read several at a time: the same lines in the same order, and never too many begun."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.pools import AHEAD, Pool
from models.settings import read_settings
from tests.drawings import text_page
from tests.test_debug_svg import run
from worker.readings import Readings

PDFS = Path(__file__).parent / "pdfs"


@settings(max_examples=30)
@given(st.lists(st.integers(0, 3), max_size=20), st.integers(1, 4))
def test_answers_come_in_order(pauses: list[int], count: int):
    """However long each takes, answers stand in the order of what was asked; so many are begun at most."""
    begun = taken = 0

    def things() -> Iterator[tuple[int, int]]:
        nonlocal begun
        for number, pause in enumerate(pauses, start=1):
            begun = number
            yield number, pause

    def ask(_: Readings, thing: tuple[int, int]) -> int:
        time.sleep(thing[1] / 2000)
        return thing[0]

    with closing(Pool(read_settings({}), count)) as pool:
        for answer in pool.map(ask, things()):
            taken += 1
            assert answer == taken
            assert begun - taken <= count * AHEAD
    assert taken == len(pauses)


def test_two_are_never_asked_of_one():
    """Each reader has one thing at a time."""
    busy: set[int] = set()
    lock = threading.Lock()

    def ask(readings: Readings, _: int) -> bool:
        with lock:
            is_free = id(readings) not in busy
            busy.add(id(readings))
        time.sleep(0.002)
        with lock:
            busy.discard(id(readings))
        return is_free

    with closing(Pool(read_settings({}), 3)) as pool:
        assert all(pool.map(ask, range(60)))


def test_what_an_answer_raises_comes_in_its_turn():
    """Answers before it are given; closing afterwards does not hang."""

    def ask(_: Readings, thing: int) -> int:
        if thing == 5:
            raise ValueError("five")
        return thing

    seen: list[int] = []
    with closing(Pool(read_settings({}), 2)) as pool, pytest.raises(ValueError, match="five"):
        seen.extend(pool.map(ask, range(20)))
    assert seen == list(range(5))


def test_closing_waits_for_no_reader():
    """Whoever interrupts a batch of long scans is not kept waiting until they are read."""
    drawn = pymupdf.open(PDFS / "fit.rl.pdf")[0].get_pixmap(dpi=150)
    scan = pymupdf.open()
    scan.new_page(width=595, height=842).insert_image((0, 0, 595, 842), pixmap=drawn)
    begun = threading.Event()

    def things() -> Iterator[bytes]:
        yield scan.tobytes()
        begun.wait(60)
        raise InterruptedError

    def ask(readings: Readings, data: bytes) -> None:
        begun.set()
        for _ in range(60):
            readings.extract(data, "a scan")

    start = time.monotonic()
    with pytest.raises(InterruptedError), closing(Pool(read_settings({}), 2)) as pool:
        next(pool.map(ask, things()))
    assert time.monotonic() - start < 60


def test_extract_says_the_same_with_any_number_of_readers(tmp_path: Path):
    """Lines, messages, drawings and the exit status are those of one reader."""
    damaged, formless = tmp_path / "damaged.pdf", tmp_path / "formless.pdf"
    damaged.write_bytes((PDFS / "fit.rl.pdf").read_bytes()[:20_000])
    formless.write_bytes(text_page("a letter"))
    names = ("fit.rl.pdf", "sty-dashed.loxlsx.pdf", "fit.loxlsx.pdf")
    files = (PDFS / names[0], damaged, PDFS / names[1], formless, tmp_path / "gone.pdf", PDFS / names[2])
    one, several = (
        (run("--workers", count, "--debug-svg", folder, *files), _drawings(folder))
        for count, folder in (("1", tmp_path / "one"), ("3", tmp_path / "several"))
    )
    assert one == several
    assert one[0][0] == 1
    assert len(one[0][1].splitlines()) == len(files)


def _drawings(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}
