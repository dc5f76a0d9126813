"""Uploaded ZIP archives → the input files of their batches, for as long as the process lives.

Several archives are taken in side by side, so that a small one does not wait behind a
large one; within a batch files wait like any import's.  An archive that was begun by a
process that died is begun again when its lease is over, and goes on where it was.
Several of these processes do no harm.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from sqlalchemy.exc import DBAPIError

from models import deliveries, entries, imports, intakes, unpackings
from models.databases import Database, is_lasting
from models.entries import Entry
from models.errors import (
    BadDocument,
    BadRequest,
    BrokenSetup,
    FileVanished,
    NotFound,
    Overloaded,
    ParseCrashed,
    ServiceError,
)
from models.settings import Settings
from models.stores import Store, open_store
from models.unpackings import Delivery
from worker.stops import run_until_asked

AT_ONCE = 3
PAUSE = 0.5
"""Seconds until one of the threads looks again."""
AGAIN = 10.0
"""Seconds until a fault of the installation may have passed."""
RENEWALS = 4
"""So often within a lease a claim is renewed."""
CLEAN_EVERY = 60.0
log = logging.getLogger(__name__)


class _StopAskedError(Exception):
    """The process is to end."""


class _LostError(Exception):
    """Somebody else is at the archive by now."""


def unpack_all(settings: Settings, stop: threading.Event) -> None:
    """Take in archives until `stop` is set."""
    db, blobs = Database(settings), open_store(settings)
    work = partial(_go_on, db, blobs, settings, stop)
    threads = [
        threading.Thread(target=work, args=(number * PAUSE,), name=f"unpack-{number}")
        for number in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    while not stop.wait(CLEAN_EVERY):
        try:
            unpackings.shorten(db, settings)
            deliveries.clean(db, blobs)
        except (DBAPIError, ServiceError, OSError) as error:
            _warn(error)
    for thread in threads:
        thread.join()
    db.close()


def take_next(db: Database, blobs: Store, settings: Settings, stop: threading.Event) -> bool:
    """Take in the next archive that waits; return whether there was one.

    Raises:
        DBAPIError, OSError, ServiceError: It could not be now; it is tried again when its lease is over.
    """
    delivery = unpackings.claim(db, settings)
    if delivery is None:
        return False
    try:
        with _held(db, delivery):
            is_over = _try(db, blobs, settings, delivery, stop)
    except _LostError:
        log.warning("batch %d: another program goes on with its archive", delivery.batch_id)
        return True
    if is_over:
        with db.writing() as session:
            unpackings.end(session, delivery)
    else:
        unpackings.release(db, delivery)
    return True


def _go_on(db: Database, blobs: Store, settings: Settings, stop: threading.Event, pause: float) -> None:
    while not stop.wait(pause):
        try:
            pause = 0.0 if take_next(db, blobs, settings, stop) else PAUSE * AT_ONCE
        except Exception as error:  # noqa: BLE001 - a thread's edge: an archive that is too much for us uses up its tries
            _warn(error)
            pause = AGAIN


@contextmanager
def _held(db: Database, delivery: Delivery) -> Iterator[None]:
    """Keep a claim while its work goes on: a large archive takes minutes to be fetched and listed."""
    over = threading.Event()

    def hold() -> None:
        while not over.wait(delivery.lease.total_seconds() / RENEWALS):
            try:
                unpackings.hold(db, delivery)
            except (DBAPIError, OSError) as error:
                _warn(error)

    thread = threading.Thread(target=hold, name=f"hold-{delivery.delivery_id}")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _try(db: Database, blobs: Store, settings: Settings, delivery: Delivery, stop: threading.Event) -> bool:
    """Take in an archive, or say why not; return False where this process is to end first.

    A fault of the installation uses up no try.
    """
    try:
        _take_or_refuse(db, blobs, settings, delivery, stop)
    except BadRequest as error:
        log.info("%s", error.message)
    except _StopAskedError:
        return False
    except (DBAPIError, Overloaded, BrokenSetup, OSError) as error:
        if not (isinstance(error, DBAPIError) and is_lasting(error)):
            with suppress(DBAPIError):
                unpackings.renew(db, delivery)
        raise
    return True


def _take_or_refuse(
    db: Database, blobs: Store, settings: Settings, delivery: Delivery, stop: threading.Event
) -> None:
    try:
        if delivery.tries > settings.max_tries:
            raise ParseCrashed(f"who opened it died, {settings.max_tries} times")
        _take(db, blobs, settings, delivery, stop)
    except NotFound as error:
        _refuse(db, delivery, FileVanished(error.message))
    except BadDocument as error:
        _refuse(db, delivery, error)


def _take(db: Database, blobs: Store, settings: Settings, delivery: Delivery, stop: threading.Event) -> None:
    renewed = 0.0

    def wait(error: Overloaded) -> None:
        log.warning("%s: %s", error.code, error.message)
        if stop.wait(min(float(error.retry_after), AGAIN)):
            raise _StopAskedError
        _renew(db, delivery)

    with deliveries.opened(delivery, blobs, settings) as sources:
        unpackings.expect(db, delivery, sum(1 for _ in sources()))
        for intake in imports.take_sources(db, blobs, settings, delivery.batch_id, sources(), wait=wait):
            if not intake.before:
                error = f": {intake.error.code}" if intake.error else ""
                log.info("%s %s%s", intake.outcome, intake.name, error)
            is_new = not intake.before and intake.outcome in entries.STORED
            if is_new and time.monotonic() - renewed >= delivery.lease.total_seconds() / RENEWALS:
                _renew(db, delivery)
                renewed = time.monotonic()
            if stop.is_set():
                raise _StopAskedError


def _renew(db: Database, delivery: Delivery) -> None:
    if not unpackings.renew(db, delivery):
        raise _LostError


def _refuse(db: Database, delivery: Delivery, error: BadDocument) -> None:
    """Keep that nothing more comes out of an archive, and why."""
    if not unpackings.hold(db, delivery):
        raise _LostError
    place = hashlib.sha256(f"archive {delivery.archive}".encode()).hexdigest()
    entry = Entry(batch_id=delivery.batch_id, place=place, stamp=delivery.archive)
    intakes.refuse(db, delivery.label, error, entry)


def _warn(error: Exception) -> None:
    is_ours = not isinstance(error, (DBAPIError, ServiceError, OSError))
    log.warning("%s", " ".join(str(error).split())[:300], exc_info=error if is_ours else None)


def main() -> None:
    """Take in archives by the environment's settings until SIGTERM or SIGINT."""
    run_until_asked(unpack_all)


if __name__ == "__main__":
    main()
