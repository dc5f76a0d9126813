"""The pages in a real browser: bad files, two people at one form, languages, roles, keys, no scripts."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from models import queues
from models.blobs import Blobs
from models.databases import Database
from models.intakes import take_in
from models.settings import Settings, read_settings
from models.users import ROLES, add_user
from tests.browser_fixtures import Service

PDFS = Path(__file__).parent / "pdfs"
PASSWORD = "one sentence for everybody"  # noqa: S105 - of the test's own service
SCORE = "/indicators/0/score"
REASON = "/indicators/0/reason"
LONG = 60_000
FORMS = iter(range(1, 14))
"""No two tests share a form, so none depends on what another left."""


@pytest.fixture(scope="module")
def prepared(service: Service) -> Service:
    """The service with one person a role, and two files of seven forms."""
    settings = read_settings({"ZIPINGBIAO_DATA": str(service.data)})
    db = Database(settings)
    with db.writing() as session:
        for role in ROLES:
            add_user(session, role, role, PASSWORD)
        add_user(session, "another", "reviewer", PASSWORD)
    for name in ("fit.rl.pdf", "fit.weasy.pdf"):
        _bring(db, settings, name)
    _wait_until_read(db)
    db.close()
    return service


def _bring(db: Database, settings: Settings, name: str) -> None:
    with (PDFS / name).open("rb") as stream:
        take_in(db, Blobs(settings.blobs), settings, name, stream, user_id=None)


def _wait_until_read(db: Database) -> None:
    deadline = time.monotonic() + LONG / 1000
    waiting = 1
    while waiting:
        assert time.monotonic() < deadline, "the files were not read in time"
        time.sleep(0.2)
        with db.reading() as session:
            waiting = queues.counts(session).documents_waiting


def sign_in(page: Page, name: str = "reviewer", path: str = "/") -> Page:
    """Sign in and go somewhere."""
    page.goto(f"/login?next={quote(path)}")
    page.locator('[name="name"]').fill(name)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("form.fields button").click()
    return page


@pytest.fixture
def desk(page: Page, prepared: Service) -> Page:
    """A reviewer at a form that nobody has touched, whose page is drawn."""
    assert prepared
    sign_in(page, path=f"/forms/{next(FORMS)}")
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1, timeout=LONG)
    ready(page)
    return page


@pytest.fixture
def beside(browser: Browser, desk: Page, prepared: Service) -> Iterator[Page]:
    """Another reviewer's browser at the same form."""
    context: BrowserContext = browser.new_context(base_url=prepared.address)
    window = context.new_page()
    sign_in(window, "another", desk.url.removeprefix(prepared.address))
    ready(window)
    yield window
    context.close()


def ready(page: Page) -> None:
    """Wait until the page's scripts listen."""
    expect(page.locator("body[data-ready]")).to_have_count(1)


def field(page: Page, pointer: str) -> Locator:
    """Return one field's cell."""
    return page.locator(f'[data-pointer="{pointer}"]')


def value(page: Page, pointer: str) -> Locator:
    """Return one field's text."""
    return field(page, pointer).locator(".value")


def correct(page: Page, pointer: str, text: str) -> None:
    """Type a new value into a field and save it."""
    cell = field(page, pointer)
    if "focus" not in (cell.get_attribute("class") or "").split():
        cell.click(position={"x": 3, "y": 3})
    page.keyboard.press("e")
    expect(page.locator("#editor")).to_be_visible()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def files_of(page: Page, script: str) -> None:
    """Choose files that a script makes, so that names and sizes are as no disk would allow."""
    page.evaluate(
        f"""() => {{
            const transfer = new DataTransfer();
            for (const file of {script}) transfer.items.add(file);
            const input = document.querySelector('#drop input[name=file]');
            input.files = transfer.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }}"""
    )


def lines(page: Page, count: int) -> dict[str, tuple[str, str]]:
    """Return each uploaded file's code and words, once all are there and none is on its way."""
    rows = page.locator("#outcomes tbody tr")
    expect(rows).to_have_count(count)
    expect(page.locator("#outcomes tbody tr:not([data-code])")).to_have_count(0, timeout=LONG)
    return {
        row.locator(".name").inner_text(): (row.get_attribute("data-code") or "", row.inner_text())
        for row in rows.all()
    }


def test_bad_files_beside_good_ones(page: Page, prepared: Service):
    """Each bad file is refused or failed by its code, in words, and the good one among them is read."""
    assert prepared
    sign_in(page, path="/upload")
    ready(page)
    damaged = (PDFS / "fit.rl.pdf").read_bytes()[:20_000]
    form_free = _pdf("no form here")
    page.locator("#drop input[name=file]").set_input_files(
        [
            {"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""},
            {"name": "通知.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04" * 99},
            {"name": "截断.pdf", "mimeType": "application/pdf", "buffer": damaged},
            {"name": "无表.pdf", "mimeType": "application/pdf", "buffer": form_free},
            {"name": "加密.pdf", "mimeType": "application/pdf", "buffer": _pdf("secret", encrypted=True)},
            {
                "name": "好.pdf",
                "mimeType": "application/pdf",
                "buffer": (PDFS / "fit.lodocx.pdf").read_bytes(),
            },
        ]
    )
    files_of(
        page,
        """[
            new File(['%PDF-1.7'], '..\\\\..\\\\a.pdf'),
            new File(['%PDF-1.7'], 'a\\u202efdp.exe'),
            new File([new Uint8Array(201_000_000)], '大.pdf'),
        ]""",
    )
    found = lines(page, 9)
    codes = {name: code for name, (code, _) in found.items()}
    assert codes == {
        "空.pdf": "empty-file",
        "通知.docx": "not-a-pdf",
        "截断.pdf": "damaged-pdf",
        "无表.pdf": "unknown-form",
        "加密.pdf": "encrypted-pdf",
        "好.pdf": "",
        "..\\..\\a.pdf": "bad-name",
        "a\u202efdp.exe": "bad-name",
        "大.pdf": "too-large",
    }
    assert "读出 7 份表" in found["好.pdf"][1]
    for name, words in {
        "空.pdf": "0 字节",
        "加密.pdf": "去掉密码",
        "无表.pdf": "没有项目支出绩效自评表",
    }.items():
        assert words in found[name][1], name


def test_duplicates_lead_to_the_first(page: Page, prepared: Service):
    """The same bytes under another name are not kept twice; the line leads to the document there is."""
    assert prepared
    sign_in(page, path="/upload")
    ready(page)
    copy = {"name": "副本.pdf", "mimeType": "application/pdf", "buffer": (PDFS / "fit.rl.pdf").read_bytes()}
    page.locator("#drop input[name=file]").set_input_files([copy])
    row = page.locator("#outcomes tbody tr")
    expect(row).to_contain_text("已有")
    row.get_by_role("link", name="fit.rl.pdf").click()
    expect(page).to_have_url(re.compile(r"/documents/1$"))


def test_a_folder_is_dropped(page: Page, prepared: Service, tmp_path: Path):
    """A chosen folder's files keep their place in it as their name."""
    assert prepared
    folder = tmp_path / "2024"
    (folder / "下级").mkdir(parents=True)
    (folder / "下级" / "空.pdf").write_bytes(b"")
    (folder / "空.pdf").write_bytes(b"")
    sign_in(page, path="/upload")
    ready(page)
    page.locator("#folder").set_input_files(folder)
    assert set(lines(page, 2)) == {"2024/空.pdf", "2024/下级/空.pdf"}


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


def test_the_whole_page_changes_its_language(desk: Page):
    """One click turns every word of ours to English, and a finding's too; the form's own text stays."""
    correct(desk, "/total_score", "1")
    desk.locator("header.top a[hreflang=en]").click()
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    ready(desk)
    expect(desk.locator('.finding[data-code="total-is-sum"]')).to_contain_text("The total is printed 1;")
    places = "header.top nav, .acts, .viewbar .end, .legend, .keybar, th:not(.group), .chip, #history .kind"
    ours = desk.locator(places).all_inner_texts()
    assert len(ours) > 30
    assert [text for text in ours if re.search("[\u4e00-\u9fff]", text)] == []
    expect(value(desk, "/title")).to_have_text("项目支出绩效自评表")
    desk.locator("header.top a[hreflang=zh]").click()
    expect(desk.locator("#accept")).to_contain_text("确认")


def test_an_auditor_changes_nothing(page: Page, prepared: Service):
    """An auditor moves through the form and sees everything; no key and no click opens an editor."""
    assert prepared
    sign_in(page, "auditor", "/forms/14")
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
    desk.keyboard.press("Enter")
    desk.keyboard.type("aru")
    expect(desk.locator("#editor-value")).to_have_value("aru")
    desk.keyboard.press("Escape")
    expect(desk.locator("#editor")).to_be_hidden()
    desk.keyboard.press("r")
    desk.keyboard.type("页面不全")
    desk.locator("#rejection .danger").click()
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


def test_the_queue_by_keyboard(page: Page, prepared: Service):
    """Arrows choose a line, Enter opens it, / goes to the search."""
    assert prepared
    sign_in(page, "auditor", "/queue")
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    second = page.locator("#forms tbody tr").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("禁毒")
    page.keyboard.press("Enter")
    expect(page.locator("#forms tbody tr").filter(has_not_text="禁毒")).to_have_count(0)
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/forms/\d+$"))


def test_a_box_and_its_field_light_each_other(desk: Page):
    """A click on a box chooses its field; boxes shared by two fields step through both."""
    shared = desk.locator("rect").filter(has_text=re.compile("主管部门 / 代码"))
    shared.click()
    expect(field(desk, "/department")).to_be_focused()
    shared.click()
    expect(field(desk, "/department_code")).to_be_focused()
    expect(shared).to_have_class(re.compile(r"\bfocus\b"))


def test_a_lost_connection_loses_no_words(desk: Page):
    """When a save cannot be sent the editor stays open with what was typed, and says so."""
    desk.route("**/api/v1/forms/**", lambda route: route.abort())
    correct(desk, SCORE, "3.3")
    expect(desk.locator("#editor-wrong")).to_contain_text("连不上服务器")
    expect(desk.locator("#editor-value")).to_have_value("3.3")
    desk.unroute("**/api/v1/forms/**")
    desk.keyboard.press("Enter")
    expect(value(desk, SCORE)).to_have_text("3.3")
    desk.keyboard.press("u")


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


def test_reading_works_without_scripts(browser: Browser, prepared: Service):
    """With scripts off a person signs in, sends a file, and reads a form with its page beside it."""
    context = browser.new_context(base_url=prepared.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, path="/upload")
    page.locator("#drop input[name=file]").set_input_files(PDFS / "sty-dashed.loxlsx.pdf")
    page.locator("#plain-send").click()
    expect(page.locator("#outcomes")).to_contain_text("已收入")
    page.goto("/forms/14")
    expect(page.locator("#paper")).to_contain_text("北京市禁毒教育活动")
    expect(page.locator("rect").first).to_be_attached()
    image = page.request.get("/documents/1/pages/3.png")
    assert image.headers["content-type"] == "image/png"
    context.close()


def _pdf(text: str, *, encrypted: bool = False) -> bytes:
    """Return a PDF of one page with a line on it, made as a person's program would."""
    import pymupdf  # noqa: PLC0415 - costs a second that the other tests need not wait

    document = pymupdf.open()
    document.new_page().insert_text((72, 72), text)
    if not encrypted:
        return bytes(document.tobytes())
    return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="a", user_pw="b"))
