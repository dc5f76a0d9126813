"""What every answer carries, and how long browsers keep it."""

import re
from pathlib import Path

import pytest

from review_ui.apps import edition
from tests.browser_fixtures import Site


@pytest.mark.parametrize("path", ["/", "/login", "/queue", "/no-such-page", "/api/v1/forms"])
def test_every_answer_is_fenced(site: Site, path: str):
    """Scripts and styles only from our own files, no framing, no guessing of types."""
    headers = site.visit().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_scripts_and_styles_are_asked_for_once(site: Site):
    """Browsers keep them, as their address changes with them; what is not there is kept by nobody."""
    visit = site.visit()
    page = visit.get("/").text
    found = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    folder = found[0].rpartition("/")[0]
    assert {f"{folder}/{name}" for name in ("style.css", "page.js", "icon.svg")} <= set(found)
    for address in (*found, f"{folder}/calls.js"):  # scripts import one another by their folder
        answer = visit.get(address)
        assert (answer.status_code, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert "immutable" in answer.headers["Cache-Control"]
        assert not {"Vary", "Set-Cookie"} & set(answer.headers.keys())
    for address in (f"{folder}/nothing.js", "/static/desk.js"):
        answer = visit.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_pages_need_no_inline_code(site: Site):
    """No page has inline scripts, styles or handlers, which the policy would refuse anyway."""
    visit = site.visit("administrator")
    for path in (
        "/",
        "/upload",
        "/queue",
        "/documents",
        "/exports",
        "/api",
        "/admin",
        "/account",
        "/reasons",
    ):
        text = visit.get(path).text
        assert not re.search(r"<script(?![^>]*(?:src=|application/json))", text), path
        assert not re.search(r'\s(?:style|on\w+)="', text), path


def test_an_address_changes_with_each_file(tmp_path: Path):
    """With its name and its content, in a folder within too; a folder itself is nothing."""
    (tmp_path / "a.js").write_text("1")
    seen = [edition(tmp_path)]
    (tmp_path / "icons").mkdir()
    assert edition(tmp_path) == seen[0]
    (tmp_path / "icons" / "b.svg").write_text("2")
    seen.append(edition(tmp_path))
    (tmp_path / "icons" / "b.svg").rename(tmp_path / "icons" / "c.svg")
    seen.append(edition(tmp_path))
    (tmp_path / "a.js").write_text("3")
    seen.append(edition(tmp_path))
    assert len(set(seen)) == 4
