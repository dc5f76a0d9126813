"""Settings → sessions on SQLite or PostgreSQL, and the schema brought up to date.

Reading sessions cannot write; writing sessions commit at their end or leave
nothing.  SQLite runs in WAL mode with one file lock around each write
transaction: without it two busy writers starve a third for seconds.  A session
is for one thread; never open a writing one inside another.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from models import schemas
from models.bases import UtcTime
from models.errors import BrokenSetup
from models.settings import Settings

BUSY_MILLISECONDS = 30_000
NEVER = 1 << 30
_STANDS_BY = frozenset({"25006", "0A000"})
"""PostgreSQL's read_only_sql_transaction, and what it says of a transaction that asks to write during
recovery: it is a standby, which may be made the primary.  The driver counts neither as operational."""


class Database:
    """One per process: a pool of connections.  A forked child gets connections of its own."""

    def __init__(self, settings: Settings) -> None:
        self._url = make_url(settings.database_url)
        self._engine = _sqlite(self._url) if self._is_sqlite else _postgresql(self._url)
        self._reader = (
            self._engine.execution_options(writes=False) if self._is_sqlite else _read_only(self._engine)
        )
        self._writer = self._engine.execution_options(writes=True)
        self._lock_path = Path(f"{self._url.database}.lock")
        self._held = threading.local()
        self._pid = os.getpid()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database and cannot change it."""
        with self._session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session that is committed at the end, and rolled back by any exception.

        Raises:
            RuntimeError: This thread has a writing session open already.
        """
        with self._alone(), self._session(self._writer) as session, session.begin():
            yield session

    def migrate(self, to: str = "head") -> None:
        """Bring the schema up to date, or up to a revision; of two processes that start at once, one waits.

        Raises:
            BrokenSetup: The database cannot be reached or written; says what to do.
        """
        try:
            with self._alone():
                if self._is_sqlite:
                    _use_wal(self._engine)
                with self._writer.begin() as connection:
                    schemas.upgrade(connection, to)
        except (DBAPIError, OSError) as error:
            message = f"{self._where}: {cause_of(error)}. Is it running, reachable and writable?"
            raise BrokenSetup(message) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def _where(self) -> str:
        """The address without its password, and without options, among which one may stand too."""
        return self._url.set(query={}).render_as_string(hide_password=True)

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        if self._pid != os.getpid():
            self._engine.dispose(close=False)
            self._pid = os.getpid()
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the one write lock of a SQLite file; PostgreSQL needs none."""
        if getattr(self._held, "now", False):
            raise RuntimeError("a writing session inside a writing session")
        self._held.now = True
        try:
            if not self._is_sqlite:
                yield
                return
            with self._lock_path.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        finally:
            self._held.now = False


def clock(session: Session) -> datetime:
    """Return the database's own time, aware and UTC, so that hosts need not agree on theirs."""
    return session.execute(select(now_of(session))).scalar_one()


def now_of(session: Session) -> ColumnElement[datetime]:
    """Return the database's own time as an expression, to be compared within a statement."""
    if session.get_bind().dialect.name == "sqlite":
        # Milliseconds, written as the microseconds that columns hold.
        return func.strftime("%Y-%m-%d %H:%M:%f000", "now", type_=UtcTime)
    return func.clock_timestamp(type_=UtcTime)


def _postgresql(url: URL) -> Engine:
    # Prepared, a statement soon has one plan for all parameters: whether another lane waits was then asked
    # of every job there is, as most that wait are of one lane.  Only what writes many rows is prepared.
    planned = {"prepare_threshold": NEVER}
    engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, connect_args=planned)

    @event.listens_for(engine, "handle_error", retval=True)
    def tell(context: ExceptionContext) -> BaseException | None:
        connection, cause = context.connection, context.original_exception
        writes = connection is not None and connection.get_execution_options().get("writes", False)
        if not writes or getattr(cause, "sqlstate", None) not in _STANDS_BY:
            return None
        return OperationalError(context.statement, context.parameters, cause)

    return engine


def _read_only(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def sqlite_file(settings: Settings) -> Path | None:
    """Return where the SQLite database lies, or would lie; None for a database server."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _sqlite(url: URL) -> Engine:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BrokenSetup(f"{folder}: {error.strerror}. Give a folder that can be written.") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: object, _record: object) -> None:
        for pragma in ("foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]  # the driver's, untyped here

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(engine: Engine) -> None:
    """Set write-ahead logging, which the file keeps; not possible inside a transaction."""
    raw = engine.raw_connection()
    try:
        raw.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]  # the driver's, untyped here
    finally:
        raw.close()


def is_lasting(error: DBAPIError) -> bool:
    """Return whether a database refuses what it was given and would again; else it is away, or has no room.

    Source:
        PostgreSQL's errcodes.txt: class 54, a limit of the program exceeded.
    """
    beyond = str(getattr(error.orig, "sqlstate", None) or "").startswith("54")
    return beyond or isinstance(error, (DataError, IntegrityError))


def is_away(error: DBAPIError) -> bool:
    """Return whether a database cannot be reached, or cannot work, and may be there again soon."""
    return error.connection_invalidated or (isinstance(error, OperationalError) and not is_lasting(error))


def cause_of(error: Exception) -> str:
    """Return why something failed in one line; of a database's error, what the database said."""
    return " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
