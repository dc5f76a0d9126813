"""A request → who makes it, and whether that person may.

A browser has a signed session cookie, a program a bearer token.  A request of the
API with a token is judged by the token alone; any other must carry the CSRF token
wherever it changes anything.  Pages know no tokens, so that one that gets about
makes no other and manages no people.  The only module that knows Flask-Login and
Flask-WTF, which ship no types.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

import flask_login  # type: ignore[import-untyped]  # ships no types
from flask import Blueprint, Flask, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]  # ships no types
from werkzeug.wrappers import Response

from models import users
from models.errors import NotAllowed, NotFound
from models.users import User
from review_ui.services import services

IDLE = timedelta(hours=8)
LONGEST_SESSION_SECONDS = 16 * 3600
ROLES = {
    "reader": frozenset({"reviewer", "auditor", "administrator"}),
    "reviewer": frozenset({"reviewer", "administrator"}),
    "administrator": frozenset({"administrator"}),
}
P = ParamSpec("P")
R = TypeVar("R")
_FOR_STRANGERS = frozenset({"accounts.enter", "accounts.logout"})
_NAMED_BY_API = frozenset({"documents.page_image", "documents.page_layer"})
"""What programs fetch beside the API, from addresses in its answers."""
_csrf = CSRFProtect()


class NotSignedIn(NotAllowed):
    """Nobody is signed in, or the token is not known."""

    code = "not-signed-in"


class Visitor:
    """What Flask-Login wants to know of a person; the cookie names the id and the epoch."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        """Return what the session keeps; another epoch makes it void."""
        return f"{self.user.id}.{self.user.epoch}"


class _Sessions(SecureCookieSessionInterface):
    """Flask's own, but that scripts and styles, which any cache may keep, carry nobody's cookie."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)  # type: ignore[arg-type]


def install(app: Flask) -> None:
    """Set up sessions, CSRF protection and the rule that a one-time password is changed first."""
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME="zipingbiao",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=IDLE,
        # Checked by `check_request` below, which knows tokens; the session's life is the limit.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    _csrf.init_app(app)
    manager = flask_login.LoginManager(app)
    manager.user_loader(_load)
    app.before_request(_check_request)
    app.context_processor(lambda: {"user": visitor()})


def visitor() -> User | None:
    """Return who makes this request, by token or session."""
    if "visitor" not in g:
        g.visitor = _by_token() if _bearer() is not None else _by_session()
    found: User | None = g.visitor
    return found


def me() -> User:
    """Return who makes this request.

    Raises:
        NotSignedIn: Nobody does.
    """
    user = visitor()
    if user is None:
        raise NotSignedIn("nobody is signed in")
    return user


def sign_in(user: User) -> None:
    """Begin a session of a person; nothing of the old one stays, so none can be planted."""
    session.clear()
    session.permanent = True
    session["since"] = int(time.time())
    flask_login.login_user(Visitor(user))
    g.pop("visitor", None)


def sign_out() -> None:
    """End the session."""
    flask_login.logout_user()
    session.clear()
    g.pop("visitor", None)


def allow(blueprint: Blueprint, kind: str) -> None:
    """Let only people of a kind (`reader`, `reviewer`, `administrator`) reach a blueprint's views."""
    blueprint.before_request(lambda: check(kind))


def needs(kind: str) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Return a decorator that lets only people of a kind reach a view."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            return check(kind) or view(*args, **kwargs)

        return guarded

    return decorate


def check(kind: str) -> Response | None:
    """Return where a visitor must go first, None where they may pass.

    Raises:
        NotSignedIn: Nobody is signed in, and no browser is there to be sent to the login.
        NotAllowed: Their role does not permit it.
    """
    user = visitor()
    if user is None:
        if is_program():
            raise NotSignedIn("sign in or give a bearer token")
        return redirect(url_for("accounts.login", next=_here()))
    if user.role not in ROLES[kind]:
        raise NotAllowed(f"the role {user.role} may not do this")
    return None


def is_local(path: str) -> bool:
    """Return whether a path leads to a page here: browsers take two slashes, of either kind, for a host."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def is_program() -> bool:
    """Return whether an error is awaited here, and no page to sign in."""
    return _is_api() or _bearer() is not None


def _here() -> str:
    path = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return path if is_local(path) else "/"


def _check_request() -> Response | None:
    """Check CSRF after the visitor is known, so that strangers' bodies are not even read."""
    if request.endpoint in {None, "static"}:
        return None
    user = visitor()
    if request.method not in {"GET", "HEAD", "OPTIONS"} and _bearer() is None:
        if user is None and request.endpoint not in _FOR_STRANGERS:
            return check("reader")
        _csrf.protect()
    free = {"accounts.password", "accounts.logout"}
    if user and user.must_change and request.endpoint not in free:
        if is_program():
            raise NotAllowed("the one-time password must be changed first")
        return redirect(url_for("accounts.password"))
    return None


def _is_api() -> bool:
    return request.path.startswith("/api/v1/")


def _bearer() -> str | None:
    if not _is_api() and request.endpoint not in _NAMED_BY_API:
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _by_token() -> User | None:
    with services().db.reading() as reading:
        return users.by_token(reading, _bearer() or "")


def _by_session() -> User | None:
    found = flask_login.current_user
    if not found.is_authenticated:
        return None
    if time.time() - session.get("since", 0) > LONGEST_SESSION_SECONDS:
        sign_out()
        return None
    user: User = found.user
    return user


def _load(stored: str) -> Visitor | None:
    """Return the person of a session's cookie while active and of the same epoch."""
    user_id, _, epoch = stored.partition(".")
    try:
        with services().db.reading() as reading:
            user = users.get_user(reading, int(user_id))
    except (ValueError, NotFound):
        return None
    return Visitor(user) if user.active and str(user.epoch) == epoch else None


__all__ = [
    "CSRFError",
    "NotSignedIn",
    "allow",
    "check",
    "is_local",
    "is_program",
    "me",
    "needs",
    "sign_in",
    "sign_out",
    "visitor",
]
