"""Whether a document is of a batch is found at once, and those of a batch without looking at its files.

Revises 0013.
"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Find files by batch and document: SQLite went through all files of a batch for each form."""
    op.create_index("ix_batch_files_batch_id_document_id", "batch_files", ["batch_id", "document_id"])
