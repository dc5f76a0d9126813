"""The limited process: what comes out of it, what cannot, and who takes its place."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import (
    BadDocument,
    EncryptedPdf,
    ParseCrashed,
    ParseMemory,
    ParseTimeout,
    TooLarge,
    UnknownForm,
)
from tests.made_readers import OWNERS_ENDS, left_by_owner, lives, wait_for_end, warm
from tests.works import WORKS
from worker.origins import Here
from worker.readers import Limits
from worker.sandboxes import Sandbox
from worker.wards import Nursery

LIMITS = Limits(seconds=20, cpu_seconds=20, memory_mb=256, answer_mb=4, growth_mb=64)


@pytest.fixture(params=["here", "nursery"])
def sandbox(request: pytest.FixtureRequest, nursery: Nursery) -> Iterator[Sandbox]:
    """A sandbox of works that do what hostile documents do, of either origin."""
    made = Sandbox(Here(WORKS) if request.param == "here" else nursery.ward("tests.works:works"), LIMITS)
    yield made
    made.close()


def test_answers_come_back_whole():
    """Whatever bytes go in, of any length, are what the caller gets, and one process gives them all."""
    sandbox = Sandbox(Here(WORKS), LIMITS)
    pids = set()

    @given(data=st.binary(max_size=300_000), name=st.text(max_size=50))
    def answers(data: bytes, name: str) -> None:
        assert sandbox.run("echo", data, name, 7) == f"{name} 7 ".encode() + data
        pids.add(sandbox.pid)

    answers()
    sandbox.close()
    assert len(pids) == 1


BAD: dict[str, type[BadDocument]] = {
    "unknown-form": UnknownForm,
    "encrypted-pdf": EncryptedPdf,
    "bad-document": BadDocument,
}


@pytest.mark.parametrize(("code", "kind"), BAD.items(), ids=BAD.keys())
def test_bad_documents_keep_their_code_and_words(sandbox: Sandbox, code: str, kind: type[BadDocument]):
    """A file at fault is the same error outside, so its code and message are stored; its reader goes on."""
    sandbox.run("echo", b"", "", 0)
    first = sandbox.pid
    with pytest.raises(BadDocument) as caught:
        sandbox.run("refuse", "两\n行".encode(), code)
    assert (type(caught.value), caught.value.message) == (kind, "两\n行")
    assert sandbox.pid == first


CRASHES: dict[str, tuple[str, type[BadDocument], str]] = {
    "killed by the kernel": ("crash", ParseCrashed, "SIGSEGV"),
    "leaves without a word": ("leave", ParseCrashed, "exit 3"),
    "leaves after half an answer": ("stammer", ParseCrashed, "exit 0"),
    "any other exception": ("raise", ParseCrashed, "KeyError"),
    "an endless recursion": ("recurse", ParseCrashed, "RecursionError"),
    "a work that is not there": ("nothing of that name", ParseCrashed, "KeyError"),
    "a memory bomb": ("swell", ParseMemory, "256 MB"),
    "a picture too large for OpenCV": ("stretch", ParseMemory, "256 MB"),
    "too long an answer": ("babble", TooLarge, "4 MB"),
    "a lie about the answer's length": ("boast", ParseCrashed, "out of turn"),
    "the answer to another question": ("confuse", ParseCrashed, "out of turn"),
    "no known kind of answer": ("mumble", ParseCrashed, "nonsense"),
    "an error of no known kind": ("accuse", ParseCrashed, "no known kind"),
}


@pytest.mark.parametrize(("work", "kind", "named"), CRASHES.values(), ids=CRASHES.keys())
def test_each_end_is_told_apart(
    sandbox: Sandbox, work: str, kind: type[BadDocument], named: str, capfd: pytest.CaptureFixture[str]
):
    """A failure costs one answer, named without the page's text, and the next document is read."""
    for _ in range(2):
        with pytest.raises(kind, match=named) as caught:
            sandbox.run(work, b"secret text of a page")
        assert "secret" not in caught.value.message
        assert sandbox.run("echo", b"next", "a", 1) == b"a 1 next"
    assert len(capfd.readouterr().err) < 20_000


def test_time_is_limited_by_the_wall():
    """A document that hangs, one that stops its reader, and one that is never taken are ended in time."""
    children = psutil.Process().children()
    sandbox = Sandbox(Here(WORKS), replace(LIMITS, seconds=0.3))
    for work, data in (("sleep", b""), ("stop", b""), ("stop", bytes(10_000_000))):
        begun = time.monotonic()
        with pytest.raises(ParseTimeout, match=r"0\.3 seconds"):
            sandbox.run(work, data)
        assert time.monotonic() - begun < 10
    os.kill(warm(sandbox), signal.SIGSTOP)
    with pytest.raises(ParseTimeout):
        sandbox.run("echo", bytes(10_000_000), "", 0)
    assert psutil.Process().children() == children


def test_time_is_limited_by_the_processor():
    """Processor time is allowed anew to each document, however much its reader has used before."""
    sandbox = Sandbox(Here(WORKS), replace(LIMITS, cpu_seconds=1))
    for _ in range(3):
        sandbox.run("burn", b"", 700)
    first = sandbox.pid
    with pytest.raises(ParseTimeout, match="1 seconds of processor time"):
        sandbox.run("burn", b"", 15_000)
    assert sandbox.run("echo", b"x", "", 0)
    assert sandbox.pid != first
    sandbox.close()


def test_memory_is_allowed_anew(sandbox: Sandbox):
    """What a document may take does not shrink with what others took, and is lifted between documents."""
    for _ in range(5):
        assert sandbox.run("take", b"", 200) == b"200"
    with pytest.raises(ParseMemory):
        sandbox.run("take", b"", 300)
    assert sandbox.run("echo", bytes(1_000_000), "", 0)


def test_a_crash_counts_only_in_a_fresh_reader(sandbox: Sandbox):
    """A document that fails in a used reader is read again in one that nobody has used."""
    sandbox.run("spoil", b"")
    assert sandbox.run("trip", b"") == b"fine"
    with pytest.raises(ParseCrashed):
        sandbox.run("crash", b"")


@pytest.mark.parametrize("work", ["late", "twice"])
def test_no_answer_is_taken_for_another_document(sandbox: Sandbox, work: str):
    """An answer that comes after its time, or again, costs its reader and reaches nobody."""
    assert sandbox.run(work, b"first") == b"first"
    first = sandbox.pid
    time.sleep(0.1 if work == "late" else 0)
    assert sandbox.run("pause", b"second") == b"second"
    assert sandbox.run("pause", b"third") == b"third"
    assert sandbox.pid != first


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_reader_that_died_between_documents_is_replaced(sandbox: Sandbox, number: int):
    """The next document does not notice."""
    first = warm(sandbox)
    os.kill(first, number)
    wait_for_end(first)
    assert sandbox.run("echo", b"x", "", 0) == b" 0 x"
    assert sandbox.pid != first


def test_a_reader_killed_on_a_document_is_replaced(sandbox: Sandbox):
    """The document that was being read is read again, once, within its time."""
    first = warm(sandbox)
    assert sandbox.run("die once", b"", first) == b"again"
    assert sandbox.pid != first


def test_readers_are_replaced_when_they_have_served_enough(nursery: Nursery):
    """After so many documents, or when it has grown too much, a reader makes place."""
    sandbox = Sandbox(nursery.ward("tests.works:works"), replace(LIMITS, documents=3))
    pids = []
    for _ in range(7):
        sandbox.run("echo", b"", "", 0)
        pids.append(sandbox.pid)
    assert [pid is None for pid in pids] == [False, False, True, False, False, True, False]
    assert sandbox.run("keep", b"", 100) == b"100"
    assert sandbox.pid is None
    sandbox.close()


def test_nothing_of_the_owner_is_in_the_reader(sandbox: Sandbox):
    """Databases, sockets and files that are open here are closed there; only the line is left, and stderr."""
    source, sink = os.pipe()
    try:
        mine = int(sandbox.run("count files", b""))
    finally:
        os.close(source)
        os.close(sink)
    assert mine == 4
    assert sandbox.run("spell limits", b"").split() == [b"0", b"500"]


def test_signals_to_the_group_leave_the_reader_to_its_owner(sandbox: Sandbox):
    """Ctrl-C and a service manager's SIGTERM do not end a document that its owner still waits for."""
    first = warm(sandbox)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(first, number)
    assert sandbox.run("echo", b"", "", 0) == b" 0 "
    assert sandbox.pid == first


@pytest.mark.parametrize("end", OWNERS_ENDS)
def test_a_reader_dies_with_its_owner(end: Callable[[], None]):
    """A killed owner leaves no reader behind, idle or at work."""

    def begin() -> tuple[Sandbox, list[int]]:
        sandbox = Sandbox(Here(WORKS), LIMITS)
        return sandbox, [warm(sandbox)]

    (reader,) = left_by_owner(begin, end)
    wait_for_end(reader)
    assert not lives(reader)


def test_a_fork_of_the_owner_has_a_reader_of_its_own(sandbox: Sandbox):
    """Two processes never speak on one line."""
    first = warm(sandbox)
    source, sink = os.pipe()
    fork = os.fork()
    if fork == 0:
        with suppress(BaseException):
            answer = sandbox.run("echo", b"fork", "", 0)
            os.write(sink, b"%d %s" % (sandbox.pid or 0, answer))
        os._exit(0)
    os.close(sink)
    assert sandbox.run("echo", b"owner", "", 0) == b" 0 owner"
    with os.fdopen(source, "rb") as words:
        pid, _, answer = words.read().partition(b" ")
    os.waitpid(fork, 0)
    assert (int(pid) != first, answer, sandbox.pid) == (True, b" 0 fork", first)


def test_a_fork_that_fails_costs_no_handles(monkeypatch: pytest.MonkeyPatch):
    """A machine that has no room for another process is asked again and again, and nothing piles up."""
    monkeypatch.setattr(os, "fork", _fail)
    before = psutil.Process().num_fds()
    sandbox, errors = Sandbox(Here(WORKS), LIMITS), []
    for _ in range(3):
        with pytest.raises(BlockingIOError) as caught:
            sandbox.run("echo", b"x", "", 0)
        errors.append(caught.value)  # their frames keep what nobody has closed
    assert psutil.Process().num_fds() == before


def _fail() -> int:
    raise BlockingIOError


def test_nothing_leaks_over_many_documents():
    """Three hundred documents, every third a crash: no file, zombie or memory is left in the owner."""
    sandbox = Sandbox(Here(WORKS), LIMITS)
    me = psutil.Process()
    before, resident = (me.num_fds(), me.children()), 0
    for number in range(300):
        if number % 3 == 0:
            with suppress(ParseCrashed):
                sandbox.run("crash", bytes(100_000))
        else:
            assert sandbox.run("echo", bytes(100_000), "", number)
        resident = resident or (number == 100 and me.memory_info().rss)
    assert me.num_fds() == before[0] + 1
    assert me.memory_info().rss - resident < 16 << 20
    sandbox.close()
    assert (me.num_fds(), me.children()) == before
