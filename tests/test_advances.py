"""Recognised pages are kept one by one under a claim that each of them renews."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, select, update

from models import hints, jobs
from models.advances import (
    Step,
    Straight,
    advance,
    kept_pages,
    pause,
    recognised_blob,
    straight_pages,
)
from models.databases import Database, clock
from models.errors import ParseCrashed
from models.jobs import JobState
from models.settings import Settings
from models.tables import Jobs, PageImages, RecognisedPages
from tests.made_forms import extraction, made_form, store
from tests.made_jobs import NOW, PICTURE, claimed, page_of

WARP = (1.0, 0.01, 2.0, -0.01, 1.0, 3.0, 0.0, 0.0, 1.0)


def step(page: int, done: int = 1) -> Step:
    """Return a page that was recognised."""
    place = Straight(page=page, width=600.5, height=840, warp=WARP)
    return Step(done=done, due=8, straight=place, sha256=f"{page:064}")


def test_a_page_renews_the_lease(db: Database, settings: Settings) -> None:
    """Each page shows in the job, lengthens its lease and begins the count of tries anew."""
    store(db, settings)
    assert jobs.claim(db, settings, 1)
    jobs.release(db, settings, 1, ParseCrashed("killed"))
    claim = jobs.claim(db, settings, 1)
    assert claim
    assert claim.tries == 2
    with db.writing() as session:
        session.execute(update(Jobs).values(lease_until=clock(session) + timedelta(seconds=5)))
    assert advance(db, settings, claim, Step(done=0, due=8), "a")
    assert _job(db).tries == 2
    assert advance(db, settings, claim, step(1), "a")
    job = _job(db)
    assert (job.tries, job.pages_done, job.pages_due) == (1, 1, 8)
    with db.reading() as session:
        assert job.lease_until > clock(session) + timedelta(seconds=settings.lease_seconds - 10)
    assert page_of(db).jobs[0].pages_done == 1


def test_a_lost_claim_keeps_nothing(db: Database, settings: Settings) -> None:
    """A worker that comes back after its job went on, ended or was paused changes nothing."""
    store(db, settings)
    late = claimed(db, settings)
    jobs.release(db, settings, 1, ParseCrashed("killed"))
    assert not advance(db, settings, late, step(1), "a")
    assert not pause(db, late)
    second = claimed(db, settings)
    assert not advance(db, settings, late, step(1), "a")
    assert _kept(db) == []
    assert jobs.finish(db, second, extraction(made_form("一")))
    assert not advance(db, settings, second, step(1), "a")
    assert not pause(db, second)


def test_a_pause_is_no_try(db: Database, settings: Settings) -> None:
    """A paused job waits for its next hint with all its tries, and keeps how far it came."""
    store(db, settings)
    claim = claimed(db, settings)
    assert advance(db, settings, claim, step(1, done=3), "a")
    assert pause(db, claim)
    job = _job(db)
    assert (job.state, job.tries, job.token, job.pages_done) == (JobState.pending, 0, None, 3)
    assert hints.due_hints(db, settings) == [1]


def test_pages_are_their_readers_own(db: Database, settings: Settings) -> None:
    """Another version of the reader takes nothing over; its own page stands in the old one's place."""
    store(db, settings)
    claim = claimed(db, settings)
    for page in (1, 2):
        assert advance(db, settings, claim, step(page), "a")
    with db.writing() as session:
        columns = ("page", "width", "height", "media_type", "sha256", "layer")
        picture = {name: getattr(PICTURE, name) for name in columns}
        session.execute(insert(PageImages).values(document_id=1, **picture))
    with db.reading() as session:
        assert kept_pages(session, claim, "a") == {1: f"{1:064}", 2: f"{2:064}"}
        assert kept_pages(session, claim, "b") == {}
        assert straight_pages(session, 1)[1] == Straight(page=1, width=600.5, height=840, warp=WARP)
    assert advance(db, settings, claim, replace(step(1), sha256="f" * 64), "b")
    with db.reading() as session:
        assert kept_pages(session, claim, "a") == {2: f"{2:064}"}
        assert kept_pages(session, claim, "b") == {1: "f" * 64}
        assert recognised_blob(session, 1, 1) == "f" * 64
        assert session.scalars(select(PageImages.page)).all() == [], "drawn as the old reading lay"


def test_a_page_recognised_while_it_is_drawn_is_drawn_anew(db: Database, settings: Settings) -> None:
    """The picture of what it was before is dropped; the job waits with all its tries, others go on."""
    store(db, settings)
    claim = claimed(db, settings)
    assert advance(db, settings, claim, step(1), "a")
    with db.writing() as session:
        drawing, other = (jobs.enqueue(session, 1, "render", page) for page in (1, 2))
    late, second = claimed(db, settings, drawing), claimed(db, settings, other)
    assert advance(db, settings, claim, replace(step(1), sha256="f" * 64), "b")
    assert not jobs.finish(db, late, PICTURE)
    assert jobs.finish(db, second, replace(PICTURE, page=2))
    anew = claimed(db, settings, drawing)
    assert (anew.page, anew.tries) == (1, 1)
    assert jobs.finish(db, anew, PICTURE)
    assert jobs.finish(db, claim, extraction(made_form()))


def test_what_was_given_up_is_tried_by_the_next_job(db: Database, settings: Settings) -> None:
    """A failure holds for its own job, through all its tries; who asks for a new reading gets a new try."""
    store(db, settings)
    claim = claimed(db, settings)
    assert advance(db, settings, claim, Step(done=1, due=8, failed=(3, "parse-timeout")), "a")
    with db.reading() as session:
        assert kept_pages(session, claim, "a") == {3: ("parse-timeout",)}
        assert recognised_blob(session, 1, 3) is None
        assert straight_pages(session, 1) == {}
    assert jobs.finish(db, claim, extraction(made_form("一")))
    with db.writing() as session:
        again = jobs.enqueue(session, 1)
        session.execute(update(RecognisedPages).values(created_at=NOW - timedelta(days=5000)))
    second = jobs.claim(db, settings, again)
    assert second
    with db.reading() as session:
        assert kept_pages(session, second, "a") == {}


def _job(db: Database) -> Jobs:
    with db.reading() as session:
        return session.execute(select(Jobs)).scalar_one()


def _kept(db: Database) -> list[int]:
    with db.reading() as session:
        return list(session.scalars(select(RecognisedPages.page)))
