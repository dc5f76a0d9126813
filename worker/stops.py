"""SIGTERM and SIGINT → an event, for programs that end what they do before they leave."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable

from models.errors import BrokenSetup
from models.settings import Settings, read_settings


def run_until_asked(loop: Callable[[Settings, threading.Event], None]) -> None:
    """Be the process of a loop, by the environment's settings; what is broken in them is said in one line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = asked_to_stop()
    try:
        loop(read_settings(os.environ), stop)
    except BrokenSetup as error:
        sys.exit(f"{error.code}: {error.message}")


def asked_to_stop() -> threading.Event:
    """Return an event that is set once this process is asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
