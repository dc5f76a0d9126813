"""The limited process: what comes out of it, and what cannot."""

import os
import signal
import time
from collections.abc import Callable

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadDocument, EncryptedPdf, ParseCrashed, ParseTimeout, UnknownForm
from worker.sandboxes import run_limited

LIMITS = {"seconds": 5.0, "memory_mb": 256}


def _raise(error: BaseException) -> bytes:
    raise error


def _die() -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


@given(answer=st.binary(max_size=200_000))
def test_answers_come_back_whole(answer: bytes):
    """Whatever bytes the work returns, of any length, are what the caller gets."""
    assert run_limited(lambda: answer, **LIMITS) == answer


BAD = {
    "unknown form": UnknownForm("没有自评表"),
    "encrypted": EncryptedPdf("two\nlines"),
    "no subclass": BadDocument("plain"),
}


@pytest.mark.parametrize("error", BAD.values(), ids=BAD.keys())
def test_bad_documents_keep_their_code_and_words(error: BadDocument):
    """A file at fault is the same error outside, so its code and message are stored."""
    with pytest.raises(type(error)) as caught:
        run_limited(lambda: _raise(error), **LIMITS)
    assert (caught.value.code, caught.value.message) == (error.code, error.message)


CRASHES: dict[str, tuple[Callable[[], bytes], str]] = {
    "killed by the kernel": (_die, "SIGSEGV"),
    "leaves without a word": (lambda: os._exit(3), "exit 3"),
    "any other exception": (lambda: _raise(KeyError("secret text of a page")), "KeyError"),
    "a memory bomb": (lambda: bytes(2 << 30), "256 MB"),
}


@pytest.mark.parametrize(("work", "named"), CRASHES.values(), ids=CRASHES.keys())
def test_a_dying_reader_is_a_crash_with_its_cause(work: Callable[[], bytes], named: str):
    """A reader that dies costs this one answer, the cause is named, and no text of the page is repeated."""
    with pytest.raises(ParseCrashed, match=named) as caught:
        run_limited(work, **LIMITS)
    assert "secret" not in caught.value.message


def test_a_hanging_reader_is_ended_in_time():
    """Work that does not end is killed at its limit, and no process of it stays."""
    begun, children = time.monotonic(), psutil.Process().children()
    with pytest.raises(ParseTimeout):
        run_limited(lambda: _raise(TimeoutError(str(time.sleep(60)))), seconds=0.3, memory_mb=256)
    assert time.monotonic() - begun < 5
    assert psutil.Process().children() == children


def test_the_reader_has_no_files_of_its_parent():
    """Databases, sockets and files that are open here are closed there; only the answer's pipe is left."""
    source, sink = os.pipe()
    try:
        answer = run_limited(lambda: str(_is_open(source) or _is_open(sink)).encode(), **LIMITS)
    finally:
        os.close(source)
        os.close(sink)
    assert answer == b"False"


def test_what_the_reader_changes_is_lost():
    """Nothing that work does to this process's memory outlives it."""
    seen: list[int] = []
    run_limited(lambda: bytes(seen.append(1) or 0), **LIMITS)
    assert seen == []


def _is_open(handle: int) -> bool:
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True
