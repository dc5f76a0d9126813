"""Page images: asked for once, kept once, refused for pages that are not there."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from models import images, jobs
from models.databases import Database
from models.errors import NotFound, UnknownForm
from models.jobs import RenderedPage
from models.records import Failure
from models.settings import Settings
from models.tables import PageImages
from tests.made_forms import made_form, read, store

PICTURE = RenderedPage(
    page=2, width=595.25, height=841.9, media_type="image/png", sha256="a" * 64, layer="b" * 64
)


def _ask(db: Database, page: int, *, again: bool = False) -> images.ImageRequest:
    with db.writing() as session:
        return images.request_page_image(session, 1, page, again=again)


def _finish(
    db: Database, settings: Settings, job_id: int | None, outcome: RenderedPage | UnknownForm
) -> None:
    claim = jobs.claim(db, settings, job_id or 0)
    assert claim is not None
    assert (claim.kind, claim.page) == ("render", 2)
    assert jobs.finish(db, claim, outcome)


@pytest.fixture
def read_db(db: Database, settings: Settings) -> Database:
    """A database with one document of two pages, read."""
    read(db, settings, store(db, settings), made_form())
    return db


def test_asked_drawn_shown(read_db: Database, settings: Settings) -> None:
    """The first request makes a job, the next finds it, and then the image is there."""
    asked = _ask(read_db, 2)
    assert asked.state == "waiting"
    assert _ask(read_db, 2) == asked
    _finish(read_db, settings, asked.job_id, PICTURE)
    assert _ask(read_db, 2) == images.ImageRequest(state="ready", image=PICTURE)
    with read_db.reading() as session:
        assert images.page_image(session, 1, 2) == PICTURE
        assert images.page_image(session, 1, 1) is None


def test_drawn_again(read_db: Database, settings: Settings) -> None:
    """A later drawing takes the place of the earlier one."""
    for sha256 in ("a" * 64, "b" * 64):
        with read_db.writing() as session:
            job_id = jobs.enqueue(session, 1, "render", 2)
        picture = RenderedPage(
            page=2, width=1, height=1, media_type="image/webp", sha256=sha256, layer="b" * 64
        )
        _finish(read_db, settings, job_id, picture)
        assert _ask(read_db, 2).image == picture


def test_a_failure_is_not_repeated_unasked(read_db: Database, settings: Settings) -> None:
    """A page that cannot be drawn is tried again only by request."""
    _finish(read_db, settings, _ask(read_db, 2).job_id, UnknownForm("torn"))
    assert _ask(read_db, 2) == images.ImageRequest(
        state="failed", error=Failure(code="unknown-form", message="torn")
    )
    assert _ask(read_db, 2, again=True).state == "waiting"


def test_what_is_there_no_more_is_drawn_anew(read_db: Database, settings: Settings) -> None:
    """An image that a new recognition or a lost blob took away was drawn well: it has not failed."""
    _finish(read_db, settings, _ask(read_db, 2).job_id, PICTURE)
    with read_db.writing() as session:
        session.execute(delete(PageImages))
    asked = _ask(read_db, 2)
    assert asked.state == "waiting"
    newer = replace(PICTURE, sha256="c" * 64)
    _finish(read_db, settings, asked.job_id, newer)
    with read_db.writing() as session:
        assert images.redraw(session, 1, PICTURE) == images.ImageRequest(state="ready", image=newer)
        assert images.redraw(session, 1, newer).state == "waiting"


@pytest.mark.parametrize("page", [-1, 0, 3])
def test_pages_that_are_not_there(read_db: Database, page: int) -> None:
    """Only pages of the document can be asked for."""
    with pytest.raises(NotFound):
        _ask(read_db, page)


def test_documents_not_read_yet(db: Database, settings: Settings) -> None:
    """Before the pages are counted there is only the first; of an unknown document none."""
    with pytest.raises(NotFound):
        _ask(db, 1)
    store(db, settings)
    assert _ask(db, 1).state == "waiting"
    with pytest.raises(NotFound):
        _ask(db, 2)
