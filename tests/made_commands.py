"""Commands of `zipingbiao` on the database of a test, within the test's own process."""

from click.testing import CliRunner, Result

from cli.commands import main
from models.settings import PREFIX, Settings


def run_on(settings: Settings, *words: str) -> Result:
    """Return how a command on a database ended, and what it said."""
    environ = {PREFIX + "DATA": str(settings.data), PREFIX + "DATABASE_URL": settings.database_url}
    return CliRunner().invoke(main, words, env=environ)
