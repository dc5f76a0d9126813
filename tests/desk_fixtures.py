"""The desk in a real browser at a form of its own for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

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
