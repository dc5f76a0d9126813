"""A connection → the newest schema on it, by Alembic's revisions in `models/migrations`."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

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
    from alembic import command  # noqa: PLC0415 - a tenth of a process's start, and few migrate
    from alembic.config import Config  # noqa: PLC0415 - as above

    hold(connection)
    config = Config()
    # ConfigParser reads % as the start of a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def newest() -> str:
    """Return the name of the newest revision that this program knows."""
    return _revisions().get_current_head() or ""


def present(connection: Connection) -> str:
    """Return the name of the revision that a database has, "" where it has none."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as above

    return MigrationContext.configure(connection).get_current_revision() or ""


def known() -> set[str]:
    """Return the names of all revisions that this program knows."""
    return {script.revision for script in _revisions().walk_revisions()}


def _revisions() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    return ScriptDirectory(str(MIGRATIONS))
