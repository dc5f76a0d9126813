"""Lists: the right lines, every line once, in few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text, update
from sqlalchemy.dialects import sqlite

from models import batches, queues, reviews
from models.databases import Database, clock
from models.errors import EncryptedPdf, NotFound, UnknownForm
from models.lines import Counts, Neighbours
from models.records import Form
from models.searches import Fit, Page
from models.settings import Settings
from models.tables import BatchFiles, Forms
from tests.made_forms import end, flag_total, made_form, read, store, store_user


def _doubtful(form: Form) -> Form:
    return flag_total(replace(form, record=replace(form.record, total_score="1")))


@pytest.fixture
def filled(db: Database, settings: Settings) -> Database:
    """Four forms in two documents (form 2 doubtful, 3 accepted, 4 rejected), one failed, one waiting."""
    read(
        db,
        settings,
        store(db, settings, 1, "2023/甲.pdf"),
        made_form("道路养护"),
        _doubtful(made_form("桥梁")),
    )
    read(
        db,
        settings,
        store(db, settings, 2, "乙 100%.pdf"),
        made_form("图书_购置", department="ＥＤＵ 教育局"),
        made_form("Café", page=2),
    )
    end(db, settings, store(db, settings, 3, "丙.pdf"), UnknownForm("none"))
    store(db, settings, 4, "丁.pdf")
    user = store_user(db)
    with db.writing() as session:
        reviews.decide(session, 3, version=1, decision="accept", why="", user=user)
        reviews.decide(session, 4, version=1, decision="reject", why="", user=user)
    return db


@contextmanager
def _statements(db: Database) -> Iterator[list[str]]:
    """Collect what is sent to the database, transactions aside."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if statement.startswith("SELECT"):
            sent.append(statement)

    engine = db._engine  # noqa: SLF001 - the one place where the driver can be watched
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


FILTERS = {
    "all": ({}, [1, 2, 3, 4]),
    "waiting": ({"state": "waiting"}, [1, 2]),
    "accepted": ({"state": "accepted"}, [3]),
    "doubtful": ({"needs_review": True}, [2]),
    "undoubted and waiting": ({"needs_review": False, "state": "waiting"}, [1]),
    "one document": ({"document_id": 2}, [3, 4]),
    "the second page": ({"after": 2}, [3, 4]),
    "a page of one": ({"after": 1, "limit": 1}, [2]),
    "a project": ({"text": "养护"}, [1]),
    "a file": ({"text": "甲.PDF"}, [1, 2]),
    "department, any width and case": ({"text": "edu"}, [3]),
    "several words in any order": ({"text": "教育局　图书"}, [3]),
    "an accent": ({"text": "CAFÉ"}, [4]),
    "a percent sign is itself": ({"text": "100%"}, [3, 4]),
    "an underscore is itself": ({"text": "_"}, [3]),
    "nothing": ({"text": "没有"}, []),
    "text that no database takes": ({"text": "\0\ud800"}, []),
}


@pytest.mark.parametrize(("given", "form_ids"), FILTERS.values(), ids=FILTERS.keys())
def test_list_forms(filled: Database, given: dict[str, object], form_ids: list[int]) -> None:
    """Filters combine, text is folded and literal; a list is one statement, and a search two more at most."""
    with _statements(filled) as sent, filled.reading() as session:
        lines = queues.list_forms(session, **given)  # type: ignore[arg-type]  # a table of keywords
    assert [line.form_id for line in lines] == form_ids
    assert len(sent) <= (3 if given.get("text") else 1)


def test_a_form_line(filled: Database) -> None:
    """A line says what a list shows without reading the form's JSON."""
    with filled.reading() as session:
        line = queues.list_forms(session)[1]
    assert (line.document_id, line.document_name, line.ordinal, line.pages) == (1, "2023/甲.pdf", 2, "1")
    assert (line.project_name, line.department, line.year, line.total_score) == (
        "桥梁",
        "交通局",
        "2023",
        "1",
    )
    assert (line.error_count, line.warning_count, line.needs_review) == (1, 0, True)
    assert line.held_by is None
    assert (line.state, line.version, line.decided_by, line.decided_at) == ("waiting", 1, None, None)


DOCUMENT_FILTERS = {
    "all, newest first": ({}, [4, 3, 2, 1]),
    "failed": ({"state": "failed"}, [3]),
    "by code": ({"code": "unknown-form"}, [3]),
    "another code": ({"code": EncryptedPdf.code}, []),
    "text": ({"text": "乙"}, [2]),
    "the second page": ({"after": 3, "limit": 1}, [2]),
}


@pytest.mark.parametrize(("given", "document_ids"), DOCUMENT_FILTERS.values(), ids=DOCUMENT_FILTERS.keys())
def test_list_documents(filled: Database, given: dict[str, object], document_ids: list[int]) -> None:
    """Newest first, filters combine; one statement, and for a search two more at most."""
    with _statements(filled) as sent, filled.reading() as session:
        lines = queues.list_documents(session, **given)  # type: ignore[arg-type]  # a table of keywords
    assert [line.document_id for line in lines] == document_ids
    assert len(sent) <= (3 if given.get("text") else 1)


def test_counts(filled: Database) -> None:
    """Every form and document is counted once; what was decided long ago does not count for this week."""
    with filled.writing() as session:
        long_ago = clock(session) - timedelta(days=8)
        session.execute(update(Forms).where(Forms.id == 4).values(decided_at=long_ago))
    with filled.reading() as session:
        assert queues.counts(session) == Counts(
            waiting=2,
            needs_review=1,
            accepted=1,
            rejected=1,
            decided_this_week=1,
            documents_waiting=1,
            documents_done=2,
            documents_failed=1,
            failures={"unknown-form": 1},
        )


def test_neighbours(filled: Database) -> None:
    """The way leads through waiting forms only, from a decided one too."""
    with filled.reading() as session:
        assert queues.neighbours(session, 1) == Neighbours(previous=None, next=2, position=1, total=2)
        assert queues.neighbours(session, 2) == Neighbours(previous=1, next=None, position=2, total=2)
        assert queues.neighbours(session, 4) == Neighbours(previous=2, next=None, position=3, total=2)


WAYS = {
    "doubtful": ({"needs_review": True}, 2, None),
    "a file": ({"text": "甲"}, 2, 1),
    "words": ({"text": "养护"}, None, 1),
    "no batch": ({"batch_id": 9}, None, None),
}


@pytest.mark.parametrize(("narrowing", "after_first", "before_last"), WAYS.values(), ids=WAYS.keys())
def test_neighbours_in_a_narrowed_list(
    filled: Database, narrowing: dict[str, Any], after_first: int | None, before_last: int | None
) -> None:
    """The way leads through the forms that the list showed, and no place among all is told."""
    with filled.reading() as session:
        first = queues.neighbours(session, 1, **narrowing)
        last = queues.neighbours(session, 2, **narrowing)
    assert (first.next, first.position, first.total) == (after_first, None, None)
    assert last.previous == before_last


BATCH_LISTS: list[dict[str, Any]] = [{}, {"limit": 1}, {"after": 3}, {"needs_review": True}]
BATCH_LISTS += [{"state": "rejected"}, {"document_id": 1}]


@pytest.mark.parametrize("near", [1, 100])
def test_forms_of_a_batch(filled: Database, monkeypatch: pytest.MonkeyPatch, near: int) -> None:
    """The list has those that fit, and the way leads through those that wait, wherever they lie."""
    monkeypatch.setattr(queues, "NEAR", near)
    with filled.writing() as session:
        batch_id = batches.open_batch(session, "2023", None, kind="import")
        row = {"batch_id": batch_id, "place": "a", "stamp": "b", "name": "乙.pdf", "outcome": "accepted"}
        row |= {"document_id": 2, "reference": "", "year": "", "taken_at": clock(session)}
        session.execute(insert(BatchFiles).values(row))
        session.execute(update(Forms).values(state="waiting", needs_review=Forms.id != 3))
    with filled.reading() as session:
        found = [queues.neighbours(session, form_id, batch_id=batch_id) for form_id in (1, 3, 4)]
        listed = [
            [form.form_id for form in queues.list_forms(session, batch_id=batch_id, **which)]
            for which in BATCH_LISTS
        ]
    assert listed == [[3, 4], [3], [4], [4], [], []]
    assert [(one.previous, one.next) for one in found] == [(None, 3), (None, 4), (3, None)]


def test_document_page(filled: Database) -> None:
    """A document with its jobs and forms; an unknown one is not found."""
    with _statements(filled) as sent, filled.reading() as session:
        page = queues.document_page(session, 2)
    assert len(sent) == 3
    assert [form.form_id for form in page.forms] == [3, 4]
    assert [(job.kind, job.state, job.tries) for job in page.jobs] == [("extract", "done", 1)]
    with filled.reading() as session, pytest.raises(NotFound):
        queues.document_page(session, 77)


def test_export(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms leave in order with their events, two statements a chunk, accepted ones alone unless asked."""
    monkeypatch.setattr(queues, "CHUNK", 3)
    with filled.reading() as session:
        (accepted,) = queues.export_forms(session)
    assert (accepted.form_id, accepted.state, accepted.decided_by) == (3, "accepted", "张三")
    assert accepted.form == made_form("图书_购置", department="ＥＤＵ 教育局")
    assert [event.kind for event in accepted.events] == ["accept"]
    with _statements(filled) as sent, filled.reading() as session:
        rows = list(queues.export_forms(session, accepted_only=False))
    assert [(row.form_id, len(row.events)) for row in rows] == [(1, 0), (2, 0), (3, 1), (4, 1)]
    assert len(sent) == 5
    with filled.reading() as session:
        assert [row.form_id for row in queues.export_forms(session, accepted_only=False, after_id=3)] == [4]


def test_pages_meet_without_gap_or_overlap(filled: Database) -> None:
    """Page after page, each form comes once, though one is decided meanwhile."""
    with filled.reading() as session:
        first = queues.list_forms(session, limit=2)
        second = queues.list_forms(session, limit=2, after=first[-1].form_id)
        assert queues.list_forms(session, limit=2, after=second[-1].form_id) == []
    assert [line.form_id for line in first + second] == [1, 2, 3, 4]


PLANS = {
    "the queue": "SELECT id FROM forms WHERE state = 'waiting' AND id > 5 ORDER BY id LIMIT 50",
    "the doubtful": "SELECT id FROM forms WHERE state = 'waiting' AND needs_review IS 1 ORDER BY id",
    "one document": "SELECT id FROM forms WHERE document_id = 5",
    "jobs that are due": "SELECT id FROM jobs WHERE state = 'pending' AND kind = 'render' ORDER BY rank, id",
    "hints on their way": "SELECT 1 FROM jobs WHERE state = 'pending' AND kind = 'x' AND hinted_at > ''",
    "a document's jobs": "SELECT id FROM jobs WHERE document_id = 5",
    "failures": "SELECT id FROM documents WHERE state = 'failed' AND code = 'too-large'",
    "a form's events": "SELECT id FROM events WHERE form_id = 5",
}


@pytest.mark.parametrize("query", PLANS.values(), ids=PLANS.keys())
def test_lists_use_an_index(sqlite_settings: Settings, query: str) -> None:
    """No list reads a whole table or sorts it."""
    db = Database(sqlite_settings)
    with db.reading() as session:
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    db.close()
    assert "USING" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


_EARLIER = queues.first_of_all(5, Fit(state="waiting", before=9), Page(1, last_first=True))
BATCH_PLANS = {
    "is a document of it": (
        "SELECT 1 FROM batch_files WHERE batch_id = 5 AND document_id = 7",
        ["batch_id=? AND document_id=?"],
    ),
    "its forms before one": (
        _EARLIER.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}),
        ["MATERIALIZE every", "forms USING INDEX sqlite_autoindex_forms_1 (document_id=?)"],
    ),
}


@pytest.mark.parametrize(("query", "ways"), BATCH_PLANS.values(), ids=BATCH_PLANS.keys())
def test_what_is_of_a_batch_is_found_at_once(
    sqlite_settings: Settings, query: object, ways: list[str]
) -> None:
    """However many other files it has, and however many forms are not of it, none of them is looked at."""
    db = Database(sqlite_settings)
    with db.reading() as session:
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    db.close()
    assert "COVERING INDEX" in plan
    assert [way for way in ways if way not in plan] == [], plan
