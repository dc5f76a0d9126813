"""The embedded default: one command that starts, watches and stops every server.

Enters: settings and the web server's command line.  Nothing leaves but a calm
line where something had to be mended.  One process a data folder: it ends what
a killed predecessor left, brings the database up to date, starts broker and
web, and the rest once a page was answered, starts again what dies, and stops the
broker last.  (docs/decisions/0001-own-supervisor.md)
"""

import contextlib
import http.client
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from urllib.parse import urlsplit

from models import unpackings
from models.databases import Database
from models.errors import BrokenSetup
from models.settings import Settings
from worker import programs
from worker.apps import QUEUES
from worker.children import Child
from worker.leases import free_leases
from worker.orphans import MARK, end_orphans, mark_of
from worker.premises import address_of, check_folder, check_port, hold_folder, prepare_folder
from worker.programs import Program

LOOK = 0.1
"""Seconds between two looks at the children."""
BOUND_EVERY = 10.0
FIRST = ("broker", "web")
WEB_STARTS_WITHIN = 120.0
WEB_TRIES = 3
GRACE = 8.0
"""Seconds between SIGTERM and SIGKILL."""
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str], None]


@dataclass
class Stop:
    """How often somebody asked for the end: once, please; twice, now."""

    asked: int = 0

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Count a signal."""
        self.asked += 1


def supervise(
    settings: Settings,
    environ: Mapping[str, str],
    web: Program,
    say: Say,
    announce: Callable[[Database], None],
) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP; a second one does not wait for work in progress.

    Args:
        settings: Read from `environ`.
        environ: What the servers get to read their settings from.
        web: The web server, which this room does not know.
        say: Shows a person one line.
        announce: Called once, when the first page has been answered.

    Raises:
        BrokenSetup: Folder, port, database or web server; nothing is left running.
    """
    os.umask(0o077)
    prepare_folder(settings.data)
    if settings.watch:
        check_folder(settings.watch)
    with hold_folder(settings), _listening() as stop:
        if left := end_orphans(settings.data):
            say(f"{left} processes of an earlier start were still there and have been ended.")
        check_port(settings)
        db = Database(settings)
        db.migrate()
        children = _children(
            settings, {**environ, MARK: mark_of(settings.data)}, _all(settings, db, web), say
        )
        try:
            _wait_for_web(settings, children, stop)
            if not stop.asked:
                announce(db)
            _keep_until(children, stop)
        finally:
            say("Stopping ...")
            _stop_all(children, stop)
            end_orphans(settings.data)
            db.close()


def _all(settings: Settings, db: Database, web: Program) -> list[Program]:
    """Return what is to run, in the order of starting."""
    broker, unpacker = programs.broker(settings), programs.unpacker()
    workers = [programs.extractors(settings), programs.renderer()]
    if settings.database_url.startswith("sqlite"):
        workers = [replace(one, mend=_freeing(db, settings, one.name)) for one in workers]
        unpacker = replace(unpacker, mend=lambda _: _freed(unpackings.free(db), "archives"))
        for kind in QUEUES:
            free_leases(db, settings, kind)
        unpackings.free(db)
    watchers = [programs.watcher()] if settings.watch else []
    return [*([broker] if broker else []), web, programs.dispatcher(), unpacker, *workers, *watchers]


def _freeing(db: Database, settings: Settings, kind: str) -> Callable[[int], str]:
    def free(_code: int) -> str:
        return _freed(free_leases(db, settings, kind), "jobs")

    return free


def _freed(count: int, of: str) -> str:
    return f"{count} {of} in progress given back" if count else ""


def _children(
    settings: Settings, environ: Mapping[str, str], wanted: Sequence[Program], say: Say
) -> list[Child]:
    return [Child(program, environ, settings.data / "logs", say) for program in wanted]


@contextlib.contextmanager
def _listening() -> Iterator[Stop]:
    """Count the signals that ask for the end."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in _ENDS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_web(settings: Settings, children: Sequence[Child], stop: Stop) -> None:
    """Keep the broker and the web server until a page is answered; the others would only slow it down."""
    first = [child for child in children if child.program.name in FIRST]
    web = first[-1]
    deadline = time.monotonic() + WEB_STARTS_WITHIN
    while not stop.asked:
        for child in first:
            child.keep()
        if _answers(address_of(settings)):
            return
        if web.failures >= WEB_TRIES or time.monotonic() > deadline:
            raise BrokenSetup(
                f"the web server does not start: {web.last_words()} (all of its words: {web.log})"
            )
        time.sleep(LOOK)


def _keep_until(children: Sequence[Child], stop: Stop) -> None:
    bounded = time.monotonic()
    while not stop.asked:
        for child in children:
            child.keep()
        if time.monotonic() - bounded > BOUND_EVERY:
            bounded = time.monotonic()
            for child in children:
                child.bound_log()
        time.sleep(LOOK)


def _stop_all(children: Sequence[Child], stop: Stop) -> None:
    """Stop the broker last, after those that talk to it; kill what does not go in time."""
    brokers = [child for child in children if child.program.name == "broker"]
    others = [child for child in children if child not in brokers]
    patience = max(stop.asked, 1)
    for group in (others, brokers):
        for child in group:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        while not all(child.is_gone() for child in group):
            if time.monotonic() > deadline or stop.asked > patience:
                break
            time.sleep(LOOK / 2)
        for child in group:
            child.end()


def _answers(address: str) -> bool:
    found = urlsplit(address)
    connection = http.client.HTTPConnection(found.hostname or "", found.port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
