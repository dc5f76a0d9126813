"""Page images bring the layer of their cells.

Revises 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Forget the images drawn without a layer: each is drawn again when it is looked at."""
    op.execute("DELETE FROM page_images")
    with op.batch_alter_table("page_images") as table:
        table.add_column(sa.Column("layer", sa.String(64), nullable=False))
