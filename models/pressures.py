"""Is there room for one more file?  If not, it is refused before a byte of it is taken.

Enters: the folders that are written to and the queue; what leaves is an `Overloaded`
that says what is short and when to come again, or nothing.  Limits are settings.
"""

import shutil
import time
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from models.databases import Database, cause_of, sqlite_file
from models.errors import NoRoom, Overloaded, TooBusy
from models.settings import Settings
from models.tables import Jobs
from models.transitions import JobState

KEPT_SECONDS = 2.0
"""So long a count of what waits is believed: counting a long queue takes milliseconds."""
MB = 1_000_000
_PG_DISK_FULL = "53100"  # PostgreSQL's errcodes.txt, disk_full
_counted: WeakKeyDictionary[Database, tuple[float, int]] = WeakKeyDictionary()


def check(db: Database, settings: Settings, coming: int = 0) -> None:
    """See that another file may be taken in.

    Args:
        db: Where what waits is counted.
        settings: The limits.
        coming: Its bytes, where they are many and known.

    Raises:
        NoRoom: Less than `min_free_mb` would be left where files or a SQLite database are kept.
        TooBusy: `max_waiting` jobs or more wait.
    """
    for folder in folders(settings):
        if (free := free_mb(folder)) - coming // MB < settings.min_free_mb:
            more = f", {coming // MB:,} would come" if coming >= MB else ""
            raise NoRoom(
                f"{folder}: {free:,} MB are left{more}, and {settings.min_free_mb:,} must stay free."
            )
    if (waiting := _waiting(db, settings.max_waiting)) >= settings.max_waiting:
        raise TooBusy(f"{waiting:,} jobs wait already.")


def folders(settings: Settings) -> list[Path]:
    """Return the folders of this host that grow."""
    file = sqlite_file(settings)
    return [settings.blobs, *([file.parent] if file else [])]


def free_mb(folder: Path) -> int:
    """Return how many MB (10^6 bytes) can still be written there, or where the folder will be made."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // MB


def of_database(error: DBAPIError) -> Overloaded:
    """Return what a database that cannot do its work means to somebody who brings a file."""
    cause = cause_of(error)
    if getattr(error.orig, "sqlstate", None) == _PG_DISK_FULL or "disk is full" in cause:
        return NoRoom(f"the database: {cause}")
    return TooBusy(f"the database: {cause}")


def _waiting(db: Database, most: int) -> int:
    """Return how many jobs wait, counted no further than to `most`."""
    now = time.monotonic()
    counted, number = _counted.get(db, (-KEPT_SECONDS, 0))
    if now - counted < KEPT_SECONDS:
        return number
    some = select(Jobs.id).where(Jobs.state == JobState.pending).limit(most).subquery()
    with db.reading() as session:
        number = session.execute(select(func.count()).select_from(some)).scalar_one()
    _counted[db] = now, number
    return number
