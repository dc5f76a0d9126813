"""Documents, forms, jobs and losses by the million → straight into PostgreSQL, by COPY.

Forms are those of the kept PDFs, their rows repeated to twenty indicators each; project,
department and year differ.  Of every hundred forms one has all its evidence, as read;
the others have none, so that the JSON of a million is some gigabytes and not sixty.
What triggers, counters and sums would say is written beside them.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from extractor.pipeline import extract, load_kit
from models import losses
from models.records import Form
from models.summaries import columns_of, to_text
from models.texts import fold

INDICATORS = 20
PENDING_SHARE = 10
"""One document in so many waits to be read."""
FAILED_SHARE = 50
FULL_SHARE = 100
PDF = Path(__file__).parent.parent / "tests" / "pdfs" / "fit.rl.pdf"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAME, DEPARTMENT, YEAR = "⟦project⟧", "⟦department⟧", "⟦year⟧"
WORDS = (
    "道路",
    "养护",
    "社区",
    "助餐",
    "校园",
    "安全",
    "河道",
    "治理",
    "乡村",
    "医生",
    "培训",
    "采购",
    "供水",
    "管网",
)
PLACES = (
    "东城",
    "西城",
    "朝阳",
    "海淀",
    "丰台",
    "石景山",
    "通州",
    "顺义",
    "大兴",
    "昌平",
    "怀柔",
    "平谷",
    "延庆",
)
RARE = "鹿角"
"""A word of one project name in ten thousand."""


class Template(NamedTuple):
    """One form as text with places for its names, its columns, and what it lost by category."""

    text: str
    columns: dict[str, Any]
    lost: tuple[tuple[str, int, int], ...]


class Crowd(NamedTuple):
    """How many there are of each."""

    documents: int
    forms: int
    waiting: int


def fill(address: str, documents: int, *, seed: int = 1) -> Crowd:
    """Fill a migrated, empty database; nothing else may use it meanwhile."""
    templates = make_templates()
    with psycopg.connect(address) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")
        indexes = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'ix\\_%'"
            " AND tablename IN ('documents', 'forms', 'jobs', 'losses', 'loss_sums')"
        ).fetchall()
        for (definition,) in indexes:
            connection.execute(f"DROP INDEX {definition.split()[2]}")
        _copy(connection, "documents", _documents(documents))
        _copy(connection, "jobs", _jobs(documents))
        _copy(connection, "forms", _forms(templates, documents, seed))
        _copy(connection, "losses", _losses(templates, documents, seed))
        _sum_up(connection)
        for (definition,) in indexes:
            connection.execute(definition)
        forms, waiting = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE state = 'waiting') FROM forms"
        ).fetchone() or (0, 0)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return Crowd(documents, forms, waiting)


def make_templates() -> list[Template]:
    """Return the kept forms, each with and without its evidence, with twenty indicators."""
    forms = extract(PDF.read_bytes(), PDF.name, load_kit()).forms
    return [_template(form, full=full) for full in (False, True) for form in forms]


def state_of(document_id: int) -> str:
    """Return where a document stands."""
    if document_id % PENDING_SHARE == 0:
        return "waiting"
    return "failed" if document_id % FAILED_SHARE == 1 else "done"


def project_of(number: int, chance: random.Random) -> str:
    """Return a project's name; one in ten thousand has a rare word in it."""
    words = "".join(chance.sample(WORDS, 3))
    return f"{chance.choice(PLACES)}区{words}项目{number}{RARE if number % 10_000 == 7 else ''}"


def _template(form: Form, *, full: bool) -> Template:
    rows = form.record.indicators
    indicators = tuple(rows[at % len(rows)] for at in range(INDICATORS))
    record = replace(form.record, indicators=indicators, project_name=NAME, department=DEPARTMENT, year=YEAR)
    kept = form.evidence if full else {}
    whole = replace(form, record=record, evidence=kept)
    lost: dict[str, list[int]] = {}
    for reason in form.reasons:
        for code in (losses.ANY, *dict.fromkeys(label.code for label in reason.labels)):
            found = lost.setdefault(code, [0, 0])
            found[0], found[1] = found[0] + 1, found[1] + 5000
    columns = columns_of(whole, "")
    return Template(to_text(whole), columns, tuple((code, n, marks) for code, (n, marks) in lost.items()))


def _names(number: int, seed: int) -> tuple[str, str, str]:
    chance = random.Random(f"{seed} {number}")
    project = project_of(number, chance)
    return project, f"{chance.choice(PLACES)}区第{chance.randrange(300)}局", str(2017 + chance.randrange(8))


def _template_of(templates: list[Template], number: int) -> Template:
    half = len(templates) // 2
    return templates[number % half + (half if number % FULL_SHARE == 2 else 0)]


def _documents(count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        state = state_of(number)
        yield {
            "id": number,
            "sha256": f"{number:064x}",
            "name": f"自评表/{number:07}.pdf",
            "name_key": fold(f"自评表/{number:07}.pdf"),
            "size": 90_000,
            "created_at": NOW + timedelta(seconds=number),
            "state": state,
            "pages": 1 if state == "done" else 0,
            "form_count": 1 if state == "done" else 0,
            "code": "unknown-form" if state == "failed" else None,
            "message": "no form" if state == "failed" else None,
            "finished_at": None if state == "waiting" else NOW,
        }


def _jobs(count: int) -> Iterator[dict[str, Any]]:
    states = {"waiting": "pending", "done": "done", "failed": "failed"}
    for number in range(1, count + 1):
        yield {
            "id": number,
            "document_id": number,
            "kind": "extract",
            "rank": 2,
            "state": states[state_of(number)],
            "tries": int(state_of(number) != "waiting"),
            "created_at": NOW,
        }


def _forms(templates: list[Template], count: int, seed: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        if state_of(number) != "done":
            continue
        project, department, year = _names(number, seed)
        template = _template_of(templates, number)
        text = template.text.replace(NAME, project).replace(DEPARTMENT, department).replace(YEAR, year)
        decided = number % 3 == 0
        yield {
            **template.columns,
            "id": number,
            "document_id": number,
            "ordinal": 1,
            "state": "accepted" if decided else "waiting",
            "version": 1,
            "extracted": text,
            "current": "",
            "created_at": NOW,
            "updated_at": NOW,
            "decided_by": "张三" if decided else None,
            "decided_at": NOW + timedelta(seconds=number) if decided else None,
            "project_name": project,
            "department": department,
            "year": year,
            "search": "\n".join((fold(project), fold(department), f"自评表/{number:07}.pdf")),
            "needs_review": number % 7 == 0,
        }


def _losses(templates: list[Template], count: int, seed: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        if state_of(number) == "done":
            _, department, year = _names(number, seed)
            for code, rows, marks in _template_of(templates, number).lost:
                place = {"form_id": number, "code": code, "year": year, "department": department}
                yield {**place, "rows": rows, "marks": marks}


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        copy.write_row(tuple(first.values()))
        for row in rows:
            copy.write_row(tuple(row.values()))
    if table != "losses":
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _sum_up(connection: psycopg.Connection[Any]) -> None:
    """Count as the triggers and the folding would have."""
    form = "state || CASE WHEN needs_review THEN '!' ELSE '' END"
    document = "state || '/' || coalesce(code, '')"
    for topic, key in (("forms", form), ("documents", document)):
        connection.execute(
            f"INSERT INTO counters (topic, key, n) SELECT '{topic}', {key}, count(*) FROM {topic} GROUP BY 2"
        )
    for grain, (year, department) in enumerate(
        (("''", "''"), ("year", "''"), ("''", "department"), ("year", "department"))
    ):
        connection.execute(
            f"INSERT INTO loss_sums SELECT {grain}, code, {year}, {department},"
            " sum(rows), count(*), sum(marks) FROM losses GROUP BY 2, 3, 4"
        )
