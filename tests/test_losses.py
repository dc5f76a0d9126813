"""Counters and sums of losses: what they say is what counting the forms would say, at any moment."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from models import counts, losses, queues, reviews, users
from models.databases import Database
from models.dockings import Docked, to_docked
from models.losses import ANY, UNSORTED, Chosen, Sum
from models.records import Form, Indicator, Label, Reason
from models.settings import Settings
from models.tables import Changes, Documents, Forms
from tests.made_forms import made_form, read, store, store_forms, store_user
from tests.made_threads import together
from worker.accounts import keep_accounts


def lossy(year: str, department: str, *rows: tuple[str, str, tuple[str, ...]]) -> Form:
    """Return a form of rows: weight, score and the categories of its reason."""
    form = made_form("甲", department=department)
    indicators = tuple(Indicator(weight=weight, score=score, reason="x") for weight, score, _ in rows)
    reasons = tuple(
        Reason(
            field=f"/indicators/{at}/reason",
            labels=tuple(Label(code=code, start=0, end=1, confidence=1) for code in codes),
            explains=True,
        )
        for at, (_, _, codes) in enumerate(rows)
    )
    return replace(form, record=replace(form.record, year=year, indicators=indicators), reasons=reasons)


FIRST = lossy("2019", "甲", ("10", "8.5", ("A", "B")), ("5", "5", ()), ("5", "—", ("A",)))
SECOND = lossy("2020", "甲", ("3", "2", ()), ("10分", "9.25", ("A",)))
THIRD = lossy("2020", "乙" * 300, ("4", "1", ("A",)))


def test_losses_are_summed_by_heading(db: Database, settings: Settings):
    """Only rows that lost marks count; a row with two categories counts in full under each, once in all."""
    store_forms(db, settings, FIRST, SECOND, THIRD)
    keep_accounts(db)
    with db.reading() as session:
        assert losses.total(session, Chosen()) == Sum(4, 3, Decimal("6.25"))
        assert losses.by_category(session, Chosen()) == [
            ("A", Sum(3, 3, Decimal("5.25"))),
            ("B", Sum(1, 1, Decimal("1.5"))),
            (UNSORTED, Sum(1, 1, Decimal(1))),
        ]
        assert losses.by_year(session, Chosen()) == [
            ("2020", Sum(3, 2, Decimal("4.75"))),
            ("2019", Sum(1, 1, Decimal("1.5"))),
        ]
        assert [key for key, _ in losses.by_department(session, Chosen())] == ["甲", "乙" * 200]
        chosen = Chosen(category="A", year="2020", department="甲")
        assert losses.total(session, chosen) == Sum(1, 1, Decimal("0.75"))
        assert losses.by_department(session, replace(chosen, department=None))[1][0] == "甲"
        assert losses.by_category(session, Chosen(department="乙" * 300)) == [("A", Sum(1, 1, Decimal(3)))]
        assert losses.forms_behind(session, chosen) == [2]
        assert losses.forms_behind(session, Chosen(year="2020")) == [2, 3]
        assert losses.forms_behind(session, Chosen(category="B")) == [1]
        assert losses.forms_behind(session, Chosen(department="乙" * 300)) == [3]


def test_forms_of_an_older_program_lose_as_much(db: Database, settings: Settings):
    """What has no rows of its own beside it is read from its JSON; full marks and blanks are no row."""
    store_forms(
        db, settings, FIRST, lossy("2020", "甲", ("10", "10", ()), ("10", "", ()), ("3", "2", ("A",)))
    )
    with db.writing() as session:
        rows = session.scalars(select(Forms.docked).order_by(Forms.id)).all()
        session.execute(update(Forms).where(Forms.id == 2).values(docked=None))
    assert [to_docked(row or "") for row in rows][1] == [Docked("3", "2", ("A",))]
    keep_accounts(db)
    with db.reading() as session:
        assert losses.total(session, Chosen(year="2020")) == Sum(1, 1, Decimal(1))
        assert losses.total(session, Chosen(year="2019")) == Sum(1, 1, Decimal("1.5"))


@pytest.fixture
def site(db: Database, settings: Settings) -> tuple[Database, Settings]:
    """A database with three forms and a person who reviews."""
    store_forms(db, settings, FIRST, SECOND, THIRD)
    store_user(db)
    return db, settings


@hypothesis_settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deeds=st.lists(st.sampled_from(["accept", "reject", "reopen", "correct", "reread", "fold"]), max_size=8)
)
def test_any_order_of_deeds_is_counted_right(site: tuple[Database, Settings], deeds: list[str]):
    """Whatever is decided, corrected and read again: counts are exact, sums so once folded."""
    db, settings = site
    for at, deed in enumerate(deeds):
        _do(db, settings, deed, at % 3 + 1)
        assert _counted(db) == _by_rows(db)
    keep_accounts(db)
    assert _counted(db) == _by_rows(db)
    with db.reading() as session:
        assert session.scalars(select(func.count()).select_from(Changes)).one() == 0
        good = [
            form
            for form in session.execute(select(Forms.state, Forms.year).order_by(Forms.id))
            if form.state != "rejected"
        ]
        years = Counter(form.year for form in good)
        assert {key: one.forms for key, one in losses.by_year(session, Chosen())} == dict(years)
        assert losses.total(session, Chosen()).forms == len(good)
        assert losses.total(session, Chosen(category=ANY)) == losses.total(session, Chosen())


def test_two_that_fold_at_once_count_once(db: Database, settings: Settings):
    """Four processes that keep the accounts together leave each form counted once."""
    for number in range(12):
        read(db, settings, store(db, settings, number), FIRST)
    together([lambda: keep_accounts(db)] * 4)
    keep_accounts(db)
    with db.reading() as session:
        assert losses.total(session, Chosen()) == Sum(12, 12, Decimal(18))
        assert counts.read(session, "documents") == {"done/": 12}
        assert queues.counts(session).waiting == 12


def _do(db: Database, settings: Settings, deed: str, form_id: int) -> None:
    if deed == "fold":
        keep_accounts(db)
        return
    if deed == "reread":
        read(db, settings, 1, FIRST, replace(SECOND, needs_review=True, why_review=("x",)), THIRD)
        return
    with db.writing() as session:
        desk = reviews.load_desk(session, form_id)
        user = users.get_user(session, 1)
        if deed == "correct" and desk.state == "waiting":
            reviews.correct(
                session,
                form_id,
                version=desk.version,
                pointer="/year",
                value="2021",
                why="",
                user=user,
                recheck=lambda form: form,
            )
        elif deed != "correct" and (deed == "reopen") == (desk.state != "waiting"):
            reviews.decide(session, form_id, version=desk.version, decision=deed, why="", user=user)


def _counted(db: Database) -> tuple[dict[str, int], dict[str, int]]:
    with db.reading() as session:
        return counts.read(session, "forms"), counts.read(session, "documents")


def _by_rows(db: Database) -> tuple[dict[str, int], dict[str, int]]:
    with db.reading() as session:
        forms = Counter(
            state + "!" * doubtful
            for state, doubtful in session.execute(select(Forms.state, Forms.needs_review))
        )
        documents = Counter(
            f"{state}/{code or ''}"
            for state, code in session.execute(select(Documents.state, Documents.code))
        )
    return dict(forms), dict(documents)
