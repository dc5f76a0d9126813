"""Recognised pages are kept one by one, and jobs show how many are done.

Revises 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room for pages, none of which is recognised yet, and for how far a job is."""
    op.create_table(
        "recognised_pages",
        sa.Column("document_id", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Double, nullable=False),
        sa.Column("height", sa.Double, nullable=False),
        sa.Column("warp", sa.Text, nullable=False),
        sa.Column("code", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "page", name="pk_recognised_pages"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_recognised_pages_document_id"),
    )
    op.add_column("jobs", sa.Column("pages_done", sa.Integer))
    op.add_column("jobs", sa.Column("pages_due", sa.Integer))
