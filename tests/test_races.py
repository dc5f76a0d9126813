"""Two who meet on PostgreSQL, where a statement waits for a row and then goes on; SQLite lets one write.

The database's own locks hold each race at the moment that matters: who comes second is seen to wait.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import batches, entries, events, holds, jobs, reviews, users
from models.databases import Database
from models.entries import Entry
from models.errors import BadRequest
from models.records import Form
from models.settings import Settings
from models.tables import Batches, Documents, Forms
from models.users import User
from tests.made_forms import extraction, flag_total, made_form, read, store, store_user

PATIENCE_SECONDS = 30
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def settings(postgres_settings: Settings) -> Settings:
    """Settings of a fresh, migrated PostgreSQL database."""
    return postgres_settings


@pytest.fixture
def second(db: Database) -> Iterator[Callable[..., Future[object]]]:
    """Begin something in a thread of its own, and return once it, and all begun before, wait for a lock."""
    begun: list[Future[object]] = []
    with ThreadPoolExecutor() as pool:

        def begin(deed: Callable[..., object], *given: object) -> Future[object]:
            before = sum(not one.done() for one in begun)
            begun.append(pool.submit(deed, *given))
            deadline = time.monotonic() + PATIENCE_SECONDS
            while _waiting(db) <= before:
                assert not begun[-1].done(), "it should have met the first one"
                assert time.monotonic() < deadline
            return begun[-1]

        yield begin


def _waiting(db: Database) -> int:
    with db.reading() as session:
        return int(session.execute(WAITING).scalar_one())


def _begun(db: Database, settings: Settings, document_id: int) -> jobs.Claim:
    with db.writing() as session:
        job_id = jobs.enqueue(session, document_id)
    claim = jobs.claim(db, settings, job_id)
    assert claim is not None
    return claim


def _read_as(total: str) -> Form:
    form = made_form()
    return replace(form, record=replace(form.record, total_score=total))


@pytest.mark.parametrize("deed", ["correct", "decide"])
def test_a_correction_is_saved_while_the_document_is_read_again(
    db: Database, settings: Settings, second: Callable[..., Future[object]], deed: str
):
    """The new reading stands beside what the person did, which it found only after it had waited."""
    read(db, settings, store(db, settings), made_form())
    user = store_user(db)
    claim = _begun(db, settings, 1)
    with db.writing() as session:
        if deed == "correct":
            change = {"pointer": "/total_score", "value": "90", "recheck": flag_total}
            desk = reviews.correct(session, 1, version=1, why="", user=user, **change)  # type: ignore[arg-type]
        else:
            desk = reviews.decide(session, 1, version=1, decision="accept", why="", user=user)
        finished = second(jobs.finish, db, claim, extraction(_read_as("12")))
    assert finished.result(PATIENCE_SECONDS) is True
    with db.reading() as session:
        after = reviews.load_desk(session, 1)
        assert (after.current, after.state, after.version) == (desk.current, desk.state, desk.version)
        assert (after.extracted, after.reread) == (made_form(), _read_as("12"))
        assert events.verify(session) == []


def test_a_reference_comes_while_the_forms_are_stored(
    db: Database, settings: Settings, second: Callable[..., Future[object]]
):
    """The forms are found by it, as their document is."""
    document_id = store(db, settings)
    claim = _begun(db, settings, document_id)
    with db.writing() as session:
        entries.describe(session, document_id, "CZ-777", "2019")
        finished = second(jobs.finish, db, claim, extraction(made_form()))
    assert finished.result(PATIENCE_SECONDS) is True
    with db.reading() as session:
        assert "cz-777" in session.execute(select(Documents.name_key)).scalar_one()
        assert "cz-777" in session.execute(select(Forms.search)).scalar_one()


def test_two_manifests_describe_one_document(
    db: Database, settings: Settings, second: Callable[..., Future[object]]
):
    """It is found by the words of both; each has a batch's row of its own, which refers to the document."""
    document_id = store(db, settings)
    with db.writing() as session:
        entries.describe(session, document_id, "A-1", "")
        batch_id = batches.open_batch(session, "两张清单", None)

    def record(session: Session, reference: str) -> None:
        entry = Entry(batch_id=batch_id, place=reference.ljust(64, "0"), stamp="s", reference=reference)
        entries.record(session, entry, "duplicate", "表.pdf", document_id=document_id)

    def come(reference: str) -> None:
        with db.writing() as session:
            record(session, reference)

    with db.writing() as session:
        record(session, "B-2")
        other = second(come, "C-3")
    other.result(PATIENCE_SECONDS)
    with db.reading() as session:
        words = session.execute(select(Documents.name_key)).scalar_one().split("\n")
    assert {"a-1", "b-2", "c-3"} <= set(words)


def test_a_cancelled_batch_is_not_reopened(db: Database, second: Callable[..., Future[object]]):
    """An import that found it open while it was being cancelled opens the next part."""

    def reopen() -> int:
        with db.writing() as session:
            return batches.open_batch(session, "批", None, source="5" * 64)

    batch_id = reopen()
    with db.writing() as session:  # who cancels comes first, but both wait
        session.execute(select(Batches.id).with_for_update())
        cancelled = second(batches.cancel, db, batch_id)
        reopened = second(reopen)
    cancelled.result(PATIENCE_SECONDS)
    assert reopened.result(PATIENCE_SECONDS) != batch_id
    with db.reading() as session:
        states = session.execute(select(Batches.state, Batches.part).order_by(Batches.part)).all()
    assert states == [("cancelled", 1), ("open", 2)]


def test_a_desk_is_loaded_while_its_form_is_given_back(
    db: Database, settings: Settings, second: Callable[..., Future[object]]
):
    """Reloading a desk gives its form back and takes it anew; whichever comes first, nothing fails."""
    read(db, settings, store(db, settings), made_form())
    user = store_user(db)

    def hold() -> str:
        with db.writing() as session:
            return holds.hold(session, 1, user)

    def release() -> None:
        with db.writing() as session:
            holds.release(session, 1, user)

    hold()
    with db.writing() as session:
        holds.release(session, 1, user)
        held = second(hold)
    assert held.result(PATIENCE_SECONDS) == user.name
    with db.writing() as session:
        assert holds.hold(session, 1, user) == user.name
        released = second(release)
    released.result(PATIENCE_SECONDS)
    with db.reading() as session:
        assert holds.holder(session, 1) is None


@pytest.mark.parametrize("act", [users.disable, lambda session, id_: users.set_role(session, id_, "auditor")])
def test_two_administrators_shut_each_other_out(
    db: Database, second: Callable[..., Future[object]], act: Callable[[Session, int], User]
):
    """The second one is refused: somebody is left to administer."""
    one, other = (store_user(db, name, "administrator") for name in ("甲", "乙"))

    def shut_out(user_id: int) -> None:
        with db.writing() as session:
            act(session, user_id)

    with db.writing() as session:
        act(session, one.id)
        refused = second(shut_out, other.id)
    with pytest.raises(BadRequest, match="nobody would be left"):
        refused.result(PATIENCE_SECONDS)
