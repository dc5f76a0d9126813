"""Lists show doubts by kind, money and who holds a form.

Revises 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make room; a form of before tells no kinds and no money until it is saved or read again."""
    for name in ("doubtful_values", "doubtful_categories", "doubtful_texts"):
        op.add_column("forms", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for name, length in (("budget", 64), ("executed", 64), ("amount_unit", 16)):
        op.add_column("forms", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.create_table(
        "holds",
        sa.Column("form_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("user_name", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("form_id", name="pk_holds"),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name="fk_holds_form_id"),
    )
