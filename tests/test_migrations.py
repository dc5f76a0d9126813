"""The schema that the revisions make is the schema of the tables, on both databases."""

import multiprocessing
from importlib import resources
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import schemas
from models.databases import Database
from models.errors import BrokenSetup
from models.settings import Settings, read_settings
from models.tables import Users
from tests.made_forms import store


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_revisions_make_the_tables(db: Database) -> None:
    """Nothing is left to migrate; SQLite alone cannot show the one index over an expression."""
    with db.reading() as session:
        opts = {"compare_type": True, "include_object": _is_of_both}
        context = MigrationContext.configure(session.connection(), opts=opts)
        assert compare_metadata(context, Users.metadata) == []


def _is_of_both(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out what PostgreSQL alone has: indexes over its own function."""
    return kind != "index" or not str(name).endswith("_grams")


def test_two_that_start_at_once(empty_settings: Settings) -> None:
    """Several processes may migrate an empty database together, and again later."""
    fork = multiprocessing.get_context("fork")
    started = [fork.Process(target=_migrate, args=(empty_settings,)) for _ in range(4)]
    for process in started:
        process.start()
    for process in started:
        process.join()
    assert [process.exitcode for process in started] == [0, 0, 0, 0]
    database = Database(empty_settings)
    database.migrate()
    with database.reading() as session:
        assert session.scalars(text("SELECT count FROM event_heads")).all() == [0]
        assert session.scalars(text("SELECT version_num FROM alembic_version")).all() == [_newest()]
    database.close()


def _newest() -> str:
    return max(path.name[:4] for path in (schemas.MIGRATIONS / "versions").glob("0*.py"))


def _migrate(settings: Settings) -> None:
    database = Database(settings)
    database.migrate()
    database.close()


def test_batches_of_before(empty_settings: Settings) -> None:
    """A database that is in use is brought up: its batch is taken whole, with the document as its file."""
    database = Database(empty_settings)
    with database.writing() as session:
        schemas.upgrade(session.connection(), "0004")
        for name, row in OLD_ROWS:
            columns, places = ", ".join(row), ", ".join(f":{one}" for one in row)
            session.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({places})"), row)  # noqa: S608 - our own names
    database.migrate()
    with database.reading() as session:
        batch = session.execute(text("SELECT id, kind, state, source, part FROM batches")).one()
        file = session.execute(text("SELECT batch_id, document_id, outcome, name FROM batch_files")).one()
        form = session.execute(text("SELECT template, read_by FROM forms")).one()
    assert (tuple(batch), tuple(file)) == ((1, "import", "taken", None, 1), (1, 1, "accepted", "a.pdf"))
    assert tuple(form) == ("beijing-2019", "")
    database.close()


_TIME = "2026-01-01 00:00:00"
_NO_WORDS = dict.fromkeys(("project_name", "department", "year", "total_score", "search", "pages"), "")
OLD_ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    ("batches", {"id": 1, "label": "2019", "created_at": _TIME}),
    (
        "documents",
        {"id": 1, "sha256": "ab", "name": "a.pdf", "name_key": "a.pdf", "size": 9, "batch_id": 1}
        | {"created_at": _TIME, "state": "done", "pages": 1, "form_count": 1},
    ),
    (
        "forms",
        {"id": 1, "document_id": 1, "ordinal": 1, "state": "waiting", "version": 1, "needs_review": False}
        | {"extracted": '{"template":"beijing-2019"}', "current": "{}", "error_count": 0, "warning_count": 0}
        | {**_NO_WORDS, "created_at": _TIME, "updated_at": _TIME},
    ),
)


def test_one_live_job_of_a_kind(db: Database, settings: Settings) -> None:
    """The database itself refuses a second live job for the same work, and permits another page."""
    store(db, settings)
    same = text(
        "INSERT INTO jobs (document_id, kind, page, rank, state, tries, created_at)"
        " SELECT document_id, kind, page, rank, state, tries, created_at FROM jobs"
    )
    with pytest.raises(IntegrityError), db.writing() as session:
        session.execute(same)
    other = text(str(same).replace("SELECT document_id, kind, page", "SELECT document_id, kind, 1"))
    with db.writing() as session:
        session.execute(other)


def test_a_database_out_of_reach_is_told(tmp_path: Path) -> None:
    """No server, or a folder that cannot be written, is a coded error without the password."""
    address = f"postgresql://u:hush@/n?host={tmp_path}"
    database = Database(read_settings({"ZIPINGBIAO_DATA": str(tmp_path), "ZIPINGBIAO_DATABASE_URL": address}))
    with pytest.raises(BrokenSetup, match="reachable") as caught:
        database.migrate()
    assert "hush" not in caught.value.message
    database.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """SQLite's folder is made; where a file stands in its way, the message names it."""
    (tmp_path / "file").write_text("")
    settings = read_settings({"ZIPINGBIAO_DATA": str(tmp_path / "file" / "data")})
    with pytest.raises(BrokenSetup, match="file/data"):
        Database(settings)


def test_revisions_ship_with_the_package() -> None:
    """What Alembic needs at run time lies inside the package."""
    folder = resources.files("models") / "migrations"
    assert (folder / "env.py").is_file()
    assert (folder / "versions" / "0001_tables.py").is_file()
