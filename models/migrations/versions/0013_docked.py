"""Beside each form stand its rows that may have lost marks.

Revises 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make room for them; those of forms that are there are read from their JSON when they change."""
    op.add_column("forms", sa.Column("docked", sa.Text, nullable=True))
