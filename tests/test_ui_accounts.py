"""Who gets in, and what a session is worth."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from models import users
from models.users import User
from review_ui.apps import create_app
from review_ui.guards import is_local
from review_ui.services import KEY
from tests.browser_fixtures import Site, Visit

pytestmark = pytest.mark.usefixtures("quick_hashes")
PASSWORD = "a long enough sentence"  # noqa: S105 - of people made up here
WRONG = "用户名或密码不对"


def add(site: Site, name: str = "王敏", role: str = "reviewer", password: str | None = PASSWORD) -> str:
    """Add a person and return the password."""
    with site.db.writing() as session:
        _, once = users.add_user(session, name, role, password)
    return once or password or ""


def sign_in(site: Site, name: str, password: str, next_path: str = "") -> tuple[FlaskClient, int, str]:
    """Try to sign in; return the client, the status and where it leads or what it says."""
    visit = site.visit(None)
    answer = visit.post("/login", {"name": name, "password": password, "next": next_path})
    return visit.client, answer.status_code, answer.headers.get("Location", answer.text)


def test_in_and_out(site: Site):
    """The right password leads in, signing out leads out, and pages then ask for the login again."""
    add(site)
    client, status, where = sign_in(site, "王敏", PASSWORD)
    assert (status, where) == (302, "/")
    page = client.get("/")
    assert "王敏" in page.text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert token
    assert client.post("/logout", data={"csrf_token": token[1]}).headers["Location"] == "/login"
    assert client.get("/queue?state=all").headers["Location"] == "/login?next=/queue?state%3Dall"


@pytest.mark.parametrize(("name", "password"), [("王敏", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_words_say_nothing_more(site: Site, name: str, password: str):
    """A wrong password and an unknown name get the same answer."""
    add(site)
    _, status, text = sign_in(site, name, password)
    assert status == 401
    assert WRONG in text


def test_guessing_is_slowed_down(site: Site):
    """After five failures even the right password has to wait; another address does not."""
    add(site)
    for _ in range(5):
        assert sign_in(site, "王敏", "wrong")[1] == 401
    _, status, text = sign_in(site, "王敏", PASSWORD)
    assert (status, "秒后再试" in text) == (429, True)
    visit = site.visit(None)
    form = {"name": "王敏", "password": PASSWORD}
    assert visit.post("/login", form, environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 302


def test_people_behind_a_proxy_are_told_apart(site: Site):
    """Who guesses makes no one else wait; what a visitor made up before the proxy is not believed."""
    add(site)
    app = create_app(replace(site.settings, proxies=1))
    try:
        behind = Site(app, site.db, site.settings)
        answers = []
        for number, seen in enumerate(["10.0.0.8"] * 6 + ["10.0.0.9"]):
            visit, form = (
                behind.visit(None),
                {"name": "王敏", "password": "wrong" if number < 5 else PASSWORD},
            )
            headers = {"X-Forwarded-For": f"10.1.1.{number}, {seen}"}
            answers.append(visit.post("/login", form, headers=headers).status_code)
        assert answers == [401] * 5 + [429, 302]
    finally:
        app.extensions[KEY].db.close()


def test_a_header_is_not_believed_without_a_proxy(site: Site):
    """Where no proxy is set, whoever guesses cannot come from ever new addresses."""
    add(site)
    statuses = [
        site.visit(None).post(
            "/login", {"name": "王敏", "password": "wrong"}, headers={"X-Forwarded-For": f"10.1.1.{number}"}
        )
        for number in range(6)
    ]
    assert [answer.status_code for answer in statuses] == [401] * 5 + [429]


def test_the_old_password_cannot_be_guessed_at_will(site: Site):
    """Who sits down at another's open session has no more tries for the old password than at the login."""
    add(site)
    visit = _Same(sign_in(site, "王敏", PASSWORD)[0])
    wrong = {"old": "wrong", "new": PASSWORD + "!", "again": PASSWORD + "!"}
    assert [visit.post("/password", wrong).status_code for _ in range(5)] == [400] * 5
    answer = visit.post("/password", {**wrong, "old": PASSWORD})
    assert (answer.status_code, "秒后再试" in answer.text) == (429, True)


def test_a_one_time_password_is_changed_first(site: Site):
    """Until the password is the person's own, no other page and no API answers them."""
    once = add(site, password=None)
    client, _, where = sign_in(site, "王敏", once)
    assert where == "/password"
    assert client.get("/queue").headers["Location"] == "/password"
    assert client.get("/api/v1/forms").json["error"]["code"] == "not-allowed"
    visit = _Same(client)
    bad = [
        {"old": once, "new": "short", "again": "short"},
        {"old": once, "new": PASSWORD, "again": PASSWORD + "x"},
        {"old": "wrong", "new": PASSWORD, "again": PASSWORD},
        {"old": once, "new": once, "again": once},
    ]
    assert [visit.post("/password", form).status_code for form in bad] == [400] * 4
    good = visit.post("/password", {"old": once, "new": PASSWORD, "again": PASSWORD})
    assert good.headers["Location"] == "/"
    assert client.get("/queue").status_code == 200


def test_a_new_password_ends_other_sessions(site: Site):
    """Sessions elsewhere end with a password change or when a person is disabled."""
    add(site)
    first, second = (sign_in(site, "王敏", PASSWORD)[0] for _ in range(2))
    _Same(first).post("/password", {"old": PASSWORD, "new": PASSWORD + "!", "again": PASSWORD + "!"})
    assert first.get("/").status_code == 200
    assert second.get("/").status_code == 302
    admin = site.visit("administrator")
    user = _find(site, "王敏")
    assert admin.post(f"/admin/people/{user.id}/disable").status_code == 302
    assert first.get("/").status_code == 302


def test_a_planted_session_is_worth_nothing(site: Site):
    """What a session held before the login is gone after it, its CSRF token too."""
    add(site)
    visit = site.visit(None)
    before = visit.token()
    with visit.client.session_transaction() as session:
        session["planted"] = "yes"
    visit.post("/login", {"name": "王敏", "password": PASSWORD})
    with visit.client.session_transaction() as session:
        assert "planted" not in session
    assert visit.client.post("/logout", data={"csrf_token": before}).status_code == 400


def test_sessions_do_not_last_for_ever(site: Site):
    """A session ends after 16 hours, however busy."""
    visit = site.visit()
    with visit.client.session_transaction() as session:
        session["since"] -= 16 * 3600 + 1
    assert visit.get("/").status_code == 302


def test_the_cookie(site: Site):
    """No script reads the cookie, no other site's form sends it, and a setting keeps it to HTTPS."""
    add(site)
    visit = site.visit(None)
    answer = visit.post("/login", {"name": "王敏", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Expires="))
    assert "Secure" not in cookie
    app = create_app(replace(site.settings, secure_cookies=True))
    try:
        login = app.test_client().get("/login", base_url="https://localhost")
        assert "Secure" in login.headers["Set-Cookie"]
    finally:
        app.extensions[KEY].db.close()


FORMS = (
    "/logout",
    "/upload",
    "/upload/samples",
    "/admin/people",
    "/admin/verify",
    "/account/tokens",
    "/password",
)


@pytest.mark.parametrize("path", FORMS)
def test_forms_need_their_token(site: Site, path: str):
    """A form without its page's token changes nothing."""
    visit = site.visit("administrator")
    answer = visit.client.post(path, data={"name": "x", "role": "reviewer", "label": "x"})
    assert answer.status_code == 400
    assert "页面已过期" in answer.text


ELSEWHERE = (
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/\tx",
    "evil",
    "",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_way_out_through_the_login(site: Site, path: str):
    """After the login a person stays here, whatever the link said."""
    add(site)
    assert sign_in(site, "王敏", PASSWORD, path)[2] == "/"
    assert (
        f'value="{path}"' not in site.visit(None).get("/login", query_string={"next": path}).text or not path
    )


def test_the_login_leads_on(site: Site):
    """After the login a person is where they wanted to go."""
    add(site)
    assert sign_in(site, "王敏", PASSWORD, "/forms/7?lang=en")[2] == "/forms/7?lang=en"


@given(st.text(max_size=20))
def test_local_paths(path: str):
    """What counts as local begins with one slash and cannot be read as a host."""
    if is_local(path):
        assert path[0] == "/"
        assert path[1:2] not in {"/", "\\"}
        assert path.isprintable()


class _Same(Visit):
    """A session that is already signed in."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__(client, None)

    def token(self) -> str:
        """Return the token of the password page, which every signed-in person may see."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get("/password").text)
        assert found
        return found[1]


def _find(site: Site, name: str) -> User:
    with site.db.reading() as session:
        user = users.find_user(session, name)
    assert user
    return user
