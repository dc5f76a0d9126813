"""People: names, passwords, roles and tokens."""

import re
import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import users
from models.databases import Database, clock
from models.errors import BadRequest, NotFound
from models.tables import ApiTokens, Users
from models.users import ALPHABET, User
from tests.made_forms import store_user

PASSWORD = "correct horse"  # noqa: S105 - a test's own


pytestmark = pytest.mark.usefixtures("quick_hashes")


def _add(db: Database, name: str = "张三", role: str = "reviewer", password: str | None = PASSWORD) -> User:
    with db.writing() as session:
        return users.add_user(session, name, role, password)[0]


def test_a_password_that_was_given(db: Database) -> None:
    """A person with a password of their own logs in and need not change it."""
    user = _add(db)
    assert users.authenticate(db, "张三", PASSWORD) == user
    assert (user.must_change, user.active, user.role) == (False, True, "reviewer")
    assert users.authenticate(db, "张三", PASSWORD + "x") is None
    assert users.authenticate(db, "李四", PASSWORD) is None


def test_a_one_time_password(db: Database) -> None:
    """Without a password one is made, readable, and to be changed at first login."""
    with db.writing() as session:
        user, once = users.add_user(session, "张三", "reviewer")
    assert once is not None
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", once)
    assert user.must_change
    assert users.authenticate(db, "张三", once) == user
    with db.writing() as session:
        changed = users.set_password(session, user.id, PASSWORD)
    assert (changed.must_change, changed.epoch) == (False, 2)
    assert users.authenticate(db, "张三", once) is None
    assert users.authenticate(db, "张三", PASSWORD) == changed


def test_one_time_passwords_differ() -> None:
    """Nobody gets another's."""
    assert len({users.one_time_password() for _ in range(100)}) == 100


def test_resetting(db: Database) -> None:
    """An administrator's reset ends the old password and the open sessions."""
    user = _add(db)
    with db.writing() as session:
        once = users.reset_password(session, user.id)
    again = users.authenticate(db, "张三", once)
    assert again is not None
    assert (again.must_change, again.epoch) == (True, 2)
    assert users.authenticate(db, "张三", PASSWORD) is None


@pytest.mark.parametrize("name", ["Anna", "ANNA", "ａｎｎａ", " anna "])
def test_names_are_one_whatever_their_case(db: Database, name: str) -> None:
    """Case and width make no second person, neither when added nor at login."""
    user = _add(db, "Anna")
    assert users.authenticate(db, name, PASSWORD) == user
    with db.reading() as session:
        assert users.find_user(session, name) == user
    with pytest.raises(BadRequest, match="taken"):
        _add(db, name)
    with db.reading() as session:
        assert users.list_users(session) == [user]


REFUSED = {
    "no name": ("", "reviewer", PASSWORD),
    "a name of spaces": ("  ", "reviewer", PASSWORD),
    "a long name": ("x" * 65, "reviewer", PASSWORD),
    "a name with a line": ("a\nb", "reviewer", PASSWORD),
    "a name that turns round": ("a\u202eb", "reviewer", PASSWORD),
    "a role of fantasy": ("a", "root", PASSWORD),
    "a short password": ("a", "reviewer", "x" * 9),
    "an empty password": ("a", "reviewer", ""),
    "an endless password": ("a", "reviewer", "x" * 1025),
}


@pytest.mark.parametrize(("name", "role", "password"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(db: Database, name: str, role: str, password: str) -> None:
    """What makes no person is refused and leaves none."""
    with pytest.raises(BadRequest):
        _add(db, name, role, password)
    with db.reading() as session:
        assert users.list_users(session) == []


ANY = st.text(st.characters(exclude_categories=[]))


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=ANY, password=ANY)
def test_any_login_is_answered(db: Database, name: str, password: str) -> None:
    """Whatever is typed, a stranger is nobody."""
    assert users.authenticate(db, name, password) is None


def test_passwords_of_any_characters(db: Database) -> None:
    """A password is any text, also one that is no UTF-8."""
    strange = "密码 \0 \udc80 🔑 long"
    user = _add(db, password=strange)
    assert users.authenticate(db, "张三", strange) == user
    longest = "x" * 1024
    with db.writing() as session:
        users.set_password(session, user.id, longest)
    assert users.authenticate(db, "张三", longest)
    assert users.authenticate(db, "张三", longest + "x") is None


def test_an_unknown_name_costs_the_same_work(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time does not tell who exists."""
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=2, memory_cost=16384, parallelism=1))
    _add(db)

    def seconds(name: str) -> float:
        best = 9.0
        for _ in range(5):
            began = time.process_time()
            users.authenticate(db, name, "wrong password")
            best = min(best, time.process_time() - began)
        return best

    seconds("warm")
    assert 0.5 < seconds("李四") / seconds("张三") < 2


def test_old_hashes_are_renewed(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login after argon2's parameters have risen stores a new hash of the same password."""
    _add(db)
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    user = users.authenticate(db, "张三", PASSWORD)
    with db.reading() as session:
        stored = session.scalars(select(Users.password_hash)).one()
    assert "m=16,t=2,p=1" in stored
    assert user is not None
    assert user.epoch == 1
    assert users.authenticate(db, "张三", PASSWORD) == user


def test_a_broken_hash_is_nobodys(db: Database) -> None:
    """A row whose hash is no hash lets nobody in."""
    store_user(db)
    assert users.authenticate(db, "张三", "") is None


def test_disabling(db: Database) -> None:
    """A disabled person is out at once, by password and by token, and can be let in again."""
    user = _add(db)
    with db.writing() as session:
        token = users.make_token(session, user, "script")
    _add(db, "主任", "administrator")
    with db.writing() as session:
        out = users.disable(session, user.id)
    assert (out.active, out.epoch) == (False, 2)
    assert users.authenticate(db, "张三", PASSWORD) is None
    with db.writing() as session:
        assert users.by_token(session, token) is None
        back = users.enable(session, user.id)
        assert users.by_token(session, token) == back
    assert users.authenticate(db, "张三", PASSWORD) == back


def test_someone_administers(db: Database) -> None:
    """The last administrator can be neither disabled nor given another role."""
    chief = _add(db, "主任", "administrator")
    for change in (users.disable, lambda session, user_id: users.set_role(session, user_id, "auditor")):
        with pytest.raises(BadRequest, match="administer"), db.writing() as session:
            change(session, chief.id)
    deputy = _add(db, "副主任", "administrator")
    with db.writing() as session:
        assert users.set_role(session, chief.id, "auditor").role == "auditor"
    with pytest.raises(BadRequest, match="administer"), db.writing() as session:
        users.disable(session, deputy.id)
    with pytest.raises(BadRequest, match="role"), db.writing() as session:
        users.set_role(session, chief.id, "root")


def test_unknown_people(db: Database) -> None:
    """Nobody is found under an id or name that is not there."""
    with db.writing() as session:
        assert users.find_user(session, "x" * 999) is None
        for act in (users.get_user, users.disable, users.enable, users.reset_password):
            with pytest.raises(NotFound):
                act(session, 77)


def test_tokens(db: Database) -> None:
    """A token works until it is revoked, and only its sha256 is stored."""
    user = _add(db)
    with db.writing() as session:
        token = users.make_token(session, user, " export script ")
        other = users.make_token(session, user, "other")
    with db.reading() as session:
        assert users.by_token(session, token) == user
        assert users.by_token(session, token[:-1]) is None
        assert users.by_token(session, "\udc80") is None
        stored = session.scalars(select(ApiTokens.token_sha256)).all()
        listed = users.list_tokens(session, user)
        assert abs(clock(session) - listed[0].created_at) < timedelta(minutes=1)
    assert token != other
    assert token.encode() not in stored
    assert [len(digest) for digest in stored] == [32, 32]
    assert [(one.id, one.label, one.revoked_at) for one in listed] == [
        (2, "other", None),
        (1, "export script", None),
    ]
    with db.writing() as session:
        users.revoke(session, user, 1)
    with db.writing() as session:
        assert users.by_token(session, token) is None
        assert users.by_token(session, other) == user
        with pytest.raises(NotFound):
            users.revoke(session, user, 1)


def test_tokens_belong_to_their_person(db: Database) -> None:
    """Nobody revokes another's token; a label is short and visible."""
    user, other = _add(db), _add(db, "李四")
    with db.writing() as session:
        token = users.make_token(session, user, "script")
        with pytest.raises(NotFound):
            users.revoke(session, other, 1)
        assert users.list_tokens(session, other) == []
        assert users.by_token(session, token) == user
        for label in ("", " ", "a\nb", "x" * 101):
            with pytest.raises(BadRequest):
                users.make_token(session, user, label)


def test_roles_that_review() -> None:
    """Auditors only read."""
    roles = {role: User(id=1, name="a", role=role).may_review for role in users.ROLES}
    assert roles == {"reviewer": True, "auditor": False, "administrator": True}
