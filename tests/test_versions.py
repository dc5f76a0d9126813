"""What read a document is kept with its job, its forms and itself."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models import reviews, versions
from models.databases import Database
from models.errors import UnknownForm
from models.settings import Settings
from models.tables import Documents, Forms, Jobs
from models.versions import UNKNOWN, Versions
from tests.made_forms import end, extraction, flag_total, made_form, store, store_user

OLD = Versions(extractor="0.9", models="m1", patterns="p1")
NEW = Versions(extractor="0.10", models="m2", patterns="p2")
FORMS = (made_form("一", page=1), made_form("二", page=2), made_form("三", page=3))

RELEASES = {
    "by number": ("0.9", "0.10"),
    "unknown first": ("", "0.1"),
    "shorter first": ("1.2", "1.2.1"),
    "a candidate before its release's next part": ("1.2.rc1", "1.2.1"),
}


@pytest.mark.parametrize(("earlier", "later"), RELEASES.values(), ids=RELEASES.keys())
def test_releases_are_ordered(earlier: str, later: str) -> None:
    """Releases are compared by the value of their numbers."""
    assert versions.order(earlier) < versions.order(later)
    assert not versions.order(later) < versions.order(earlier)


@pytest.mark.parametrize("given", [UNKNOWN, OLD])
def test_versions_survive_being_kept(given: Versions) -> None:
    """What is written is read again."""
    assert versions.from_text(versions.to_text(given)) == given


def test_each_result_says_what_read_it(db: Database, settings: Settings) -> None:
    """A later reading names itself, but not on a form whose earlier reading stays: a person corrected it."""
    store(db, settings)
    end(db, settings, 1, extraction(*FORMS), OLD)
    user = store_user(db)
    with db.writing() as session:
        reviews.correct(
            session, 2, version=1, pointer="/total_score", value="90", why="", user=user, recheck=flag_total
        )
    changed = [replace(form, record=replace(form.record, total_score="12")) for form in FORMS[:2]]
    end(db, settings, 1, extraction(*changed, FORMS[2]), NEW)
    end(db, settings, 1, UnknownForm("none any more"), OLD)
    with db.reading() as session:
        read_by = session.scalars(select(Forms.read_by).order_by(Forms.id)).all()
        history = session.scalars(select(Jobs.read_by).order_by(Jobs.id)).all()
        last = session.execute(
            select(Documents.extractor_version, Documents.model_version, Documents.pattern_version)
        ).one()
    assert [versions.from_text(text) for text in read_by] == [NEW, OLD, NEW]
    assert [versions.from_text(text) for text in history] == [OLD, NEW, OLD]
    assert tuple(last) == ("0.9", "m1", "p1")
