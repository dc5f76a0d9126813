"""The whole way, real browser against real service: a PDF goes in, a reviewed, exported record comes out."""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser_fixtures import Service, served

PDF = Path(__file__).parent / "pdfs" / "fit.chromium.pdf"
PROJECT = "精准帮扶 2019 项目"
PASSWORD = "one sentence that is my own"  # noqa: S105 - of the test's own service
CONTROL_FIGURE = "/indicators/11/target"
SCORE = "/indicators/6/score"
REASON = "/indicators/6/reason"
LONG = 60_000


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that nobody has logged in to yet."""
    with served(tmp_path / "z") as running:
        yield running


def test_from_upload_to_export(page: Page, service: Service, tmp_path: Path):
    """Upload, look at form 5 on its page, correct, undo, categorise, accept; the workbook tells all of it."""
    first_login(page, service)
    upload(page)
    open_form_five(page)
    look_at_the_control_figure(page)
    correct_and_undo(page)
    categorise(page)
    page.keyboard.press("a")
    expect(page.locator("#state")).to_contain_text("已确认")
    expect(page.locator("#accept")).to_be_hidden()
    check_workbook(download(page, tmp_path))
    assert "whole" in service.command("audit", "verify")


def first_login(page: Page, service: Service) -> None:
    """Sign in with the one-time password, which the page makes one change at once."""
    page.goto("/")
    page.get_by_label("用户名").fill(service.administrator)
    page.get_by_label("密码").fill(service.one_time_password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(service.one_time_password)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍新密码").fill(PASSWORD)
    page.get_by_role("button", name="修改").click()
    expect(page.get_by_role("button", name="载入示例表格")).to_be_visible()


def upload(page: Page) -> None:
    """Choose the file; its line tells when it was taken in, and then what was read."""
    page.get_by_role("link", name="上传文件").click()
    expect(page.locator("body[data-ready]")).to_have_count(1)
    page.get_by_label("选择文件", exact=True).set_input_files(PDF)
    line = page.locator("#outcomes tbody tr")
    expect(line).to_contain_text("已收入")
    expect(line).to_contain_text("读出 7 份表")
    line.get_by_role("link").click()
    expect(page.locator("#forms tbody tr")).to_have_count(7)


def open_form_five(page: Page) -> None:
    """Open the fifth form of the file."""
    line = page.locator("#forms tbody tr").nth(4)
    expect(line).to_contain_text(PROJECT)
    line.get_by_role("link").click()
    expect(page.get_by_role("heading", name=PROJECT)).to_be_visible()
    expect(page.locator("body[data-ready]")).to_have_count(1)


def look_at_the_control_figure(page: Page) -> None:
    """Choosing the field with 83.12 lights its box, in view, over the drawn page."""
    cell = field(page, CONTROL_FIGURE)
    expect(cell).to_contain_text("83.12")
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
    cell.click()
    box = page.locator("rect.focus")
    expect(box).to_have_count(1)
    expect(box).to_be_in_viewport(ratio=1)
    assert CONTROL_FIGURE in (box.get_attribute("data-all") or "")
    frame, image, place = (
        one.bounding_box() for one in (page.locator("#sheets"), page.locator(".sheet img"), box)
    )
    assert frame
    assert image
    assert place
    assert frame["y"] <= place["y"] <= frame["y"] + frame["height"] - place["height"]
    assert image["x"] <= place["x"] <= image["x"] + image["width"] - place["width"]
    assert page.locator(".sheet img").evaluate("image => image.naturalWidth") > 0
    page.locator("rect").filter(has_text=re.compile("年度资金总额 · 全年执行数")).click()
    expect(field(page, "/funds/0/executed")).to_have_class(re.compile(r"\bfocus\b"))
    expect(field(page, "/funds/0/executed")).to_contain_text("82.12")


def correct_and_undo(page: Page) -> None:
    """A wrong score breaks the sum at once, without a reload; undoing mends it."""
    page.evaluate("window.sameDocument = true")
    finding = page.locator('.finding[data-code="total-is-sum"]')
    expect(finding).to_have_count(0)
    field(page, SCORE).click()
    page.keyboard.press("e")
    page.keyboard.type("2.2")
    page.keyboard.press("Enter")
    expect(field(page, SCORE).locator(".value")).to_have_text("2.2")
    expect(finding).to_be_visible()
    expect(finding).to_contain_text("88.80")
    expect(page.locator("#history li").first).to_contain_text("2.7")
    page.keyboard.press("u")
    expect(field(page, SCORE).locator(".value")).to_have_text("2.7")
    expect(finding).to_have_count(0)
    assert page.evaluate("window.sameDocument")


def categorise(page: Page) -> None:
    """The picker opens by key; a category is added by its name."""
    field(page, REASON).click(position={"x": 3, "y": 3})
    page.keyboard.press("c")
    page.get_by_placeholder("查找分类").fill("计划")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    chips = field(page, REASON).locator(".chip")
    expect(chips).to_have_text(["重大活动影响", "计划或政策调整"])
    expect(field(page, REASON).locator("mark")).to_contain_text("重大活动")


def download(page: Page, tmp_path: Path) -> Path:
    """Download the workbook of accepted forms."""
    page.get_by_role("link", name="导出").click()
    with page.expect_download() as waiting:
        page.locator("#xlsx").click()
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    assert target.suffix == ".xlsx"
    return target


def check_workbook(path: Path) -> None:
    """One form, the new category, and who did what when, with the undone correction too."""
    book = openpyxl.load_workbook(path)
    texts = {
        sheet.title: [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }
    everything = [cell for rows in texts.values() for row in rows for cell in row]
    assert any("计划或政策调整" in cell for cell in everything)
    assert PROJECT in everything
    events = next(rows for title, rows in texts.items() if "更正" in title)
    told = [" ".join(row) for row in events[1:]]
    assert len(told) == 4
    for row, kind in zip(told, ("更正", "撤销", "改分类", "确认"), strict=True):
        assert kind in row
        assert "admin" in row
        assert re.search(r"20\d\d-\d\d-\d\d", row)


def field(page: Page, pointer: str) -> Locator:
    """Return one field's cell."""
    return page.locator(f'[data-pointer="{pointer}"]')
