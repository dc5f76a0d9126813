"""A PostgreSQL of one test run, as safe as the documentation asks for, to be killed and started again."""

import signal
import subprocess
import time
from pathlib import Path

import psycopg

from tests.postgres_servers import make_cluster, start_server

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
)


class Cluster:
    """One server in a folder, on a unix socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_cluster(folder)
        self._process = self._started()
        self.wait()

    @property
    def address(self) -> str:
        """The settings' address of its database."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def keep(self) -> None:
        """Start it again if it has ended, as an operating system's service manager does."""
        if self._process.poll() is not None:
            self._process = self._started()

    def wait(self, seconds: float = 60) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.execute("SELECT 1")
            except psycopg.Error:
                assert time.monotonic() < deadline, "PostgreSQL did not answer"
                self.keep()
                time.sleep(0.1)

    def execute(self, statement: str) -> None:
        """Run one statement."""
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def drop_connections(self) -> None:
        """End every connection but the own one."""
        self.execute(OTHERS)

    def stop(self, number: signal.Signals = signal.SIGQUIT) -> None:
        """End it: at once with SIGQUIT or SIGKILL, in order with SIGINT."""
        if self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(timeout=60)

    def _started(self) -> subprocess.Popen[bytes]:
        options = {"max_connections": "60", "shared_buffers": "32MB", "max_wal_size": "64MB"}
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        with (self.folder.parents[1] / "postgresql.log").open("ab") as log:
            return start_server(self.folder, options, log)
