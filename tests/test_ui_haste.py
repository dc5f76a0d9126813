"""Keys that are pressed on the desk before the last save is answered."""

from playwright.sync_api import Page, Route, expect

from tests.browser_steps import SCORE, correct, field, value

FAINT = ".cell:has(.chip.unsure)"


def test_what_an_undo_brings_back_is_confirmed(desk: Page):
    """A value is confirmed as it stands once the undo is saved, not as it stood before."""
    pointer = desk.locator(FAINT).first.get_attribute("data-pointer") or ""
    field(desk, pointer).click()
    desk.keyboard.press("y")
    expect(field(desk, pointer).locator(".chip.unsure")).to_have_count(0)
    desk.route("**/undo", _slowly)
    desk.keyboard.press("u")
    desk.keyboard.press("y")
    expect(desk.locator("#history li")).to_have_count(3)
    expect(field(desk, pointer).locator(".chip.unsure")).to_have_count(0)


def test_two_undos_in_haste_undo_what_there_is(desk: Page):
    """The second finds nothing left, and asks for nothing."""
    pointer = desk.locator(FAINT).first.get_attribute("data-pointer") or ""
    field(desk, pointer).click()
    desk.keyboard.press("y")
    expect(desk.locator("#history li")).to_have_count(1)
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    desk.route("**/undo", _slowly)
    desk.keyboard.press("u")
    desk.keyboard.press("u")
    expect(desk.locator("#history li")).to_have_count(2)
    expect(desk.locator("body[aria-busy]")).to_have_count(0)
    assert asked.count("undo") == 1


def test_a_form_is_not_accepted_behind_a_save_that_failed(desk: Page):
    """Whoever accepted while a save was under way did not know that it would fail: the form waits."""
    desk.route("**/categories", lambda route: _slowly(route, answer=False))
    field(desk, desk.locator(FAINT).first.get_attribute("data-pointer") or "").click()
    desk.keyboard.press("y")
    desk.keyboard.press("a")
    expect(desk.locator("#toast")).to_contain_text("没有执行")
    expect(desk.locator('#state [data-state="waiting"]')).to_have_count(1)
    desk.keyboard.press("a")
    expect(desk.locator('#state [data-state="accepted"]')).to_have_count(1)


def test_what_waits_behind_a_conflict_is_done_once_mine_is_saved(desk: Page, beside: Page):
    """Whoever chooses to save over another's change has saved: the form is accepted as was asked."""
    correct(beside, SCORE, "5.1")
    expect(value(beside, SCORE)).to_have_text("5.1")
    desk.route("**/categories", _slowly, times=1)
    field(desk, desk.locator(FAINT).first.get_attribute("data-pointer") or "").click()
    desk.keyboard.press("y")
    desk.keyboard.press("a")
    desk.locator("#keep-mine").click()
    expect(desk.locator('#state [data-state="accepted"]')).to_have_count(1)


def test_one_key_accepts_and_goes_on(desk: Page):
    """Shift and a accept the form and, once that is saved, open the next one that waits."""
    here = desk.url
    following = desk.locator("#next").get_attribute("href") or ""
    desk.keyboard.press("Shift+A")
    desk.wait_for_url(f"**{following}")
    desk.goto(here)
    expect(desk.locator('#state [data-state="accepted"]')).to_have_count(1)


def _slowly(route: Route, *, answer: bool = True) -> None:
    route.request.frame.page.wait_for_timeout(400)
    if answer:
        route.continue_()
    else:
        route.abort()
