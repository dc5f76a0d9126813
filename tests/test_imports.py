"""`zipingbiao import` on real folders: what is taken in, what is refused and why."""

import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from models import batches
from models.databases import Database
from models.errors import Overloaded
from models.imports import take_sources
from models.settings import Settings
from models.sources import Source, find_sources
from models.stores import open_store
from models.tables import Batches, BatchFiles, Documents, Jobs
from tests.made_commands import run_on

PDF = b"%PDF-1.7 one of many\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with good files, bad files and files that are none."""
    made = tmp_path / "2024 年"
    (made / "deeper").mkdir(parents=True)
    (made / "a.pdf").write_bytes(PDF + b"a")
    (made / "deeper" / "B.PDF").write_bytes(PDF + b"b")
    (made / "deeper" / "same.pdf").write_bytes(PDF + b"a")
    (made / "empty.pdf").touch()
    (made / "letter.pdf").write_text("no pdf at all")
    (made / "notes.txt").write_text("passed over")
    (made / "gone.pdf").symlink_to(made / "nowhere")
    os.mkfifo(made / "pipe.pdf")
    (made / "line\nbreak.pdf").write_bytes(PDF + b"c")
    return made


OUTCOMES = {
    "2024 年/a.pdf": ("accepted", None),
    "2024 年/deeper/B.PDF": ("accepted", None),
    "2024 年/deeper/same.pdf": ("duplicate", None),
    "2024 年/empty.pdf": ("refused", "empty-file"),
    "2024 年/letter.pdf": ("refused", "not-a-pdf"),
    "2024 年/gone.pdf": ("refused", "file-vanished"),
    "2024 年/notes.txt": ("passed", None),
    "2024 年/pipe.pdf": ("refused", "file-vanished"),
    "2024 年/line\ufffdbreak.pdf": ("refused", "bad-name"),
}


def test_each_file_gets_its_outcome(settings: Settings, folder: Path):
    """Good files are in whatever stands beside them; every bad one has its code; the exit status is 1."""
    ended = _import(settings, "--json", str(folder))
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {line["name"]: (line["outcome"], (line["error"] or {}).get("code")) for line in lines} == OUTCOMES
    assert ended.exit_code == 1
    assert "batch 1: 2 accepted, 1 duplicate, 5 refused, 1 passed over" in ended.stderr


def test_words_say_the_same(settings: Settings, folder: Path):
    """Without --json a line says accepted, duplicate of which document, or refused and why."""
    said = _import(settings, str(folder)).stdout
    assert "accepted   2024 年/a.pdf (document 1)\n" in said
    assert "duplicate  2024 年/deeper/same.pdf (of document 1)\n" in said
    assert "refused    2024 年/empty.pdf: empty-file: " in said
    assert "\nbreak" not in said


def test_an_import_can_be_started_again(settings: Settings, db: Database, folder: Path):
    """The second run of the same import adds nothing: the same documents, one job each, in one batch.

    A file that was bad and is mended is taken then; one that was written anew is another input file.
    """
    (folder / "line\nbreak.pdf").unlink()
    for expected in (
        "2 accepted, 1 duplicate, 4 refused",
        "0 accepted, 0 duplicate, 4 refused, 3 taken before",
    ):
        assert f"batch 1: {expected}, 1 passed over" in _import(settings, str(folder)).stderr
    (folder / "empty.pdf").write_bytes(PDF + b"mended")
    (folder / "a.pdf").write_bytes(PDF + b"anew")
    assert (
        "batch 1: 2 accepted, 0 duplicate, 3 refused, 2 taken before" in _import(settings, str(folder)).stderr
    )
    with db.reading() as session:
        assert session.scalars(select(Documents.batch_id)).all() == [1, 1, 1, 1]
        assert session.execute(select(func.count()).select_from(Jobs)).scalar_one() == 4
        assert session.scalars(select(Batches.state)).all() == ["taken"]
        named = select(BatchFiles.name, BatchFiles.outcome).order_by(BatchFiles.name, BatchFiles.id)
        kept = [(row.name, row.outcome) for row in session.execute(named)]
    assert kept == [
        ("2024 年/a.pdf", "accepted"),
        ("2024 年/a.pdf", "accepted"),
        ("2024 年/deeper/B.PDF", "accepted"),
        ("2024 年/deeper/same.pdf", "duplicate"),
        ("2024 年/empty.pdf", "accepted"),
        ("2024 年/gone.pdf", "refused"),
        ("2024 年/letter.pdf", "refused"),
        ("2024 年/notes.txt", "passed"),
        ("2024 年/pipe.pdf", "refused"),
    ]


def test_other_imports_have_other_batches(settings: Settings, db: Database, tmp_path: Path):
    """Another folder is another batch; so is one that is asked for, or that follows a cancelled one."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.pdf").write_bytes(PDF)
    first, other = str(tmp_path / "a"), str(tmp_path / "a" / ".." / "b")
    assert "batch 1: 1 accepted" in _import(settings, first).stderr
    assert "batch 2: 0 accepted, 1 duplicate" in _import(settings, other).stderr
    assert (
        "batch 2: 0 accepted, 0 duplicate, 0 refused, 1 taken"
        in _import(settings, str(tmp_path / "b")).stderr
    )
    assert "batch 3: 0 accepted, 1 duplicate" in _import(settings, "--new-batch", first).stderr
    batches.cancel(db, 2)
    assert "batch 4: 0 accepted, 1 duplicate" in _import(settings, other).stderr


def test_a_batch_is_called_after_its_folder(
    settings: Settings, db: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """However it is named: from within, it is not called a dot."""
    monkeypatch.chdir(folder / "deeper")
    for path in (".", "..", str(folder)):
        run_on(settings, "import", path)
    with db.reading() as session:
        assert list(session.scalars(select(Batches.label).order_by(Batches.id))) == ["deeper", "2024 年"]


def test_named_files_are_taken_as_they_are(settings: Settings, tmp_path: Path):
    """A file that is named needs no ending; one that is missing is refused, and the next goes on."""
    (tmp_path / "form").write_bytes(PDF)
    ended = _import(settings, str(tmp_path / "missing.pdf"), str(tmp_path / "form"))
    assert ended.stdout.splitlines() == [
        "refused    missing.pdf: file-vanished: it cannot be opened: No such file or directory",
        "accepted   form (document 1)",
    ]
    assert ended.exit_code == 1


def test_all_good_is_success(settings: Settings, tmp_path: Path):
    """The exit status is 0 when nothing was refused, duplicates included."""
    (tmp_path / "a.pdf").write_bytes(PDF + b"a")
    (tmp_path / "b.pdf").write_bytes(PDF + b"a")
    assert _import(settings, str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf")).exit_code == 0


def test_names_of_a_chinese_windows(settings: Settings, db: Database, tmp_path: Path):
    """Names whose bytes are GB 18030 are shown as they were written; what is neither stays refused."""
    top = os.fsencode(tmp_path) + b"/" + "年度".encode("gb18030")
    Path(os.fsdecode(top)).mkdir()
    names = ["自评x表.pdf".encode("gb18030"), "自评.pdf".encode(), b"\xff\xff.pdf"]
    for name in names:
        Path(os.fsdecode(top + b"/" + name)).write_bytes(PDF + name)
    ended = _import(settings, "--json", os.fsdecode(top))
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {line["name"]: line["outcome"] for line in lines} == {
        "年度/自评x表.pdf": "accepted",
        "年度/自评.pdf": "accepted",
        "年度/\ufffd\ufffd.pdf": "refused",
    }
    with db.reading() as session:
        assert session.scalars(select(Batches.label)).all() == ["年度"]


def test_imports_of_one_folder_at_once(settings: Settings, db: Database, tmp_path: Path):
    """Whichever keeps a file that is refused or passed over, none breaks off; each file has one line."""
    for number in range(60):
        (tmp_path / "a" / f"{number}.pdf").parent.mkdir(exist_ok=True)
        (tmp_path / "a" / f"{number}.pdf").touch()
        (tmp_path / "a" / f"{number}.txt").touch()
    sources = list(find_sources([tmp_path / "a"], unpack_nothing))
    with db.writing() as session:
        batch_id = batches.open_batch(session, "a", None)
    barrier = threading.Barrier(4, timeout=30)

    def run(_: int) -> list[str]:
        mine, store = Database(settings), open_store(settings)
        barrier.wait()
        try:
            return [one.outcome for one in take_sources(mine, store, settings, batch_id, sources)]
        finally:
            mine.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(4))) == [["refused", "passed"] * 60] * 4
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(BatchFiles)) == 120


@given(names=st.sets(st.from_regex(r"[a-z]{1,3}(\.pdf|\.PDF|\.txt)?", fullmatch=True), max_size=6))
def test_finds_every_pdf_once(tmp_path_factory: pytest.TempPathFactory, names: set[str]):
    """Whatever a folder holds, each file is found exactly once, in order; what is no *.pdf is passed over."""
    top = tmp_path_factory.mktemp("found")
    for name in names:
        (top / name).touch()
    found = [(source.label, source.passed) for source in find_sources([top], unpack_nothing)]
    assert found == [(f"{top.name}/{name}", not name.lower().endswith(".pdf")) for name in sorted(names)]


def unpack_nothing(file: Path, label: str) -> Iterator[Source]:
    """Open no archive."""
    raise AssertionError((file, label))


def _import(settings: Settings, *arguments: str) -> Result:
    return run_on(settings, "import", *arguments)


def test_a_database_that_is_away_is_waited_for(
    postgres_settings: Settings, postgres_folder: Path, folder: Path
):
    """A restart of the database ends no import: it goes on where it was, and each file is taken once."""
    db = Database(postgres_settings)
    with db.writing() as session:
        batch_id = batches.open_batch(session, "a", None, kind="import", source=None)
    waited: list[str] = []

    def let_in(*, again: bool) -> None:
        with psycopg.connect(host=str(postgres_folder), user="postgres", autocommit=True) as server:
            server.execute(f"ALTER DATABASE migrated ALLOW_CONNECTIONS {again}")
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'migrated'"
            )

    def wait(error: Overloaded) -> None:
        waited.append(error.code)
        let_in(again=True)

    found = find_sources([folder], lambda *_: iter(()))
    taken = take_sources(db, open_store(postgres_settings), postgres_settings, batch_id, found, wait=wait)
    try:
        first = next(taken)
        let_in(again=False)
        names = [first.name, *(intake.name for intake in taken)]
    finally:
        let_in(again=True)
    assert waited == ["too-busy"]
    assert sorted(names) == sorted(OUTCOMES)
    with db.reading() as session:
        assert batches.get_batch(session, batch_id).total == len(OUTCOMES)
    db.close()
