"""HTML → PDF by WeasyPrint and by Chromium, each started once for many files."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import weasyprint
from playwright.sync_api import Browser
from weasyprint.text.fonts import FontConfiguration

from tests.generators.cases import Print


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def print_with_weasyprint(html: str) -> bytes:
    """Return the pages of an HTML text."""
    data: bytes = weasyprint.HTML(string=html).write_pdf(font_config=_fonts())
    return data


@contextmanager
def chromium_printer(browser: Browser) -> Iterator[Print]:
    """Give a printer that uses one page of a running browser."""
    page = browser.new_page()

    def print_html(html: str) -> bytes:
        page.set_content(html)
        return page.pdf(prefer_css_page_size=True, print_background=True)

    yield print_html
    page.close()
