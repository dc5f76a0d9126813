"""A scan at the desk: its own page with boxes where the values stand."""

import re
from typing import Any

import numpy as np
import pymupdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser_fixtures import PDFS, Service
from tests.browser_steps import LONG, field, ready, sign_in, value
from tests.scanned_forms import png, rotated

FILE = "fit.rl.pdf"
DPI = 200
SLANT = 2.0
"""Degrees."""
SCORE = "/indicators/2/score"


def scanned() -> bytes:
    """Return the first page of a file as it would be scanned askew and upside down."""
    with pymupdf.open(PDFS / FILE) as source, pymupdf.open() as made:
        leaf = source[0]
        pixels = leaf.get_pixmap(dpi=DPI, alpha=False)
        upright = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
        sheet = made.new_page(width=leaf.rect.width, height=leaf.rect.height)
        sheet.insert_image(sheet.rect, stream=png(np.rot90(rotated(upright, SLANT), 2)))
        data: bytes = made.tobytes()
    return data


def shown(page: Page, form_id: int) -> dict[str, Any]:
    """Return a form as the API tells it."""
    found: dict[str, Any] = page.request.get(f"/api/v1/forms/{form_id}").json()
    return found


def on_desk(page: Page) -> int:
    """Return the number of the form that the desk shows."""
    return int(page.url.partition("/forms/")[2].partition("?")[0])


def test_a_scan_is_reviewed_straight_and_upright(page: Page, prepared: Service):
    """A page scanned askew and upside down says the same as the digital one; its boxes lie on its cells."""
    sign_in(page, path="/upload")
    ready(page)
    file = {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": scanned()}
    page.locator("#drop input[name=file]").set_input_files([file])
    line = page.locator("#outcomes tbody tr")
    expect(line).to_contain_text("读出 1 份表", timeout=2 * LONG)
    line.get_by_role("link").click()
    page.locator('a[href^="/forms/"]').first.click()
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
    ready(page)
    scan = shown(page, on_desk(page))
    same = (shown(page, form_id) for form_id in prepared.forms)
    printed = next(form for form in same if form["document"]["name"] == FILE)
    assert {seen["source"] for seen in scan["evidence"].values()} == {"ocr"}
    rows = range(len(printed["record"]["indicators"]))
    for at in rows:
        assert scan["record"]["indicators"][at]["score"] == printed["record"]["indicators"][at]["score"]
        score = f"/indicators/{at}/score"
        left, top, right, bottom = printed["evidence"][score]["box"]
        assert sides(page, score)[2:] == pytest.approx((right - left, bottom - top), abs=1.5)
    assert scan["proofs"] == printed["proofs"]
    expect(value(page, SCORE)).to_have_text("2.4")
    field(page, SCORE).click()
    expect(page.locator("rect.focus")).to_be_in_viewport(ratio=1)
    page.keyboard.press("g")
    expect(page.locator(".sheet[data-layer=there] .layer line")).not_to_have_count(0)
    cells = [sides_of(one) for one in page.locator(".sheet .layer rect").all()]
    assert any(cell == pytest.approx(sides(page, SCORE), abs=1) for cell in cells)


def sides(page: Page, pointer: str) -> tuple[float, ...]:
    """Return left, top, width and height of a field's box, in points of its image."""
    return sides_of(page.locator(f"rect[data-all*='\"{pointer}\"']"))


def sides_of(rect: Locator) -> tuple[float, ...]:
    """Return left, top, width and height of a box."""
    return tuple(float(rect.get_attribute(name) or 0) for name in ("x", "y", "width", "height"))


def test_a_page_without_a_grid_says_so(page: Page, prepared: Service):
    """Where there is no grid to lay over a page, the desk says so and stays as it is."""
    empty = {"page": 1, "rulings": [], "cells": [], "left_out": 0, "turn": 0, "code": ""}
    page.route("**/layer.json", lambda route: route.fulfill(json=empty))
    sign_in(page, path=f"/forms/{prepared.forms[1]}")
    ready(page)
    page.keyboard.press("g")
    expect(page.locator("#toast")).to_contain_text("没有网格可显示")
    expect(page.locator(".sheet .layer rect")).to_have_count(0)


def side_by_side() -> bytes:
    """Return two pages of a file on one A3 sheet."""
    with pymupdf.open(PDFS / FILE) as source, pymupdf.open() as made:
        width, height = source[0].rect.width, source[0].rect.height
        sheet = made.new_page(width=2 * width, height=height)
        for at in range(2):
            sheet.show_pdf_page(pymupdf.Rect(at * width, 0, (at + 1) * width, height), source, at)
        data: bytes = made.tobytes()
    return data


def test_one_of_two_forms_on_a_sheet_is_shown_as_wide_as_the_view(page: Page, prepared: Service):
    """Nobody reads a form that takes half of half a screen; 0 shows the whole sheet."""
    assert prepared
    sign_in(page, path="/upload")
    ready(page)
    file = {"name": "双页.pdf", "mimeType": "application/pdf", "buffer": side_by_side()}
    page.locator("#drop input[name=file]").set_input_files([file])
    line = page.locator("#outcomes tbody tr")
    expect(line).to_contain_text("读出 2 份表", timeout=2 * LONG)
    line.get_by_role("link").click()
    page.locator('a[href^="/forms/"]').nth(1).click()
    expect(page.locator(".sheet[data-loaded]")).to_have_count(1)
    ready(page)
    view = page.locator("#sheets").bounding_box()
    drawn = page.locator(".sheet").bounding_box()
    assert view
    assert drawn
    assert 1.7 * view["width"] < drawn["width"] < 2.3 * view["width"]
    boxes = [box for one in page.locator("#sheets rect").all() if (box := one.bounding_box())]
    assert min(box["x"] for box in boxes) >= view["x"] - 2
    assert max(box["x"] + box["width"] for box in boxes) <= view["x"] + view["width"] + 2
    page.keyboard.press("0")
    expect(page.locator(".sheet")).to_have_attribute("style", re.compile(r"--zoom: 1;"))
