"""The line to a reader: frames arrive whole, or not at all, and in time."""

import os
import socket
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.frames import Frame, LineClosed, OutOfTurn, TimeIsUp, is_silent, receive, send

Line = tuple[socket.socket, socket.socket]


@pytest.fixture
def line() -> Iterator[Line]:
    """Both ends of a line."""
    ends = socket.socketpair()
    yield ends
    for end in ends:
        end.close()


@given(
    frames=st.lists(
        st.builds(Frame, st.integers(0, 2**64 - 1), st.binary(max_size=99), st.binary(max_size=9999)),
        max_size=5,
    )
)
def test_what_is_sent_is_received(frames: list[Frame]):
    """Frames come one by one, as they were sent, whatever is in them; then the line is silent."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for frame in frames:
            send(ours, frame)
        assert [receive(theirs, most=20_000) for _ in frames] == frames
        assert is_silent(theirs)


def test_large_bodies_pass_in_pieces(line: Line):
    """A body far larger than the line holds arrives whole, while the other end reads."""
    frame = Frame(1, b"large", os.urandom(5_000_000))
    sender = threading.Thread(target=send, args=(line[0], frame))
    sender.start()
    assert receive(line[1], most=6_000_000, deadline=time.monotonic() + 30) == frame
    sender.join()


def test_no_claim_is_believed(line: Line):
    """A frame over the limit is refused by its head; a claimed length takes no memory before its bytes."""
    line[0].sendall(b"\0" * 8 + (10).to_bytes(8, "big") + (1 << 60).to_bytes(8, "big"))
    with pytest.raises(OutOfTurn):
        receive(line[1], most=1 << 40)
    line[0].sendall(b"\0" * 16 + (1 << 40).to_bytes(8, "big"))
    before = psutil.Process().memory_info().vms
    with pytest.raises(TimeIsUp):
        receive(line[1], most=1 << 50, deadline=time.monotonic() + 0.05)
    assert psutil.Process().memory_info().vms - before < 8 << 20


def test_a_closed_line_is_no_frame(line: Line):
    """An end that goes in the middle of a frame, or before, is told from one that is slow."""
    line[0].sendall(b"\0" * 20)
    line[0].close()
    assert not is_silent(line[1])
    for _ in range(2):
        with pytest.raises(LineClosed):
            receive(line[1], most=9, deadline=time.monotonic() + 30)
    with pytest.raises(LineClosed):
        send(line[1], Frame(1, b"", b"words"))


def test_time_is_kept(line: Line):
    """Neither an end that trickles nor one that takes nothing can hold the other beyond the deadline."""
    begun = time.monotonic()
    line[0].sendall(b"\0")
    with pytest.raises(TimeIsUp):
        receive(line[1], most=9, deadline=begun + 0.1)
    with pytest.raises(TimeIsUp):
        send(line[1], Frame(1, b"", bytes(10_000_000)), deadline=begun + 0.2)
    assert time.monotonic() - begun < 10


def test_words_that_nobody_asked_for_are_heard(line: Line):
    """What is left unread shows, and looking takes nothing away."""
    send(line[0], Frame(3, b"late", b"words"))
    assert not is_silent(line[1])
    assert receive(line[1], most=99) == Frame(3, b"late", b"words")
