"""The log: append-only in the database itself, and every tampering shows."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from models import events, reviews
from models.databases import Database
from models.events import Deed, EventRow
from models.settings import Settings
from models.tables import Events
from models.users import User
from tests.made_forms import POINTER, flag_total, made_form, store_forms, store_user
from tests.made_threads import together


@pytest.fixture
def user(db: Database, settings: Settings) -> User:
    """A reviewer who has corrected form 1, categorised form 2, undone that and accepted form 1."""
    store_forms(db, settings, made_form("一"), made_form("二", page=2))
    user = store_user(db)
    with db.writing() as session:
        same = {"why": "纸上如此", "user": user}
        reviews.correct(session, 1, version=1, pointer="/total_score", value="88", recheck=flag_total, **same)
        reviews.categorise(
            session, 2, version=1, pointer=POINTER, codes=["BUDGET_CUT"], recheck=flag_total, **same
        )
        reviews.undo(session, 2, version=2, user=user, recheck=flag_total)
        reviews.decide(session, 1, version=2, decision="accept", **same)
    return user


def _problems(db: Database) -> list[str]:
    with db.reading() as session:
        return events.verify(session)


def _tamper(db: Database, *statements: str) -> None:
    """Do what only someone with the database in hand can do."""
    with db.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            disarm = ["DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete"]
        else:
            disarm = ["ALTER TABLE events DISABLE TRIGGER ALL"]
        for statement in (*disarm, *statements):
            session.execute(text(statement))


@pytest.mark.usefixtures("user")
def test_who_when_what(db: Database) -> None:
    """Each event names who, when, which field, old, new and why, and follows the one before."""
    with db.reading() as session:
        log = events.events_of(session, [1, 2])
        assert events.head(session) == (4, log[-1].hash)
    assert [(event.id, event.form_id, event.kind, event.field, event.old, event.new) for event in log] == [
        (1, 1, "correct", "/total_score", "87.40", "88"),
        (2, 2, "categorise", POINTER, "WEATHER,BUDGET_CUT", "BUDGET_CUT"),
        (3, 2, "undo", POINTER, "BUDGET_CUT", "WEATHER,BUDGET_CUT"),
        (4, 1, "accept", "", "waiting", "accepted"),
    ]
    assert {event.user_name for event in log} == {"张三"}
    assert (log[0].why, log[2].why, log[2].undoes) == ("纸上如此", "", 2)
    assert [event.prev_hash for event in log] == ["0" * 64, *(event.hash for event in log[:-1])]
    assert all(event.at.utcoffset() == timedelta(0) for event in log)
    assert _problems(db) == []


def test_an_empty_log_is_whole(db: Database) -> None:
    """Nothing done, nothing wrong."""
    assert _problems(db) == []


REFUSED = {
    "change": "UPDATE events SET new = '99' WHERE id = 1",
    "change of nothing": "UPDATE events SET new = new",
    "removal": "DELETE FROM events WHERE id = 4",
}


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(db: Database, statement: str) -> None:
    """A trigger stops whoever forgets that the log is append-only."""
    with pytest.raises(DBAPIError, match="append-only"), db.writing() as session:
        session.execute(text(statement))
    assert _problems(db) == []


def test_postgresql_refuses_to_truncate(postgres_settings: Settings) -> None:
    """Emptying the table is a change as well."""
    db = Database(postgres_settings)
    with pytest.raises(DBAPIError, match="append-only"), db.writing() as session:
        session.execute(text("TRUNCATE events"))
    db.close()


TAMPERINGS = {
    "a changed value": (["UPDATE events SET new = '99' WHERE id = 1"], ["event 1 was changed"]),
    "another person": (["UPDATE events SET user_name = '李四' WHERE id = 2"], ["event 2 was changed"]),
    "another time": (
        ["UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE id = 2"],
        ["event 2 was changed"],
    ),
    "another reason": (["UPDATE events SET why = '' WHERE id = 4"], ["event 4 was changed"]),
    "another form": (
        ["UPDATE events SET form_id = 1 WHERE id = 3"],
        ["event 3 was changed", "form 2 was changed"],
    ),
    "one removed": (["DELETE FROM events WHERE id = 2"], ["event 2 is missing"]),
    "the last removed": (
        ["DELETE FROM events WHERE id = 4"],
        ["the head names 4 events, the log ends with 3"],
    ),
    "the last removed, count adjusted": (
        ["DELETE FROM events WHERE id = 4", "UPDATE event_heads SET count = 3"],
        ["the head names 3 events, the log ends with 3"],
    ),
    "all removed": (["DELETE FROM events"], ["the head names 4 events, the log ends with 0"]),
    "the head removed": (["DELETE FROM event_heads"], ["the head names 0 events, the log ends with 4"]),
    "two exchanged": (
        [
            "UPDATE events SET id = 99 WHERE id = 2",
            "UPDATE events SET id = 2 WHERE id = 3",
            "UPDATE events SET id = 3 WHERE id = 99",
        ],
        ["event 2 does not follow", "event 2 was changed", "event 3 does not follow", "event 3 was changed"],
    ),
    "a form's value": (
        ["UPDATE forms SET current = replace(current, '88', '98') WHERE id = 1"],
        ["form 1 was changed without an event"],
    ),
    "a form's state": (
        ["UPDATE forms SET state = 'accepted' WHERE id = 2"],
        ["form 2 was changed without an event"],
    ),
}


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(("statements", "found"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_shows(db: Database, statements: list[str], found: list[str]) -> None:
    """Whatever is changed, removed or moved behind the service's back is named."""
    _tamper(db, *statements)
    problems = _problems(db)
    for beginning in found:
        assert any(problem.startswith(beginning) for problem in problems), problems


def test_an_inserted_event_shows(db: Database, user: User) -> None:
    """An event that the service did not write has no place in the chain."""
    with db.reading() as session:
        last = events.events_of(session, [1])[-1]
    forged = replace(last, id=5, prev_hash=last.hash)
    with db.writing() as session:
        session.execute(insert(Events).values({f.name: getattr(forged, f.name) for f in fields(EventRow)}))
    assert _problems(db)[0] == "event 5 was changed"
    assert user.id == forged.user_id


def test_writers_at_the_same_moment_make_one_chain(db: Database, user: User) -> None:
    """Eight writers append eighty events without a gap or a fork."""

    def write() -> None:
        for _ in range(10):
            with db.writing() as session:
                events.append(session, 1, user, Deed(kind="reopen"), "")

    together([write] * 8)
    with db.reading() as session:
        assert events.head(session)[0] == 84
    assert _problems(db) == ["form 1 was changed without an event"]


def test_text_that_no_database_takes(db: Database, user: User) -> None:
    """NUL and lone surrogates in a reason are replaced, and the event still proves itself."""
    with db.writing() as session:
        desk = reviews.decide(session, 2, version=3, decision="reject", why="a\0b\udc80", user=user)
    assert desk.events[-1].why == "a\ufffdb\ufffd"
    assert _problems(db) == []
