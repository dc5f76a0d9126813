"""The process that a worker's readers are forked from: clean, because it never had anything to hide.

    python -m worker.nurseries HANDLE OWNER

It is a program of its own with few variables in its environment and one socket,
to its owner.  By that it is told what its readers are to be able to do, where own
categories lie, and what limits hold; no document, key or address ever comes to it.
It loads what readers need once, forks them, buries them, and dies with its owner.
It has one thread, so its owner may have as many as it likes.
"""

import socket
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from models.errors import ServiceError
from worker.frames import Frame, LineClosed, receive, send
from worker.origins import Works, end_reader, fork_reader, named
from worker.readers import hold_on_to, settle
from worker.wards import BEAR, BURY, DONE, MOST, REFUSED, Order, take_over

T = TypeVar("T")


def attend(line: socket.socket) -> None:
    """Do what the owner asks for until it goes."""
    with suppress(LineClosed):
        while True:
            request = receive(line, most=MOST)
            try:
                label, answer = DONE, _do(line, request)
            except (ServiceError, OSError) as error:
                label, answer = REFUSED, str(error)
            send(line, Frame(request.number, label, answer.encode()))


def _do(line: socket.socket, request: Frame) -> str:
    if request.label == BURY:
        return str(end_reader(_decoded(request.body, int)))
    if request.label == BEAR:
        with take_over(line) as theirs:
            order = _decoded(request.body, Order)
            if order.limits is None:
                raise OSError("a reader without limits")
            return str(fork_reader(theirs, _made(order.name, order.own), order.limits))
    order = _decoded(request.body, Order)
    return str(named(order.name)(order.own))


@cache
def _made(name: str, own: Path | None) -> Works:
    works: Works = named(name)(own)
    settle()
    return works


def _decoded(content: bytes, kind: type[T]) -> T:
    return msgspec.msgpack.decode(content, type=kind, dec_hook=_path)


def _path(kind: type[Any], text: str) -> Any:  # noqa: ANN401 - msgspec's signature
    return kind(text)


def main() -> None:
    """Serve the owner that the command line names."""
    handle, owner = map(int, sys.argv[1:])
    hold_on_to(owner)
    with socket.socket(fileno=handle) as line:
        attend(line)


if __name__ == "__main__":
    main()
