"""What was typed on the desk and not saved: it outlives lost connections, looks elsewhere and sessions."""

from playwright.sync_api import Page, Route, expect

from tests.browser_steps import SCORE, correct, field, ready, sign_in, value


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


def test_a_lost_answer_is_no_conflict_with_oneself(desk: Page):
    """What was saved though its answer was lost is not asked about when it is sent again."""
    desk.route("**/corrections", _lose_the_answer, times=1)
    correct(desk, SCORE, "4.4")
    expect(desk.locator("#editor-wrong")).to_contain_text("连不上服务器")
    desk.keyboard.press("Enter")
    expect(desk.locator("#editor")).to_be_hidden()
    expect(desk.locator("#conflict")).to_be_hidden()
    expect(value(desk, SCORE)).to_have_text("4.4")
    expect(desk.locator("#history li")).to_have_count(1)
    desk.keyboard.press("u")


def test_what_came_over_a_lost_answer_is_asked_about(desk: Page, beside: Page):
    """Saved, its answer lost, and changed by somebody else since: nobody is told that it stands."""
    desk.route("**/corrections", _lose_the_answer, times=1)
    correct(desk, SCORE, "4.4")
    expect(desk.locator("#editor-wrong")).to_contain_text("连不上服务器")
    beside.reload()
    ready(beside)
    correct(beside, SCORE, "5.5")
    expect(value(beside, SCORE)).to_have_text("5.5")
    desk.keyboard.press("Enter")
    expect(desk.locator("#conflict-theirs")).to_have_text("5.5")
    desk.locator("#keep-theirs").click()
    expect(value(desk, SCORE)).to_have_text("5.5")


def test_a_look_elsewhere_loses_no_words(desk: Page):
    """What is typed and not saved outlives clicks on page, boxes and decisions; Enter saves it."""
    field(desk, SCORE).click(position={"x": 3, "y": 3})
    desk.keyboard.press("e")
    desk.keyboard.type("7.25")
    for control in ("#zoom-in", "#accept", ".sheet rect >> nth=3", '[data-pointer="/project_name"]'):
        desk.locator(control).click(force=True)
        expect(desk.locator("#editor-value")).to_have_value("7.25")
        expect(desk.locator("#editor")).to_be_visible()
    expect(desk.locator("#toast")).to_contain_text("Enter")
    expect(desk.locator('#state [data-state="waiting"]')).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(value(desk, SCORE)).to_have_text("7.25")
    expect(desk.locator("#editor")).to_be_hidden()
    desk.keyboard.press("e")
    desk.locator('[data-pointer="/project_name"]').click()
    expect(desk.locator("#editor")).to_be_hidden()


def test_a_reason_of_rejecting_outlives_a_lost_connection(desk: Page):
    """Whoever gives a long reason while the service is away finds it there again."""
    desk.keyboard.press("r")
    desk.locator("#rejection-why").fill("缺第二页")
    desk.context.set_offline(True)
    desk.locator("#rejection form button:not([data-cancel])").click()
    expect(desk.locator("#toast")).to_be_visible()
    desk.context.set_offline(False)
    desk.keyboard.press("r")
    expect(desk.locator("#rejection-why")).to_have_value("缺第二页")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator('#state [data-state="rejected"]')).to_have_count(1)


def test_a_reason_of_rejecting_is_not_left_behind_unasked(desk: Page):
    """Whoever reloads with a reason typed is asked first, also when it was sent in vain."""
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.keyboard.press("r")
    desk.locator("#rejection-why").fill("缺第二页")
    desk.evaluate("location.reload()")
    expect(desk.locator("#rejection-why")).to_have_value("缺第二页")
    desk.context.set_offline(True)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#toast")).to_be_visible()
    desk.context.set_offline(False)
    desk.evaluate("location.reload()")
    desk.keyboard.press("r")
    expect(desk.locator("#rejection-why")).to_have_value("缺第二页")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator('#state [data-state="rejected"]')).to_have_count(1)
    desk.reload()
    ready(desk)
    assert asked == ["beforeunload", "beforeunload"]


def test_another_decision_settles_a_reason_of_rejecting(desk: Page):
    """Whoever accepts a form after rejecting it in vain is asked nothing more."""
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.context.set_offline(True)
    desk.keyboard.press("r")
    desk.locator("#rejection-why").fill("缺第二页")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#toast")).to_be_visible()
    desk.context.set_offline(False)
    desk.keyboard.press("a")
    expect(desk.locator('#state [data-state="accepted"]')).to_have_count(1)
    desk.reload()
    ready(desk)
    assert asked == []


def _end_session(desk: Page) -> None:
    """Forget who is logged in, until no answer that was on its way brings it back."""
    quiet = 0
    while quiet < 4:
        desk.context.clear_cookies()
        desk.wait_for_timeout(250)
        quiet = 0 if desk.context.cookies() else quiet + 1


def test_a_session_that_is_over_begins_again_beside_what_was_typed(desk: Page):
    """Nothing typed is lost: the same person logs in in another window and saves here; another one cannot."""
    over = desk.locator("#session-over")
    _end_session(desk)
    correct(desk, SCORE, "3.3")
    expect(over).to_be_visible()
    expect(desk.locator("#editor-value")).to_have_value("3.3")
    with desk.context.expect_page() as opened:
        over.locator("a").click()
    window = opened.value
    sign_in(window, "another", by_form=True)
    expect(window.locator('.top a[href="/account"]')).to_have_text("another")
    with desk.expect_response("**/account"):
        desk.locator("#editor-value").press("Enter")
    expect(over).to_be_visible()
    window.locator('form[action="/logout"] button').click()
    sign_in(window, by_form=True)
    expect(window.locator('.top a[href="/account"]')).to_have_text("reviewer")
    desk.locator("#editor-value").press("Enter")
    expect(desk.locator("#editor")).to_be_hidden()
    expect(value(desk, SCORE)).to_have_text("3.3")
    expect(over).to_be_hidden()
    window.close()


def _lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()
