"""What people and workers wait for, on PostgreSQL with a million documents.

    python -m benchmarks.million [--documents 1000000] [--keep FOLDER] [--rounds 200]

Fills a PostgreSQL server of its own by COPY (benchmarks/crowds.py), its durability as
shipped, and times what the pages and workers do there, each from call to answer.
`--keep` leaves the filled server's folder for another run.
"""

import argparse
import contextlib
import random
import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg

from benchmarks.crowds import NOW, RARE, fill
from benchmarks.measures import table
from extractor.proof.checks import recheck
from models import bundles, counts, figures, hints, jobs, losses, queues, reviews, users
from models.bundles import Settled, Wanted
from models.databases import Database
from models.errors import UnknownForm
from models.losses import Chosen
from models.settings import Settings, read_settings
from models.users import User
from tests.postgres_servers import make_cluster, start_server
from worker.accounts import keep_accounts

TUNED = {
    "shared_buffers": "1GB",
    "default_toast_compression": "lz4",
    "max_wal_size": "8GB",
    "maintenance_work_mem": "512MB",
    "checkpoint_timeout": "15min",
}
Deed = Callable[[], object]
NOWHERE: Mapping[str, str] = MappingProxyType({})


def main() -> None:
    """Print a table of medians and 95th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="zipingbiao-million-"))
    try:
        with server(folder) as address:
            _measure(address, given.documents, given.rounds)
    finally:
        if not given.keep:
            shutil.rmtree(folder)


@contextlib.contextmanager
def server(folder: Path, listen: Mapping[str, str] = NOWHERE, rule: str = "") -> Iterator[str]:
    """Yield the address of a PostgreSQL in a folder, made there if it is not.

    Args:
        folder: Of its data and its socket.
        listen: Settings of its own, where it listens.
        rule: A line for pg_hba.conf.
    """
    if not (folder / "data").exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_cluster(folder)
    if rule:
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write(f"{rule}\n")
    with (folder / "log").open("w") as log:
        process = start_server(folder, {**TUNED, **listen}, log)
    try:
        address = f"postgresql://postgres@/postgres?host={folder}&port={listen.get('port', '5432')}"
        while True:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(address):
                break
            time.sleep(0.2)
        yield address
    finally:
        process.send_signal(signal.SIGINT)  # at once: whoever is still connected is cut off
        process.wait()


def _measure(address: str, documents: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as data:
        settings = read_settings({"ZIPINGBIAO_DATA": data, "ZIPINGBIAO_DATABASE_URL": address})
        db = Database(settings)
        db.migrate()
        with db.reading() as session:
            known = counts.read(session, "documents")
        if not known:
            began = time.monotonic()
            print(fill(address, documents), f"filled in {time.monotonic() - began:.0f} s", flush=True)
        with psycopg.connect(address) as connection:
            sizes = "SELECT pg_size_pretty(pg_database_size('postgres'))"
            print((connection.execute(sizes).fetchone() or ("?",))[0], flush=True)
        deeds = make_deeds(db, settings, documents)
        taken: dict[str, list[float]] = {name: [] for name in deeds}
        for _ in range(rounds):
            for name, deed in deeds.items():
                began = time.perf_counter()
                deed()
                taken[name].append((time.perf_counter() - began) * 1000)
        rows = [_row(name, times) for name, times in taken.items()]
        print(table(["step", "median, ms", "p95, ms", "most, ms"], rows))
        db.close()


def _row(name: str, times: list[float]) -> tuple[str, str, str, str]:
    p95 = statistics.quantiles(times, n=20)[-1]
    return name, f"{statistics.median(times):.1f}", f"{p95:.1f}", f"{max(times):.1f}"


def make_deeds(db: Database, settings: Settings, documents: int) -> dict[str, Deed]:
    """Return what is timed, by name; each does something else every time."""
    chance = random.Random(7)
    user = _reviewer(db)

    def some_form() -> int:
        return chance.randrange(documents // 10) * 10 + chance.choice((2, 4, 5, 7, 8))

    def read(ask: Callable[..., object], *arguments: object, **keywords: object) -> object:
        with db.reading() as session:
            return ask(session, *arguments, **keywords)

    def search(word: str) -> object:
        return read(queues.list_forms, state="waiting", text=word, limit=51)

    def home() -> None:
        read(queues.counts)
        read(queues.list_forms, state="waiting", needs_review=True, limit=1)
        read(queues.list_documents, state="failed", limit=5)

    def reasons(chosen: Chosen) -> None:
        for ask in (losses.total, losses.by_category, losses.by_year, losses.by_department):
            read(ask, chosen)
        with db.reading() as session:
            figures.briefs(session, losses.forms_behind(session, chosen))

    def desk() -> None:
        form_id = some_form()
        read(reviews.load_desk, form_id)
        read(queues.neighbours, form_id)

    pending = iter(range(10, documents, 10))
    held: list[Settled] = []
    ahead = Wanted(turn=10, holder="me", count=32, most_bytes=1 << 20)
    return {
        "claim": lambda: jobs.claim(db, settings, next(pending) + documents // 2 // 10 * 10),
        "claim 32 ahead": lambda: held.append(bundles.settle(db, settings, [], ahead)),
        "give 32 back": lambda: bundles.give_back(db, held.pop().ahead),
        "result of a bad file": lambda: _fail(db, settings, next(pending)),
        "hints due": lambda: hints.due_hints(db, settings, NOW, limit=16),
        "expired leases": lambda: jobs.reconcile(db, settings, NOW),
        "queue, first page": lambda: read(queues.list_forms, state="waiting", limit=51),
        "queue, a later page": lambda: read(queues.list_forms, state="waiting", after=some_form(), limit=51),
        "queue, doubtful, a later page": lambda: read(
            queues.list_forms, state="waiting", needs_review=True, after=some_form(), limit=51
        ),
        "scans under way": lambda: read(figures.under_way),
        "search, a common word": lambda: search("项目"),
        "search, two words": lambda: search(f"{chance.choice(('海淀', '延庆'))}区 供水管网"),
        "search, a rare word": lambda: search(RARE),
        "search, a number": lambda: search(str(some_form())),
        "search, one character": lambda: search("鹿"),
        "search, nothing": lambda: search("没有这样的项目"),
        "documents, newest": lambda: read(queues.list_documents, limit=51),
        "documents, failed": lambda: read(queues.list_documents, state="failed", limit=51),
        "documents, a name": lambda: read(queues.list_documents, text=f"{some_form():07}", limit=51),
        "home page": home,
        "desk": desk,
        "save a correction": lambda: _correct(db, some_form(), user, chance),
        "decide": lambda: _decide(db, some_form(), user),
        "reasons, all": lambda: reasons(Chosen()),
        "reasons, one category and year": lambda: reasons(Chosen(category="OTHER", year="2019")),
        "reasons, one department": lambda: reasons(Chosen(department=f"海淀区第{chance.randrange(300)}局")),
        "export, 200 forms": lambda: _export(db, some_form()),
        "keep the accounts": lambda: keep_accounts(db),
    }


def _reviewer(db: Database) -> User:
    with db.writing() as session:
        return users.add_user(session, f"r{random.randrange(10**9)}", "reviewer")[0]


def _fail(db: Database, settings: Settings, job_id: int) -> None:
    if claim := jobs.claim(db, settings, job_id):
        jobs.finish(db, claim, UnknownForm("none"))


def _correct(db: Database, form_id: int, user: User, chance: random.Random) -> None:
    with db.writing() as session:
        desk = reviews.load_desk(session, form_id)
        if desk.state == "waiting":
            reviews.correct(
                session,
                form_id,
                version=desk.version,
                pointer="/total_score",
                value=f"{chance.randrange(9000) / 100:.2f}",
                why="",
                user=user,
                recheck=recheck,
            )


def _decide(db: Database, form_id: int, user: User) -> None:
    with db.writing() as session:
        desk = reviews.load_desk(session, form_id)
        decision = "accept" if desk.state == "waiting" else "reopen"
        reviews.decide(
            session,
            form_id,
            version=desk.version,
            decision=decision,
            why="",
            user=user,  # type: ignore[arg-type]  # one of two literals
        )


def _export(db: Database, after: int) -> None:
    with db.reading() as session:
        rows = queues.export_forms(session, after_id=after)
        for _ in zip(range(200), rows, strict=False):
            pass


if __name__ == "__main__":
    main()
