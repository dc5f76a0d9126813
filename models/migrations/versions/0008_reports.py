"""A batch's report is read in order, in chunks.

Revises 0007.
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Find the next chunk without sorting all."""
    op.create_index("ix_batch_files_batch_id_id", "batch_files", ["batch_id", "id"])
