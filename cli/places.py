"""`--data` and `ZIPINGBIAO_*` → settings: what every command that opens the database begins with."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError, OperationalError

from models.databases import Database, cause_of, sqlite_file
from models.errors import BrokenSetup
from models.pressures import of_database
from models.settings import PREFIX, Settings, places, read_settings

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of all data.  [default: ZIPINGBIAO_DATA, else ./data]",
)


def settings_of(data: Path | None, **given: object) -> tuple[Settings, dict[str, str]]:
    """Return the settings and the environment that says the same to other processes, wherever they run.

    Args:
        data: The folder, if the command line names one.
        given: Further settings from the command line by their variable's name; None is left out.
    """
    environ = dict(os.environ)
    chosen = {"DATA": data.absolute() if data else None, **given}
    environ |= {PREFIX + name: str(value) for name, value in chosen.items() if value is not None}
    settings = read_settings(environ)
    return settings, environ | places(settings)


@contextmanager
def open_database(data: Path | None) -> Iterator[tuple[Settings, Database]]:
    """Yield the settings and the database, brought up to date, and close it in the end.

    Raises:
        BrokenSetup: No service has been started on this folder: a command that would make an
            empty database there would only hide a wrong `--data`.  Or the database is damaged.
        Overloaded: The database has no room for what the command writes, or does not answer.
    """
    settings, _ = settings_of(data)
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        raise BrokenSetup(f"{settings.data} holds no database. Name the service's folder with --data.")
    try:
        with closing(migrate(settings)) as db:
            yield settings, db
    except OperationalError as error:
        raise of_database(error) from error
    except DBAPIError as error:
        raise BrokenSetup(f"the database: {cause_of(error)}. To see more: zipingbiao doctor") from error


def migrate(settings: Settings) -> Database:
    """Return the database, brought up to date; of several processes that start at once, one does it."""
    db = Database(settings)
    db.migrate()
    return db
