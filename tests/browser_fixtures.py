"""Fixtures: the web application by its own client, and the whole service in a real browser."""

import io
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import queues
from models.blobs import Blobs
from models.databases import Database
from models.intakes import take_in
from models.settings import Settings, read_settings
from models.tables import Forms
from models.users import ROLES, User, add_user
from review_ui.apps import create_app
from review_ui.services import KEY, start
from tests.broker_fixtures import free_port
from tests.browser_steps import LONG, PASSWORD
from tests.made_forms import store_user

# A crowded machine is no fault of the page's.
expect.set_options(timeout=LONG)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CHROMIUMS = ("chromium-headless-shell", "chromium")
"""Debian's, the quickest first: without windows a page takes a third of the time."""
INSTALL = "Chromium is missing: apt-get install chromium-headless-shell libatomic1"
STARTS_WITHIN = 90
PDFS = Path(__file__).parent / "pdfs"
_numbers = count()
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Visit:
    """One person's browser session with the application, without a browser."""

    client: FlaskClient
    user: User | None

    def get(self, path: str, **options: Any) -> TestResponse:  # noqa: ANN401 - the client's own options
        """Return a page."""
        return self.client.get(path, buffered=True, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:  # noqa: ANN401 - the client's own options
        """Send a form as its page would: with the page's token."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **options)

    def save(self, path: str, body: object, **options: Any) -> TestResponse:  # noqa: ANN401 - the client's own options
        """Send JSON to the API as the page's scripts would."""
        headers = {"X-CSRFToken": self.token()}
        return self.client.post(f"/api/v1{path}", json=body, headers=headers, **options)

    def send(self, data: bytes, name: str = "表.pdf", *, whole: bool = False) -> TestResponse:
        """Send a file to the API as multipart, or as the whole body."""
        path, headers = "/api/v1/documents", {"X-CSRFToken": self.token()}
        if whole:
            query = {"name": name}
            return self.client.post(
                path, data=data, query_string=query, content_type="application/pdf", headers=headers
            )
        return self.client.post(path, data={"file": (io.BytesIO(data), name)}, headers=headers)

    def token(self) -> str:
        """Return the CSRF token of this session."""
        found = _TOKEN.search(self.client.get("/login" if self.user is None else "/account").text)
        assert found
        return found[1]


@dataclass
class Site:
    """The application on a fresh database."""

    app: Flask
    db: Database
    settings: Settings
    people: dict[str, User] = field(default_factory=dict)

    def visit(self, role: str | None = "reviewer") -> Visit:
        """Return a session of somebody of a role, or of nobody."""
        client = self.app.test_client()
        if role is None:
            return Visit(client, None)
        user = self.people.get(role) or store_user(self.db, name=f"某{role}", role=role)
        self.people[role] = user
        with client.session_transaction() as session:
            session.update({"_user_id": f"{user.id}.{user.epoch}", "_fresh": True, "since": time.time()})
        return Visit(client, user)


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application: its routes and templates take longer to make than most tests."""
    return create_app(read_settings({"ZIPINGBIAO_DATA": str(tmp_path_factory.mktemp("application"))}))


@pytest.fixture
def site(db: Database, settings: Settings, application: Flask) -> Iterator[Site]:
    """The web application with services of its own: on SQLite, then on PostgreSQL."""
    services = application.extensions[KEY] = start(settings)
    yield Site(application, db, settings)
    services.db.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium, driven by Playwright."""
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert program, INSTALL
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with chromium() as running:
        yield running


@dataclass
class Service:
    """A running `zipingbiao serve`."""

    address: str
    administrator: str
    one_time_password: str
    data: Path
    forms: Sequence[int] = ()
    """Of the fourteen forms that a file of tests has to itself: two files' seven, in their order."""
    files: Mapping[int, bytes] = field(default_factory=dict)
    """Those two files, by the number of their document."""

    def command(self, *words: str) -> str:
        """Run another command of ours on the same data and return what it prints."""
        argv = [*_PROGRAM, *words, "--data", str(self.data)]
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stdout


_PROGRAM = (sys.executable, "-c", "from cli.commands import main; main()")


@contextmanager
def served(data: Path) -> Iterator[Service]:
    """Run the embedded default, whole, on a free port and a folder that is not there yet."""
    argv = [*_PROGRAM, "serve", "--data", str(data), "--port", str(free_port()), "--workers", "2"]
    output = data.parent / "output"
    with output.open("w") as stream:
        process = subprocess.Popen(argv, stdout=stream, stderr=subprocess.STDOUT)
    try:
        said = _wait_for_words(process, output)
        yield Service(
            address=_find(r"answers at (\S+)", said).rstrip("/"),
            administrator=_find(r"First administrator: (\S+)", said),
            one_time_password=_find(r"One-time password:\s+(\S+)", said),
            data=data,
        )
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One running service for all browser tests, with one person a role."""
    with served(tmp_path_factory.mktemp("z") / "d") as running:
        db = Database(_settings_of(running))
        with db.writing() as session:
            for role in ROLES:
                add_user(session, role, role, PASSWORD)
            add_user(session, "another", "reviewer", PASSWORD)
        db.close()
        yield running


@pytest.fixture(scope="module")
def prepared(service: Service) -> Service:
    """The service, with two files of seven forms that only this file of tests knows."""
    settings = _settings_of(service)
    db = Database(settings)
    files = dict(_bring(db, settings, name) for name in ("fit.rl.pdf", "fit.weasy.pdf"))
    _wait_until_read(db)
    with db.reading() as session:
        mine = select(Forms.id).where(Forms.document_id.in_(files)).order_by(Forms.id)
        forms = list(session.scalars(mine))
    db.close()
    return replace(service, forms=forms, files=files)


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """A fresh browser window; an error in any of our scripts fails the test."""
    context = browser.new_context(base_url=service.address, viewport={"width": 1440, "height": 900})
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert errors == []


def _wait_for_words(process: "subprocess.Popen[bytes]", output: Path) -> str:
    deadline = time.monotonic() + STARTS_WITHIN
    while "Ctrl-C" not in (said := output.read_text()):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, f"it did not start: {said}"
        time.sleep(0.1)
    return said


def _find(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    assert found, said
    return found[1]


def _settings_of(service: Service) -> Settings:
    return read_settings({"ZIPINGBIAO_DATA": str(service.data)})


def _bring(db: Database, settings: Settings, name: str) -> tuple[int, bytes]:
    """Bring a file as nobody has brought it yet: with its number behind it."""
    data = (PDFS / name).read_bytes() + f"\n%{next(_numbers)}".encode()
    taken = take_in(db, Blobs(settings.blobs), settings, name, io.BytesIO(data), user_id=None)
    assert taken.document_id
    return taken.document_id, data


def _wait_until_read(db: Database) -> None:
    deadline = time.monotonic() + LONG / 1000
    waiting = 1
    while waiting:
        assert time.monotonic() < deadline, "the files were not read in time"
        time.sleep(0.2)
        with db.reading() as session:
            waiting = queues.counts(session).documents_waiting
