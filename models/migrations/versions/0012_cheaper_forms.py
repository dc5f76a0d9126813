"""A form's pairs of characters, and its text, are made ready for the disk in a tenth of the time.

Revises 0011.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Leave what is stored as it is: both ways of making it give the same."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    for statement in _statements(connection):
        op.execute(statement)


def _statements(connection: sa.Connection) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION grams(words text) RETURNS text[]"
        " LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$"
        " DECLARE chars text[] := string_to_array(words, NULL); found text[] := chars;"
        " BEGIN FOR i IN 1 .. cardinality(chars) - 1"
        " LOOP found := found || (chars[i] || chars[i + 1]); END LOOP;"
        " RETURN found; END $$"
    )
    known = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    if connection.scalar(sa.text(known)):
        yield "ALTER TABLE forms ALTER COLUMN extracted SET COMPRESSION lz4"
        yield "ALTER TABLE forms ALTER COLUMN current SET COMPRESSION lz4"
