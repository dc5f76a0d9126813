"""Uploaded archives to begin tests with, and what became of their files."""

import io
from datetime import timedelta

from sqlalchemy import update

from models import deliveries, reports
from models.blobs import Blobs
from models.databases import Database, clock
from models.settings import Settings
from models.tables import Deliveries
from tests.made_archives import PDF, zipped


def pdf(number: int) -> bytes:
    """Return one of many files."""
    return PDF + b"%d" % number


def bring(db: Database, settings: Settings, data: bytes, manifest: str | bytes | None = None) -> int:
    """Upload an archive and return its batch."""
    listed = manifest.encode() if isinstance(manifest, str) else manifest
    return deliveries.accept(
        db,
        Blobs(settings.blobs),
        settings,
        "档案.zip",
        io.BytesIO(data),
        manifest=("清单.csv", io.BytesIO(listed)) if listed is not None else None,
    )


def lines(db: Database, batch_id: int) -> list[tuple[str, str, str, str]]:
    """Return name in the archive, outcome or code, reference and year of each input file."""
    with db.reading() as session:
        rows = list(reports.report(session, batch_id))
    return sorted(
        (row.file.removeprefix("档案.zip/"), row.code or row.outcome, row.reference, row.year) for row in rows
    )


def lapse(db: Database) -> None:
    """End every lease."""
    with db.writing() as session:
        session.execute(update(Deliveries).values(claimed_until=clock(session) - timedelta(seconds=1)))


MIXED = zipped(
    {
        "2019/甲.pdf": pdf(1),
        "2019/乙/1.pdf": pdf(2),
        "2019/乙/2.pdf": pdf(2),
        "2019/空.pdf": b"",
        "2019/note.txt": b"",
        "2019/../../up.pdf": pdf(3),
        "2019/in.zip": zipped({"a.pdf": pdf(4)}),
        "2019/bomb.pdf": b"%PDF-1.7" + b"\0" * (4 << 20),
        "__MACOSX/2019/._甲.pdf": b"\0\5\26\7",
    }
)
FATES = {
    "2019/甲.pdf": "accepted",
    "2019/乙/1.pdf": "accepted",
    "2019/乙/2.pdf": "duplicate",
    "2019/空.pdf": "empty-file",
    "2019/note.txt": "passed",
    "2019/../../up.pdf": "bad-name",
    "2019/in.zip": "archive-not-opened",
    "2019/bomb.pdf": "archive-bomb",
    "__MACOSX/2019/._甲.pdf": "passed",
}
FILES = {"2019/甲.pdf": pdf(1), "2019/乙/1.pdf": pdf(2), "2019/乙/2.pdf": pdf(3), "2019/丙.pdf": pdf(4)}
LIST = "路径,档号,年度\n甲.pdf,J-1,2019\n乙,J-2,2020年\n缺.pdf,J-3,\n../up.pdf,,\n丙.pdf,J-4,many\n"
