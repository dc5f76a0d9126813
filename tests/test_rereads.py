"""Reading a document again: untouched forms take the new reading, touched ones keep a person's work."""

from dataclasses import replace

import pytest

from models import events, queues, reviews
from models.databases import Database
from models.errors import UnknownForm
from models.records import Form
from models.rereads import NOT_FOUND_AGAIN
from models.reviews import Desk
from models.settings import Settings
from models.users import User
from tests.made_forms import end, flag_total, made_form, read, store, store_user

OLD = (made_form("一", page=1), made_form("二", page=1), made_form("三", page=2))


@pytest.fixture
def user(db: Database, settings: Settings) -> User:
    """A reviewer who corrected form 2, in a document of three forms."""
    read(db, settings, store(db, settings), *OLD)
    user = store_user(db)
    with db.writing() as session:
        reviews.correct(
            session, 2, version=1, pointer="/total_score", value="90", why="", user=user, recheck=flag_total
        )
    return user


def _desks(db: Database) -> dict[int, Desk]:
    with db.reading() as session:
        lines = queues.list_forms(session)
        return {line.form_id: reviews.load_desk(session, line.form_id) for line in lines}


def _changed(form: Form, total: str) -> Form:
    return replace(form, record=replace(form.record, total_score=total))


@pytest.mark.usefixtures("user")
def test_the_same_reading_changes_nothing(db: Database, settings: Settings) -> None:
    """No row is added, no version raised."""
    before = _desks(db)
    read(db, settings, 1, *OLD)
    assert _desks(db) == before


@pytest.mark.usefixtures("user")
def test_a_new_reading(db: Database, settings: Settings) -> None:
    """A corrected form keeps its correction with the new reading beside it; an untouched one follows."""
    read(db, settings, 1, *(_changed(form, "12") for form in OLD))
    first, second, third = _desks(db).values()
    assert (first.extracted, first.current, first.version, first.reread) == (
        _changed(OLD[0], "12"),
        first.extracted,
        2,
        None,
    )
    assert (second.extracted, second.current.record.total_score, second.version) == (OLD[1], "90", 2)
    assert second.reread == _changed(OLD[1], "12")
    assert third.current.record.total_score == "12"
    with db.reading() as session:
        assert [line.total_score for line in queues.list_forms(session)] == ["12", "90", "12"]
        assert events.verify(session) == []
    read(db, settings, 1, *OLD)
    assert _desks(db)[2].reread is None


def test_a_decided_form_stays(db: Database, settings: Settings, user: User) -> None:
    """What was accepted is not changed under the one who accepted it."""
    with db.writing() as session:
        reviews.decide(session, 1, version=1, decision="accept", why="", user=user)
    read(db, settings, 1, *(_changed(form, "12") for form in OLD))
    desk = _desks(db)[1]
    assert (desk.state, desk.version, desk.current, desk.reread) == (
        "accepted",
        2,
        OLD[0],
        _changed(OLD[0], "12"),
    )


@pytest.mark.usefixtures("user")
def test_more_and_fewer_forms(db: Database, settings: Settings) -> None:
    """A form found in addition comes last; one not found again stays, doubtful, and says why."""
    extra = made_form("四", page=2)
    read(db, settings, 1, OLD[0], OLD[2], extra)
    desks = _desks(db)
    assert [desk.current.record.project_name for desk in desks.values()] == ["一", "二", "三", "四"]
    assert [desk.ordinal for desk in desks.values()] == [1, 2, 3, 4]
    assert desks[2].current.record.total_score == "90"
    assert desks[2].reread is not None
    assert desks[2].reread.why_review == (NOT_FOUND_AGAIN,)
    read(db, settings, 1, *OLD[:2])
    missing = _desks(db)[3]
    assert (missing.current.needs_review, missing.current.why_review) == (True, (NOT_FOUND_AGAIN,))
    read(db, settings, 1, *OLD[:2])
    assert _desks(db)[3] == missing
    read(db, settings, 1, *OLD, extra)
    assert _desks(db)[3].current == OLD[2]
    with db.reading() as session:
        assert queues.document_page(session, 1).document.form_count == 4


@pytest.mark.usefixtures("user")
def test_a_failed_reading_leaves_the_forms(db: Database, settings: Settings) -> None:
    """A document that was read stays done when a later reading fails."""
    before = _desks(db)
    end(db, settings, 1, UnknownForm("none any more"))
    assert _desks(db) == before
    with db.reading() as session:
        page = queues.document_page(session, 1)
    assert (page.document.state, page.document.code) == ("done", None)
    assert (page.jobs[0].state, page.jobs[0].code) == ("failed", "unknown-form")
