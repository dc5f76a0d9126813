"""A database session → whether what it commits survives a power cut, and whether its schema fits.

What must be is in docs/deploy.md, "What must be durable".
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import schemas
from worker.findings import Finding, bad, good, warning

FULL = 2  # sqlite.org/pragma.html, synchronous
POSTGRES_WANTED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "fsync": frozenset({"on"}),
        "full_page_writes": frozenset({"on"}),
        "synchronous_commit": frozenset({"on", "local", "remote_write", "remote_apply"}),
    }
)
OLDEST_POSTGRES = 130_000
CONNECTIONS = 50


def findings(session: Session) -> Iterator[Finding]:
    """Yield how a database stands."""
    yield _schema(session)
    if session.get_bind().dialect.name == "sqlite":
        yield from _sqlite(session)
    else:
        yield from _postgresql(session)


def _schema(session: Session) -> Finding:
    present, newest = schemas.present(session.connection()), schemas.newest()
    if present == newest:
        return good("schema", f"revision {present}")
    seen = f"revision {present or 'none'}, not {newest}"
    return bad("schema", seen, "Start the service: it brings it up to date.")


def _sqlite(session: Session) -> Iterator[Finding]:
    version = session.execute(text("SELECT sqlite_version()")).scalar_one()
    journal = session.execute(text("PRAGMA journal_mode")).scalar_one()
    synchronous = session.execute(text("PRAGMA synchronous")).scalar_one()
    seen = f"SQLite {version}, journal_mode {journal}, synchronous {synchronous}"
    if journal == "wal" and synchronous >= FULL:
        yield good("durability", seen)
    else:
        mend = "Start the service once: it sets journal_mode=WAL and synchronous=FULL."
        yield bad("durability", seen, mend)


def _postgresql(session: Session) -> Iterator[Finding]:
    shown = {
        name: str(session.execute(text(f"SHOW {name}")).scalar_one())
        for name in (*POSTGRES_WANTED, "server_version", "server_version_num", "max_connections")
    }
    wrong = {name: shown[name] for name, wanted in POSTGRES_WANTED.items() if shown[name] not in wanted}
    server = f"PostgreSQL {shown['server_version']}"
    if wrong:
        mend = "; ".join(f"ALTER SYSTEM SET {name} = on" for name in wrong)
        seen = ", ".join([server, *(f"{name} {value}" for name, value in wrong.items())])
        yield bad("durability", seen, f"As a superuser: {mend}; then SELECT pg_reload_conf().")
    else:
        yield good("durability", server)
    # Asked of the server: a session of ours that reads is read-only itself.
    standby = session.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    if standby or session.execute(text("SHOW default_transaction_read_only")).scalar_one() == "on":
        seen = f"{server} takes no changes: {'a standby' if standby else 'default_transaction_read_only on'}"
        mend = (
            "Point ZIPINGBIAO_DATABASE_URL at the primary server, or set default_transaction_read_only = off."
        )
        yield bad("database", seen, mend)
    if int(shown["server_version_num"]) < OLDEST_POSTGRES:
        yield warning("database", server, "Upgrade to PostgreSQL 13 or newer.")
    if int(shown["max_connections"]) < CONNECTIONS:
        mend = f"Raise max_connections: a host takes about 20 and one a worker; at least {CONNECTIONS}."
        yield warning("connections", f"max_connections {shown['max_connections']}", mend)
