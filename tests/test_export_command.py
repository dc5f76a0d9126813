"""`zipingbiao export`: out of the database, whole or not at all."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.commands import main
from cli.exports import open_target
from extractor.proof.checks import recheck
from models import queues, reviews
from models.databases import Database
from models.errors import BrokenSetup
from models.settings import Settings
from review_ui.exports import write_csv, write_jsonl
from tests.made_forms import store_forms, store_user
from tests.made_records import read_form, seed
from tests.read_exports import by_header, read_csv, read_xlsx, written


def store(db: Database, settings: Settings) -> None:
    """Store forms 1 and 6, the first accepted."""
    forms = [recheck(read_form(seed(name))) for name in ("1-sunshine-community", "6-media-kitchen")]
    first, _ = store_forms(db, settings, *forms)
    user = store_user(db)
    with db.writing() as session:
        reviews.decide(session, first, version=1, decision="accept", why="", user=user)


def test_stored_forms(db: Database, settings: Settings):
    """Out of the database come the accepted forms, or all with their state, who decided and when."""
    store(db, settings)
    with db.reading() as session:
        accepted = written(write_jsonl, queues.export_forms(session)).splitlines()
        everything = written(write_csv, queues.export_forms(session, accepted_only=False))
    (line,) = map(json.loads, accepted)
    assert (line["decided_by"], line["corrections"][0]["kind"]) == ("张三", "accept")
    assert {(one["项目名称"], one["状态"]) for one in read_csv(everything)} == {
        ("阳光地带社区青年汇工作", "已确认"),
        ("新媒体“中央厨房”运营", "待核对"),
    }


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_command(kind: str, sqlite_settings: Settings, tmp_path: Path):
    """`export` writes the file asked for under its own name, with the mode the umask gives, and no other."""
    db = Database(sqlite_settings)
    store(db, sqlite_settings)
    db.close()
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / f"forms.{kind}"
    outcome = run("--format", kind, "--all", "--data", str(sqlite_settings.data), "-o", str(target))
    assert outcome.exit_code == 0
    assert list(folder.iterdir()) == [target]
    assert target.stat().st_mode & 0o777 == 0o666 & ~current_umask(folder)
    assert COUNTED[kind](target.read_bytes()) == 2


COUNTED = {
    "jsonl": lambda data: len(data.splitlines()),
    "csv": lambda data: len({one["表单编号"] for one in read_csv(data)}),
    "xlsx": lambda data: len(by_header(read_xlsx(data), "表单")),
}


def test_command_prints(sqlite_settings: Settings):
    """Without a file the export goes to the standard output."""
    db = Database(sqlite_settings)
    store(db, sqlite_settings)
    db.close()
    outcome = run("--data", str(sqlite_settings.data))
    assert json.loads(outcome.stdout_bytes)["record"]["project_name"] == "阳光地带社区青年汇工作"


def test_command_without_a_folder(sqlite_settings: Settings, tmp_path: Path):
    """A folder that does not exist is a broken set-up, said in one line."""
    outcome = run("--data", str(sqlite_settings.data), "-o", str(tmp_path / "none" / "x.jsonl"))
    assert (outcome.exit_code, BrokenSetup.code in outcome.stderr) == (2, True)


def test_a_break_leaves_the_old_file(tmp_path: Path):
    """What breaks off half-way changes nothing: the file before stays, and nothing lies beside it."""
    target = tmp_path / "forms.csv"
    target.write_text("before")
    with pytest.raises(KeyboardInterrupt):
        break_off(target)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def break_off(target: Path) -> None:
    """Write half a file and be interrupted."""
    with open_target(target) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt


def run(*args: str) -> Result:
    """Run `zipingbiao export`."""
    return CliRunner().invoke(main, ["export", *args])


def current_umask(folder: Path) -> int:
    """Return the umask, seen on a new file."""
    probe = folder.parent / "probe"
    probe.touch()
    return 0o666 & ~probe.stat().st_mode
