"""A watched folder → batches, one a day: files are taken in once they stopped growing, each state once.

The database remembers what was taken, so a watcher that was killed goes on where it
was; nothing is kept beside it.  A file that is written anew is taken anew.  Links are
not followed and hidden files not looked at: whoever may write into the folder may
bring files of it and no others.
"""

import hashlib
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from models import batches, entries, imports
from models.databases import Database, clock
from models.errors import BadRequest, BrokenSetup, Overloaded
from models.formats import NAMED
from models.imports import unpacker
from models.intakes import Intake
from models.names import decoded, shown
from models.settings import PREFIX, Settings
from models.sources import find_below
from models.stores import open_store
from worker.premises import check_folder
from worker.stops import run_until_asked

SHORTEST_PAUSE = 0.5
IDLE = 10
"""A look at a folder of very many files is followed by a pause so many times as long."""
AGAIN = 60
"""So many seconds after a refusal that may pass, the file counts as just written."""
DONE, REFUSED = "taken", "refused"
"""Folders in the watched one, for files that were looked at."""
PASSING = "passing"
"""What became of a file that was refused for what may pass: it is looked at again."""
log = logging.getLogger(__name__)


class Watcher:
    """One folder and what is known of the files that lie in it now."""

    def __init__(self, db: Database, settings: Settings, folder: Path, say: Callable[[Intake], None]) -> None:
        """`say` hears what became of each file."""
        self.folder = folder.absolute()
        self._db, self._settings, self._say = db, settings, say
        self._blobs = open_store(settings)
        self._source = hashlib.sha256(b"watch\0" + os.fsencode(self.folder)).hexdigest()
        self._still: dict[Path, tuple[str, float]] = {}
        self._taken: dict[Path, str] = {}
        self._closed: set[str] = set()

    def look(self, now: float) -> int:
        """Take in the files that have not changed for long enough, and return how many that were.

        Args:
            now: Seconds of a clock that only goes on.

        Raises:
            Overloaded: There is no room; what was not taken is taken at the next look.
            BadRequest: The batch was cancelled meanwhile; likewise.
            OSError, DBAPIError, BrokenSetup: Likewise.
        """
        lying = dict(self._lying())
        self._still = {
            file: (mark, self._still[file][1] if self._still.get(file, ("",))[0] == mark else now)
            for file, mark in lying.items()
        }
        self._taken = {file: mark for file, mark in self._taken.items() if lying.get(file) == mark}
        ripe = [
            file
            for file, (mark, since) in sorted(self._still.items())
            if now - since >= self._settings.watch_seconds and self._taken.get(file) != mark
        ]
        if ripe:
            self._take(ripe, lying, now)
        return len(ripe)

    def _lying(self) -> Iterator[tuple[Path, str]]:
        """Yield every file that counts, with what changes whenever it is written."""
        before, self._closed = self._closed, set()

        def unlisted(error: OSError) -> None:
            if error.filename not in before:
                log.warning("nothing is taken in from %s: %s", shown(str(error.filename)), error.strerror)
            self._closed.add(error.filename)

        for folder, inner, names in os.walk(self.folder, onerror=unlisted):
            top = Path(folder) == self.folder
            inner[:] = [
                name for name in inner if not (name.startswith(".") or (top and name in {DONE, REFUSED}))
            ]
            for name in names:
                file = Path(folder, name)
                if name.startswith(".") or not name.lower().endswith(NAMED):
                    continue
                if mark := _mark(file):
                    yield file, mark

    def _take(self, ripe: list[Path], lying: dict[Path, str], now: float) -> None:
        batch_id: int | None = None
        try:
            for file in ripe:
                outcomes = set()
                for outcome, new_batch in self._take_file(file, batch_id):
                    outcomes.add(outcome)
                    batch_id = new_batch
                if PASSING in outcomes:
                    self._still[file] = lying[file], now + AGAIN
                    continue
                if self._settings.watch_move and _mark(file) == lying[file]:
                    self._move(file, REFUSED if "refused" in outcomes else DONE)
                self._taken[file] = lying[file]
        finally:
            if batch_id is not None:
                with self._db.writing() as session:
                    batches.close(session, batch_id)

    def _take_file(self, file: Path, batch_id: int | None) -> Iterator[tuple[str, int | None]]:
        """Yield what became of each file in a file, now or earlier, and the batch if there is one by now."""
        label = f"{self.folder.name}/{file.relative_to(self.folder)}"
        for source in find_below(file, label, unpacker(self._settings)):
            with self._db.reading() as session:
                known = entries.seen(session, self._source, source.place, source.stamp)
            if known is not None:
                yield known, batch_id
                continue
            batch_id = batch_id or self._open()
            intake = imports.take_source(self._db, self._blobs, self._settings, batch_id, source)
            self._say(intake)
            may_pass = intake.error is not None and intake.error.code in entries.PASSING
            yield PASSING if may_pass else intake.outcome, batch_id

    def _open(self) -> int:
        """Return the batch of today."""
        with self._db.writing() as session:
            today = clock(session).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
            label = f"{decoded(self.folder.name)} {today:%Y-%m-%d}"
            return batches.open_batch(session, label, None, kind="watch", source=self._source, since=today)

    def _move(self, file: Path, where: str) -> None:
        """Put a file away under the day's date, beside one of the same name and not in its place."""
        day = datetime.now().astimezone().strftime("%Y-%m-%d")
        target = self.folder / where / day / file.relative_to(self.folder)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            number = 1
            while target.exists():
                number += 1
                target = target.with_name(f"{file.stem} ({number}){file.suffix}")
            file.rename(target)
        except OSError as error:
            log.warning("%s stays where it is: %s", file.name, error.strerror)


def _mark(file: Path) -> str:
    """Return what changes whenever a file is written; `""` where it is gone, or no file."""
    try:
        found = file.lstat()
    except OSError:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}" if stat.S_ISREG(found.st_mode) else ""


def watch(settings: Settings, folder: Path, stop: threading.Event, say: Callable[[Intake], None]) -> None:
    """Watch a folder until `stop` is set; neither a lost database nor a full disk ends it."""
    db = Database(settings)
    watcher = Watcher(db, settings, folder, say)
    pause = SHORTEST_PAUSE
    while not stop.wait(pause):
        began = time.monotonic()
        pause = max(SHORTEST_PAUSE, min(settings.watch_seconds / 4, 2.0))
        try:
            watcher.look(began)
        except Overloaded as error:
            pause = error.retry_after
            log.warning("%s: %s The folder is looked at again in %d s.", error.code, error.message, pause)
        except (BadRequest, BrokenSetup, DBAPIError, OSError) as error:
            log.warning("%s", " ".join(str(error).split())[:300])
            pause = IDLE
        if pause < IDLE:
            pause = max(pause, IDLE * (time.monotonic() - began))
    db.close()


def named_folder(settings: Settings) -> Path:
    """Return the folder that the settings name.

    Raises:
        BrokenSetup: They name none, or none that can be listed.
    """
    if settings.watch is None:
        raise BrokenSetup(f"{PREFIX}WATCH names no folder.")
    check_folder(settings.watch)
    return settings.watch


def note(intake: Intake) -> None:
    """Log what became of a file."""
    why = f": {intake.error.code}" if intake.error else ""
    log.info("%s %s%s", intake.outcome, intake.name, why)


def main() -> None:
    """Watch the folder of the environment's settings until SIGTERM or SIGINT."""
    run_until_asked(lambda settings, stop: watch(settings, named_folder(settings), stop, note))


if __name__ == "__main__":
    main()
