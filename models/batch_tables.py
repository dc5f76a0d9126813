"""The tables of batches, their input files and the archives that become batches; no behaviour."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.bases import Base


class Batches(Base):
    """One import of many files: `state` is open, taken or cancelled.

    `source` hashes where the files come from, `part` counts the batches from there, so that an import
    that is started again finds its own; `expected` is how many files it found when it began.
    """

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16), server_default="import")
    state: Mapped[str] = mapped_column(String(16), server_default="taken")
    source: Mapped[str | None] = mapped_column(String(64))
    part: Mapped[int] = mapped_column(server_default="1")
    expected: Mapped[int | None]
    __table_args__ = (Index("uq_batches_source_part", "source", "part", unique=True),)


class BatchFiles(Base):
    """One input file of a batch and what became of it: accepted, duplicate, refused or passed over.

    `place` hashes where it lies, `stamp` which state of it was seen; a duplicate has the known document.
    """

    __tablename__ = "batch_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    place: Mapped[str] = mapped_column(String(64))
    stamp: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    outcome: Mapped[str] = mapped_column(String(16))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(64))
    message: Mapped[str | None]
    reference: Mapped[str] = mapped_column(String(100))
    year: Mapped[str] = mapped_column(String(4))
    taken_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("batch_id", "place", "stamp"),
        Index("ix_batch_files_place", "place"),
        Index("ix_batch_files_batch_id_id", "batch_id", "id"),
        Index("ix_batch_files_batch_id_document_id", "batch_id", "document_id"),
        Index("ix_batch_files_batch_id_outcome_code", "batch_id", "outcome", "code"),
    )


class Deliveries(Base):
    """One ZIP archive that was uploaded, to be taken in as a batch.

    Its file and that of its manifest lie in a place of their own, `models.deliveries.place_of`; without
    `archive` it is still coming.  `tries` counts who began to take it in since the last file that was;
    `token` is that of whoever is at it.
    """

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    archive: Mapped[str | None] = mapped_column(String(64))
    manifest: Mapped[str | None] = mapped_column(String(64))
    manifest_name: Mapped[str] = mapped_column(String(255), server_default="")
    created_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    done_at: Mapped[datetime | None]
    token: Mapped[str | None] = mapped_column(String(32))
