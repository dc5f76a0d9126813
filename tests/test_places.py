"""Where commands find the data: folders where no service has been, names that begin nowhere."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.commands import main
from cli.places import settings_of
from models.databases import Database
from models.settings import PREFIX, Settings, read_settings
from tests.made_forms import made_form, store_forms

COMMANDS = {
    "audit": ["audit", "verify"],
    "people": ["user", "list"],
    "a new person": ["user", "add", "li", "--role", "auditor"],
    "export": ["export"],
    "import": ["import", __file__],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_mistyped_folder_is_said(command: list[str], tmp_path: Path):
    """No empty database is made where --data leads nowhere: that would look like success."""
    nowhere = tmp_path / "nowhere"
    ended = CliRunner().invoke(main, [*command, "--data", str(nowhere)])
    assert ended.exit_code == 2
    assert f"broken-setup: {nowhere} holds no database" in ended.stderr
    assert not nowhere.exists()


@pytest.mark.parametrize("command", ["audit verify", "export --all", "batch list"])
def test_a_damaged_database_is_said(command: str, sqlite_settings: Settings):
    """What the database says ends a command in one line, not with a trace."""
    db = Database(sqlite_settings)
    store_forms(db, sqlite_settings, *[made_form(project=f"项目{number}") for number in range(9)])
    db.close()
    file = Path(sqlite_settings.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = "SELECT rootpage FROM sqlite_master WHERE name IN ('events', 'forms', 'batches')"
        roots = [root for (root,) in connection.execute(pages)]
        ((size,),) = connection.execute("PRAGMA page_size")
    with file.open("r+b") as stream:
        for root in roots:
            stream.seek((root - 1) * size)
            stream.write(b"\xaa" * size)
    ended = CliRunner().invoke(main, [*command.split(), "--data", str(sqlite_settings.data)])
    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
    assert "broken-setup: the database: database disk image is malformed" in ended.stderr


@pytest.mark.parametrize("database", [None, "sqlite:///zi liao.db?timeout=9", "postgresql://u:p@h/n"])
@pytest.mark.parametrize("blobs", ["files", "s3://forms/of-2024"])
def test_other_processes_find_the_same_places(
    database: str | None, blobs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What the environment names from the folder of the command it names from any other, too."""
    given = {"DATA": "data", "BLOBS": blobs, "REASONS": "own", "WATCH": "inbox", "DATABASE_URL": database}
    for name, value in given.items():
        if value is not None:
            monkeypatch.setenv(PREFIX + name, value)
    monkeypatch.chdir(tmp_path)
    settings, environ = settings_of(None)
    monkeypatch.chdir("/")
    assert read_settings(environ) == settings
    assert settings.watch == tmp_path / "inbox"


@pytest.mark.parametrize("kind", ["jsonl", "xlsx"])
def test_a_reader_that_has_seen_enough_is_no_error(kind: str, sqlite_settings: Settings):
    """`export | head -c 10` ends quietly."""
    db = Database(sqlite_settings)
    store_forms(db, sqlite_settings, *[made_form(project=f"项目{number}") for number in range(200)])
    db.close()
    command = [sys.executable, "-m", "cli", "export", "--all", "--format", kind]
    process = subprocess.Popen(
        [*command, "--data", str(sqlite_settings.data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    with process:
        assert len(process.stdout.read(10)) == 10
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
