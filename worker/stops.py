"""SIGTERM and SIGINT → an event, for programs that end what they do before they leave."""

import signal
import threading


def asked_to_stop() -> threading.Event:
    """Return an event that is set once this process is asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
