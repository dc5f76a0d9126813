"""What every browser test does: sign in, wait for the scripts, find a field."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

PASSWORD = "one sentence for everybody"  # noqa: S105 - of the tests' own services
SCORE = "/indicators/0/score"
LONG = 60_000
"""Milliseconds to wait for what a worker does."""


SESSION = "zipingbiao"
_sessions: dict[str, Any] = {}


def sign_in(page: Page, name: str = "reviewer", path: str = "/", *, by_form: bool = False) -> Page:
    """Sign in where nobody is, and go somewhere: with the session that the form gave before, or anew.

    Args:
        page: The window.
        name: Whom.
        path: Where to go.
        by_form: Begin another session: each has a token of its own.
    """
    if by_form:
        page.context.clear_cookies(name=SESSION)
    assert _session(page) is None, "sign out first"
    if not by_form and name in _sessions:
        page.context.add_cookies([_sessions[name]])
    page.goto(path)
    if "/login" in page.url:
        page.locator('[name="name"]').fill(name)
        page.locator('[name="password"]').fill(PASSWORD)
        page.locator("form.fields button").click()
        page.wait_for_url(lambda url: "/login" not in url, wait_until="commit")
        _sessions[name] = _session(page)
    return page


def _session(page: Page) -> Any:  # noqa: ANN401 - a cookie as the browser's driver has it
    return next((one for one in page.context.cookies() if one["name"] == SESSION), None)


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
