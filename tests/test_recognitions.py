"""Pages are recognised once each, whatever one of them does to its reader."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec
import pytest

from models.errors import ParseCrashed
from models.records import PageRun, Why
from worker.origins import Here
from worker.readers import Limits, Tell, Telling
from worker.recognitions import RUN, Given, Shelf, Told, TurnOver, checked, pages_to_recognise, recognise
from worker.sandboxes import Sandbox

DUE = range(1, 21)
BAD = 11
LIMITS = Limits(seconds=0.6, cpu_seconds=20, memory_mb=256, answer_mb=4)
Harm = Callable[[], object]


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


LIES = {"another type": b"\x01", "half an answer": b"\x92\x01", "text that is no text": b"\xa3\xed\xa0\x80"}


@pytest.mark.parametrize("answer", LIES.values(), ids=LIES.keys())
def test_an_answer_that_is_something_else(answer: bytes):
    """Whatever a reader says that does not fit is its failure, and no other error of the worker's."""
    with pytest.raises(ParseCrashed, match="does not fit its types"):
        checked(answer, str)


RUNS = {"before the first": (0, 2), "behind the last": (3, 1 << 40), "backwards": (3, 2)}


@pytest.mark.parametrize(("first", "last"), RUNS.values(), ids=RUNS.keys())
def test_pages_that_cannot_be(first: int, last: int):
    """Pages that no file has are not even counted: what a reader says costs no memory."""
    known = PageRun(kind="scan", first=1, last=2)
    assert pages_to_recognise((known, PageRun(kind="text", first=3, last=5)), 5) == [1, 2]
    with pytest.raises(ParseCrashed, match="cannot be"):
        pages_to_recognise((known, PageRun(kind="scan", first=first, last=last)), 5)


HARMS: dict[str, tuple[Harm, Why]] = {
    "kills its reader": (_kill, "parse-crashed"),
    "raises": (lambda: 1 / 0, "parse-crashed"),
    "never ends": (lambda: time.sleep(60), "parse-timeout"),
    "takes all memory": (lambda: bytearray(1 << 30), "parse-memory"),
}


def _told(page: int) -> bytes:
    told = Told(page=page, width=1, height=1, warp=None, content=b"%d by %d" % (page, os.getpid()))
    return msgspec.msgpack.encode(told)


def _works(harm: Harm | None = None, seconds: float = 0.0) -> Mapping[str, Telling]:
    def work(tell: Tell, _untrusted: bytes, run: bytes, _max_pages: int) -> None:
        for page in msgspec.msgpack.decode(run, type=list[int]):
            time.sleep(seconds)
            if page == BAD and harm:
                harm()
            tell(_told(page))

    return {"recognise": Telling(work)}


@dataclass
class Kept(Shelf):
    """Keeps in memory, in order; `before` is what was kept by earlier tries."""

    before: dict[int, Given] = field(default_factory=dict)
    last_try: bool = True
    turns: list[bool] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    failed: dict[int, Why] = field(default_factory=dict)
    progress: list[tuple[int, int]] = field(default_factory=list)

    def begin(self, due: Sequence[int]) -> Mapping[int, Given]:
        """Return what was there before."""
        return {page: self.before[page] for page in due if page in self.before}

    def keep(self, told: Told, done: int, due: int) -> None:
        """Write down one page."""
        self.pages.append(told.page)
        self.progress.append((done, due))

    def give_up(self, page: int, why: Why, done: int, due: int) -> None:
        """Write down a failure."""
        self.failed[page] = why
        self.progress.append((done, due))

    def is_turn_over(self) -> bool:
        """Tell what the test wants, in turn."""
        return bool(self.turns) and self.turns.pop(0)


@pytest.fixture
def sandboxes() -> Iterator[Callable[..., Sandbox]]:
    """Make sandboxes that are ended with the test."""
    made: list[Sandbox] = []

    def make(harm: Harm | None = None, seconds: float = 0.0) -> Sandbox:
        made.append(Sandbox(Here(_works(harm, seconds)), LIMITS))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()


def test_time_is_a_pages_not_a_documents(sandboxes: Callable[..., Sandbox]):
    """Twenty pages may together take many times what one may; each is kept as soon as it is told."""
    shelf = Kept()
    found = recognise(sandboxes(seconds=0.08), b"", DUE, shelf, max_pages=99)
    assert list(found) == shelf.pages == list(DUE)
    assert shelf.progress == [(done, 20) for done in DUE]


@pytest.mark.parametrize(("harm", "why"), HARMS.values(), ids=HARMS.keys())
def test_a_bad_page_costs_itself_alone(sandboxes: Callable[..., Sandbox], harm: Harm, why: Why):
    """A page that ends every reader is given up by its own code; the others are recognised once each."""
    shelf = Kept()
    found = recognise(sandboxes(harm), b"", DUE, shelf, max_pages=99)
    assert shelf.failed == {BAD: why}
    assert shelf.pages == [page for page in DUE if page != BAD]
    assert [page for page, given in found.items() if given == why] == [BAD]
    assert all(one[0] < two[0] for one, two in pairwise(shelf.progress))


def test_a_crash_is_another_workers_before_it_is_a_fault(sandboxes: Callable[..., Sandbox]):
    """While tries are left, a page that ends a fresh reader is left to the next try; what was kept stands."""
    shelf = Kept(last_try=False)
    with pytest.raises(ParseCrashed):
        recognise(sandboxes(_kill), b"", DUE, shelf, max_pages=99)
    assert (shelf.pages, shelf.failed) == (list(range(1, BAD)), {})


def test_goes_on_behind_what_is_kept(sandboxes: Callable[..., Sandbox]):
    """Pages kept by an earlier try, and those given up by it, are not recognised again."""
    shelf = Kept(before={1: b"one", 2: "too-large", 5: b"five", 77: b"not due"})
    found = recognise(sandboxes(), b"", DUE, shelf, max_pages=99)
    assert shelf.pages == [3, 4, *range(6, 21)]
    assert (found[1], found[2], found[5]) == (b"one", "too-large", b"five")
    assert sorted(found) == list(DUE)


def test_others_have_their_turn(sandboxes: Callable[..., Sandbox]):
    """Between two runs the reader may be called away; the reader itself stays."""
    sandbox, shelf = sandboxes(), Kept(turns=[False, True])
    with pytest.raises(TurnOver):
        recognise(sandbox, b"", DUE, shelf, max_pages=99)
    assert shelf.pages == list(range(1, 2 * RUN + 1))
    assert not sandbox.is_fresh
    shelf = Kept(turns=[True])
    assert len(recognise(sandbox, b"", range(1, RUN + 1), shelf, max_pages=99)) == RUN


LIES: dict[str, tuple[Callable[[int], list[bytes]], list[int]]] = {
    "a page that nobody asked for": (lambda page: [_told(page + 100)], []),
    "a page twice": (lambda page: [_told(page)] * 2, [1, 2, 3]),
    "nonsense": (lambda _page: [b"nonsense"], []),
    "nothing": (lambda _page: [], []),
}


@pytest.mark.parametrize(("lie", "kept"), LIES.values(), ids=LIES.keys())
def test_what_a_reader_tells_is_not_believed(lie: Callable[[int], list[bytes]], kept: list[int]):
    """Pages out of turn, twice or not at all end the reader; a page never rightly told counts as crashed."""

    def work(tell: Tell, _untrusted: bytes, run: bytes, _max_pages: int) -> None:
        for part in lie(msgspec.msgpack.decode(run, type=list[int])[0]):
            tell(part)

    sandbox, shelf = Sandbox(Here({"recognise": Telling(work)}), LIMITS), Kept()
    found = recognise(sandbox, b"", [1, 2, 3], shelf, max_pages=99)
    sandbox.close()
    assert sorted(found) == [1, 2, 3]
    assert shelf.pages == kept
    assert sorted([*shelf.pages, *shelf.failed]) == [1, 2, 3]
