"""Settings → the Flask application: services, guards, pages, API.

Views are thin: they parse, call `models`, and answer.  No PDF is ever opened
here; reading and drawing pages is the workers' part.
"""

import hashlib
import os
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix

from models import taxonomies
from models.manifests import MOST_BYTES
from models.settings import Settings, read_settings
from models.users import User
from review_ui import (
    accounts,
    admins,
    answers,
    batches,
    desks,
    documents,
    guards,
    headers,
    homes,
    interfaces,
    languages,
    losses,
    presentations,
    queries,
    queues,
    routes,
    uploads,
)
from review_ui.services import KEY, start

SMALL_BODY_BYTES = 1 << 20
ENVELOPE_BYTES = 4 << 20
"""What a multipart body may weigh beyond its file; `take_in` refuses the file itself, with its code."""
FILES_A_FORM = 8


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application.

    Args:
        settings: Read from the environment where None, as a WSGI server calls it.
    """
    settings = settings or read_settings(os.environ)
    taxonomies.adopt(settings.reasons)
    app = Flask(__name__, static_url_path=f"/static/{edition(Path(__file__).with_name('static'))}")
    # Each proxy adds to X-Forwarded-For, but X-Forwarded-Proto has the one value of the outermost.
    told = {"x_for": settings.proxies, "x_proto": min(1, settings.proxies)}
    app.wsgi_app = ProxyFix(app.wsgi_app, **told)  # type: ignore[method-assign]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=SMALL_BODY_BYTES,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions[KEY] = start(settings)
    _limit_bodies(app, settings.max_upload_bytes, settings.max_archive_bytes)
    for part in (queries, languages, headers, guards, answers):
        part.install(app)
    for blueprint in (
        homes.pages,
        accounts.pages,
        uploads.pages,
        queues.pages,
        desks.pages,
        documents.pages,
        batches.pages,
        losses.pages,
        interfaces.pages,
        interfaces.downloads,
        admins.pages,
        routes.make_blueprint(),
    ):
        app.register_blueprint(blueprint)
    _teach_templates(app)
    return app


def navigation(user: User) -> list[tuple[str, str]]:
    """Return the pages that a person may go to: the key of their words and their endpoint."""
    links = [("queue", "queues.queue"), ("upload", "uploads.upload"), ("documents", "documents.listing")]
    links += [("batches", "batches.listing")]
    links += [("reasons", "losses.reasons"), ("exports", "downloads.exports"), ("api", "interfaces.api")]
    links += [("admin", "admins.admin")]
    hidden = {"auditor": {"upload", "admin"}, "reviewer": {"admin"}}.get(user.role, set())
    return [link for link in links if link[0] not in hidden]


def other_lang_link() -> str:
    """Return this page's address in the other language."""
    other = "en" if languages.words().lang == "zh" else "zh"
    if request.method != "GET" or not request.endpoint:
        return url_for("homes.home", lang=other)
    query = MultiDict(request.args)
    query.setlist("lang", [other])
    return f"{request.path}?{urlencode(list(query.items(multi=True)))}"


def edition(folder: Path) -> str:
    """Return what a folder's files are called by, all together: another name when one of them changes."""
    digest = hashlib.sha256()
    for path in sorted(filter(Path.is_file, folder.rglob("*"))):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _limit_bodies(app: Flask, most: int, most_archive: int) -> None:
    """Files are streamed to disk and judged one by one; everything else that is sent here is small."""
    limits = {
        "api.create_document": most + ENVELOPE_BYTES,
        "api.create_batch": most_archive + ENVELOPE_BYTES + MOST_BYTES,
        "uploads.receive_archive": most_archive + ENVELOPE_BYTES + MOST_BYTES,
        "uploads.receive": FILES_A_FORM * most + ENVELOPE_BYTES,
    }

    @app.before_request
    def _limit() -> None:
        request.max_content_length = limits.get(request.endpoint or "", SMALL_BODY_BYTES)


def _teach_templates(app: Flask) -> None:
    app.jinja_env.filters.update(when=presentations.when, bytes=presentations.size)
    app.jinja_env.globals.update(
        navigation=navigation,
        other_lang_link=other_lang_link,
    )
