"""The person's own pages: sign in, sign out, change the password, make API tokens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import users
from models.errors import BadRequest
from models.texts import fold
from models.users import PASSWORD_LENGTHS, User
from review_ui.guards import is_local, me, needs, sign_in, sign_out, visitor
from review_ui.languages import words
from review_ui.services import services

pages = Blueprint("accounts", __name__)


@pages.get("/login")
def login() -> str | Response:
    """Show the sign-in form; who is signed in goes on."""
    next_path = _next(request.args.get("next", ""))
    if visitor():
        return redirect(next_path)
    return render_template("login.html", next=next_path, name="")


@pages.post("/login")
def enter() -> str | Response | tuple[str, int]:
    """Sign a person in, or say why not: never whether the name exists."""
    t = words()
    name, next_path = request.form.get("name", "").strip(), _next(request.form.get("next", ""))
    user, wait = _prove(name, request.form.get("password", ""))
    if user is None:
        flash(t("login.wait", seconds=wait) if wait else t("login.wrong"), "bad")
        return render_template("login.html", next=next_path, name=name), 429 if wait else 401
    sign_in(user)
    return redirect(url_for("accounts.password") if user.must_change else next_path)


@pages.post("/logout")
def logout() -> Response:
    """End the session."""
    sign_out()
    return redirect(url_for("accounts.login"))


@pages.route("/password", methods=["GET", "POST"])
@needs("reader")
def password() -> str | Response | tuple[str, int]:
    """Change one's own password; sessions elsewhere end, this one goes on."""
    user, t = me(), words()
    if request.method == "GET":
        return _password_page()
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return _password_page(t("password.differ"))
    if new == old:
        return _password_page(t("password.same"))
    proven, wait = _prove(user.name, old)
    if proven is None:
        return _password_page(
            t("login.wait", seconds=wait) if wait else t("password.wrong"), 429 if wait else 400
        )
    try:
        with services().db.writing() as session:
            changed = users.set_password(session, user.id, new)
    except BadRequest:
        return _password_page(t("password.rule", least=PASSWORD_LENGTHS.start))
    sign_in(changed)
    flash(t("password.done"), "good")
    return redirect(url_for("homes.home"))


@pages.get("/account")
@needs("reader")
def account() -> str:
    """Show one's API tokens."""
    with services().db.reading() as session:
        tokens = users.list_tokens(session, me())
    return render_template("account.html", tokens=tokens, fresh="")


@pages.post("/account/tokens")
@needs("reader")
def make() -> str | Response:
    """Make a token and show it this once."""
    with services().db.writing() as session:
        fresh = users.make_token(session, me(), request.form.get("label", ""))
    with services().db.reading() as session:
        tokens = users.list_tokens(session, me())
    return render_template("account.html", tokens=tokens, fresh=fresh)


@pages.post("/account/tokens/<int:token_id>/revoke")
@needs("reader")
def revoke(token_id: int) -> Response:
    """End one of one's own tokens."""
    with services().db.writing() as session:
        users.revoke(session, me(), token_id)
    t = words()
    flash(t("account.revoked_done"), "good")
    return redirect(url_for("accounts.account"))


def _next(untrusted_path: str) -> str:
    return untrusted_path if is_local(untrusted_path) else url_for("homes.home")


def _prove(name: str, password: str) -> tuple[User | None, int]:
    """Return the person whose password this is, or None and, after too many wrong ones, seconds to wait."""
    here, address, key = services(), request.remote_addr or "", fold(name)
    wait = here.throttle.wait(address, key)
    if wait > 0:
        return None, int(wait) + 1
    user = users.authenticate(here.db, name, password)
    if user is None:
        here.throttle.fail(address, key)
    else:
        here.throttle.succeed(address, key)
    return user, 0


def _password_page(problem: str = "", status: int = 400) -> str | tuple[str, int]:
    if problem:
        flash(problem, "bad")
    page = render_template("password.html", forced=me().must_change, least=PASSWORD_LENGTHS.start)
    return (page, status) if problem else page
