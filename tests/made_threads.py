"""Threads that do the same thing at the same time."""

import threading
from collections.abc import Callable, Iterable


def together(deeds: Iterable[Callable[[], object]]) -> None:
    """Do each thing in a thread of its own, and return when all are done."""
    threads = [threading.Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
