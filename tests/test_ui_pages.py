"""Every page, for every role, in both languages, with whatever a PDF may say."""

import html
import io
import re
from dataclasses import replace

import pytest

from extractor.proof.checks import recheck
from models.pointers import all_values
from models.records import Box, Evidence, Form, Note, Unplaced, Unread
from models.users import ROLES
from tests.browser_fixtures import Site
from tests.made_forms import end, extraction, made_form, read, store, store_forms
from tests.made_records import read_form, seed
from tests.read_exports import read_xlsx

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"
PAGES = ("/", "/queue", "/documents", "/documents/1", "/forms/1", "/exports", "/api", "/account", "/reasons")
HEADINGS = {"zh": ("失分原因", "核对", "导出"), "en": ("Why marks were lost", "Review", "Export")}
A_BOX: Box = (0.0, 0.0, 100.0, 20.0)


def seeded() -> Form:
    """Return form 5 as the machine reads it, each value in a box of its own."""
    form = recheck(read_form(seed("5-targeted-aid")))
    boxes = {
        pointer: Evidence(page=1, box=(10.0, 5.0 * at, 60.0, 5.0 * at + 4))
        for at, pointer in enumerate(all_values(form.record))
    }
    return replace(form, pages=(1,), evidence=boxes)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens(site: Site, role: str, lang: str):
    """Each page answers, in the language asked for, and every key has its words."""
    store_forms(site.db, site.settings, seeded(), made_form())
    visit = site.visit(role)
    own = {"reviewer": ("/upload",), "administrator": ("/upload", "/admin")}.get(role, ())
    for path in (*PAGES, *own):
        answer = visit.get(f"{path}?lang={lang}")
        assert answer.status_code == 200, path
        assert not re.search(r">\s*(?:desk|queue|field|state|js|home|admin|api)\.\w+", answer.text), path
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in visit.get("/").text


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_what_is_seen_can_be_heard(site: Site, role: str):
    """Each column has a heading in words, each picture and each card that floats a name."""
    store_forms(site.db, site.settings, seeded())
    visit = site.visit(role)
    paths = (*PAGES, "/admin") if role == "administrator" else PAGES
    pages = "".join(visit.get(path).text for path in paths)
    assert not re.search(r"<th\b[^>]*>\s*</th>", pages)
    named = re.findall(r'<[^>]*role="img"[^>]*>', pages)
    assert [tag for tag in named if "aria-label" not in tag] == []
    assert len(re.findall(r'<form class="float[^>]* aria-labelledby="(?:editor|picker)-name"', pages)) == 2


def test_the_language_is_remembered(site: Site):
    """A choice made once holds for the pages after it, and each page links to itself in the other one."""
    visit = site.visit()
    assert "Why marks were lost" in visit.get("/reasons?lang=en").text
    page = visit.get("/queue?state=all&text=%E8%A1%A8")
    assert "Project, department, file" in page.text
    assert "/queue?state=all&amp;text=%E8%A1%A8&amp;lang=zh" in page.text
    assert "项目、部门、文件" in visit.get("/queue?lang=zh").text
    assert visit.get("/queue?lang=xx").status_code == 200


def test_roles_see_what_they_may(site: Site):
    """An auditor is offered nothing that changes, a reviewer no administration; asking anyway is refused."""
    store_forms(site.db, site.settings, seeded())
    auditor, reviewer = site.visit("auditor"), site.visit("reviewer")
    desk = auditor.get("/forms/1").text
    assert 'id="accept"' not in desk
    assert "只读" in desk
    assert 'href="/upload"' not in desk
    assert 'id="accept"' in reviewer.get("/forms/1").text
    for visit, path in ((auditor, "/upload"), (auditor, "/admin"), (reviewer, "/admin")):
        refused = visit.get(path)
        assert (refused.status_code, "没有这个权限" in refused.text) == (403, True), path
    assert auditor.post("/upload", {"file": (io.BytesIO(b"%PDF-"), "a.pdf")}).status_code == 403


@pytest.mark.parametrize("path", ["/forms/99", "/documents/99", "/documents/99/pages/1.png", "/no-such-page"])
def test_what_is_not_there(site: Site, path: str):
    """An unknown address answers 404 in words."""
    answer = site.visit().get(path)
    assert answer.status_code == 404
    assert "没有找到" in answer.text


def test_the_desk_shows_every_value(site: Site):
    """Without scripts too, each value of the record stands in a cell with its pointer, or in a merged one."""
    form = seeded()
    store_forms(site.db, site.settings, form)
    page = html.unescape(site.visit().get("/forms/1").text)
    shown = dict(
        re.findall(
            r'data-pointer="([^"]+)"[^>]*>\s*<span class="value"[^>]*>(.*?)</span>',
            page,
            re.DOTALL,
        )
    )
    plain = {pointer: re.sub(r"</?mark[^>]*>", "", text) for pointer, text in shown.items()}
    merged = {
        other
        for group in re.findall(r'data-all="(\[[^"]*?\])"', page)
        for other in re.findall(r'"(.*?)"', group)
    }
    for pointer, text in all_values(form.record).items():
        if pointer.endswith("/source") or (pointer not in plain and not text):
            continue
        assert plain.get(pointer, text if pointer in merged or pointer in page else None) == text, pointer


def test_the_desk_shows_findings_reasons_and_history(site: Site):
    """Findings stand below their rows, categories beside their reasons, and who changed what at the end."""
    store_forms(site.db, site.settings, seeded())
    visit = site.visit()
    saved = visit.save(
        "/forms/1/corrections",
        {"version": 1, "pointers": ["/indicators/6/score"], "value": "2.2", "why": "看错"},
    )
    assert saved.status_code == 200
    page = visit.get("/forms/1").text
    assert 'data-code="total-is-sum"' in page
    assert re.search(r'data-notes="/total_score"><div class="finding error"', page)
    assert "某reviewer" in page
    assert "看错" in page
    assert 'data-pointer="/indicators/6/score"' in page
    english = visit.get("/forms/1?lang=en").text
    assert "The total is printed 89.30" in english


def test_another_reading_and_text_without_a_place_are_shown(site: Site):
    """What a later reading says otherwise, and what no field claimed, stand on the desk."""
    form = seeded()
    stray = Unplaced(page=1, box=A_BOX, text="盖章处")
    store_forms(site.db, site.settings, replace(form, unplaced=(stray,)))
    visit = site.visit()
    before = visit.get("/api/v1/forms/1").json["doubts"]
    assert f'id="doubts" title="下 / 上一疑点 n p">疑点 {before}</button>' in visit.get("/forms/1").text
    visit.save("/forms/1/corrections", {"version": 1, "pointers": ["/year"], "value": "2020"})
    again = replace(form, record=replace(form.record, year="2018"), unplaced=())
    read(site.db, site.settings, 1, recheck(again))
    page = visit.get("/forms/1").text
    assert "重新读取的不同之处" in page
    assert visit.get("/api/v1/forms/1").json["reread"] == {"/year": "2018"}
    assert re.search(r'<button class="link" data-key="unplaced-0">盖章处</button>', page)
    assert re.search(r'<rect class="unsure stray"[^>]*data-key="unplaced-0"><title>盖章处</title>', page)
    assert '<span class="value">2020</span>' in page


def test_quiet_text_is_folded_away(site: Site):
    """What lies outside the table, was left out or restored is listed, but asks for nothing."""
    page_number = Unplaced(page=1, box=A_BOX, text="第1页", outside=True)
    notes = (
        Note(code="hidden-text", page=1, box=A_BOX, seen="白字"),
        Note(code="restored-text", page=1, box=A_BOX, seen="⽬标", kept="目标"),
        Note(code="struck-text", page=1, box=A_BOX, seen="已删", kept="已删"),
    )
    store_forms(site.db, site.settings, replace(seeded(), unplaced=(page_number,), notes=notes))
    page = site.visit().get("/forms/1").text
    assert '<section class="unplaced">' not in page
    assert "表外的文字（1）" in page
    assert re.search(r'<rect class="quiet outside"[^>]*data-key="unplaced-0"><title>第1页</title>', page)
    assert re.search(r'<rect class="quiet noted"[^>]*data-key="note-1"><title>⽬标 → 目标</title>', page)
    assert page.index('class="quiet noted"') < page.index('data-all="[&#34;/title&#34;]"')
    assert "字符已还原" in page
    assert "已删</button>" in page
    assert "已删 →" not in page
    english = site.visit().get("/forms/1?lang=en").text
    assert "invisible text, left out" in english
    assert "Text outside the table (1)" in english


def test_pages_that_wait_for_recognition_are_named(site: Site):
    """The document's page, the desk and the API say which pages nobody has read."""
    pages = (*(Unread(page=page, why="no-text") for page in (3, 4, 6)), Unread(page=5, why="rubbish-text"))
    store(site.db, site.settings)
    end(site.db, site.settings, 1, replace(extraction(seeded()), pages=6, unread=pages))
    visit = site.visit()
    for path in ("/forms/1", "/documents/1"):
        assert "第 3–4, 6 页没有文字层" in visit.get(path).text
        english = visit.get(f"{path}?lang=en").text
        assert "Pages 3–4, 6: no text layer" in english
        assert "Page 5: the text layer is rubbish" in english
        answer = visit.get(f"/api/v1{path}").json
        assert answer["unread"][:1] == [{"page": 3, "why": "no-text"}]
        assert len(answer["unread"]) == 4
        visit.get(f"{path}?lang=zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_exports_page_names_the_sheets(site: Site, lang: str):
    """The workbook's sheets are called on the page what they are called in the file."""
    visit = site.visit()
    names = read_xlsx(visit.get(f"/api/v1/exports.xlsx?which=all&lang={lang}").data).sheetnames
    assert ("、" if lang == "zh" else ", ").join(names) in visit.get(f"/exports?lang={lang}").text


def test_hostile_text_stays_text(site: Site):
    """Whatever a PDF or a file name says is shown as text: no markup, no template, no script."""
    base = seeded()
    record = replace(
        base.record,
        project_name=HOSTILE,
        department=HOSTILE,
        extras={HOSTILE: HOSTILE},
        indicators=(
            replace(base.record.indicators[0], reason=HOSTILE, level1=HOSTILE, level3=HOSTILE),
            *base.record.indicators[1:],
        ),
    )
    store_forms(site.db, site.settings, recheck(replace(base, record=record)))
    store(site.db, site.settings, text="x", name=f"{HOSTILE.replace('/', '-')}.pdf")
    visit = site.visit("administrator")
    for path in ("/", "/queue", "/documents", "/documents/1", "/documents/2", "/forms/1", "/reasons"):
        text = visit.get(path).text
        assert "<script>alert" not in text, path
        assert "49" not in re.findall(r"&\w+;(\d+)", text), path
    assert html.escape("<script>alert(1)</script>") in visit.get("/queue").text
