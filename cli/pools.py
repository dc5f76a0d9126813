"""Several readers at a time → what each of many things says, in the order of the things.

Each reader comes from a process of its own (worker/wards.py), so this one may have threads:
one a reader, which lives as long as the readers do, for the kernel ends a nursery with the thread that
asked for it first.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

from models.settings import Settings
from worker.readings import Readings
from worker.wards import Nursery

Thing = TypeVar("Thing")
Said = TypeVar("Said")
AHEAD = 4
"""So many things a reader are begun before the first of them is asked for: results wait in memory."""


class Pool:
    """So many readers, each started when there is something for it to read."""

    def __init__(self, settings: Settings, count: int) -> None:
        self._count, self._idle = count, SimpleQueue[Readings]()
        self._stack, self._is_over = ExitStack(), Event()
        for _ in range(count):
            nursery = self._stack.enter_context(closing(Nursery()))
            readings = Readings(settings, beat=self._beat, nursery=nursery)
            self._idle.put(self._stack.enter_context(closing(readings)))
        self._threads = ThreadPoolExecutor(count)
        self._stack.callback(self._threads.shutdown, cancel_futures=True)
        self._stack.callback(self._is_over.set)

    def map(self, ask: Callable[[Readings, Thing], Said], things: Iterable[Thing]) -> Iterator[Said]:
        """Yield what is asked of each thing, in their order, a few of them begun ahead.

        Things are taken as they are needed, in the caller's thread.  What an answer raises comes in
        its turn.
        """
        begun: deque[Future[Said]] = deque()
        for thing in things:
            begun.append(self._threads.submit(self._ask, ask, thing))
            if len(begun) > self._count * AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()

    def close(self) -> None:
        """End the readers, within a second or so, whatever they read; the rest is not begun."""
        self._stack.close()

    def _beat(self) -> None:
        if self._is_over.is_set():
            raise CancelledError

    def _ask(self, ask: Callable[[Readings, Thing], Said], thing: Thing) -> Said:
        readings = self._idle.get()
        try:
            return ask(readings, thing)
        finally:
            self._idle.put(readings)
