"""The tables, typed; no behaviour.

Statements elsewhere name these classes' columns; nothing loads them as
objects.  Times are aware and UTC on both databases.  JSON columns hold the
text of `models.records` types.  `docs/jobs.md` draws the states.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime in UTC, where SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, which would silently mean another hour."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC whatever the session's zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcTime(), str: Text()}


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


class Batches(Base):
    """One import or upload of many files."""

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]


class Documents(Base):
    """One PDF by its bytes; `state` is waiting, done or failed; `unread` lists pages as JSON."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    pages: Mapped[int]
    unread: Mapped[str] = mapped_column(server_default="[]")
    form_count: Mapped[int]
    code: Mapped[str | None] = mapped_column(String(64))
    message: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_documents_state_code_id", "state", "code", "id"),)


class Jobs(Base):
    """Work on one document; `rank` is 0 for page images, 1 for uploads, 2 for batches.

    Of the `pages_due` that need recognition, `pages_done` are recognised; None where none does.
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
    """One form: what the machine read, what people made of it, and columns to find it by."""

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
    __table_args__ = (
        UniqueConstraint("document_id", "ordinal"),
        Index("ix_forms_state_id", "state", "id"),
        Index("ix_forms_state_needs_review_id", "state", "needs_review", "id"),
        Index("ix_forms_decided_at", "decided_at"),
    )


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
