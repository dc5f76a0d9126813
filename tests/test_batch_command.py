"""`zipingbiao batch` on real databases: list, show, retry, cancel, report."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from models import jobs
from models.databases import Database
from models.errors import EncryptedPdf
from models.settings import Settings
from models.tables import Jobs
from tests.made_archives import PDF, write
from tests.made_commands import run_on
from tests.made_forms import extraction, made_form
from tests.made_jobs import claimed


@pytest.fixture
def batch(db: Database, settings: Settings, tmp_path: Path) -> Path:
    """A batch of a manifest: one document read, one failed, one waiting, one file gone, one listed twice."""
    table = (
        b"path,reference,year\na.pdf,J-1,2019\nb.pdf,=J-2,2019\nc.pdf,,\ngone.pdf,J-4,2020\na.pdf,J-9,2019\n"
    )
    for name in "abc":
        write(tmp_path / f"{name}.pdf", PDF + name.encode())
    file = write(tmp_path / "list.csv", table)
    ended = run_on(settings, "import", "--manifest", str(file))
    assert ended.stderr.splitlines()[-1] == "batch 1: 3 accepted, 0 duplicate, 2 refused"
    assert jobs.finish(db, claimed(db, settings, 1), extraction(made_form()))
    assert jobs.finish(db, claimed(db, settings, 2), EncryptedPdf("it needs a password"))
    return file


def test_show_and_list(settings: Settings, batch: Path) -> None:
    """Counts, failures by code and what is to be reviewed are said, in words and as JSON."""
    said = run_on(settings, "batch", "show", "1").stdout
    assert batch.name in said
    for line in (
        "files      5: 3 accepted, 2 refused",
        "documents  3: 1 done, 1 failed, 1 waiting",
        "duplicates of 0 others: none",
        "forms      1, 1 to review",
        "failed     1 encrypted-pdf",
        "refused    1 bad-manifest-row",
        "refused    1 file-vanished",
    ):
        assert line in said
    told = json.loads(run_on(settings, "batch", "show", "1", "--json").stdout)
    assert told["batch"]["documents"] == {"done": 1, "failed": 1, "waiting": 1}
    assert told["progress"]["failures"] == {"encrypted-pdf": 1}
    listed = run_on(settings, "batch", "list").stdout
    assert "5 files; documents: 1 done, 1 failed, 1 waiting  list.csv" in listed
    assert json.loads(run_on(settings, "batch", "list", "--json").stdout)["batch_id"] == 1


@pytest.mark.usefixtures("batch")
def test_follow_ends_with_the_batch(settings: Settings, db: Database) -> None:
    """It is printed until nothing waits."""
    assert jobs.finish(db, claimed(db, settings, 3), extraction(made_form()))
    assert "nothing waits" in run_on(settings, "batch", "show", "1", "--follow").stdout


@pytest.mark.usefixtures("batch")
def test_retry_and_cancel(settings: Settings, db: Database) -> None:
    """Failed documents wait again, all or those of a code; what waits can be cancelled."""
    assert run_on(settings, "batch", "retry", "1", "--code", "unknown-form").stdout.startswith("0 documents")
    assert run_on(settings, "batch", "retry", "1", "--code", "encrypted-pdf").stdout.startswith("1 documents")
    assert run_on(settings, "batch", "cancel", "1").stdout == "2 documents will not be read\n"
    with db.reading() as session:
        states = list(session.scalars(select(Jobs.state).order_by(Jobs.id)))
    assert states == ["done", "failed", "cancelled", "cancelled"]


def test_report(settings: Settings, batch: Path, tmp_path: Path) -> None:
    """Each input file has its line with what became of it and the manifest's words; formulas are defused."""
    target = tmp_path / "report.csv"
    assert run_on(settings, "batch", "report", "1", "--lang", "en", "-o", str(target)).exit_code == 0
    table = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    told = [(line["file"], line["outcome"], line["state"], line["code"], line["reference"]) for line in table]
    assert told == [
        ("a.pdf", "accepted", "read", "", "J-1"),
        ("b.pdf", "accepted", "failed", "encrypted-pdf", "'=J-2"),
        ("c.pdf", "accepted", "waiting", "", ""),
        ("gone.pdf", "refused", "", "file-vanished", "J-4"),
        ("a.pdf", "refused", "", "bad-manifest-row", ""),
    ]
    lines = run_on(settings, "batch", "report", "1", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["year"] for line in lines] == ["2019", "2019", "", "2020", ""]
    assert batch.exists()


@pytest.mark.parametrize("words", [("show", "9"), ("retry", "9"), ("cancel", "9"), ("report", "9")])
def test_no_such_batch(settings: Settings, words: tuple[str, ...]) -> None:
    """It is said by code."""
    ended = run_on(settings, "batch", *words)
    assert (ended.exit_code, "not-found: no batch 9" in ended.stderr) == (2, True)
