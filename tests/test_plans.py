"""PostgreSQL finds everything by index: at a hundredth of a million, no step reads a table through."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from sqlalchemy import event, select, text

from benchmarks.crowds import fill
from benchmarks.million import make_deeds
from models.databases import Database
from models.settings import Settings
from models.tables import Jobs

DOCUMENTS = 10_000
LARGE = ("documents", "forms", "jobs", "losses", "loss_sums")
READ_THROUGH = re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b")
STEPS = (
    "claim",
    "give",
    "hints",
    "expired",
    "queue",
    "search",
    "documents",
    "home",
    "desk",
    "save",
    "decide",
    "scans",
)
STEPS += ("reasons", "export", "keep", "result")


@pytest.fixture
def crowded(postgres_settings: Settings) -> Iterator[tuple[Database, dict[str, Callable[[], object]]]]:
    """Ten thousand documents on PostgreSQL, and what pages and workers do with them."""
    fill(postgres_settings.database_url.replace("postgresql+psycopg", "postgresql"), DOCUMENTS)
    db = Database(postgres_settings)
    yield db, make_deeds(db, postgres_settings, DOCUMENTS)
    db.close()


def test_no_step_reads_a_table_through(crowded: tuple[Database, dict[str, Callable[[], object]]]):
    """Claims, hints, queue, search, saves, counts, sums, exports: each statement goes by an index."""
    db, deeds = crowded
    with _plans(db) as plans:
        for name, deed in deeds.items():
            plans[name] = []
            deed()
    assert {name.partition(" ")[0].rstrip(",") for name in deeds} == set(STEPS)
    assert all(plans.values())
    wrong = {name: plan for name, found in plans.items() for plan in found if READ_THROUGH.search(plan)}
    assert wrong == {}


def test_statements_are_planned_for_what_they_ask(postgres_settings: Settings):
    """However often one is asked, the server keeps no plan that serves a rare state as a common one."""
    db = Database(postgres_settings)
    for number in range(12):
        with db.writing() as session:
            session.execute(select(Jobs.id).where(Jobs.rank == number)).all()
            kept = session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    db.close()
    assert kept == 0


@pytest.mark.parametrize("words", ["", "中", "绩效", "abca b", "项目\n部门\n𠮷a", "'\\\"{},NULL"])
def test_words_are_indexed_by_characters_and_pairs(postgres_settings: Settings, words: str):
    """Each character and each two neighbours, whatever they are, and nothing else."""
    db = Database(postgres_settings)
    with db.reading() as session:
        found = session.execute(text("SELECT grams(:words)"), {"words": words}).scalar_one()
    db.close()
    assert set(found) == {*words, *map("".join, pairwise(words))}


@contextmanager
def _plans(db: Database) -> Iterator[dict[str, list[str]]]:
    """Collect the plan of every statement under the last name that the caller puts in."""
    plans: dict[str, list[str]] = {}

    def explain(
        _connection: object,
        cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        many: bool,  # noqa: FBT001 - SQLAlchemy's signature
    ) -> None:
        if not statement.lstrip().startswith(("SELECT", "UPDATE", "INSERT", "DELETE", "WITH")):
            return
        one = parameters[0] if many else parameters  # type: ignore[index]  # a list of them
        cursor.execute(f"EXPLAIN {statement}", one)  # type: ignore[attr-defined]  # the driver's
        lines = [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]
        plans[next(reversed(plans))].append("\n".join((statement, *lines)))

    engine = db._engine  # noqa: SLF001 - the one place where the driver can be watched
    event.listen(engine, "before_cursor_execute", explain)
    yield plans
    event.remove(engine, "before_cursor_execute", explain)
