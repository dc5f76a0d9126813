"""The queue: page by page, filtered, and without what is decided."""

import html
import re
from dataclasses import replace

from models import reviews
from models.pointers import all_values
from models.records import Evidence, Fund, Label, Reason, Unplaced
from tests.browser_fixtures import Site
from tests.made_forms import flag_total, made_form, read, store, store_forms


def test_an_empty_queue_says_why(site: Site):
    """Nothing waiting is not the same as nothing fitting; a service without files says so."""
    visit = site.visit()
    assert "No form waits to be reviewed." in visit.get("/queue?lang=en").text
    assert "No form fits." in visit.get("/queue?text=x").text
    assert "No files yet" in visit.get("/documents").text
    assert "No file fits." in visit.get("/documents?text=x").text


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


def test_a_file_in_folders_is_named_by_its_end(site: Site):
    """A line shows the end of a file's path, the whole of it as its title, and the form's pages."""
    name = "2019/社区/甲.pdf"
    form = replace(made_form(), pages=(2, 3, 4, 7))
    read(site.db, site.settings, store(site.db, site.settings, name=name), form)
    ends = rf'title="{name}"><span class="split"><span>甲\.pdf</span><span>第 2–4, 7 页</span>'
    assert re.search(ends, site.visit().get("/queue").text)


def test_the_desk_stays_in_what_the_list_was_narrowed_to(site: Site):
    """From a narrowed list the way leads through its forms, and back to it."""
    names = ("道路一", "桥梁", "道路二", "道路三")
    store_forms(site.db, site.settings, *(made_form(name) for name in names))
    visit = site.visit()
    page = html.unescape(visit.get("/queue?text=道路").text)
    found = re.findall(r'class="open" href="(/forms/\d[^"]*)"', page)
    assert len(found) == 3
    way = [found[0]]
    while link := re.search(r'rel="next" href="([^"]+)"', html.unescape(visit.get(way[-1]).text)):
        way.append(link[1])
    assert way == found
    last = html.unescape(visit.get(way[-1]).text)
    assert 'rel="prev" href="' + found[1] in last
    assert 'href="/queue' + found[0].removeprefix("/forms/1") + '" title="回到列表">筛选的表' in last


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


def test_a_line_tells_doubts_by_kind_money_and_age(site: Site):
    """How many values, categories and texts are in doubt; executed of budget; since when it waits."""
    form = made_form("甲")
    record = replace(
        form.record,
        amount_unit="万元",
        funds=(Fund(source="total", initial_budget="1", adjusted_budget="12345.6", executed="2604.89"),),
    )
    faint = Evidence(page=1, box=(0, 0, 9, 9), source="ocr", confidence=0.4, proof="none")
    weak = Label(code="WEATHER", start=0, end=1, confidence=0.5)
    texts = tuple(Unplaced(page=1, box=(0, 0, 9, 9), text=text, outside=text == "页") for text in "字句页")
    seen = Evidence(page=1, box=(0, 0, 9, 9))
    store_forms(
        site.db,
        site.settings,
        replace(
            form,
            record=record,
            evidence=dict.fromkeys(all_values(record), seen) | {"/total_score": faint},
            reasons=(Reason(field="/indicators/0/reason", labels=(weak,)),),
            unplaced=texts,
        ),
    )
    visit = site.visit()
    page = " ".join(visit.get("/queue").text.split())
    assert "数值 1 分类 1 未归位 2</span>" in page
    assert '2,604.89 / 12,345.6 <span class="quiet small">万元</span>' in page
    assert re.search(r'title="入队 \d{4}-\d\d-\d\d \d\d:\d\d，最近变动 [^"]+">今天<', page)
    line = visit.get("/api/v1/forms").json["forms"][0]  # type: ignore[index]  # JSON of our own
    assert line["doubts"] == {"values": 1, "categories": 1, "texts": 2}
    assert (line["executed"], line["budget"], line["amount_unit"]) == ("2604.89", "12345.6", "万元")


def test_a_doubt_that_is_a_finding_says_so(site: Site):
    """A form in doubt for its findings alone points at them; one that asks for a person itself does not."""
    form = made_form("甲")
    placed = replace(
        form,
        evidence=dict.fromkeys(all_values(form.record), Evidence(page=1, box=(0, 0, 9, 9))),
        reasons=(),
        record=replace(form.record, indicators=(replace(form.record.indicators[0], reason=""),)),
    )
    wrong = flag_total(replace(placed, record=replace(placed.record, total_score="9")))
    store_forms(site.db, site.settings, wrong, replace(placed, needs_review=True))
    page = site.visit().get("/queue").text
    assert page.count("</span> 见发现</span>") == page.count("</span> 有</span>") == 1
