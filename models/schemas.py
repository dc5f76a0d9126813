"""A connection → the newest schema on it, by Alembic's revisions in `models/migrations`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x7A70_6269


def hold(connection: Connection) -> None:
    """Let nobody else change the schema until this transaction ends; wait for whoever does so now.

    A writing transaction of SQLite is alone as it is.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run every revision that is missing up to this one, inside the transaction of this connection."""
    hold(connection)
    config = Config()
    # ConfigParser reads % as the start of a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def newest() -> str:
    """Return the name of the newest revision that this program knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def present(connection: Connection) -> str:
    """Return the name of the revision that a database has, "" where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def known() -> set[str]:
    """Return the names of all revisions that this program knows."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
