"""Batches keep every input file; documents a manifest's words, and what read them.

Revises 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make room; batches of before are taken whole, and their documents are their files."""
    _batches()
    _files()
    for name, length in (
        ("reference", 100),
        ("archive_year", 4),
        ("extractor_version", 32),
        ("model_version", 32),
        ("pattern_version", 64),
    ):
        op.add_column("documents", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.drop_index("ix_documents_batch_id", "documents")
    op.create_index("ix_documents_batch_id_state_code", "documents", ["batch_id", "state", "code"])
    op.create_index("ix_documents_batch_id_finished_at", "documents", ["batch_id", "finished_at"])
    op.add_column("jobs", _read_by())
    op.add_column("forms", _read_by())
    op.add_column("forms", sa.Column("template", sa.String(64), nullable=False, server_default=""))
    sqlite = op.get_bind().dialect.name == "sqlite"
    template = "json_extract(extracted, '$.template')" if sqlite else "extracted::jsonb ->> 'template'"
    op.execute(f"UPDATE forms SET template = {template}")  # noqa: S608 - no value from outside
    op.create_index("ix_forms_template", "forms", ["template"])


def _read_by() -> sa.Column[str]:
    return sa.Column("read_by", sa.String(200), nullable=False, server_default="")


def _batches() -> None:
    for column in (
        sa.Column("kind", sa.String(16), nullable=False, server_default="import"),
        sa.Column("state", sa.String(16), nullable=False, server_default="taken"),
        sa.Column("source", sa.String(64)),
        sa.Column("part", sa.Integer, nullable=False, server_default="1"),
        sa.Column("expected", sa.Integer),
    ):
        # Not as a batch: SQLite would drop the table, and documents refer to it.
        op.add_column("batches", column)
    op.create_index("uq_batches_source_part", "batches", ["source", "part"], unique=True)


def _files() -> None:
    op.create_table(
        "batch_files",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("batch_id", sa.Integer, nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("document_id", sa.Integer),
        sa.Column("code", sa.String(64)),
        sa.Column("message", sa.Text),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("year", sa.String(4), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batch_files"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_files_batch_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_batch_files_document_id"),
        sa.UniqueConstraint("batch_id", "place", "stamp", name="uq_batch_files_batch_id_place_stamp"),
    )
    op.create_index("ix_batch_files_document_id", "batch_files", ["document_id"])
    op.create_index("ix_batch_files_place", "batch_files", ["place"])
    op.create_index("ix_batch_files_batch_id_outcome_code", "batch_files", ["batch_id", "outcome", "code"])
    op.execute(
        "INSERT INTO batch_files"
        " (batch_id, place, stamp, name, outcome, document_id, reference, year, taken_at)"
        " SELECT batch_id, sha256, '', name, 'accepted', id, '', '', created_at"
        " FROM documents WHERE batch_id IS NOT NULL"
    )
