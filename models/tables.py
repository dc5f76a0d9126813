"""The tables, typed; no behaviour.

Statements elsewhere name these classes' columns; nothing loads them as
objects.  JSON columns hold the text of `models.records` types.  `docs/jobs.md` draws the states.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.bases import Base
from models.batch_tables import Batches, BatchFiles, Deliveries
from models.counters import Changes, Counters, Losses, LossSums

__all__ = ["ApiTokens", "BatchFiles", "Batches", "Changes", "Counters", "Deliveries", "Documents"]
__all__ += ["EventHeads", "Events"]
__all__ += ["Forms", "Holds", "Jobs", "LossSums", "Losses", "PageImages", "RecognisedPages", "Users"]


class Users(Base):
    """People; `name_key` is the folded name, `epoch` rises when sessions must end."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    name_key: Mapped[str] = mapped_column(String(256), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str]
    must_change: Mapped[bool]
    active: Mapped[bool]
    epoch: Mapped[int]
    created_at: Mapped[datetime]


class ApiTokens(Base):
    """The sha256 of each token; the token itself is shown once and kept nowhere."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Documents(Base):
    """One PDF by its bytes; `state` is waiting, done or failed; `unread` lists pages as JSON.

    `reference` and `archive_year` are a manifest's; the last three name what read it last.
    """

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    pages: Mapped[int]
    unread: Mapped[str] = mapped_column(server_default="[]")
    form_count: Mapped[int]
    code: Mapped[str | None] = mapped_column(String(64))
    message: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    reference: Mapped[str] = mapped_column(String(100), server_default="")
    archive_year: Mapped[str] = mapped_column(String(4), server_default="")
    extractor_version: Mapped[str] = mapped_column(String(32), server_default="")
    model_version: Mapped[str] = mapped_column(String(32), server_default="")
    pattern_version: Mapped[str] = mapped_column(String(64), server_default="")
    __table_args__ = (
        Index("ix_documents_state_code_id", "state", "code", "id"),
        Index("ix_documents_state_id", "state", "id"),
        Index("ix_documents_batch_id_state_code", "batch_id", "state", "code"),
        Index("ix_documents_batch_id_finished_at", "batch_id", "finished_at"),
    )


class Jobs(Base):
    """Work on one document; `rank` is that of its lane (models/hints.py).

    Of the `pages_due` that need recognition, `pages_done` are recognised; None where none does.
    `read_by` is a `models.versions.Versions` as text.
    """

    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    page: Mapped[int | None]
    rank: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    hinted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    code: Mapped[str | None] = mapped_column(String(64))
    message: Mapped[str | None]
    pages_done: Mapped[int | None]
    pages_due: Mapped[int | None]
    read_by: Mapped[str] = mapped_column(String(200), server_default="")
    __table_args__ = (
        Index("ix_jobs_state_kind_rank_id", "state", "kind", "rank", "id"),
        Index("ix_jobs_state_kind_hinted_at", "state", "kind", "hinted_at"),
    )


_live = text("state IN ('pending', 'leased')")
Index(
    "uq_jobs_live",
    Jobs.document_id,
    Jobs.kind,
    func.coalesce(Jobs.page, 0),
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)


for _name, _column, _where in (
    ("ix_jobs_lease_until", Jobs.lease_until, text("state = 'leased'")),
    ("ix_jobs_tried", Jobs.tries, text("state = 'pending' AND tries > 0")),
    ("ix_jobs_pages_due", Jobs.id, text("state IN ('pending', 'leased') AND pages_due IS NOT NULL")),
):
    Index(_name, _column, sqlite_where=_where, postgresql_where=_where)


class PageImages(Base):
    """One page as a picture (`sha256`) and how it was cut into cells (`layer`), both blobs.

    Width and height are PDF points of the page as drawn: scans are drawn straight (`RecognisedPages`).
    """

    __tablename__ = "page_images"
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    width: Mapped[float]
    height: Mapped[float]
    media_type: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    layer: Mapped[str] = mapped_column(String(64))


class RecognisedPages(Base):
    """One scanned page as `reader` recognised it: a blob, its size once straight and the way back (JSON).

    Where it was given up, `code` says why and there is no blob.
    """

    __tablename__ = "recognised_pages"
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reader: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[float]
    height: Mapped[float]
    warp: Mapped[str]
    code: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Forms(Base):
    """One form: what the machine read, and which one; what people made of it, and columns to find it by.

    `current` is empty where nobody has changed what was `extracted` (`models.summaries.CURRENT`); `docked`
    is a list of `models.dockings.Docked`, None where an older program stored the form.
    """

    __tablename__ = "forms"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    ordinal: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    extracted: Mapped[str]
    current: Mapped[str]
    reread: Mapped[str | None]
    project_name: Mapped[str]
    department: Mapped[str]
    year: Mapped[str]
    total_score: Mapped[str]
    pages: Mapped[str]
    search: Mapped[str]
    error_count: Mapped[int]
    warning_count: Mapped[int]
    needs_review: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]
    template: Mapped[str] = mapped_column(String(64), server_default="", index=True)
    read_by: Mapped[str] = mapped_column(String(200), server_default="")
    doubtful_values: Mapped[int] = mapped_column(server_default="0")
    doubtful_categories: Mapped[int] = mapped_column(server_default="0")
    doubtful_texts: Mapped[int] = mapped_column(server_default="0")
    budget: Mapped[str] = mapped_column(String(64), server_default="")
    executed: Mapped[str] = mapped_column(String(64), server_default="")
    amount_unit: Mapped[str] = mapped_column(String(16), server_default="")
    docked: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("document_id", "ordinal"),
        Index("ix_forms_state_id", "state", "id"),
        Index("ix_forms_state_needs_review_id", "state", "needs_review", "id"),
        Index("ix_forms_decided_at", "decided_at"),
    )


class Holds(Base):
    """Who has a form on the desk, and until when that counts."""

    __tablename__ = "holds"
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), primary_key=True, autoincrement=False)
    user_name: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]


class Events(Base):
    """Append-only, chained by hash; a trigger refuses UPDATE and DELETE."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    field: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]
    why: Mapped[str]
    undoes: Mapped[int | None]
    form_hash: Mapped[str] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class EventHeads(Base):
    """One row: how many events there are and the last one's hash."""

    __tablename__ = "event_heads"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
