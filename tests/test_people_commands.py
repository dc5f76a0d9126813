"""`zipingbiao user` and `zipingbiao audit`, on both databases."""

import re

import pytest
from sqlalchemy import text

from models import users
from models.databases import Database
from models.settings import Settings
from tests.made_commands import run_on

pytestmark = pytest.mark.usefixtures("quick_hashes")
PASSWORD = re.compile(r"One-time password: (\S+)\n")


def test_a_new_person_can_log_in_once_shown(settings: Settings, db: Database):
    """`user add` prints a password that works and must be changed; `user list` shows no password."""
    added = run_on(settings, "user", "add", "王芳", "--role", "administrator")
    shown = PASSWORD.search(added.stdout)
    assert shown
    person = users.authenticate(db, "王芳", shown[1])
    assert person
    assert (person.role, person.must_change) == ("administrator", True)
    assert run_on(settings, "user", "list").stdout == "王芳\tadministrator\tactive\n"


def test_a_new_password_replaces_the_old(settings: Settings, db: Database):
    """`user password` prints another one-time password, and the first one is no good any more."""
    outputs = (
        run_on(settings, "user", "add", "a", "--role", "auditor"),
        run_on(settings, "user", "password", "A"),
    )
    first, second = (match[1] for match in (PASSWORD.search(output.stdout) for output in outputs) if match)
    assert users.authenticate(db, "a", first) is None
    assert users.authenticate(db, "a", second)


def test_people_can_be_shut_out_and_let_in(settings: Settings):
    """`user disable` and `user enable` show in the list."""
    for name, role in (("root", "administrator"), ("b", "reviewer")):
        run_on(settings, "user", "add", name, "--role", role)
    run_on(settings, "user", "disable", "b")
    assert "b\treviewer\tdisabled\n" in run_on(settings, "user", "list").stdout
    run_on(settings, "user", "enable", "b")
    assert "b\treviewer\tactive\n" in run_on(settings, "user", "list").stdout


def test_a_role_is_changed(settings: Settings):
    """`user role` gives another role; the last administrator keeps theirs, and it is said why."""
    for name, role in (("root", "administrator"), ("b", "reviewer")):
        run_on(settings, "user", "add", name, "--role", role)
    assert run_on(settings, "user", "role", "B", "auditor").stdout == "b is now auditor.\n"
    assert "b\tauditor\tactive\n" in run_on(settings, "user", "list").stdout
    kept = run_on(settings, "user", "role", "root", "reviewer")
    assert (kept.exit_code, "bad-request: " in kept.stderr) == (2, True)
    assert "root\tadministrator\tactive\n" in run_on(settings, "user", "list").stdout


def test_mistakes_are_said(settings: Settings):
    """Unknown people, taken names and unknown roles end with exit status 2 and a line that says so."""
    run_on(settings, "user", "add", "a", "--role", "auditor")
    for arguments, said in {
        ("disable", "nobody"): "not-found: no user 'nobody'",
        ("add", "A", "--role", "auditor"): "bad-request: the user name 'A' is taken",
        ("add", "c", "--role", "king"): "'king' is not one of",
    }.items():
        ended = run_on(settings, "user", *arguments)
        assert ended.exit_code == 2
        assert said in ended.stderr


def test_an_untouched_log_is_whole(settings: Settings, db: Database):
    """`audit verify` says whole with exit status 0, and 1 when its head was changed by hand."""
    ended = run_on(settings, "audit", "verify")
    assert (ended.exit_code, ended.stdout.endswith(": whole\n")) == (0, True)
    with db.writing() as session:
        session.execute(text("UPDATE event_heads SET count = 5"))
    ended = run_on(settings, "audit", "verify")
    assert (ended.exit_code, "problems" in ended.stdout) == (1, True)
