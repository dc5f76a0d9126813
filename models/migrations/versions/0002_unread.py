"""Documents say which of their pages wait for optical recognition.

Revises 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the list, empty for what was read before: it shows when the file is read again."""
    op.add_column("documents", sa.Column("unread", sa.Text, nullable=False, server_default="[]"))
