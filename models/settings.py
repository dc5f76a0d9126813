"""Environment → one frozen Settings object, read once at each entry point.

What enters is a mapping of `ZIPINGBIAO_*` strings; what leaves is checked and
absolute.  Nothing below the entry points reads the environment.  A variable's
name is its field's in capitals.  Passwords in addresses and the secret key
never show in `repr`.
"""

import os
import re
import secrets
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from models.errors import BrokenSetup

PREFIX = "ZIPINGBIAO_"
KEY_BYTES = 32
_SQLITE = "sqlite:///"
_DATABASES = (_SQLITE, "postgresql+psycopg://")
_BROKERS = ("redis://", "rediss://", "redis+socket://")
_BOUNDS = {
    "max_answer_mb": (1, 1 << 12),
    "parse_memory_mb": (256, 1 << 20),
    "port": (1, 65535),
    "proxies": (0, 9),
    "workers": (1, 256),
    "max_tries": (1, 100),
    "page_limit_seconds": (1, 1 << 20),
    "lease_seconds": (5, 1 << 20),
}
_DERIVED = frozenset({"secret_key_file", "bucket"})
_BUCKET = "s3://"
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between deployments; `docs/settings.md` lists each."""

    data: Path
    database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    blobs: Path
    secret_key_file: Path
    bucket: str = ""
    reasons: Path | None = None
    secret: str = field(default="", repr=False)
    max_upload_bytes: int = 200_000_000
    max_archive_bytes: int = 2_000_000_000
    archive_files: int = 100_000
    archive_bytes: int = 100_000_000_000
    archive_ratio: int = 200
    watch: Path | None = None
    watch_move: bool = False
    watch_seconds: int = 10
    lease_seconds: int = 60
    min_free_mb: int = 500
    max_waiting: int = 1_000_000
    hard_limit_seconds: int = 300
    max_tries: int = 3
    hint_again_seconds: int = 30
    page_limit_seconds: int = 120
    parse_cpu_seconds: int = 120
    parse_memory_mb: int = 2048
    max_answer_mb: int = 256
    reader_documents: int = 1000
    max_pages: int = 2000
    max_pixels: int = 40_000_000
    host: str = "127.0.0.1"
    port: int = 8765
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    secure_cookies: bool = False
    proxies: int = 0

    def secret_key(self) -> bytes:
        """Return the key that signs cookies; its 0600 file of 32 random bytes is made on first use.

        Raises:
            BrokenSetup: The file cannot be made, is too short, or others can read it.
        """
        if self.secret:
            return self.secret.encode()
        try:
            return _read_key(self.secret_key_file)
        except OSError as error:
            message = f"{self.secret_key_file}: {error.strerror}. Make its folder writable."
            raise BrokenSetup(message) from error


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that an environment describes; unset names take their defaults.

    Raises:
        BrokenSetup: A value makes no sense or a name is unknown; the message names the variable.
    """
    given = {name.removeprefix(PREFIX): text for name, text in environ.items() if name.startswith(PREFIX)}
    unknown = sorted(set(given) - set(variables()))
    if unknown:
        raise BrokenSetup(f"{PREFIX}{unknown[0]}: no such setting. docs/settings.md lists them all.")
    data = _path(given, "DATA", Path("data"))
    return Settings(
        data=data,
        database_url=_database_url(given, data),
        broker_url=_url(given, "BROKER_URL", f"redis+socket://{data / 'broker' / 'valkey.sock'}", _BROKERS),
        blobs=data / "blobs" if _is_bucket(given) else _path(given, "BLOBS", data / "blobs"),
        bucket=_bucket(given),
        secret_key_file=data / "secret.key",
        secret=_secret(given),
        reasons=_path(given, "REASONS", data) if given.get("REASONS") else None,
        host=given.get("HOST") or "127.0.0.1",
        secure_cookies=_flag(given, "SECURE_COOKIES"),
        watch=_path(given, "WATCH", data) if given.get("WATCH") else None,
        watch_move=_flag(given, "WATCH_MOVE"),
        **_numbers(given),
    )


def places(settings: Settings) -> dict[str, str]:
    """Return the variables that say where things lie, absolute: the same to a process in any folder."""
    found = {
        "DATA": settings.data,
        "DATABASE_URL": settings.database_url,
        "BLOBS": settings.bucket or settings.blobs,
        "REASONS": settings.reasons,
        "WATCH": settings.watch,
    }
    return {PREFIX + name: str(place) for name, place in found.items() if place is not None}


def variables() -> list[str]:
    """Return every variable's name without its prefix, in the order of the fields."""
    renamed = {"secret": "SECRET_KEY"}
    return [renamed.get(f.name, f.name.upper()) for f in fields(Settings) if f.name not in _DERIVED]


def _numbers(given: Mapping[str, str]) -> dict[str, int]:
    whole = [f.name for f in fields(Settings) if f.type is int]
    return {name: _number(name, given[name.upper()]) for name in whole if given.get(name.upper())}


def _number(name: str, text: str) -> int:
    least, most = _BOUNDS.get(name, (1, 1 << 40))
    if not re.fullmatch(r"[0-9]{1,13}", text) or not least <= int(text) <= most:
        raise BrokenSetup(f"{PREFIX}{name.upper()}={text!r}: give a whole number from {least} to {most}.")
    return int(text)


def _is_bucket(given: Mapping[str, str]) -> bool:
    return given.get("BLOBS", "").startswith(_BUCKET)


def _bucket(given: Mapping[str, str]) -> str:
    """Return the bucket that takes the folder's place, `""` where files lie in a folder."""
    url = given.get("BLOBS", "")
    if not _is_bucket(given):
        return ""
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()-]+)*/?", url):
        raise BrokenSetup(f"{PREFIX}BLOBS={url!r}: give s3://bucket or s3://bucket/prefix.")
    return url


def _path(given: Mapping[str, str], name: str, default: Path) -> Path:
    text = given.get(name)
    if text and "\0" in text:
        raise BrokenSetup(f"{PREFIX}{name}: a path has no NUL.")
    try:
        return (Path(text) if text else default).expanduser().absolute()
    except RuntimeError as error:
        raise BrokenSetup(f"{PREFIX}{name}={text!r}: {error}.") from error


def _database_url(given: Mapping[str, str], data: Path) -> str:
    default = f"sqlite:///{data / 'zipingbiao.sqlite3'}"
    text = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", given.get("DATABASE_URL") or default)
    url = _url({"DATABASE_URL": text}, "DATABASE_URL", default, _DATABASES)
    if not url.startswith(_SQLITE):
        return url
    file, mark, options = url.removeprefix(_SQLITE).partition("?")
    if file in {"", ":memory:"}:
        raise BrokenSetup(f"{PREFIX}DATABASE_URL: SQLite needs a file that all processes share.")
    return f"{_SQLITE}{Path(file).absolute()}{mark}{options}"


def _url(given: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    url = given.get(name) or default
    if not url.startswith(schemes):
        raise BrokenSetup(f"{PREFIX}{name}: it must begin with one of {', '.join(schemes)}.")
    return url


def _secret(given: Mapping[str, str]) -> str:
    text = given.get("SECRET_KEY", "")
    if text and len(text) < KEY_BYTES:
        raise BrokenSetup(f"{PREFIX}SECRET_KEY: give at least {KEY_BYTES} random characters, or none at all.")
    return text


def _flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name) or "no"
    if text.lower() not in _FLAGS:
        raise BrokenSetup(f"{PREFIX}{name}={text!r}: give yes or no.")
    return _FLAGS[text.lower()]


def _read_key(path: Path) -> bytes:
    if not path.exists():
        _make_key(path)
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise BrokenSetup(f"{path}: others can read the secret key. Run: chmod 600 {path}")
        key = file.read()
    if len(key) < KEY_BYTES:
        raise BrokenSetup(f"{path}: the secret key is too short. Delete the file; a new one will be made.")
    return key


def _make_key(path: Path) -> None:
    """Write whole, then link: of two processes that start at once, one key wins and both read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
