"""Tokens: whom they stand for, what they open, and what they do not."""

import re

from models import users
from tests.browser_fixtures import Site


def test_tokens(site: Site):
    """A token is shown once, opens the API as its person without cookies, and ends when revoked."""
    visit = site.visit()
    made = visit.post("/account/tokens", {"label": "夜间"})
    token = re.search(r"zpb_[\w-]+", made.text)
    assert token
    assert token[0] not in visit.get("/account").text
    headers = {"Authorization": f"Bearer {token[0]}"}
    stranger = site.app.test_client()
    assert stranger.get("/api/v1/forms", headers=headers).status_code == 200
    visit.post("/account/tokens/1/revoke")
    assert stranger.get("/api/v1/forms", headers=headers).json["error"]["code"] == "not-signed-in"


def test_a_token_is_for_the_api(site: Site):
    """It opens what the API answers and the images named there; no page takes it for its person."""
    visit = site.visit("administrator")
    with site.db.writing() as session:
        assert visit.user
        headers = {"Authorization": f"Bearer {users.make_token(session, visit.user, '夜间')}"}
    stranger = site.app.test_client()
    assert stranger.get("/api/v1/documents", headers=headers).status_code == 200
    assert stranger.get("/documents/7/pages/1.png", headers=headers).status_code == 404
    assert stranger.get("/queue", headers=headers).status_code == 302
    forms = {
        "/account/tokens": {"label": "another"},
        "/admin/people": {"name": "李", "role": "administrator"},
    }
    for path, form in forms.items():
        assert stranger.post(path, data=form, headers=headers).headers["Location"].startswith("/login")
        assert visit.client.post(path, data=form, headers=headers).status_code == 400  # no CSRF token
    with site.db.reading() as session:
        assert [token.label for token in users.list_tokens(session, visit.user)] == ["夜间"]
        assert users.find_user(session, "李") is None


def test_a_wrong_token_is_not_helped_by_a_cookie(site: Site):
    """A request with a token is judged by the token alone."""
    visit, headers = site.visit(), {"Authorization": "Bearer zpb_wrong"}
    for path in ("/api/v1/forms", "/documents/1/pages/1.png", "/documents/1/pages/1/layer.json"):
        answer = visit.get(path, headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (401, "not-signed-in"), path


def test_a_token_of_a_one_time_password_is_told_so(site: Site):
    """A program that asks for an image learns that a password must be changed first; it is led to no page."""
    with site.db.writing() as session:
        user, _ = users.add_user(session, "王敏", "reviewer", None)
        headers = {"Authorization": f"Bearer {users.make_token(session, user, '夜间')}"}
    answer = site.app.test_client().get("/documents/1/pages/1.png", headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "not-allowed")
