"""Uncertain values, proofs and scores due at the desk, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from models.databases import Database
from models.settings import read_settings
from tests.browser_fixtures import Service
from tests.browser_steps import field, ready, sign_in, value
from tests.uncertain_forms import GONE, put_back, unsure

SCORE = "/indicators/4/score"
REASON = "/indicators/4/reason"
FAINT = "/indicators/2/reason"
EXECUTED = "/funds/0/executed"
BUDGET = "/funds/1/initial_budget"
MERGED = "/indicators/0/level1"
UNCERTAIN = (
    unsure(EXECUTED, "526.24", "526.74", choices=("525.24", "526.24", "526.74")),
    unsure(BUDGET, "52644", "526.44", proven_by=("funds-add-up",)),
    unsure(SCORE, "1", "7"),
    unsure(REASON, "岗位人员变动", "岗位入员变动"),
    *(unsure(f"/indicators/{row}/level1", "产出指标", "产出措标") for row in range(9)),
)
NO_MONEY = {f"/funds/{at}/{name}": "" for at in (0, 1) for name in ("executed", "rate")}


@pytest.fixture(scope="module")
def doubtful(prepared: Service) -> Service:
    """The service, the first form of each test with values that were not read surely."""
    db = Database(read_settings({"ZIPINGBIAO_DATA": str(prepared.data)}))
    with db.writing() as session:
        for form_id in (prepared.forms[0], prepared.forms[7]):
            put_back(session, form_id, *UNCERTAIN, faint=FAINT)
        blank = {**NO_MONEY, "/funds/1/initial_budget": "", "/funds/2/initial_budget": ""}
        put_back(session, prepared.forms[1], values=blank)
    db.close()
    return prepared


@pytest.fixture
def desk(page: Page, doubtful: Service) -> Page:
    """A reviewer at the form with uncertain values."""
    sign_in(page, path=f"/forms/{doubtful.forms[0]}")
    ready(page)
    return page


def step(page: Page, key: str, pointer: str) -> None:
    """Press a key and see the focus go to a field."""
    page.keyboard.press(key)
    expect(field(page, pointer)).to_be_focused()


def line(pointer: str) -> str:
    """Return the selector of what is said below a row of one value."""
    return f'.reading[data-field="{pointer}"]'


def test_values_are_settled_from_the_keyboard(desk: Page):
    """Steps go to what is open; a digit chooses, y confirms, both as corrections that u takes back."""
    doubts = int(re.sub(r"\D", "", desk.locator("#doubts").inner_text()))
    expect(field(desk, EXECUTED).locator("mark.unsure")).to_have_text(["6", "2"])
    step(desk, "n", EXECUTED)
    expect(desk.locator(line(EXECUTED) + " .choice")).to_have_text(["1525.24", "2y526.24", "3526.74"])
    desk.keyboard.press("3")
    expect(value(desk, EXECUTED)).to_have_text("526.74")
    expect(desk.locator(line(EXECUTED))).to_have_count(0)
    expect(field(desk, EXECUTED)).not_to_have_class(re.compile(r"\bunsure\b"))
    expect(desk.locator("#history li").first).to_contain_text("526.24")
    desk.keyboard.press("u")
    expect(value(desk, EXECUTED)).to_have_text("526.24")
    expect(desk.locator(line(EXECUTED))).to_have_count(1)
    desk.keyboard.press("y")
    expect(desk.locator(line(EXECUTED))).to_have_count(0)
    expect(desk.locator("#history li").first).to_contain_text("核实")
    expect(desk.locator("#history li").first.locator(".from")).to_be_hidden()
    expect(field(desk, EXECUTED)).to_have_attribute("title", "已由 reviewer 核实")
    expect(desk.locator("#doubts")).to_have_text(f"疑点 {doubts - 1}")
    desk.keyboard.press("y")
    expect(desk.locator("#toast")).to_contain_text("没有待核实")
    step(desk, "n", MERGED)
    desk.keyboard.press("2")
    expect(value(desk, MERGED)).to_have_text("产出措标")
    expect(field(desk, MERGED)).not_to_have_class(re.compile(r"\bunsure\b"))
    for _ in range(doubts):
        # Between them stand categories that the classifier is not sure of, as many as there are.
        desk.keyboard.press("n")
        if field(desk, SCORE).evaluate("cell => cell === document.activeElement"):
            break
    expect(field(desk, SCORE)).to_be_focused()
    desk.keyboard.press("e")
    desk.keyboard.press("Enter")
    expect(desk.locator(line(SCORE))).to_have_count(0)
    expect(value(desk, SCORE)).to_have_text("4")


def test_a_reason_keeps_its_categories_beside_its_readings(desk: Page):
    """Digits choose a reading while one is open, and categories after that; a click chooses as well."""
    field(desk, REASON).click()
    desk.keyboard.press("9")
    expect(desk.locator("#picker")).to_be_hidden()
    desk.locator(line(REASON) + " .choice").first.click()
    expect(value(desk, REASON)).to_have_text("岗位人员变动")
    expect(field(desk, REASON)).to_be_focused()
    desk.keyboard.press("1")
    expect(desk.locator("#picker")).to_be_visible()


def test_categories_that_are_not_sure_are_confirmed_by_one_key(desk: Page):
    """`y` settles them as they stand, and so does the picker left as it was; `u` takes that back.

    One that has left the taxonomy stays beside the others, also where these are changed.
    """
    cell = field(desk, FAINT)
    cell.click()
    for keys in ("c 1 Enter", "y", "c Enter"):
        expect(cell.locator(".chip.unsure")).not_to_have_count(0)
        for key in keys.split():
            desk.keyboard.press(key)
        expect(cell.locator(".chip.unsure")).to_have_count(0)
        expect(cell.locator(f".chip[data-code={GONE.code}]")).to_have_text(GONE.code)
        expect(cell).to_have_attribute("title", "分类由 reviewer 确定")
        expect(desk.locator("#history li").first).to_contain_text("改分类" if "1" in keys else "核实")
        desk.keyboard.press("u")


def test_a_category_that_left_the_taxonomy_is_taken_off(desk: Page):
    """The picker offers it beside the others, as one that is no longer a category, as long as it stands."""
    cell = field(desk, FAINT)
    cell.click(position={"x": 3, "y": 3})
    desk.keyboard.press("c")
    gone = desk.locator(f"#picker li:has(input[value={GONE.code}])")
    expect(gone).to_contain_text("已不在分类表中")
    gone.locator("input").uncheck()
    desk.keyboard.press("Enter")
    expect(cell.locator(f".chip[data-code={GONE.code}]")).to_have_count(0)
    expect(cell.locator(".chip")).not_to_have_count(0)
    desk.keyboard.press("c")
    expect(gone).to_have_count(0)
    desk.keyboard.press("Escape")
    desk.keyboard.press("u")
    expect(cell.locator(f".chip[data-code={GONE.code}]")).to_have_count(1)


def test_enter_on_cancel_saves_nothing(desk: Page):
    """Enter chooses what the picker has, but on a button it does what stands there."""
    cell = field(desk, FAINT)
    cell.click()
    desk.keyboard.press("c")
    desk.locator("#picker [data-cancel]").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#picker")).to_be_hidden()
    desk.reload()
    ready(desk)
    expect(cell.locator(".chip.unsure")).not_to_have_count(0)


def test_a_repaired_value_tells_what_was_read(desk: Page):
    """The text as read and the check that proves the repair stand below it; it is no doubt."""
    said = desk.locator(line(BUDGET))
    expect(said).to_have_text("✎年初预算数读作 52644，按“年度资金总额等于各项资金之和”修复")
    expect(field(desk, BUDGET).locator("mark.repaired")).to_have_text(".")
    expect(field(desk, BUDGET)).not_to_have_class(re.compile(r"\bunsure\b"))
    said.click()
    expect(field(desk, BUDGET)).to_be_focused()
    desk.keyboard.press("y")
    expect(desk.locator("#toast")).to_contain_text("没有待核实")


def test_an_auditor_sees_choices_and_takes_none(page: Page, doubtful: Service):
    """Readings are shown to all; only who may change the form can choose."""
    sign_in(page, "auditor", f"/forms/{doubtful.forms[7]}")
    ready(page)
    choices = page.locator(line(EXECUTED) + " .choice")
    expect(choices).to_have_text(["525.24", "526.24", "526.74"])
    expect(page.locator(".choice:enabled")).to_have_count(0)
    field(page, EXECUTED).click()
    for key in ("1", "y"):
        page.keyboard.press(key)
    expect(page.locator("#toast")).to_contain_text("只能查看")
    expect(value(page, EXECUTED)).to_have_text("526.24")


def test_without_scripts_the_same_is_said(page: Page, doubtful: Service):
    """What is uncertain, proven and due can be read where no script runs."""
    sign_in(page, path=f"/forms/{doubtful.forms[7]}")
    page.route("**/*.js", lambda route: route.abort())
    page.reload()
    expect(field(page, EXECUTED).locator("mark.unsure")).to_have_text(["6", "2"])
    expect(page.locator(line(EXECUTED) + " .choice")).to_have_text(["525.24", "526.24", "526.74"])
    expect(page.locator(line(BUDGET))).to_contain_text("读作 52644")
    expect(field(page, "/indicators/2/score").locator(".due")).to_have_text("未达 40%应 2.4")
    expect(field(page, EXECUTED).locator(".proof")).to_have_attribute("aria-label", "与其他数一致")
    expect(page.locator("#derived-grade")).to_have_text(re.compile("等级"))


def test_proofs_and_scores_due(page: Page, doubtful: Service):
    """Marks have words, the legend counts them; a corrected score changes what is due, proven and graded."""
    sign_in(page, path=f"/forms/{doubtful.forms[2]}")
    ready(page)
    score = "/indicators/0/score"
    proven = page.locator('#proofs [data-count="proven"]')
    before = int(proven.inner_text())
    expect(field(page, score).locator(".proof")).to_have_attribute("aria-label", "已由算术证实")
    field(page, score).click()
    page.keyboard.press("e")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(field(page, score).locator(".proof")).to_have_attribute("aria-label", "与其他数矛盾")
    expect(page.locator('#proofs [data-count="conflict"]')).not_to_have_text("0")
    assert int(proven.inner_text()) < before
    field(page, "/total_score").click()
    page.keyboard.press("e")
    page.keyboard.type("95")
    page.keyboard.press("Enter")
    expect(page.locator("#derived-grade")).to_have_text("等级 优")
    expect(page.locator("#grade")).to_have_text("优")


def test_numbers_that_no_rule_covers_are_named(page: Page, doubtful: Service):
    """A number without any rule has a mark of its own and stands in the list that leads to it."""
    sign_in(page, path=f"/forms/{doubtful.forms[1]}")
    ready(page)
    total = "/funds/0/initial_budget"
    expect(field(page, total).locator(".proof")).to_have_attribute("aria-label", "没有规则覆盖")
    expect(page.locator('[data-count="none"]')).to_have_text("1")
    page.locator("#uncovered summary").click()
    page.locator("#uncovered .link").click()
    expect(field(page, total)).to_be_focused()
