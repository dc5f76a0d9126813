"""People: names, roles, passwords and API tokens.

Passwords are kept as argon2id hashes, tokens as sha256 (they are 256 random
bits, so a slow hash would add nothing).  Roles: a reviewer corrects and decides,
an auditor only reads, an administrator also manages people.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.databases import Database, clock
from models.errors import BadRequest, NotFound
from models.tables import ApiTokens, Users
from models.texts import fold

Role = Literal["reviewer", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
NAME_LENGTH = 64
LABEL_LENGTH = 100
PASSWORD_LENGTHS = range(10, 1025)
# No letters or digits that look alike; 16 of 31 are 79 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN_PREFIX = "zpb_"  # noqa: S105 - the prefix of every token, no secret

_hasher = PasswordHasher()
_PERSON = (Users.id, Users.name, Users.role, Users.must_change, Users.active, Users.epoch)
_ABLE = select(Users.id).where(Users.role == "administrator", Users.active)
_TOKEN = (ApiTokens.id, ApiTokens.user_id, ApiTokens.label, ApiTokens.created_at, ApiTokens.revoked_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One person.  `epoch` rises when open sessions must end: compare it with the cookie's."""

    id: int
    name: str
    role: Role
    must_change: bool = False
    active: bool = True
    epoch: int = 1

    @property
    def may_review(self) -> bool:
        """Whether the role may correct and decide."""
        return self.role != "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One API token, without the token."""

    id: int
    user_id: int
    label: str
    created_at: datetime
    revoked_at: datetime | None


def add_user(session: Session, name: str, role: str, password: str | None = None) -> tuple[User, str | None]:
    """Return a new person and, where no password was given, one that must be changed at first login.

    Raises:
        BadRequest: The name is taken (whatever its case) or empty, the role unknown, or the
            password too short.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(name) <= NAME_LENGTH or not name.isprintable():
        raise BadRequest(f"a user name has 1 to {NAME_LENGTH} printable characters")
    once = one_time_password() if password is None else None
    row = {"name": name, "name_key": fold(name), "role": _check_role(role), "active": True, "epoch": 1}
    row |= {"must_change": once is not None, "created_at": clock(session)}
    row |= {"password_hash": _hash(password or once or "")}
    try:
        with session.begin_nested():
            user_id = session.execute(insert(Users).values(row).returning(Users.id)).scalar_one()
    except IntegrityError as error:
        raise BadRequest(f"the user name {name!r} is taken") from error
    return get_user(session, user_id), once


def authenticate(db: Database, name: str, password: str) -> User | None:
    """Return the active person of this name and password.

    An unknown name costs the same work as a wrong password.  The hash is checked with no
    transaction open, and renewed when argon2's parameters have risen since.
    """
    with db.reading() as session:
        query = select(Users.password_hash, *_PERSON).where(Users.name_key == fold(name[:NAME_LENGTH]))
        row = session.execute(query).one_or_none()
    stored = row.password_hash if row else _nobodys_hash()
    if not _matches(stored, password) or row is None or not row.active:
        return None
    if _hasher.check_needs_rehash(stored):
        same = Users.id == row.id, Users.password_hash == stored
        with db.writing() as session:
            session.execute(update(Users).where(*same).values(password_hash=_hash(password)))
    return _user(row[1:])


def get_user(session: Session, user_id: int) -> User:
    """Return one person.

    Raises:
        NotFound: No such person.
    """
    row = session.execute(select(*_PERSON).where(Users.id == user_id)).one_or_none()
    if row is None:
        raise NotFound(f"no user {user_id}")
    return _user(row)


def find_user(session: Session, name: str) -> User | None:
    """Return the person of this name, whatever its case."""
    row = session.execute(select(*_PERSON).where(Users.name_key == fold(name[:NAME_LENGTH]))).one_or_none()
    return _user(row) if row else None


def list_users(session: Session) -> list[User]:
    """Return everyone, by name."""
    return [_user(row) for row in session.execute(select(*_PERSON).order_by(Users.name_key))]


def set_password(session: Session, user_id: int, password: str) -> User:
    """Set a person's own new password; open sessions of the old one end.

    Raises:
        BadRequest: Too short or too long.
        NotFound: No such person.
    """
    return _change(session, user_id, {"password_hash": _hash(password), "must_change": False})


def reset_password(session: Session, user_id: int) -> str:
    """Return a one-time password, which must be changed at the next login.

    Raises:
        NotFound: No such person.
    """
    once = one_time_password()
    _change(session, user_id, {"password_hash": _hash(once), "must_change": True})
    return once


def set_role(session: Session, user_id: int, role: str) -> User:
    """Give a person another role.

    Raises:
        BadRequest: No such role, or nobody would be left to administer.
        NotFound: No such person.
    """
    _lock_administrators(session)
    user = _change(session, user_id, {"role": _check_role(role)})
    _check_administered(session)
    return user


def disable(session: Session, user_id: int) -> User:
    """Shut a person out at once: sessions and tokens end; what they did stays.

    Raises:
        BadRequest: Nobody would be left to administer.
        NotFound: No such person.
    """
    _lock_administrators(session)
    user = _change(session, user_id, {"active": False})
    _check_administered(session)
    return user


def enable(session: Session, user_id: int) -> User:
    """Let a disabled person in again.

    Raises:
        NotFound: No such person.
    """
    return _change(session, user_id, {"active": True})


def make_token(session: Session, user: User, label: str) -> str:
    """Return a new API token, which is shown this once and kept nowhere.

    Raises:
        BadRequest: The label is empty or too long.
    """
    label = label.strip()
    if not 1 <= len(label) <= LABEL_LENGTH or not label.isprintable():
        raise BadRequest(f"a token's label has 1 to {LABEL_LENGTH} printable characters")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = {"user_id": user.id, "label": label, "token_sha256": _digest(token), "created_at": clock(session)}
    session.execute(insert(ApiTokens).values(row))
    return token


def by_token(session: Session, token: str) -> User | None:
    """Return the active person whose unrevoked token this is."""
    good = and_(ApiTokens.token_sha256 == _digest(token), ApiTokens.revoked_at.is_(None), Users.active)
    query = select(*_PERSON).join(ApiTokens, ApiTokens.user_id == Users.id).where(good)
    row = session.execute(query).one_or_none()
    return _user(row) if row else None


def list_tokens(session: Session, user: User) -> list[Token]:
    """Return a person's tokens, newest first, without the tokens themselves."""
    query = select(*_TOKEN).where(ApiTokens.user_id == user.id).order_by(ApiTokens.id.desc())
    return [Token(**row._asdict()) for row in session.execute(query)]


def revoke(session: Session, user: User, token_id: int) -> None:
    """End one of a person's tokens.

    Raises:
        NotFound: No such token of this person that still works.
    """
    own = ApiTokens.id == token_id, ApiTokens.user_id == user.id, ApiTokens.revoked_at.is_(None)
    end = update(ApiTokens).where(*own).values(revoked_at=clock(session)).returning(ApiTokens.id)
    if session.scalar(end) is None:
        raise NotFound(f"no token {token_id}")


def one_time_password() -> str:
    """Return 16 random characters in four groups, easy to read out and to type."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _change(session: Session, user_id: int, values: dict[str, object]) -> User:
    changed = update(Users).where(Users.id == user_id).values(values | {"epoch": Users.epoch + 1})
    if session.scalar(changed.returning(Users.id)) is None:
        raise NotFound(f"no user {user_id}")
    return get_user(session, user_id)


def _lock_administrators(session: Session) -> None:
    """See that of two who shut each other out the second one sees what the first one did."""
    session.execute(_ABLE.order_by(Users.id).with_for_update(key_share=True))


def _check_administered(session: Session) -> None:
    if session.scalar(_ABLE.limit(1)) is None:
        raise BadRequest("nobody would be left to administer; make another administrator first")


def _check_role(role: str) -> str:
    if role not in ROLES:
        raise BadRequest(f"no role {role!r}; there are {', '.join(ROLES)}")
    return role


def _hash(password: str) -> str:
    if len(password) not in PASSWORD_LENGTHS:
        raise BadRequest(f"a password has at least {PASSWORD_LENGTHS.start} characters")
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[: PASSWORD_LENGTHS.stop].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_bytes(16))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _user(row: Sequence[Any]) -> User:
    return User(**dict(zip((column.key for column in _PERSON), row, strict=True)))
