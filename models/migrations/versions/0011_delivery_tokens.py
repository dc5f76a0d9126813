"""Claims of uploaded archives are fenced by a token.

Revises 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make room for it."""
    op.add_column("deliveries", sa.Column("token", sa.String(32), nullable=True))
