"""Documents → a ZIP archive as people pack them, and a manifest of it, with what must become of each entry.

Names are those of a Chinese Windows (GB 18030 without a mark), the manifest is Excel's.  Beside
the documents lie what must be refused or passed over, and one file twice.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import batches, reports
from models.tables import Batches, Documents
from tests.faults.documents import Kept

FOLDER = "归档/"
OTHERS: Mapping[str, tuple[bytes, str]] = {
    "空.pdf": (b"", "refused"),
    "说明.txt": (b"read me", "passed"),
    "../外.pdf": (b"%PDF-1.7 climbs", "refused"),
    "内.zip": (b"PK\5\6" + bytes(18), "refused"),
}
YEAR = "2020"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One archive to upload, its manifest, and how many lines it must end as by outcome."""

    name: str
    content: bytes
    manifest: bytes
    fates: Counter[str]


def pack(part: int, documents: Sequence[Kept]) -> Parcel:
    """Return an archive of some documents, each with a reference of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in documents:
            _put(archive, FOLDER + one.name, one.content)
        _put(archive, f"{FOLDER}再 {documents[0].name}", documents[0].content)
        for name, (content, _) in OTHERS.items():
            _put(archive, FOLDER + name, content)
    rows = [f"{one.name},{reference(one)},{YEAR}年" for one in documents]
    manifest = "\r\n".join(["路径,档号,年度", *rows, f"缺 {part}.pdf,,"]).encode("gb18030")
    fates = Counter(fate for _, fate in OTHERS.values())
    fates += Counter(accepted=len(documents), duplicate=1, refused=1)
    return Parcel(f"part {part:04}.zip", made.getvalue(), manifest, fates)


def reference(one: Kept) -> str:
    """Return what the manifest says of a document."""
    return f"档-{one.name[:6]}"


def faults_of(session: Session, parcels: Sequence[Parcel], documents: Sequence[Kept]) -> list[str]:
    """Return what is not as it must be: a batch for each archive, its sums, and what its manifest said."""
    found = {
        row.label: row.id
        for row in session.execute(select(Batches.id, Batches.label).where(Batches.kind == "upload"))
    }
    wrong = [f"{name} has a batch" for name in found.keys() - {one.name for one in parcels}]
    for parcel in parcels:
        if parcel.name not in found:
            wrong.append(f"{parcel.name} has no batch")
            continue
        batch = batches.get_batch(session, found[parcel.name])
        told = Counter(row.outcome for row in reports.report(session, batch.batch_id))
        if not (batch.state == batches.TAKEN and told == Counter(batch.files) == parcel.fates):
            wrong.append(f"{parcel.name}: {batch.state} {dict(told)} {dict(batch.files)}, not {parcel.fates}")
        if batch.expected != sum(told.values()):
            wrong.append(f"{parcel.name}: {batch.expected} expected, {sum(told.values())} there")
    said = dict(session.execute(select(Documents.name, Documents.reference)).all())
    by_end = {name.rpartition("/")[2]: word for name, word in said.items()}
    wrong += [f"{one.name} has no reference" for one in documents if by_end.get(one.name) != reference(one)]
    return wrong


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Write a file under its name in GB 18030, and say nothing of that."""
    entry = _Unmarked(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


class _Unmarked(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - what `zipfile` asks of an entry
        return self.filename.encode("gb18030"), self.flag_bits
