"""`zipingbiao backup` and `zipingbiao restore`."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from models.blobs import Blobs
from models.databases import Database
from models.settings import Settings
from models.tables import Documents
from tests.broker_fixtures import environ_of
from tests.made_forms import store

COMMAND = Path(sys.executable).with_name("zipingbiao")


def test_the_commands(sqlite_settings: Settings, tmp_path: Path):
    """Backup names what is missing; restore makes its folder; both say the same; the file is private."""
    db = Database(sqlite_settings)
    store(db, sqlite_settings, "a")
    store(db, sqlite_settings, "b")
    target = tmp_path / "backup.tar"
    made = _run(sqlite_settings, "backup", target)
    assert (made.returncode, target.stat().st_mode & 0o077) == (0, 0)
    restored = subprocess.run(
        [COMMAND, "restore", target, "--data", tmp_path / "new"], capture_output=True, text=True, check=False
    )
    assert (restored.returncode, restored.stdout) == (0, made.stdout), restored.stderr
    with db.reading() as session:
        lost = session.scalars(select(Documents.sha256)).first()
    Blobs(sqlite_settings.blobs).path(lost or "").unlink()
    short = _run(sqlite_settings, "backup", target)
    assert (short.returncode, short.stderr) == (1, f"missing: {lost}\n")
    db.close()


def _run(settings: Settings, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COMMAND, *words], env=environ_of(settings), capture_output=True, text=True, check=False
    )
