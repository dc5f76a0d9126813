"""Sources → one batch, each file once: what an import, a watched folder and a manifest have in common.

The database is the only state.  An import that was killed goes on when it is started
again: what its batch has already, in the same state, is not even opened.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from sqlalchemy.exc import DBAPIError

from models import archives, intakes, pressures
from models.archives import Most
from models.databases import Database, is_away
from models.entries import Entry
from models.errors import BadDocument, Overloaded
from models.intakes import Intake
from models.settings import Settings
from models.sources import Source, Unpack
from models.stores import Store


def take_sources(  # noqa: PLR0913 - what an import needs
    db: Database,
    blobs: Store,
    settings: Settings,
    batch_id: int,
    sources: Iterable[Source],
    *,
    wait: Callable[[Overloaded], None] | None = None,
) -> Iterator[Intake]:
    """Take in each source, and yield what became of it once that is kept.

    Args:
        db: Where rows go.
        blobs: Where bytes go.
        settings: Limits.
        batch_id: The batch.
        sources: The input files.
        wait: Called where there is no room, or no database; the same source is tried again when it returns.

    Raises:
        BadRequest: The batch was cancelled meanwhile.
        Overloaded, DBAPIError: There is no room, or no database, and nobody waits.
        BrokenSetup: No more can be stored.
    """
    for source in sources:
        while True:
            try:
                taken = take_source(db, blobs, settings, batch_id, source)
            except Overloaded as error:
                if wait is None:
                    raise
                wait(error)
                continue
            except DBAPIError as error:
                if wait is None or not is_away(error):
                    raise
                wait(pressures.of_database(error))
                continue
            yield taken
            break


def take_source(db: Database, blobs: Store, settings: Settings, batch_id: int, source: Source) -> Intake:
    """Take in one source; errors as `take_sources`."""
    entry = Entry(
        batch_id=batch_id,
        place=source.place,
        stamp=source.stamp,
        reference=source.reference,
        year=source.year,
    )
    if known := intakes.known_intake(db, entry):
        return known
    if source.passed:
        return intakes.pass_over(db, source.label, entry)
    try:
        with source.opening() as stream:
            return intakes.take_in(db, blobs, settings, source.label, stream, user_id=None, entry=entry)
    except BadDocument as error:
        return intakes.refuse(db, source.label, error, entry)


def unpacker(settings: Settings) -> Unpack:
    """Return what opens archives within the limits of the settings."""
    return partial(archives.unpack, most=most_of(settings))


def most_of(settings: Settings) -> Most:
    """Return how much one archive may give."""
    return Most(files=settings.archive_files, bytes=settings.archive_bytes, ratio=settings.archive_ratio)
