"""The page of those who run the service."""

import re
from dataclasses import replace

import pytest

from models.databases import Database
from models.errors import BrokenSetup
from models.settings import PREFIX, Settings, read_settings, variables
from review_ui.admins import settings_in_force
from tests.browser_fixtures import Site


def test_administration(site: Site):
    """People are added, shut out and let in; settings show no secret; the log is checked."""
    visit = site.visit("administrator")
    added = visit.post("/admin/people", {"name": "新人", "role": "auditor"})
    assert re.search(r'id="one-time">(?:\w{4}-){3}\w{4}<', added.text)
    refused = visit.post("/admin/people", {"name": "新人", "role": "auditor"})
    assert refused.status_code == 400
    for what, words in (("disable", "已停用 新人"), ("enable", "已启用 新人")):
        answer = visit.post(f"/admin/people/2/{what}", follow_redirects=True)
        assert words in answer.text
    assert re.search(r'id="one-time">', visit.post("/admin/people/2/reset").text)
    itself = visit.post("/admin/people/1/disable", follow_redirects=True)
    assert "不能在这里更改自己" in itself.text
    assert "完整" in visit.post("/admin/verify").text
    page = visit.get("/admin").text
    assert "ZIPINGBIAO_MAX_UPLOAD_BYTES" in page
    assert "连不上" in page
    assert site.settings.secret_key().hex() not in page


def test_a_role_is_changed(site: Site):
    """An administrator gives another person another role, which holds at once; never themself one."""
    visit, other = site.visit("administrator"), site.visit("reviewer")
    assert other.get("/upload").status_code == 200
    assert other.user
    path = f"/admin/people/{other.user.id}/role"
    done = visit.post(path, {"role": "auditor"}, follow_redirects=True).text
    assert "某reviewer 的角色现为：审计员" in done
    assert re.search(r'<option value="auditor" selected>', done)
    assert other.get("/upload").status_code == 302
    assert visit.post(path, {"role": "king"}).status_code == 400
    own = visit.post("/admin/people/1/role", {"role": "auditor"}, follow_redirects=True).text
    assert "不能在这里更改自己" in own


def test_settings_in_force_are_variables(sqlite_settings: Settings):
    """The page names every setting but the key, and gives each value as its variable takes it."""
    told = replace(sqlite_settings, watch_move=True)
    shown = settings_in_force(told)
    assert [name for name, _ in shown] == [f"{PREFIX}{name}" for name in variables() if name != "SECRET_KEY"]
    given = read_settings({name: value for name, value in shown if value != "—"})
    assert settings_in_force(given) == shown


def test_settings_show_no_secret(sqlite_settings: Settings):
    """The key that signs cookies and the passwords in addresses stay out of the page."""
    told = replace(
        sqlite_settings,
        secret="hidden-key" * 4,
        database_url="postgresql+psycopg://me:hidden-word@db/zipingbiao",
        broker_url="redis://:hidden-word@broker:6379/0",
    )
    shown = dict(settings_in_force(told))
    assert "hidden" not in str(shown)
    assert shown["ZIPINGBIAO_DATABASE_URL"] == "postgresql+psycopg://db/zipingbiao"
    assert shown["ZIPINGBIAO_BROKER_URL"] == "redis://broker:6379/0"


SECRETS = {
    "among the options": ("postgresql+psycopg://db/z?user=me&password=hidden", "postgresql+psycopg://db/z"),
    "with a sign of its own": ("redis://broker:6379/0?password=hid@hidden", "redis://…"),
    "with a question mark": ("postgresql+psycopg://me:hid?hidden@db/z", "postgresql+psycopg://…"),
}


@pytest.mark.parametrize(("url", "told"), SECRETS.values(), ids=SECRETS.keys())
def test_passwords_anywhere_in_an_address_stay_out(url: str, told: str, sqlite_settings: Settings):
    """Wherever drivers take a password from, the page does not show it."""
    shown = dict(settings_in_force(replace(sqlite_settings, broker_url=url)))
    assert shown["ZIPINGBIAO_BROKER_URL"] == told


def test_a_start_that_fails_shows_no_password(sqlite_settings: Settings):
    """What a database that does not answer is called by shows none, wherever it stands."""
    away = "postgresql+psycopg://me:hidden@127.0.0.1:1/z?password=hidden"
    with pytest.raises(BrokenSetup) as caught:
        Database(replace(sqlite_settings, database_url=away)).migrate()
    assert "127.0.0.1:1/z" in caught.value.message
    assert "hidden" not in caught.value.message
