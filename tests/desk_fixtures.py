"""The desk in a real browser at a form of its own for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser_fixtures import Service
from tests.browser_steps import ready, sign_in


@pytest.fixture(scope="module")
def untouched(prepared: Service) -> Iterator[int]:
    """Hand out the fourteen forms: no two tests share one, so none depends on what another left."""
    return iter(prepared.forms)


@pytest.fixture
def desk(page: Page, untouched: Iterator[int]) -> Page:
    """A reviewer at a form that nobody has touched, whose page is drawn."""
    sign_in(page, path=f"/forms/{next(untouched)}")
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
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
