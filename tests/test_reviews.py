"""The desk: corrections that stand, versions that protect, undo that gives back exactly."""

import pickle
import threading
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from models import edits, events, queues, reviews
from models.databases import Database
from models.errors import BadRequest, NotAllowed, NotFound
from models.records import Reason
from models.reviews import Desk, StaleSave
from models.settings import Settings
from models.summaries import to_text
from models.tables import EventHeads, Forms
from models.users import User
from tests.made_forms import CUT, POINTER, REASON, WEATHER, flag_total, made_form, store_forms, store_user
from tests.made_threads import together


@pytest.fixture
def user(db: Database, settings: Settings) -> User:
    """A reviewer, in a database with form 1."""
    store_forms(db, settings, made_form())
    return store_user(db)


def _desk(db: Database, form_id: int = 1) -> Desk:
    with db.reading() as session:
        return reviews.load_desk(session, form_id)


def _correct(db: Database, user: User, version: int, value: str, pointer: str = "/total_score") -> Desk:
    with db.writing() as session:
        return reviews.correct(
            session,
            1,
            version=version,
            pointer=pointer,
            value=value,
            why="纸上如此",
            user=user,
            recheck=flag_total,
        )


def _categorise(db: Database, user: User, version: int, codes: list[str]) -> Desk:
    with db.writing() as session:
        return reviews.categorise(
            session, 1, version=version, pointer=POINTER, codes=codes, why="", user=user, recheck=flag_total
        )


def _undo(db: Database, user: User, version: int) -> Desk:
    with db.writing() as session:
        return reviews.undo(session, 1, version=version, user=user, recheck=flag_total)


def _decide(db: Database, user: User, version: int, decision: reviews.Decision) -> Desk:
    with db.writing() as session:
        return reviews.decide(session, 1, version=version, decision=decision, why="", user=user)


def test_a_correction(db: Database, user: User) -> None:
    """The value changes, checks rerun, the reading stays, and the lists follow."""
    desk = _correct(db, user, 1, "88.40")
    assert desk == _desk(db)
    assert (desk.version, desk.state, desk.extracted) == (2, "waiting", made_form())
    assert (desk.current.record.total_score, desk.current.findings[0].code) == ("88.40", "total-is-sum")
    assert desk.corrected == {"/total_score": desk.events[-1]}
    with db.reading() as session:
        (line,) = queues.list_forms(session)
    assert (line.total_score, line.error_count, line.needs_review, line.version) == ("88.40", 1, True, 2)
    assert line.updated_at == desk.events[-1].at


def test_a_corrected_name_is_found(db: Database, user: User) -> None:
    """A search finds what a form says now, not what was misread."""
    _correct(db, user, 1, "桥梁加固", "/project_name")
    with db.reading() as session:
        assert [line.form_id for line in queues.list_forms(session, text="桥梁 交通局 表.PDF")] == [1]
        assert queues.list_forms(session, text="道路") == []


def test_the_same_value_is_no_change(db: Database, user: User) -> None:
    """Saving what already stands writes no event and raises no version."""
    assert _correct(db, user, 1, "87.40").version == 1
    assert _categorise(db, user, 1, [WEATHER.code, CUT.code]).events == ()


def test_categories(db: Database, user: User) -> None:
    """Categories change with an event that names the codes before and after."""
    desk = _categorise(db, user, 1, [CUT.code, "OTHER"])
    assert [label.code for label in desk.current.reasons[0].labels] == [CUT.code, "OTHER"]
    assert (desk.events[0].old, desk.events[0].new) == ("WEATHER,BUDGET_CUT", "BUDGET_CUT,OTHER")


def test_a_category_that_is_not_sure_is_confirmed(db: Database, settings: Settings) -> None:
    """The same categories are an event where one was not sure, once; they are sure then, until undone."""
    faint = replace(WEATHER, confidence=0.6)
    form = replace(made_form(), reasons=(Reason(field=POINTER, labels=(faint,), explains=True),))
    store_forms(db, settings, form)
    user = store_user(db)
    desk = _categorise(db, user, 1, [WEATHER.code])
    assert (desk.events[0].kind, desk.events[0].old, desk.events[0].new) == (
        "categorise",
        WEATHER.code,
        WEATHER.code,
    )
    assert desk.current.reasons[0].labels == (replace(faint, confidence=1.0),)
    with db.reading() as session:
        assert queues.list_forms(session)[0].doubtful_categories == 0
    assert _categorise(db, user, 2, [WEATHER.code]).version == 2
    assert _undo(db, user, 2).current.reasons[0].labels == (faint,)


def test_a_stale_save_changes_nothing(db: Database, user: User) -> None:
    """Whoever saves on an old version gets both sides, also through a pickle."""
    _correct(db, user, 1, "88.40")
    before = _desk(db)
    with pytest.raises(StaleSave, match="nothing was changed") as caught:
        _correct(db, user, 1, "90")
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert error.desk == before
    assert (error.attempt.version, error.attempt.deed.field, error.attempt.deed.new) == (
        1,
        "/total_score",
        "90",
    )
    assert (error.code, error.message) == ("review-conflict", caught.value.message)
    for stale in (
        lambda: _categorise(db, user, 1, []),
        lambda: _undo(db, user, 3),
        lambda: _decide(db, user, 1, "accept"),
    ):
        with pytest.raises(StaleSave):
            stale()
    assert _desk(db) == before


def test_two_that_save_at_once(db: Database, user: User) -> None:
    """Of eight saves on the same version one stands and seven are told so."""
    barrier = threading.Barrier(8, timeout=30)
    saved: list[str] = []
    conflicts: list[StaleSave] = []

    def save(number: int) -> None:
        barrier.wait()
        try:
            saved.append(_correct(db, user, 1, str(number)).current.record.total_score)
        except StaleSave as error:
            conflicts.append(error)

    together(partial(save, number) for number in range(8))
    assert [_desk(db).current.record.total_score] == saved
    assert [error.desk.version for error in conflicts if error.desk] == [2] * 7


def test_undo_gives_back_exactly(db: Database, user: User) -> None:
    """Each undo takes back the last standing edit, evidence and checks included, and is an event itself."""
    first = _correct(db, user, 1, "88.40")
    _correct(db, user, 2, "因人手不足", POINTER)
    third = _categorise(db, user, 3, ["OTHER"])
    assert third.current.reasons[0].labels[0].end == 0
    second = _undo(db, user, 4)
    assert [(label.start, label.end) for label in second.current.reasons[0].labels] == [(0, 0), (0, 0)]
    assert _undo(db, user, 5).current == first.current
    desk = _undo(db, user, 6)
    assert (desk.current, desk.corrected, desk.version) == (made_form(), {}, 7)
    assert [event.kind for event in desk.events] == [
        "correct",
        "correct",
        "categorise",
        "undo",
        "undo",
        "undo",
    ]
    assert [event.undoes for event in desk.events[3:]] == [3, 2, 1]
    with pytest.raises(BadRequest, match="nothing to undo"):
        _undo(db, user, 7)


def test_an_edit_after_an_undo(db: Database, user: User) -> None:
    """What was undone stays undone when a later edit is undone too."""
    _correct(db, user, 1, "1")
    _undo(db, user, 2)
    _correct(db, user, 3, "2")
    _correct(db, user, 4, "3")
    assert _undo(db, user, 5).current.record.total_score == "2"
    assert _undo(db, user, 6).current.record.total_score == "87.40"


def test_decisions(db: Database, user: User) -> None:
    """A waiting form is accepted or rejected, a decided one only reopened; edits wait for that."""
    desk = _decide(db, user, 1, "accept")
    assert (desk.state, desk.decided_by, desk.decided_at) == ("accepted", "张三", desk.events[-1].at)
    for refused in (
        lambda: _correct(db, user, 2, "1"),
        lambda: _categorise(db, user, 2, []),
        lambda: _undo(db, user, 2),
        lambda: _decide(db, user, 2, "accept"),
        lambda: _decide(db, user, 2, "reject"),
    ):
        with pytest.raises(BadRequest):
            refused()
    desk = _decide(db, user, 2, "reopen")
    assert (desk.state, desk.decided_by, desk.decided_at) == ("waiting", None, None)
    with pytest.raises(BadRequest):
        _decide(db, user, 3, "reopen")
    assert _decide(db, user, 3, "reject").state == "rejected"
    assert [(event.kind, event.old, event.new) for event in _desk(db).events] == [
        ("accept", "waiting", "accepted"),
        ("reopen", "accepted", "waiting"),
        ("reject", "waiting", "rejected"),
    ]
    with pytest.raises(BadRequest):
        _decide(db, user, 4, "burn")  # type: ignore[arg-type]  # what a request may say


def test_auditors_only_read(db: Database, user: User) -> None:
    """An auditor may change nothing; an administrator may."""
    auditor = store_user(db, "审计", "auditor")
    for refused in (
        lambda: _correct(db, auditor, 1, "1"),
        lambda: _categorise(db, auditor, 1, []),
        lambda: _undo(db, auditor, 1),
        lambda: _decide(db, auditor, 1, "accept"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert _desk(db).version == 1
    assert _decide(db, store_user(db, "主任", "administrator"), 1, "accept").state == "accepted"
    assert user.may_review


def test_refusals(db: Database, user: User) -> None:
    """An unknown form, an impossible value and an endless explanation are coded and change nothing."""
    with pytest.raises(NotFound):
        _desk(db, 77)
    with pytest.raises(NotFound), db.writing() as session:
        reviews.decide(session, 77, version=1, decision="accept", why="", user=user)
    with pytest.raises(BadRequest):
        _correct(db, user, 1, "1", "/nothing")
    with pytest.raises(BadRequest, match="explanation"), db.writing() as session:
        reviews.decide(session, 1, version=1, decision="accept", why="x" * 1001, user=user)
    assert _desk(db).events == ()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.sampled_from(["87.40", "1", "2"])),
        st.tuples(st.just("reason"), st.sampled_from([REASON, "天气", "原因", ""])),
        st.tuples(
            st.just("categorise"), st.lists(st.sampled_from(["OTHER", WEATHER.code, CUT.code]), max_size=3)
        ),
        st.tuples(st.just("undo"), st.none()),
    ),
    max_size=8,
)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_a_form_is_its_reading_and_its_standing_edits(
    db: Database, user: User, steps: list[tuple[str, object]]
) -> None:
    """After any edits: current is the reading replayed, the log whole, and undoing all gives the reading."""
    _start_again(db)
    desk = _desk(db)
    for kind, value in steps:
        desk = _step(db, user, desk, kind, value)
        assert desk.current == edits.replay(desk.extracted, edits.standing(desk.events), flag_total)
    with db.reading() as session:
        assert events.verify(session) == []
    while edits.standing(desk.events):
        desk = _undo(db, user, desk.version)
    assert desk.current == made_form() == desk.extracted


def _step(db: Database, user: User, desk: Desk, kind: str, value: object) -> Desk:
    if kind == "correct":
        return _correct(db, user, desk.version, str(value))
    if kind == "reason":
        return _correct(db, user, desk.version, str(value), POINTER)
    if kind == "categorise":
        assert isinstance(value, list)
        return _categorise(db, user, desk.version, value)
    return _undo(db, user, desk.version) if edits.standing(desk.events) else desk


def _start_again(db: Database) -> None:
    """Empty the log, which only a test may."""
    text_now = to_text(made_form())
    with db.writing() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER IF EXISTS events_no_delete"))
        else:
            session.execute(text("ALTER TABLE events DISABLE TRIGGER ALL"))
        session.execute(text("DELETE FROM events"))
        session.execute(update(EventHeads).values(count=0, hash=events.FIRST_HASH))
        session.execute(update(Forms).values(current=text_now, version=1, state="waiting"))


def test_blanks_around_a_typed_value_are_not_kept(db: Database, user: User) -> None:
    """What a person types is stored without the blanks around it."""
    assert _correct(db, user, 1, " 80.00\n").current.record.total_score == "80.00"
    assert _desk(db).events[-1].new == "80.00"
