"""Holds: one person at a time has a form on the desk, and nobody has it for ever."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from models import holds, queues
from models.databases import Database, clock
from models.errors import NotFound
from models.settings import Settings
from models.tables import Holds
from models.users import User
from tests.browser_fixtures import Site
from tests.made_forms import made_form, store_forms, store_user
from tests.made_threads import together


@pytest.fixture
def people(db: Database, settings: Settings) -> tuple[User, User]:
    """Two reviewers, in a database with form 1."""
    store_forms(db, settings, made_form())
    return store_user(db), store_user(db, "李四")


def _hold(db: Database, user: User, form_id: int = 1) -> str:
    with db.writing() as session:
        return holds.hold(session, form_id, user)


def _listed(db: Database) -> str | None:
    with db.reading() as session:
        return queues.list_forms(session)[0].held_by


def test_a_held_form_stays_with_whom_has_it(db: Database, people: tuple[User, User]):
    """Who comes later is told the name; once it is given back, it is the next one's."""
    first, second = people
    assert (_hold(db, first), _hold(db, second), _hold(db, first)) == ("张三", "张三", "张三")
    with db.writing() as session:
        holds.release(session, 1, second)
    assert _listed(db) == "张三"
    with db.writing() as session:
        holds.release(session, 1, first)
    assert _listed(db) is None
    assert _hold(db, second) == "李四"


def test_a_hold_runs_out(db: Database, people: tuple[User, User]):
    """A browser that died holds nothing for longer than LASTS."""
    first, second = people
    _hold(db, first)
    with db.writing() as session:
        assert timedelta(0) < session.get_one(Holds, 1).until - clock(session) <= holds.LASTS
        session.execute(update(Holds).values(until=clock(session) - timedelta(seconds=1)))
    assert _listed(db) is None
    assert (_hold(db, second), _listed(db)) == ("李四", "李四")


def test_two_at_the_same_moment(db: Database, people: tuple[User, User]):
    """Both are told the same holder."""
    told: list[str] = []
    start = threading.Barrier(2)

    def come(user: User) -> None:
        start.wait()
        told.append(_hold(db, user))

    together(partial(come, user) for user in people)
    assert len(told) == 2
    assert len(set(told)) == 1


def test_no_such_form(db: Database, people: tuple[User, User]):
    """What is not there cannot be held."""
    with pytest.raises(NotFound):
        _hold(db, people[0], 77)


def test_desk_and_queue_say_who_is_on_it(site: Site):
    """The other one's name stands in the queue and on the desk; one's own does not."""
    store_forms(site.db, site.settings, made_form("甲"))
    mine = site.visit()
    other = store_user(site.db, "王五")
    assert mine.save("/forms/1/hold", {}).json == {"held_by": mine.user.name, "mine": True}  # type: ignore[union-attr]  # a visit with a role has a user
    assert 'class="tag held"' not in mine.get("/queue").text
    assert mine.save("/forms/1/hold", {"release": True}).json == {"held_by": None, "mine": False}
    _hold(site.db, other)
    assert "王五 正在核对" in mine.get("/queue").text
    assert "王五 也在核对这份表" in mine.get("/forms/1").text
    assert mine.save("/forms/1/hold", {}).json == {"held_by": "王五", "mine": False}
    assert mine.save("/forms/1/hold", {"release": "yes"}).status_code == 400
    assert site.visit("auditor").save("/forms/1/hold", {}).status_code == 403
