"""The desk in a real browser at a form of its own for each test."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser_fixtures import Service
from tests.browser_steps import ready, sign_in

FORMS = iter(range(1, 17))
"""No two tests share a form, so none depends on what another left."""


@pytest.fixture
def desk(page: Page, prepared: Service) -> Page:
    """A reviewer at a form that nobody has touched, whose page is drawn."""
    assert prepared
    sign_in(page, path=f"/forms/{next(FORMS)}")
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
    ready(page)
    return page
