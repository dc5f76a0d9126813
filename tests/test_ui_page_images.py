"""Page images on the desk: asked for when a form is opened, drawn by the worker, told when they cannot be."""

import io
import threading
import time
from dataclasses import replace

from sqlalchemy import delete

from models import hints, images, jobs, queues
from models.blobs import Blobs
from models.codecs import to_json
from models.errors import ParseCrashed
from models.layers import Layer
from models.tables import PageImages
from review_ui import documents
from tests.browser_fixtures import Site
from tests.made_forms import made_form, store_forms

FORM = replace(made_form(), pages=(1,))


def test_page_images_come_from_the_worker(site: Site):
    """Opening a form asks for its pages and the next form's first; an image not drawn yet is 202."""
    store_forms(site.db, site.settings, FORM, replace(made_form(), pages=(2,)))
    visit = site.visit()
    assert visit.get("/forms/1").status_code == 200
    with site.db.reading() as session:
        wanted = {page: images.page_image(session, 1, page) for page in (1, 2)}
        asked = queues.document_page(session, 1).jobs
    assert wanted == {1: None, 2: None}
    assert {(job.kind, job.page) for job in asked} == {("extract", None), ("render", 1), ("render", 2)}
    waiting = visit.get("/documents/1/pages/1.png", headers={"X-No-Wait": "1"})
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (202, "2")
    for page in (1, 2):
        _draw(site, page)
    drawn = visit.get("/documents/1/pages/1.png")
    assert (drawn.status_code, drawn.mimetype, drawn.data) == (200, "image/png", b"picture 1")
    assert {"private", "no-cache"} == set(drawn.headers["Cache-Control"].split(", "))
    again = visit.get("/documents/1/pages/1.png", headers={"If-None-Match": drawn.headers["ETag"]})
    assert again.status_code == 304
    assert 'viewBox="0 0 612.0 792.0"' in visit.get("/forms/1").text
    layer = visit.get("/documents/1/pages/1/layer.json")
    assert (layer.status_code, layer.mimetype, layer.json["page"]) == (200, "application/json", 1)
    assert [image["layer"] for image in visit.get("/api/v1/documents/1").json["images"]] == [
        "/documents/1/pages/1/layer.json",
        "/documents/1/pages/2/layer.json",
    ]
    assert visit.get("/documents/1/pages/9.png").status_code == 404
    assert visit.get("/documents/1/pages/9/layer.json").status_code == 404
    for path in ("/documents/1/pages/1.png", "/documents/1/pages/1/layer.json"):
        assert site.visit(None).get(path).status_code == 302


def test_a_page_that_cannot_be_drawn(site: Site):
    """A failed image is 422 with its code, and is tried once more when a person asks."""
    store_forms(site.db, site.settings, FORM)
    visit = site.visit()
    quick = {"X-No-Wait": "1"}
    assert visit.get("/documents/1/pages/1.png", headers=quick).status_code == 202
    _end(site, ParseCrashed("it died"))
    failed = visit.get("/documents/1/pages/1.png", headers=quick)
    assert (failed.status_code, failed.json["error"]["code"]) == (422, "parse-crashed")
    assert visit.get("/documents/1/pages/1/layer.json").status_code == 422
    assert visit.get("/documents/1/pages/1.png?again=1", headers=quick).status_code == 202
    assert visit.get("/documents/1/pages/1/layer.json").status_code == 202


def test_a_picture_that_is_lost_is_drawn_anew(site: Site):
    """One whose blob is gone is asked for again, as if it had never been there; so is a lost layer."""
    store_forms(site.db, site.settings, FORM)
    visit = site.visit()
    for lost, path in (("sha256", "1.png"), ("layer", "1/layer.json")):
        _draw(site, 1)
        with site.db.reading() as session:
            image = images.page_image(session, 1, 1)
        Blobs(site.settings.blobs).path(getattr(image, lost)).unlink()
        answer = visit.get(f"/documents/1/pages/{path}", headers={"X-No-Wait": "1"})
        assert (answer.status_code, answer.json["error"]["code"]) == (202, "page-not-ready")
        _draw(site, 1)
        assert visit.get(f"/documents/1/pages/{path}").status_code == 200
        with site.db.writing() as session:
            session.execute(delete(PageImages))


def test_who_waits_for_a_page_waits_for_no_writer(site: Site):
    """A page that is on its way is told at once, whatever else is being written."""
    store_forms(site.db, site.settings, FORM)
    visit, path, told = site.visit(), "/documents/1/pages/1.png", []

    def ask() -> None:
        told.append(visit.get(path, headers={"X-No-Wait": "1"}).status_code)

    ask()
    asking = threading.Thread(target=ask)
    with site.db.writing():
        asking.start()
        asking.join(timeout=10)
        in_time = list(told)
    asking.join()
    assert in_time == [202, 202]


def test_few_threads_wait_for_page_images(site: Site):
    """Where as many wait as may, the next one is told at once to ask again: other pages need the threads."""
    store_forms(site.db, site.settings, FORM)
    visit = site.visit()
    with documents.WAITERS, documents.WAITERS:
        began = time.monotonic()
        assert visit.get("/documents/1/pages/1.png").status_code == 202
        assert time.monotonic() - began < documents.PATIENCE_SECONDS
    drawing = threading.Thread(target=_draw, args=(site, 1))
    drawing.start()
    assert visit.get("/documents/1/pages/1.png").status_code == 200, "one that waits alone may wait"
    drawing.join()


def _end(site: Site, error: ParseCrashed) -> None:
    """End every waiting job of document 1 with an error."""
    for job_id in _pending(site):
        claim = jobs.claim(site.db, site.settings, job_id)
        assert claim
        assert jobs.finish(site.db, claim, error)


def _draw(site: Site, page: int) -> None:
    """Do the worker's part for one page."""
    blobs = Blobs(site.settings.blobs)
    sha256, _ = blobs.write(io.BytesIO(f"picture {page}".encode()))
    layer, _ = blobs.write(io.BytesIO(to_json(Layer(page=page))))
    with site.db.writing() as session:
        wanted = images.request_page_image(session, 1, page)
    assert wanted.job_id
    claim = jobs.claim(site.db, site.settings, wanted.job_id)
    assert claim
    size = {"width": 612.0, "height": 792.0}
    picture = jobs.RenderedPage(page=page, **size, media_type="image/png", sha256=sha256, layer=layer)
    assert jobs.finish(site.db, claim, picture)


def _pending(site: Site) -> list[int]:
    return hints.due_hints(site.db, site.settings)
