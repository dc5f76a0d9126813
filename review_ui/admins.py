"""`/admin`: people, the settings in force, and whether everything is well."""

import redis
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import events, figures, users
from models.settings import PREFIX, Settings, variables
from review_ui.guards import allow, me
from review_ui.languages import words
from review_ui.services import services

pages = Blueprint("admins", __name__)
allow(pages, "administrator")
PING_SECONDS = 1.0
_WITH_PASSWORDS = frozenset({"DATABASE_URL", "BROKER_URL"})


@pages.get("/admin")
def admin() -> str:
    """Show people, settings and health."""
    return _page()


@pages.post("/admin/people")
def add() -> str:
    """Add a person and show their one-time password this once."""
    name, role = request.form.get("name", ""), request.form.get("role", "")
    with services().db.writing() as session:
        user, once = users.add_user(session, name, role)
    return _page(secret=once, about=user.name)


@pages.post("/admin/people/<int:user_id>/<any(disable, enable, reset):what>")
def change(user_id: int, what: str) -> str | Response:
    """Shut a person out, let them in again, or give them a new one-time password."""
    t = words()
    if user_id == me().id:
        flash(t("admin.not_yourself"), "bad")
        return redirect(url_for("admins.admin"))
    with services().db.writing() as session:
        user = users.get_user(session, user_id)
        if what == "reset":
            once = users.reset_password(session, user_id)
        else:
            (users.disable if what == "disable" else users.enable)(session, user_id)
    if what == "reset":
        return _page(secret=once, about=user.name)
    flash(t(f"admin.{what}d", name=user.name), "good")
    return redirect(url_for("admins.admin"))


@pages.post("/admin/people/<int:user_id>/role")
def change_role(user_id: int) -> Response:
    """Give a person another role; their sessions end."""
    t = words()
    if user_id == me().id:
        flash(t("admin.not_yourself"), "bad")
        return redirect(url_for("admins.admin"))
    with services().db.writing() as session:
        user = users.set_role(session, user_id, request.form.get("role", ""))
    flash(t("admin.role_done", name=user.name, role=t(f"role.{user.role}")), "good")
    return redirect(url_for("admins.admin"))


@pages.post("/admin/verify")
def verify() -> str:
    """Check the chain of all events."""
    with services().db.reading() as session:
        problems = events.verify(session)
    return _page(problems=problems)


def settings_in_force(settings: Settings) -> list[tuple[str, str]]:
    """Return every setting by its variable's name but the key; addresses without what authenticates there."""
    shown = []
    for name in variables():
        if name == "SECRET_KEY":
            continue
        value = _as_given(getattr(settings, name.lower()))
        if name in _WITH_PASSWORDS:
            value = _without_passwords(value)
        shown.append((f"{PREFIX}{name}", value))
    return shown


def _as_given(value: object) -> str:
    """Return a setting's value as its variable takes it; a dash where it has none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "—" if value is None else str(value)


def _without_passwords(url: str) -> str:
    """Return an address without who asks there and without options, either of which may hold a password."""
    scheme, _, rest = url.partition("://")
    place, _, options = rest.partition("?")
    is_clear = "@" in place or "@" not in options  # else nothing tells whose part the question mark is
    return f"{scheme}://{place.rpartition('@')[2] if is_clear else '…'}"


def broker_answers(settings: Settings) -> bool:
    """Return whether the broker answers a ping within a second."""
    # redis-py says unix:// where Celery says redis+socket://.
    url = settings.broker_url.replace("redis+socket://", "unix://", 1)
    client = redis.Redis.from_url(url, socket_connect_timeout=PING_SECONDS, socket_timeout=PING_SECONDS)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _page(secret: str | None = None, about: str = "", problems: list[str] | None = None) -> str:
    here = services()
    with here.db.reading() as session:
        people = users.list_users(session)
        jobs = figures.jobs_by_state(session)
        count, digest = events.head(session)
    return render_template(
        "admin.html",
        people=people,
        roles=users.ROLES,
        settings=settings_in_force(here.settings),
        broker=broker_answers(here.settings),
        jobs=sorted(jobs.items()),
        events=count,
        head=digest,
        problems=problems,
        secret=secret,
        about=about,
    )
