"""Counters, sums of losses, and indexes for a million documents.

Revises 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_KEY = sa.String(96)
_FORM = "{0}.state || CASE WHEN {0}.needs_review THEN '!' ELSE '' END"
_DOCUMENT = "{0}.state || '/' || coalesce({0}.code, '')"
_NOTED = {"forms": (_FORM, ("state", "needs_review", "version")), "documents": (_DOCUMENT, ("state", "code"))}


def upgrade() -> None:
    """Make the tables, count what is there, and have every form's losses taken up."""
    _tables()
    _indexes()
    for topic, (key, columns) in _NOTED.items():
        if op.get_bind().dialect.name == "sqlite":
            _note_sqlite(topic, key, columns)
        else:
            _note_postgresql(topic, key, columns)
        here = key.format(topic)
        op.execute(
            f"INSERT INTO counters (topic, key, n) SELECT '{topic}', {here}, count(*) FROM {topic} GROUP BY {here}"  # noqa: S608, E501 - no value from outside
        )
    here = _FORM.format("forms")
    op.execute(
        f"INSERT INTO changes (topic, was, became, row_id) SELECT 'forms', {here}, {here}, id FROM forms"  # noqa: S608 - no value from outside
    )
    if op.get_bind().dialect.name != "sqlite":
        _grams()


def _tables() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("was", _KEY, nullable=False),
        sa.Column("became", _KEY, nullable=False),
        sa.Column("row_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_table(
        "counters",
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("key", _KEY, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("topic", "key", name="pk_counters"),
    )
    place = (("code", 64), ("year", 32), ("department", 200))
    op.create_table(
        "losses",
        sa.Column("form_id", sa.Integer, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in place),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("marks", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("form_id", "code", name="pk_losses"),
    )
    op.create_table(
        "loss_sums",
        sa.Column("grain", sa.SmallInteger, nullable=False, autoincrement=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in place),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("forms", sa.Integer, nullable=False),
        sa.Column("marks", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("grain", "code", "year", "department", name="pk_loss_sums"),
    )


def _indexes() -> None:
    for columns in (("code", "form_id"), ("code", "year", "form_id"), ("code", "department", "form_id")):
        op.create_index(f"ix_losses_{'_'.join(columns)}", "losses", columns)
    for middle in ((), ("year",), ("department",)):
        columns = ("grain", *middle, "code", "marks")
        op.create_index(f"ix_loss_sums_{'_'.join(columns)}", "loss_sums", columns)
    op.create_index("ix_documents_state_id", "documents", ["state", "id"])
    live = "state IN ('pending', 'leased')"
    for name, column, where in (
        ("ix_jobs_lease_until", "lease_until", "state = 'leased'"),
        ("ix_jobs_tried", "tries", "state = 'pending' AND tries > 0"),
        ("ix_jobs_pages_due", "id", f"{live} AND pages_due IS NOT NULL"),
    ):
        op.create_index(name, "jobs", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _note_sqlite(topic: str, key: str, columns: tuple[str, ...]) -> None:
    """Note changes by triggers; the new row's id is in both."""
    for verb, was in (("INSERT", "''"), (f"UPDATE OF {', '.join(columns)}", key.format("OLD"))):
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        name = f"note_{topic}_{verb[:6].lower()}"
        op.execute(
            f"CREATE TRIGGER {name} AFTER {verb} ON {topic}"  # noqa: S608 - ours alone
            f"{'' if verb == 'INSERT' else f' WHEN {differs}'}"
            f" BEGIN INSERT INTO changes (topic, was, became, row_id)"
            f" VALUES ('{topic}', {was}, {key.format('NEW')}, NEW.id); END"
        )


def _note_postgresql(topic: str, key: str, columns: tuple[str, ...]) -> None:
    op.execute(
        f"CREATE FUNCTION note_{topic}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608 - no value from outside
        f" INSERT INTO changes (topic, was, became, row_id) VALUES ('{topic}',"
        f" CASE WHEN TG_OP = 'UPDATE' THEN {key.format('OLD')} ELSE '' END, {key.format('NEW')}, NEW.id);"
        " RETURN NULL; END $$"
    )
    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    for verb, when in (("INSERT", ""), ("UPDATE", f"WHEN ({differs})")):
        op.execute(
            f"CREATE TRIGGER note_{topic}_{verb.lower()} AFTER {verb} ON {topic}"
            f" FOR EACH ROW {when} EXECUTE FUNCTION note_{topic}()"
        )


def _grams() -> None:
    """Find words by their pairs of characters: Chinese words are shorter than pg_trgm's three."""
    op.execute(
        "CREATE FUNCTION grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$"
        " SELECT coalesce(array_agg(gram), '{}') FROM"
        " (SELECT chars[i] AS one, chars[i] || chars[i + 1] AS two"
        " FROM (SELECT string_to_array(words, NULL) AS chars) AS split, generate_subscripts(chars, 1) AS i)"
        " AS pairs, LATERAL (VALUES (one), (two)) AS both_ (gram) WHERE gram IS NOT NULL $$"
    )
    op.execute("CREATE INDEX ix_forms_grams ON forms USING gin (grams(search))")
    op.execute("CREATE INDEX ix_documents_grams ON documents USING gin (grams(name_key))")
