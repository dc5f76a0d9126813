"""The desk in a real browser: two people at one form, languages, roles, keys, lost connections."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser_fixtures import Service
from tests.browser_steps import SCORE, correct, field, ready, sign_in, value


def test_two_reviewers_at_one_form(desk: Page, beside: Page):
    """The second to save sees both versions; keeping theirs drops mine, saving mine is a choice."""
    correct(beside, SCORE, "5.1")
    expect(value(beside, SCORE)).to_have_text("5.1")
    correct(desk, SCORE, "5.2")
    conflict = desk.locator("#conflict")
    expect(conflict).to_be_visible()
    expect(desk.locator("#conflict-mine")).to_have_text("5.2")
    expect(desk.locator("#conflict-theirs")).to_have_text("5.1")
    expect(desk.locator("#conflict-who")).to_contain_text("another")
    desk.locator("#keep-theirs").click()
    expect(conflict).to_be_hidden()
    expect(value(desk, SCORE)).to_have_text("5.1")
    beside.locator("#accept").click()
    expect(beside.locator("#state")).to_contain_text("已确认")
    beside.locator("#reopen").click()
    expect(beside.locator("#state")).to_contain_text("待核对")
    correct(desk, SCORE, "5.3")
    expect(desk.locator("#conflict-since li")).to_have_count(2)
    desk.locator("#keep-mine").click()
    expect(value(desk, SCORE)).to_have_text("5.3")


def test_two_who_reject_for_other_reasons(desk: Page, beside: Page):
    """Both wanted the same, but the second one's reason is not there: it is asked about, not dropped."""
    for page, why in ((beside, "缺第二页"), (desk, "公章看不清")):
        page.keyboard.press("r")
        page.locator("#rejection-why").fill(why)
        page.keyboard.press("Control+Enter")
        if page is beside:
            expect(page.locator('#state [data-state="rejected"]')).to_have_count(1)
    expect(desk.locator("#conflict")).to_be_visible()
    expect(desk.locator("#conflict-since")).to_contain_text("缺第二页")
    expect(desk.locator("#conflict-mine")).to_contain_text("公章看不清")
    expect(desk.locator("#conflict-decided")).to_be_visible()
    expect(desk.locator("#keep-mine")).to_be_hidden()


def test_the_whole_page_changes_its_language(desk: Page):
    """One click turns every word of ours to English, and a finding's too; the form's own text stays.

    The longer words leave room for the way to all keys on a narrow screen, too.
    """
    correct(desk, "/total_score", "1")
    finding = desk.locator('.finding[data-code="total-is-sum"]')
    expect(finding).to_contain_text("1")
    desk.locator("header.top a[hreflang=en]").click()
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    ready(desk)
    expect(finding).to_contain_text("The total is printed 1;")
    places = "header.top nav, .acts, .viewbar .end, .legend, .keybar, th:not(.group), .chip, #history .kind"
    ours = desk.locator(places).all_inner_texts()
    assert len(ours) > 30
    assert [text for text in ours if re.search("[\u4e00-\u9fff]", text)] == []
    desk.set_viewport_size({"width": 1024, "height": 768})
    expect(desk.locator("#show-keys")).to_be_in_viewport(ratio=1)
    expect(value(desk, "/title")).to_have_text("项目支出绩效自评表")
    desk.locator("header.top a[hreflang=zh]").click()
    expect(desk.locator("#accept")).to_contain_text("确认")


def test_an_auditor_changes_nothing(page: Page, prepared: Service):
    """An auditor moves through the form and sees everything; no key and no click opens an editor."""
    sign_in(page, "auditor", f"/forms/{prepared.forms[-1]}")
    ready(page)
    expect(page.locator("#accept, #undo, #reject")).to_have_count(0)
    cell = field(page, SCORE)
    cell.click()
    expect(cell).to_have_class(re.compile(r"\bfocus\b"))
    for key in ("e", "Enter", "c", "1", "a", "r", "u", "o"):
        page.keyboard.press(key)
    cell.click()
    expect(page.locator("#editor, #picker")).to_have_count(2)
    expect(page.locator("#editor")).to_be_hidden()
    expect(page.locator("#picker")).to_be_hidden()
    expect(page.locator("#toast")).to_contain_text("只能查看")
    offered = page.locator(".keybar, #keys dl").all_inner_texts()
    page.keyboard.press("?")
    offered += page.locator("#keys dd").all_inner_texts()
    assert "下一份" in "".join(offered)
    assert not re.search("更正|确认|退回|撤销|分类|重新打开", "".join(offered))
    page.keyboard.press("Escape")
    expect(page.locator("#state")).to_contain_text("待核对")


def test_from_the_keyboard_alone(desk: Page):
    """Doubts, zoom, help, reject and reopen without a mouse; letters typed in a field stay there."""
    correct(desk, "/total_score", "2")
    expect(desk.locator('.finding[data-code="total-is-sum"]')).to_be_visible()
    field(desk, "/goals/achieved").click()
    for _ in range(20):
        desk.keyboard.press("n")
        if "focus" in (field(desk, "/total_score").get_attribute("class") or "").split():
            break
    expect(field(desk, "/total_score")).to_be_focused()
    expect(desk.locator("rect.focus")).to_be_in_viewport(ratio=1)
    desk.keyboard.press("ArrowUp")
    expect(field(desk, "/total_score")).not_to_be_focused()
    desk.keyboard.press("b")
    expect(desk.locator("#boxes")).to_have_attribute("aria-pressed", "false")
    desk.keyboard.press("b")
    wide = desk.locator(".sheet").first.evaluate("sheet => sheet.clientWidth")
    desk.keyboard.press("+")
    assert desk.locator(".sheet").first.evaluate("sheet => sheet.clientWidth") > wide
    desk.keyboard.press("0")
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")
    field(desk, SCORE).click()
    desk.keyboard.press("c")
    expect(desk.locator("#toast")).to_contain_text("不是原因")
    desk.keyboard.press("Enter")
    desk.keyboard.type("aru")
    expect(desk.locator("#editor-value")).to_have_value("aru")
    desk.keyboard.press("Escape")
    expect(desk.locator("#editor")).to_be_hidden()
    desk.keyboard.press("r")
    desk.keyboard.type("页面不全")
    expect(desk.locator("#rejection .danger")).to_contain_text("Ctrl Enter")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#state")).to_contain_text("已退回")
    desk.keyboard.press("e")
    expect(desk.locator("#editor")).to_be_hidden()
    desk.keyboard.press("o")
    expect(desk.locator("#state")).to_contain_text("待核对")
    expect(desk.locator("#history")).to_contain_text("页面不全")
    desk.keyboard.press("u")
    expect(desk.locator('.finding[data-code="total-is-sum"]')).to_have_count(0)
    here = desk.url
    desk.keyboard.press("s")
    expect(desk).not_to_have_url(here)
    ready(desk)
    desk.keyboard.press("[")
    expect(desk).to_have_url(here)


def test_a_new_finding_out_of_sight_is_named(desk: Page):
    """A save that breaks a rule elsewhere says so in one line, and n or a click goes to the finding."""
    desk.set_viewport_size({"width": 1280, "height": 480})  # the total is out of sight in any font
    news = desk.locator("#news")
    for go in (lambda: desk.keyboard.press("n"), news.click):
        field(desk, SCORE).scroll_into_view_if_needed()
        correct(desk, SCORE, "1.5")
        expect(news).to_contain_text("总分")
        go()
        expect(field(desk, "/total_score")).to_be_focused()
        expect(desk.locator('.finding[data-code="total-is-sum"]')).to_be_in_viewport()
        expect(news).to_be_hidden()
        desk.keyboard.press("u")
        expect(desk.locator('.finding[data-code="total-is-sum"]')).to_have_count(0)


def test_a_page_being_drawn_is_no_error(desk: Page):
    """Until the image is there the page says so, asks again, and nothing fails in the console."""
    errors: list[str] = []
    desk.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    waits = iter([True, True, True])
    asked: list[str] = []

    def draw(route: Route) -> None:
        ahead = "x-no-wait" in route.request.headers
        asked.extend([] if ahead else [route.request.url])
        if not ahead and next(waits, False):
            route.fulfill(
                status=202, json={"error": {"code": "page-not-ready"}}, headers={"Retry-After": "2"}
            )
        else:
            route.continue_()

    desk.route("**/pages/*.png*", draw)
    desk.reload()
    expect(desk.locator(".waits")).to_contain_text("页面图像")
    expect(desk.locator(".sheet[data-loaded]")).to_have_count(1)
    expect(desk.locator(".waits")).to_be_hidden()
    assert errors == []
    assert sum("drawn" in url for url in asked) == 1


def test_a_page_that_was_not_drawn_is_drawn_again(desk: Page):
    """The desk says what it means and offers a button; it asks until the page is there."""
    asked: list[str] = []

    def draw(route: Route) -> None:
        asked.append(route.request.url)
        if any("again=1" in url for url in asked):
            route.continue_()
        else:
            route.fulfill(status=422, json={"error": {"code": "parse-crashed", "message": "读取程序崩溃"}})

    desk.route("**/pages/*.png*", draw)
    desk.reload()
    expect(desk.locator(".waits")).to_contain_text("读取程序崩溃")
    desk.get_by_role("button", name="重新生成").click()
    expect(desk.locator(".sheet[data-loaded]")).to_have_count(1)
    expect(desk.locator(".waits")).to_be_hidden()


def test_what_scrolls_has_a_name(desk: Page):
    """Whatever the tab key reaches beside the fields themselves says what it is."""
    nameless = """() => [...document.querySelectorAll('main *')].filter((one) =>
        one.tabIndex >= 0 && !one.matches('a, button, input, textarea, select, summary, .cell, [aria-label]')
        || one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY === 'auto'
        && !one.matches('[aria-label]')).map((one) => one.outerHTML)"""
    assert desk.evaluate(nameless) == []


def test_a_box_and_its_field_light_each_other(desk: Page):
    """A click on a box chooses its field; boxes shared by two fields step through both."""
    shared = desk.locator("rect").filter(has_text=re.compile("主管部门 / 代码"))
    shared.click()
    expect(field(desk, "/department")).to_be_focused()
    shared.click()
    expect(field(desk, "/department_code")).to_be_focused()
    expect(shared).to_have_class(re.compile(r"\bfocus\b"))


def test_what_the_machine_read_stays_in_sight(desk: Page):
    """A corrected field is marked and tells what the machine had read."""
    old = value(desk, SCORE).inner_text()
    correct(desk, SCORE, "4.4")
    expect(field(desk, SCORE)).to_have_class(re.compile(r"\bchanged\b"))
    desk.keyboard.press("e")
    expect(desk.locator("#editor-read")).to_contain_text(old)
    desk.keyboard.press("Escape")
    desk.keyboard.press("u")
    expect(field(desk, SCORE)).not_to_have_class(re.compile(r"\bchanged\b"))


def test_hostile_words_typed_in(desk: Page):
    """Markup typed as a value or a reason is shown as text everywhere on the page."""
    before = value(desk, "/project_name").inner_text()
    evil = "<img src=x onerror=document.title='pwned'>"
    correct(desk, "/project_name", evil)
    expect(value(desk, "/project_name")).to_have_text(evil)
    expect(desk.locator(".deskbar h1")).to_have_text(evil)
    expect(desk.locator("#history")).to_contain_text(evil)
    assert desk.locator("#paper img, .deskbar img").count() == 0
    desk.reload()
    ready(desk)
    assert desk.title().startswith(evil)
    desk.keyboard.press("u")
    expect(value(desk, "/project_name")).to_have_text(before)
