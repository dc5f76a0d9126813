"""What was read is stored once: from here on a form's `current` may be empty, which is as `extracted`.

Older programs that run on fail on such forms: all parts on all hosts are stopped before one starts with this.

Revises 0008.
"""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Leave the forms that are there: both texts are good.  Older programs are to refuse the newer ones."""
