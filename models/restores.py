"""Rows out of a backup → the tables of an empty database, SQLite or PostgreSQL.

The tables are taken as they are in the database, because a backup may be older than
this program; the schema is brought up to date afterwards.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Column, MetaData, Table, delete, func, insert, inspect, select
from sqlalchemy.orm import Session

from models.errors import BadBackup

AT_ONCE = 1000
SEEDED = "event_heads"
"""The one table that is not empty in an empty database."""


@dataclass
class Counted:
    """How many rows went by, and a digest of them."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Count some rows."""
        self.rows += len(rows)
        for row in rows:
            self.digest.update(msgspec.msgpack.encode(row))


@dataclass
class Restoring:
    """An empty database that is being filled in one transaction."""

    session: Session
    found: MetaData
    columns: dict[str, list[str]] = field(default_factory=dict)

    def take(self, name: str, content: bytes) -> None:
        """Write some rows of one table."""
        columns, rows = msgspec.msgpack.decode(content, type=tuple[list[str], list[list[Any]]])
        table = self.found.tables.get(name)
        if table is None or not set(columns) <= set(table.columns.keys()):
            raise BadBackup(f"there is no such table: {name} of {', '.join(columns)}")
        self.columns[name] = columns
        kept = _naive if self._is_sqlite else _same
        values = [dict(zip(columns, map(kept, row), strict=True)) for row in rows]
        if values:
            self.session.execute(insert(table), values)

    def end(self) -> None:
        """Let new rows be numbered behind those that are there."""
        for table in () if self._is_sqlite else self.found.tables.values():
            for column in table.primary_key.columns:
                named = select(func.pg_get_serial_sequence(table.name, column.name))
                if sequence := self.session.execute(named).scalar():
                    last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
                    self.session.execute(select(func.setval(sequence, last, False)))  # noqa: FBT003 - PostgreSQL's own

    def counted(self, name: str) -> Counted:
        """Return how many rows a table has now, and their digest, read back from the database."""
        counted = Counted()
        table = self.found.tables[name]
        columns = [table.columns[one] for one in self.columns.get(name, ())]
        if columns:
            query = select(*columns).order_by(*table.primary_key.columns)
            for part in self.session.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
                counted.take([tuple(map(_aware, row)) for row in part])
        return counted

    @property
    def _is_sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"


def restore_rows(session: Session, names: Iterable[str]) -> Restoring:
    """Return what fills a database.

    Raises:
        BadBackup: Somebody's data are in it.
    """
    found = _tables_of(session)
    for name in names:
        mine = found.tables.get(name)
        if mine is not None and name != SEEDED and session.execute(select(mine).limit(1)).first():
            raise BadBackup(f"this installation is not empty: {name}. Restore into a new data folder.")
    session.execute(delete(found.tables[SEEDED]))
    return Restoring(session, found)


def _tables_of(session: Session) -> MetaData:
    """Return the tables as the database has them: columns and keys, which is all that is needed."""
    found, look = MetaData(), inspect(session.connection())
    for name in look.get_table_names():
        key = look.get_pk_constraint(name)["constrained_columns"]
        columns = [
            Column(one["name"], one["type"], primary_key=one["name"] in key) for one in look.get_columns(name)
        ]
        Table(name, found, *columns)
    return found


def _naive(value: object) -> object:
    """Return a value as SQLite keeps it: times in UTC, without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _aware(value: object) -> object:
    """Return a value as a backup keeps it: times in UTC."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _same(value: object) -> object:
    return value
