"""What a reviewer looks at, in a real browser: the grid over the page, kept views, texts without a field."""

import re

import pymupdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser_fixtures import PDFS, Service
from tests.browser_steps import LONG, field, ready, sign_in

SCORE = "/indicators/0/score"
FOCUS = re.compile(r"\bfocus\b")


@pytest.fixture
def desk(page: Page, prepared: Service) -> Page:
    """A reviewer at a form whose page is drawn."""
    sign_in(page, path=f"/forms/{prepared.forms[0]}")
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
    ready(page)
    return page


def open_form(page: Page, name: str, data: bytes) -> None:
    """Upload a file and open its first form, its page drawn."""
    sign_in(page, path="/upload")
    ready(page)
    page.locator("#drop input[name=file]").set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": data}]
    )
    page.locator('#outcomes a[href^="/forms/"], #outcomes a[href^="/documents/"]').first.click(timeout=LONG)
    if "/documents/" in page.url:
        page.locator('a[href^="/forms/"]').first.click(timeout=LONG)
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
    ready(page)


def test_the_grid_is_laid_over_the_page(desk: Page):
    """`g` shows each cell where it lies on the page, with its fields' names, and takes it away again."""
    layer = desk.locator(".sheet .layer")
    expect(desk.locator("#layer")).to_have_attribute("aria-pressed", "false")
    desk.keyboard.press("g")
    expect(desk.locator("#layer")).to_have_attribute("aria-pressed", "true")
    expect(layer).to_be_visible()
    expect(desk.locator("#layer-legend")).to_be_visible()
    cells = layer.locator("rect")
    assert cells.count() == layer.locator("text.at").count() > 100
    assert layer.locator("line").count() > 10
    fields = set(layer.locator("text.name").all_text_contents())
    assert {"得分", "项目名称", "二级指标"} <= fields
    box = desk.locator(f'.sheet rect[data-all*="{SCORE}"]').bounding_box()
    assert box
    tops = [one.bounding_box() for one in cells.all()]
    assert any(
        abs(top["x"] - box["x"]) + abs(top["y"] - box["y"]) + abs(top["width"] - box["width"]) < 1
        for top in tops
        if top
    )
    desk.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(field(desk, SCORE)).to_have_class(FOCUS)
    desk.locator("#layer").click()
    expect(layer).to_be_hidden()
    expect(desk.locator("#layer-legend")).to_be_hidden()
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_contain_text("网格")


def test_views_stay_from_form_to_form(desk: Page):
    """Grid and boxes are on the next form, and after a reload, as they were left on this one."""
    desk.keyboard.press("g")
    desk.keyboard.press("b")
    here = desk.url
    desk.keyboard.press("s")
    expect(desk).not_to_have_url(here)
    ready(desk)
    expect(desk.locator("#layer")).to_have_attribute("aria-pressed", "true")
    expect(desk.locator("#boxes")).to_have_attribute("aria-pressed", "false")
    expect(desk.locator(".sheet .layer")).to_be_visible()
    expect(desk.locator("#sheets")).to_have_class(re.compile("no-boxes"))
    desk.keyboard.press("g")
    desk.keyboard.press("b")
    desk.reload()
    ready(desk)
    expect(desk.locator("#layer")).to_have_attribute("aria-pressed", "false")
    expect(desk.locator("#boxes")).to_have_attribute("aria-pressed", "true")
    expect(desk.locator(".sheet .layer")).to_have_count(0)


def test_a_browser_that_keeps_nothing_shows_the_desk(page: Page, prepared: Service):
    """Where the browser forbids storage, views change all the same."""
    forbidden = "get() { throw new DOMException('no', 'SecurityError'); }"
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {forbidden} }});")
    sign_in(page, path=f"/forms/{prepared.forms[0]}")
    ready(page)
    page.keyboard.press("b")
    expect(page.locator("#boxes")).to_have_attribute("aria-pressed", "false")


def test_names_in_the_grid_lie_as_the_page_does(page: Page, prepared: Service):
    """On a page that lies on its side, names of cells stand upright in none: they run along its text."""
    assert prepared
    open_form(page, "横放.pdf", _on_its_side())
    page.keyboard.press("g")
    names = page.locator(".sheet .layer text.name")
    expect(names.first).to_be_visible()
    name = names.get_by_text("项目名称", exact=True)
    cell = page.locator('.sheet rect[data-all*="/project_name"]')
    box, around = name.bounding_box(), cell.bounding_box()
    assert box
    assert around
    assert box["height"] > 2 * box["width"]
    assert around["x"] <= box["x"] + 1 <= box["x"] + box["width"] <= around["x"] + around["width"] + 1
    assert around["y"] <= box["y"] + 1 <= box["y"] + box["height"] <= around["y"] + around["height"] + 1


def test_a_page_is_turned_to_be_looked_at(desk: Page):
    """`t` turns the page by quarters, as wide as the view; its boxes turn with it, and four come home."""
    sheet = desk.locator(".sheet")
    cell = desk.locator(f'.sheet rect[data-all*="{SCORE}"]')
    before, home = sheet.bounding_box(), cell.bounding_box()
    assert before
    assert home
    for quarter in range(1, 4):
        desk.keyboard.press("t")
        page, box = sheet.bounding_box(), cell.bounding_box()
        assert page
        assert box
        upright = quarter % 2 == 0
        assert abs(page["width"] - before["width"]) < 3, quarter
        assert (page["height"] > page["width"]) == upright
        assert abs(page["x"] - before["x"]) + abs(page["y"] - before["y"]) < 3
        assert (box["width"] > box["height"]) == (upright == (home["width"] > home["height"]))
    field(desk, SCORE).click()
    expect(cell).to_have_class(FOCUS)
    expect(cell).to_be_in_viewport()
    desk.locator("#turn").click()
    assert cell.bounding_box() == pytest.approx(home, abs=3)


def test_the_next_doubt_may_be_a_text_without_a_field(page: Page, prepared: Service):
    """`n` and `p` walk to texts that no field claimed too, light their boxes, and leave the cell before."""
    assert prepared
    open_form(page, "盖章.pdf", _stamped())
    text = page.locator('button[data-key="unplaced-0"]')
    expect(text).to_have_text("项目资金（万元）盖章处")
    # How many categories are unsure is for the classifier to say; the text comes after them.
    count = int(page.locator("#doubts").inner_text().removeprefix("疑点 "))
    assert count > 1
    for _ in range(count):
        expect(text).not_to_be_focused()
        page.keyboard.press("n")
    expect(text).to_be_focused()
    expect(page.locator('.sheet rect[data-key="unplaced-0"]')).to_have_class(FOCUS)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cell.focus")).to_have_count(1)
    page.keyboard.press("p")
    expect(text).to_be_focused()
    expect(page.locator(".cell.focus")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.locator("#editor")).to_be_hidden()


def test_group_labels_stand_letter_below_letter(desk: Page):
    """Labels of merged rows can be read in any font: letters lie below each other, numbers in a line."""
    label = field(desk, "/indicators/0/level1").locator(".value")
    box = label.bounding_box()
    assert box
    assert box["height"] > 10 * len(label.inner_text()) > 2 * box["width"]
    weight = field(desk, "/indicators/0/level1_weight").locator(".value")
    size = weight.bounding_box()
    assert size
    assert size["height"] < 20, weight.inner_text()


def _stamped() -> bytes:
    """Return a form with words below the label of its funds, which is then none that anybody knows."""
    stamped = pymupdf.open(PDFS / "fit.rl.pdf")
    stamped.select([0])
    stamped[0].insert_text((70, 108), "盖章处", fontname="china-s", fontsize=5)
    return bytes(stamped.tobytes())


def _on_its_side() -> bytes:
    """Return a form whose content lies on its side, while the page does not say so."""
    source, out = pymupdf.open(PDFS / "fit.rl.pdf"), pymupdf.open()
    page = out.new_page(width=842, height=595)
    page.show_pdf_page(page.rect, source, 0, rotate=90)
    return bytes(out.tobytes())


def test_reasons_stand_whole_in_english(page: Page, prepared: Service):
    """English names are longer: none is cut off, and on a narrow window the menu makes room, not the page."""
    assert prepared
    cut = "names => names.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    sign_in(page, "administrator", "/reasons?lang=en")
    names = page.locator(".bars .clip")
    expect(names.get_by_text("Room for improvement")).to_be_visible()
    for width in (1440, 1150, 860):
        page.set_viewport_size({"width": width, "height": 900})
        assert names.evaluate_all(cut) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") == width
