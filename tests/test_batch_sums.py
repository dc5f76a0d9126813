"""Batches: every input file is accounted for, whatever is broken off, read, cancelled and tried again."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import select

from models import batches
from models.batches import Batch
from models.blobs import Blobs
from models.databases import Database
from models.errors import BadRequest
from models.imports import take_sources
from models.intakes import Intake
from models.reports import ReportRow
from models.settings import Settings
from models.sources import Source
from models.tables import Documents
from review_ui.batch_reports import REPORTS
from tests.made_archives import PDF, locked, write, zipped
from tests.made_batches import Folder

CONTENTS: dict[str, bytes] = {
    "good": PDF + b"1",
    "other": PDF + b"2",
    "empty": b"",
    "junk": b"no pdf",
    "archive": zipped({"a.pdf": PDF + b"1", "deep/b.pdf": PDF + b"3", "c.txt": b"", "d.zip": b"d"}),
    "locked": locked(zipped({"a.pdf": PDF + b"4", "b.pdf": PDF + b"5"}), "a.pdf"),
    "torn": b"PK torn",
}
SUFFIX = {"archive": ".zip", "locked": ".zip", "torn": ".zip"}
FILES = st.lists(st.tuples(st.sampled_from(sorted(CONTENTS)), st.sampled_from([".pdf", ".txt"])), max_size=6)
STEPS = st.lists(
    st.sampled_from(["import", "some of it", "read", "fail", "cancel", "retry", "mend"]), max_size=6
)


def _step(folder: Folder, step: str) -> None:
    if step == "import":
        folder.take()
    elif step == "some of it":
        folder.take(2)
    elif step in {"read", "fail"}:
        folder.end_jobs(well=step == "read")
    elif step == "cancel":
        batches.cancel(folder.db, folder.batch_id)
        with pytest.raises(BadRequest):
            _into(folder, folder.batch_id)
    elif step == "retry":
        batches.retry(folder.db, folder.batch_id)
    else:
        write(folder.path / "0.pdf", PDF + b"mended")


def _into(folder: Folder, batch_id: int) -> list[Intake]:
    source = Source(label="x.pdf", whence=b"x", stamp="", opening=lambda: io.BytesIO(PDF))
    return list(take_sources(folder.db, Blobs(folder.settings.blobs), folder.settings, batch_id, [source]))


numbers = iter(range(1_000_000))


@trying(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(files=FILES, steps=STEPS)
def test_the_sums_match(
    db: Database, settings: Settings, tmp_path: Path, files: object, steps: list[str]
) -> None:
    """Each input file has one line, accepted ones a document each, and every sum is that of the lines."""
    folder = Folder(db, settings, tmp_path / f"{next(numbers)}")
    assert isinstance(files, list)
    write(folder.path / "z.pdf", PDF + folder.path.name.encode())
    for at, (content, ending) in enumerate(files):
        write(folder.path / f"{at}{SUFFIX.get(content, ending)}", CONTENTS[content])
    folder.take(1)
    for step in steps:
        _step(folder, step)
    folder.take()
    batch, progress, rows = folder.look()
    _check_lines(folder, rows)
    _check_sums(db, batch, progress, rows)


def _check_lines(folder: Folder, rows: Sequence[ReportRow]) -> None:
    """Each file that lies there has its line; one that was stored before it was mended has that one, too."""
    lying = Counter(source.label for source in folder.inputs())
    named = Counter(row.file for row in rows)
    assert lying - named == Counter()
    assert named - lying <= Counter({f"{folder.path.name}/0.pdf": 1})
    assert all(row.outcome in {"accepted", "duplicate"} for row in rows if named[row.file] > lying[row.file])
    assert all(bool(row.document_id) == (row.outcome in {"accepted", "duplicate"}) for row in rows)
    assert all(bool(row.code) for row in rows if row.outcome == "refused" or row.state == "failed")


def _check_sums(db: Database, batch: Batch, progress: batches.Progress, rows: Sequence[ReportRow]) -> None:
    assert Counter(row.outcome for row in rows) == batch.files
    accepted = [row for row in rows if row.outcome == "accepted"]
    assert Counter(row.state for row in accepted) == batch.documents
    assert len({row.document_id for row in accepted}) == len(accepted)
    with db.reading() as session:
        own = session.scalars(select(Documents.id).where(Documents.batch_id == batch.batch_id)).all()
    assert sorted(own) == sorted(row.document_id or 0 for row in accepted)
    others = {row.document_id: row for row in rows if row.document_batch not in {None, batch.batch_id}}
    assert Counter(row.state for row in others.values()) == batch.duplicates
    failed = [row.code for row in (*accepted, *others.values()) if row.state == "failed"]
    assert Counter(failed) == progress.failures
    assert Counter(row.code for row in rows if row.outcome == "refused") == progress.refusals
    assert _csv(rows) == _jsonl(rows) == [(row.file, row.outcome, row.state, row.code) for row in rows]


def _csv(rows: Sequence[ReportRow]) -> list[tuple[str, ...]]:
    stream = io.BytesIO()
    REPORTS["csv"][0](rows, stream, "en")
    words = {"passed over": "passed", "read": "done"}
    table = csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""))
    return [
        (
            line["file"],
            words.get(line["outcome"], line["outcome"]),
            words.get(line["state"], line["state"]),
            line["code"],
        )
        for line in table
    ]


def _jsonl(rows: Sequence[ReportRow]) -> list[tuple[str, ...]]:
    stream = io.BytesIO()
    REPORTS["jsonl"][0](rows, stream, "zh")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [(line["file"], line["outcome"], line["state"], line["code"]) for line in lines]
