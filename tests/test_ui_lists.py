"""Lists in a real browser: by keyboard, under somebody's hands, within their cells."""

import re

from playwright.sync_api import Page, expect

from tests.browser_fixtures import Service
from tests.browser_steps import ready, sign_in


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
    expect(page).to_have_url(re.compile(r"/forms/\d+\?text="))


def test_a_list_stays_while_somebody_writes(page: Page, prepared: Service):
    """A file that is read meanwhile renews the list, but not under the hands of whoever searches it."""
    assert prepared
    sign_in(page, path="/documents")
    page.wait_for_load_state()
    tell = """() => {
        const row = document.querySelector("#main tbody tr");
        Object.assign(row.dataset, { poll: "1", reload: "", state: "waiting" });
        row.dispatchEvent(new CustomEvent("status", { detail: { state: "done" }, bubbles: true }));
    }"""
    page.evaluate("document.body.dataset.seen = 'yes'")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("fit")
    page.evaluate(tell)
    page.wait_for_timeout(300)
    expect(page.locator("[data-search]")).to_have_value("fit")
    expect(page.locator("body[data-seen]")).to_have_count(1)
    page.locator("[data-search]").blur()
    page.evaluate(tell)
    expect(page.locator("body[data-seen]")).to_have_count(0)


def test_no_cell_runs_over_its_neighbour(page: Page, prepared: Service):
    """Controls in a table's cell keep inside it."""
    assert prepared
    sign_in(page, "administrator", "/admin")
    expect(page.locator("#people select")).not_to_have_count(0)
    wide = "cells => cells.filter(one => one.scrollWidth > one.clientWidth).map(one => one.outerHTML)"
    assert page.locator("#people td").evaluate_all(wide) == []
