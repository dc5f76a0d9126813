"""The queue: page by page, filtered, and without what is decided."""

import html
import re
from dataclasses import replace

from models import reviews
from models.records import Evidence
from tests.browser_fixtures import Site
from tests.made_forms import made_form, store_forms


def test_the_queue_goes_page_by_page(site: Site):
    """Fifty lines a page, none twice, and filters hold from page to page."""
    store_forms(site.db, site.settings, *(made_form(f"项目{at:03}") for at in range(120)))
    visit = site.visit()
    seen: list[str] = []
    path = "/queue?text=项目"
    while path:
        page = visit.get(path).text
        seen += re.findall(r">(项目\d{3})</a>", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(found[1]) if found else ""
    assert seen == [f"项目{at:03}" for at in range(120)]
    assert "没有符合条件" in visit.get("/queue?text=nothing").text


def test_decided_forms_leave_the_queue(site: Site):
    """What is accepted leaves the waiting list, counts on the first page, and is found by its state."""
    store_forms(site.db, site.settings, made_form("甲"), made_form("乙"))
    visit = site.visit()
    with site.db.writing() as session:
        assert visit.user
        reviews.decide(session, 1, version=1, decision="accept", why="", user=visit.user)
    assert ("甲" in visit.get("/queue").text, "乙" in visit.get("/queue").text) == (False, True)
    assert "甲" in visit.get("/queue?state=accepted").text
    assert "已确认（1）" in visit.get("/exports").text
    assert "全部（2）" in visit.get("/exports").text
    assert re.search(r"<b>1</b>\s*份表近 7 天已核对", visit.get("/").text)
    assert 'id="reopen" >' in visit.get("/forms/1").text


def test_what_the_desk_doubts_the_queue_doubts(site: Site):
    """A value read weakly is a doubt in the queue and its filter too, until a person has set it."""
    faint = Evidence(page=1, box=(0, 0, 9, 9), source="ocr", confidence=0.4, proof="none")
    form = replace(made_form("甲"), evidence={"/total_score": faint}, reasons=())
    store_forms(site.db, site.settings, form, replace(made_form("乙"), reasons=()))
    visit = site.visit()
    doubted = visit.get("/queue?doubtful=1").text
    assert ("甲" in doubted, "乙" in doubted) == (True, False)
    assert visit.get("/queue").text.count('class="tag doubt"') == 1
    with site.db.writing() as session:
        assert visit.user
        reviews.correct(
            session,
            1,
            version=1,
            pointer="/total_score",
            value="88",
            why="",
            user=visit.user,
            recheck=lambda form: form,
        )
    assert "甲" not in visit.get("/queue?doubtful=1").text
